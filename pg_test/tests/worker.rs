//! The background workers work when told and when not told, where there are feeds, and one bad feed does not stop another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pg_test::own_server::OwnServer;
use pg_test::plain;
use pg_test::worked::{
    LAUNCHER, NEVER, OFTEN, WORKER, WORKER_HERE, assert_whole, database, is_applied, is_up_to_date,
    keep_busy, post, relieve, small_feed, small_post, worker_pid,
};

#[test]
fn a_commit_wakes_the_worker_and_a_rollback_does_not() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    let pid = worker_pid(&mut session);
    for id in 1001..=1020 {
        post(&mut session, id);
        server.wait_until(&mut session, &is_applied("home", id));
    }
    // Rolled back and rolled back to a savepoint: the second commits, and may wake.
    session.begin("");
    post(&mut session, 1021);
    session.rollback();
    session.run("BEGIN; SAVEPOINT a; DELETE FROM posts; ROLLBACK TO a; COMMIT");
    assert_whole("nothing changed", &mut session);
    // Each kind of change, by whoever makes it.
    for change in [
        "UPDATE posts SET status = 'draft' WHERE id = 1001",
        "DELETE FROM posts WHERE id = 1002",
        "DELETE FROM follows WHERE follower_id = 1 AND followee_id = 3",
        "UPDATE memberships SET left_at = now() WHERE user_id = 1",
        "INSERT INTO blocks VALUES (2, 6)",
        "UPDATE users SET is_suspended = true WHERE id = 3",
        "TRUNCATE mutes",
        "BEGIN; SELECT feed.maintain('home'); SELECT home.cool(9); COMMIT",
        "SELECT feed.configure('home', '{\"window.size\": 30}')",
    ] {
        session.run(change);
        server.wait_until(&mut session, &is_up_to_date("home"));
        assert_whole(change, &mut session);
    }
    server.wait_until(
        &mut session,
        "SELECT count(*) = 8 AND bool_and(w.generation = r.generation)
         FROM home_data.viewer_window AS w, feed.registry AS r",
    );
    assert_eq!(worker_pid(&mut session), pid);
    assert_eq!(session.text("SELECT worker_pid FROM feed.status"), pid);
    assert!(session.truth(
        "SELECT application_name = 'pg_feed worker' AND query <> '' FROM pg_stat_activity
         WHERE backend_type = 'pg_feed worker'"
    ));
}

#[test]
fn what_nobody_reports_is_found_by_looking() {
    let Some(server) = OwnServer::new(&format!("{OFTEN} -c max_prepared_transactions=2")) else {
        return;
    };
    let mut session = database(&server, "app");
    session.run(
        "BEGIN; INSERT INTO posts (id, author_id) VALUES (1001, 2); PREPARE TRANSACTION 'later'",
    );
    session.run("COMMIT PREPARED 'later'");
    server.wait_until(&mut session, &is_applied("home", 1001));
    assert_whole("prepared", &mut session);
}

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

#[test]
fn workers_are_switched_off_and_on() {
    // What stands in the command line cannot be set later.
    let Some(server) = OwnServer::new("") else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    keep_busy(&server, &mut session);
    relieve(&mut session);
    server.set("pg_feed.worker", "off");
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    assert_eq!(session.value("SELECT worker_pid FROM feed.status"), None);
    post(&mut session, 1001);
    assert_whole("off", &mut session);
    server.set("pg_feed.naptime", "'1h'");
    server.set("pg_feed.worker", "on");
    server.wait_until(&mut session, &is_applied("home", 1001));
    server.wait_until(&mut session, &is_applied("home", 600));
    assert!(!server.log().contains("WARNING"), "{}", server.log());
    // The naptime is followed too: nobody reports what a superuser writes there.
    server.set("pg_feed.naptime", "'20ms'");
    session.run("SELECT home.cool(7); INSERT INTO home_data.pending (kind, captured_at, viewer) VALUES ('w', now(), 7)");
    server.wait_until(
        &mut session,
        "SELECT EXISTS (SELECT FROM home_data.viewer_window WHERE viewer = 7)",
    );
    assert_whole("on", &mut session);
}

#[test]
fn a_worker_that_was_ended_is_started_again() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    keep_busy(&server, &mut session);
    relieve(&mut session);
    for process in ["worker", "launcher"] {
        session.run(&format!(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
             WHERE backend_type = 'pg_feed {process}'"
        ));
    }
    server.wait_until(&mut session, &format!("SELECT EXISTS ({LAUNCHER})"));
    server.wait_until(&mut session, WORKER_HERE);
    server.wait_until(&mut session, &is_applied("home", 600));
    // A launcher that is new finds the worker that is not.
    let worker = worker_pid(&mut session);
    session.run("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE backend_type = 'pg_feed launcher'");
    server.wait_until(&mut session, &format!("SELECT EXISTS ({LAUNCHER})"));
    post(&mut session, 1001);
    server.wait_until(&mut session, &is_applied("home", 1001));
    assert_eq!(worker_pid(&mut session), worker);
    assert_whole("started again", &mut session);
}

#[test]
fn only_databases_with_feeds_have_workers() {
    let Some(server) = OwnServer::new("") else {
        return;
    };
    server.set("pg_feed.naptime", "'1h'");
    let mut session = server.create_database("plain");
    server.wait_until(&mut session, &format!("SELECT EXISTS ({LAUNCHER})"));
    session.run("CREATE EXTENSION pg_feed");
    session.run(plain::TABLES);
    assert!(session.truth(&format!("SELECT NOT EXISTS ({WORKER})")));
    let create = "SELECT feed.create('home', 'posts', 'follows')";
    session.run(create);
    server.wait_until(&mut session, WORKER_HERE);
    session.run("SELECT feed.drop('home')");
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    // And again, for the first feed was not the last.
    session.run(create);
    server.wait_until(&mut session, WORKER_HERE);
    session.run("ALTER DATABASE plain IS_TEMPLATE true; SELECT feed.configure('home', '{}')");
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    session.run("ALTER DATABASE plain IS_TEMPLATE false; SELECT feed.configure('home', '{}')");
    server.wait_until(&mut session, WORKER_HERE);
    // Nobody reports that there is no extension any more.
    server.set("pg_feed.naptime", "'20ms'");
    session.run("DROP EXTENSION pg_feed CASCADE");
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
}
