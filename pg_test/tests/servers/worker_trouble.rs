//! The background workers in trouble: a feed that is broken, busy, or waits for a lock does not stop another, and recovers.

use pg_test::own_server::OwnServer;
use pg_test::worked::{
    NEVER, OFTEN, WORKER_HERE, assert_whole, database, is_applied, is_up_to_date, post, small_feed,
    small_post, worker_pid,
};

#[test]
fn a_feed_that_is_broken_does_not_stop_the_others_and_recovers() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    small_feed(&mut session, "bad");
    small_feed(&mut session, "worse");
    server.wait_until(&mut session, WORKER_HERE);
    let pid = worker_pid(&mut session);
    let error = |feed: &str, error: &str| {
        format!(
            "SELECT last_error LIKE '%{error}%' FROM feed.status WHERE feed = '{feed}' AND last_error IS NOT NULL UNION ALL SELECT false LIMIT 1"
        )
    };
    // What is missing is no fault of a row's: all wait.
    session.run("ALTER FUNCTION bad_part RENAME TO bad_whole");
    session.run("ALTER TABLE worse_posts DROP COLUMN author_id CASCADE");
    small_post(&mut session, "bad", 1);
    session.run("INSERT INTO worse_posts (id) VALUES (1)");
    server.wait_until(&mut session, &error("bad", "bad_part"));
    server.wait_until(&mut session, &error("worse", "author"));
    assert_eq!(
        session.column("SELECT error FROM bad_data.pending"),
        ["NULL"]
    );
    post(&mut session, 1001);
    server.wait_until(&mut session, &is_applied("home", 1001));
    // A worker that never knew the feed whole tells too; what failed alike is told once by each.
    session.run(&format!("UPDATE bad_data.maintenance SET last_error = NULL; SELECT pg_terminate_backend({pid}, 10000)"));
    server.wait_until(&mut session, &error("bad", "bad_part"));
    session.run(
        "ALTER FUNCTION bad_whole RENAME TO bad_part;
         ALTER TABLE worse_posts ADD COLUMN author_id bigint;
         CREATE INDEX ON worse_posts (author_id, created_at DESC, id DESC);
         SELECT feed.alter('worse', '{}')",
    );
    small_post(&mut session, "worse", 2);
    server.wait_until(&mut session, &is_applied("bad", 1));
    server.wait_until(&mut session, &is_applied("worse", 2));
    server.wait_until(
        &mut session,
        "SELECT count(*) = 0 FROM feed.status WHERE last_error IS NOT NULL",
    );
    for feed in ["home", "bad", "worse"] {
        let wrong = session.column(&format!("SELECT detail FROM feed.check('{feed}')"));
        assert!(wrong.is_empty(), "{feed}: {wrong:?}");
    }
    let log = server.log();
    let told = log.matches("feed \"bad\" could not be maintained").count();
    assert_eq!(told, 2, "{log}");
    assert!(!log.contains("could not be recorded"), "{log}");
    assert_whole("after all", &mut session);
}

#[test]
fn a_row_that_cannot_be_applied_is_set_aside_and_shown() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = database(&server, "app");
    small_feed(&mut session, "bad");
    server.wait_until(&mut session, WORKER_HERE);
    session.run("INSERT INTO bad_posts (id, author_id, d) SELECT i, 2, i % 7 FROM generate_series(1, 20) AS i");
    server.wait_until(
        &mut session,
        "SELECT last_error = 'division by zero' FROM feed.status WHERE feed = 'bad' AND last_error IS NOT NULL UNION ALL SELECT false LIMIT 1",
    );
    assert_eq!(
        session.column("SELECT post_id || error FROM bad_data.pending ORDER BY post_id"),
        ["7division by zero", "14division by zero"]
    );
    assert_eq!(session.number("SELECT count(*) FROM bad_data.entry"), 18);
    assert!(
        session.truth("SELECT bool_and(last_error IS NULL) FROM feed.status WHERE feed = 'home'")
    );
    session.run("UPDATE bad_posts SET d = 1");
    server.wait_until(&mut session, &is_applied("bad", 7));
    session.run("SELECT feed.repair('bad')");
    small_post(&mut session, "bad", 21);
    server.wait_until(&mut session, &is_up_to_date("bad"));
    assert!(session.truth("SELECT bool_and(last_error IS NULL) FROM feed.status"));
    assert_eq!(session.number("SELECT count(*) FROM bad_data.entry"), 21);
}

#[test]
fn a_busy_feed_does_not_starve_another() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = database(&server, "app");
    small_feed(&mut session, "second");
    server.wait_until(&mut session, WORKER_HERE);
    session.run(
        "BEGIN;
         INSERT INTO posts (id, author_id, created_at)
         SELECT 1000 + n, 2, timestamptz '2025-10-01' + n * interval '1 minute' FROM generate_series(1, 16000) AS n;
         INSERT INTO second_posts (id, author_id) VALUES (1, 2);
         COMMIT",
    );
    server.wait_until(&mut session, &is_up_to_date("home"));
    server.wait_until(&mut session, &is_up_to_date("second"));
    // Older transactions have the greater age.
    assert!(session.truth(
        "SELECT (SELECT age(xmin) FROM second_data.entry)
            > (SELECT min(age(xmin)) FROM home_data.entry)"
    ));
    assert_whole("after many", &mut session);
}

/// Who locks a table for long keeps feeds over it waiting, and no other.
#[test]
fn a_locked_table_does_not_stop_other_feeds() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    small_feed(&mut session, "second");
    server.wait_until(&mut session, WORKER_HERE);
    let mut migration = server.connect("app");
    migration.begin("");
    migration.run("INSERT INTO second_posts (id, author_id) VALUES (1, 2); LOCK TABLE posts");
    small_post(&mut session, "second", 2);
    session.run("INSERT INTO follows VALUES (1, 6)");
    server.wait_until(&mut session, &is_applied("second", 2));
    server.wait_until(
        &mut session,
        "SELECT EXISTS (SELECT FROM feed.status WHERE feed = 'home' AND last_error LIKE '%lock timeout%')",
    );
    small_post(&mut session, "second", 3);
    server.wait_until(&mut session, &is_applied("second", 3));
    migration.commit();
    server.wait_until(&mut session, &is_up_to_date("home"));
    server.wait_until(&mut session, &is_applied("second", 1));
    server.wait_until(
        &mut session,
        "SELECT bool_and(last_error IS NULL) FROM feed.status",
    );
    assert_whole("behind the lock", &mut session);
}

#[test]
fn settings_made_for_clients_do_not_stop_the_worker() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    session.run(
        "CREATE ROLE nobody;
         ALTER DATABASE app SET role = nobody;
         ALTER DATABASE app SET statement_timeout = '1ms';
         ALTER DATABASE app SET lock_timeout = '1ms';
         ALTER DATABASE app SET default_transaction_read_only = on;
         ALTER DATABASE app SET default_transaction_isolation = 'serializable';
         ALTER DATABASE app SET session_replication_role = 'replica';
         ALTER DATABASE app SET search_path = nowhere;
         ALTER DATABASE app SET TimeZone = 'Asia/Kathmandu';
         ALTER DATABASE app SET DateStyle = 'German';
         ALTER DATABASE app SET IntervalStyle = 'sql_standard';
         ALTER DATABASE app SET row_security = off;
         ALTER DATABASE app SET quote_all_identifiers = on",
    );
    session.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'");
    session.run("INSERT INTO posts (author_id) SELECT 2 FROM generate_series(1, 12000)");
    post(&mut session, 1001);
    server.wait_until(&mut session, &is_applied("home", 1001));
    server.wait_until(&mut session, &is_up_to_date("home"));
    server.wait_until(
        &mut session,
        "SELECT pg_relation_size('home_data.pending') = 0",
    );
    assert_whole("under settings", &mut session);
    assert!(!server.log().contains("WARNING"), "{}", server.log());
}
