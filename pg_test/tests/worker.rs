//! The background workers: they work when told and when not told, one bad feed does not stop another, and they are in
//! nobody's way.
//!
//! DEPENDS ON THE STAND-IN for maintenance: tables `work`, `done`, `failure`, `reader` of a feed's storage schema, which
//! [`Feed`] makes. A batch runs the statement of the first row of `work` and notes that in `done`; `work_at_commit` is
//! called by changes of a definition.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use pg_test::own_server::OwnServer;
use pg_test::plain;
use pg_test::quote::literal;
use pg_test::session::Session;

/// Far longer than any test: nothing happens without being told.
const NEVER: &str = "-c pg_feed.naptime=1h";
/// Soon, without being told.
const OFTEN: &str = "-c pg_feed.naptime=20ms";

const WORKER: &str = "SELECT FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'";
const LAUNCHER: &str = "SELECT FROM pg_stat_activity WHERE backend_type = 'pg_feed launcher'";
const WORKER_HERE: &str = "SELECT EXISTS (SELECT FROM pg_stat_activity
    WHERE backend_type = 'pg_feed worker' AND datname = current_database())";

/// A database with the plain tables and a feed.
fn database(server: &OwnServer, name: &str) -> Session {
    let mut session = server.create_database(name);
    session.run("CREATE EXTENSION pg_feed");
    session.run(plain::TABLES);
    feed(&mut session, "home");
    session
}

fn feed(session: &mut Session, feed: &str) {
    session.run(&format!(
        "SELECT feed.create('{feed}', 'posts', 'follows');
         CREATE TABLE {feed}_data.work (n bigint, action text NOT NULL DEFAULT 'SELECT 1');
         CREATE TABLE {feed}_data.done (n bigint, pid integer, at timestamptz DEFAULT clock_timestamp());
         CREATE TABLE {feed}_data.failure (message text);
         CREATE TABLE {feed}_data.relief ();
         CREATE TABLE {feed}_data.reader (viewer text, times integer)"
    ));
}

/// Gives a feed work without telling anybody.
fn work(session: &mut Session, feed: &str, n: i64, action: &str) {
    session.run(&format!(
        "INSERT INTO {feed}_data.work VALUES ({n}, {})",
        literal(action)
    ));
}

/// Gives a feed work, and tells.
fn told_work(session: &mut Session, feed: &str, n: i64) {
    session.begin("");
    work(session, feed, n, "SELECT 1");
    session.run(&format!("SELECT feed.configure('{feed}', '{{}}')"));
    session.commit();
}

fn is_done(feed: &str, n: i64) -> String {
    format!("SELECT EXISTS (SELECT FROM {feed}_data.done WHERE n = {n})")
}

/// The worker of this database is in the middle of a statement that takes ten minutes; the next time it begins the
/// statement it is so again, unless [`relieve`] was called.
fn keep_busy(server: &OwnServer, session: &mut Session) {
    work(
        session,
        "home",
        600,
        "SELECT pg_sleep(600) WHERE NOT EXISTS (SELECT FROM home_data.relief)",
    );
    server.wait_until(
        session,
        "SELECT EXISTS (SELECT FROM pg_stat_activity
         WHERE backend_type = 'pg_feed worker' AND datname = current_database()
           AND state = 'active' AND wait_event = 'PgSleep')",
    );
}

fn relieve(session: &mut Session) {
    session.run("INSERT INTO home_data.relief DEFAULT VALUES");
}

#[test]
fn a_commit_wakes_the_worker_and_a_rollback_does_not() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    for n in 1..=20 {
        told_work(&mut session, "home", n);
        server.wait_until(&mut session, &is_done("home", n));
    }
    assert!(session.truth("SELECT count(DISTINCT pid) = 1 FROM home_data.done"));
    // Rolled back and rolled back to a savepoint: the second commits, and may wake.
    session.begin("");
    session.run("SELECT feed.configure('home', '{}')");
    session.rollback();
    session.run("BEGIN; SAVEPOINT a; SELECT feed.configure('home', '{}'); ROLLBACK TO a; COMMIT");
    told_work(&mut session, "home", 21);
    server.wait_until(&mut session, &is_done("home", 21));
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
    session.run("BEGIN; INSERT INTO home_data.work VALUES (1); PREPARE TRANSACTION 'later'");
    session.run("COMMIT PREPARED 'later'");
    server.wait_until(&mut session, &is_done("home", 1));
}

#[test]
fn a_feed_that_fails_does_not_stop_the_others_and_recovers() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    feed(&mut session, "bad");
    feed(&mut session, "worse");
    work(&mut session, "bad", 1, "SELECT 1/0");
    work(&mut session, "worse", 1, "panic");
    for feed in ["bad", "worse"] {
        server.wait_until(
            &mut session,
            &format!("SELECT EXISTS (SELECT FROM {feed}_data.failure)"),
        );
    }
    work(&mut session, "home", 1, "SELECT 1");
    server.wait_until(&mut session, &is_done("home", 1));
    // It is tried again: what failed for another reason is told again, what failed alike is not.
    session.run("UPDATE bad_data.work SET action = 'SELECT no_such_function()'");
    server.wait_until(&mut session, "SELECT count(*) = 2 FROM bad_data.failure");
    session.run("UPDATE bad_data.work SET action = 'SELECT 1'; DELETE FROM worse_data.work");
    server.wait_until(&mut session, &is_done("bad", 1));
    work(&mut session, "worse", 2, "SELECT 1");
    server.wait_until(&mut session, &is_done("worse", 2));
    assert_eq!(
        session.column("SELECT message FROM bad_data.failure"),
        [
            "division by zero",
            "function no_such_function() does not exist"
        ]
    );
    assert_eq!(session.number("SELECT count(*) FROM worse_data.failure"), 1);
    assert_eq!(
        server.log().matches("Division by zero").count(),
        1,
        "{}",
        server.log()
    );
    assert!(session.truth("SELECT count(DISTINCT pid) = 1 FROM (TABLE home_data.done UNION ALL TABLE bad_data.done UNION ALL TABLE worse_data.done) d"));
}

#[test]
fn a_busy_feed_does_not_starve_another() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    feed(&mut session, "second");
    session.run(
        "BEGIN;
         INSERT INTO home_data.work SELECT n, 'SELECT pg_sleep(0.001)' FROM generate_series(1, 200) AS n;
         INSERT INTO second_data.work VALUES (1);
         COMMIT",
    );
    server.wait_until(&mut session, &is_done("home", 200));
    assert!(session.truth(
        "SELECT (SELECT at FROM second_data.done) < (SELECT at FROM home_data.done WHERE n = 10)"
    ));
}

#[test]
fn settings_made_for_clients_do_not_stop_the_worker() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    session.run(
        "ALTER DATABASE app SET statement_timeout = '1ms';
         ALTER DATABASE app SET default_transaction_read_only = on;
         ALTER DATABASE app SET default_transaction_isolation = 'serializable';
         ALTER DATABASE app SET search_path = nowhere",
    );
    session.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'");
    work(
        &mut session,
        "home",
        1,
        "SELECT pg_sleep(0.1), 1/(current_setting('transaction_isolation') = 'read committed')::int",
    );
    server.wait_until(&mut session, &is_done("home", 1));
}

#[test]
fn workers_are_switched_off_and_on() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    keep_busy(&server, &mut session);
    relieve(&mut session);
    server.set("pg_feed.worker", "off");
    session.run(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'",
    );
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    told_work(&mut session, "home", 1);
    server.set("pg_feed.naptime", "'30s'");
    server.set("pg_feed.worker", "on");
    server.wait_until(&mut session, &is_done("home", 1));
    // The naptime is followed too.
    server.set("pg_feed.naptime", "'20ms'");
    work(&mut session, "home", 2, "SELECT 1");
    server.wait_until(&mut session, &is_done("home", 2));
}

#[test]
fn a_fast_shutdown_does_not_wait_for_a_statement() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    keep_busy(&server, &mut session);
    relieve(&mut session);
    drop(session);
    let took = server.stop("fast");
    assert!(took < Duration::from_secs(5), "{took:?}\n{}", server.log());
    server.start();
    let mut session = server.connect("app");
    server.wait_until(&mut session, &is_done("home", 600));
}

#[test]
fn workers_leave_a_database_that_is_wanted_alone() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut admin = server.connect("postgres");
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    drop(session);
    admin.run("CREATE DATABASE copy TEMPLATE app");
    admin.run("ALTER DATABASE app RENAME TO renamed");
    // Each of them has its worker, busy from now on.
    for name in ["copy", "renamed"] {
        let mut session = server.connect(name);
        work(&mut session, "home", 1, "SELECT 1");
        server.wait_until(&mut session, &is_done("home", 1));
        keep_busy(&server, &mut session);
    }
    admin.run("CREATE DATABASE third TEMPLATE copy");
    admin.run("ALTER DATABASE third RENAME TO fourth");
    admin.run("ALTER DATABASE fourth SET TABLESPACE pg_default");
    admin.run("DROP DATABASE copy");
    admin.run("DROP DATABASE IF EXISTS nowhere");
    // A statement that fails lets the worker come back.
    let mut session = server.connect("renamed");
    relieve(&mut session);
    drop(session);
    admin.refused("42P04", "ALTER DATABASE renamed RENAME TO fourth");
    admin.refused("42P04", "CREATE DATABASE fourth TEMPLATE renamed");
    let mut session = server.connect("renamed");
    server.wait_until(&mut session, &is_done("home", 600));
    drop(session);
    admin.run("DROP DATABASE renamed WITH (FORCE)");
    admin.run("DROP DATABASE fourth");
    assert!(
        !server.log().contains("could not be maintained"),
        "{}",
        server.log()
    );
    assert!(!server.log().contains("FATAL"), "{}", server.log());
}

#[test]
fn a_database_is_held_until_the_transaction_ends_however_it_ends() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    drop(session);
    let mut admin = server.connect("postgres");
    admin.begin("");
    admin.run("ALTER DATABASE app RENAME TO other");
    assert!(admin.truth(&format!("SELECT NOT EXISTS ({WORKER})")));
    admin.rollback();
    let mut session = server.connect("app");
    server.wait_until(&mut session, WORKER_HERE);
    drop(session);
    // The session dies with the transaction open.
    let mut victim = server.connect("postgres");
    let pid = victim.number("SELECT pg_backend_pid()");
    victim.begin("");
    victim.run("ALTER DATABASE app RENAME TO other");
    admin.run(&format!("SELECT pg_terminate_backend({pid}, 10000)"));
    let mut session = server.connect("app");
    server.wait_until(&mut session, WORKER_HERE);
    // Who may not rename it does not send the worker away.
    let before =
        session.text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'");
    session.run("CREATE ROLE stranger CREATEDB; SET ROLE stranger");
    session.refused("42501", "ALTER DATABASE app RENAME TO other");
    session.refused("42501", "DROP DATABASE app");
    session.run("RESET ROLE");
    let after =
        session.text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'");
    assert_eq!(before, after);
}

#[test]
fn statements_fail_with_all_their_fields() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    session.run("CREATE TABLE t (a integer); INSERT INTO t VALUES (1)");
    let error = session
        .client()
        .simple_query("ALTER TABLE t ADD CONSTRAINT small CHECK (a < 1)")
        .expect_err("the row is larger");
    let error = error.as_db_error().expect("an error of the server");
    assert_eq!(error.constraint(), Some("small"));
    assert_eq!(error.table(), Some("t"));
}

#[test]
fn a_worker_that_was_ended_is_started_again() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    for process in ["worker", "launcher"] {
        session.run(&format!(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
             WHERE backend_type = 'pg_feed {process}'"
        ));
    }
    server.wait_until(&mut session, &format!("SELECT EXISTS ({LAUNCHER})"));
    server.wait_until(&mut session, WORKER_HERE);
    // A launcher that is new finds the worker that is not.
    let worker =
        session.text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'");
    session.run("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE backend_type = 'pg_feed launcher'");
    server.wait_until(&mut session, &format!("SELECT EXISTS ({LAUNCHER})"));
    work(&mut session, "home", 1, "SELECT 1");
    server.wait_until(&mut session, &is_done("home", 1));
    assert_eq!(session.text("SELECT pid FROM home_data.done"), worker);
    assert!(session.truth(&format!("SELECT count(*) = 1 FROM ({WORKER}) w")));
}

#[test]
fn only_databases_with_feeds_have_workers() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = server.create_database("plain");
    server.wait_until(&mut session, &format!("SELECT EXISTS ({LAUNCHER})"));
    session.run("CREATE EXTENSION pg_feed");
    session.run(plain::TABLES);
    assert!(session.truth(&format!("SELECT NOT EXISTS ({WORKER})")));
    feed(&mut session, "home");
    server.wait_until(&mut session, WORKER_HERE);
    session.run("DROP TABLE home_data.work, home_data.done, home_data.failure, home_data.reader; SELECT feed.drop('home')");
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    // And again, for the first feed was not the last.
    feed(&mut session, "home");
    server.wait_until(&mut session, WORKER_HERE);
    session.run("ALTER DATABASE plain IS_TEMPLATE true; SELECT feed.configure('home', '{}')");
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    session.run("ALTER DATABASE plain IS_TEMPLATE false; SELECT feed.configure('home', '{}')");
    server.wait_until(&mut session, WORKER_HERE);
}

#[test]
fn too_few_processes_are_told_once_and_used_when_there_is_room() {
    // PostgreSQL's own launcher of logical replication, ours, and one worker.
    let Some(server) = OwnServer::new(&format!("{OFTEN} -c max_worker_processes=3")) else {
        return;
    };
    let mut first = database(&server, "first");
    server.wait_until(&mut first, WORKER_HERE);
    drop(first);
    let mut second = database(&server, "second");
    work(&mut second, "home", 1, "SELECT 1");
    while !server
        .log()
        .contains("no background worker process is left")
    {
        std::thread::sleep(Duration::from_millis(20));
    }
    server.connect("postgres").run("DROP DATABASE first");
    server.wait_until(&mut second, &is_done("home", 1));
    assert_eq!(
        server
            .log()
            .matches("no background worker process is left")
            .count(),
        1
    );
}

#[test]
fn readers_are_noticed() {
    let Some(server) = OwnServer::new("-c pg_feed.naptime=100ms") else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    for _ in 0..5 {
        session.run("SELECT * FROM home.timeline_for(42)");
    }
    session.run("SELECT * FROM home.timeline_for(-7)");
    server.wait_until(
        &mut session,
        "SELECT COALESCE(sum(times) FILTER (WHERE viewer = '42') = 5, false)
            AND COALESCE(sum(times) FILTER (WHERE viewer = '-7') = 1, false)
         FROM home_data.reader",
    );
}

#[test]
fn a_standby_is_silent_until_it_is_promoted() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    let standby = server.standby();
    let mut there = standby.connect("app");
    there.run("SELECT * FROM home.timeline_for(42)");
    assert!(there.truth(&format!(
        "SELECT NOT EXISTS ({WORKER}) AND NOT EXISTS ({LAUNCHER})"
    )));
    standby.promote();
    standby.wait_until(&mut there, "SELECT NOT pg_is_in_recovery()");
    work(&mut there, "home", 1, "SELECT 1");
    standby.wait_until(&mut there, &is_done("home", 1));
}

#[test]
fn nothing_starts_in_binary_upgrade_and_nothing_breaks_without_workers() {
    let Some(server) = OwnServer::new("-b") else {
        return;
    };
    let mut session = server.connect("postgres");
    assert!(session.truth(&format!("SELECT NOT EXISTS ({LAUNCHER})")));
    assert_eq!(session.text("SHOW shared_preload_libraries"), "pg_feed");
    session.run("SELECT * FROM pg_shmem_allocations WHERE name LIKE 'pg_feed%'");
    drop(session);
    // Never more than the settings in a session that loads the library itself.
    let mut session = pg_test::cluster::maintenance();
    session.run("LOAD 'pg_feed'");
    assert_eq!(session.text("SHOW pg_feed.worker"), "on");
    assert_eq!(session.text("SHOW pg_feed.naptime"), "1s");
    session.refused("55P02", "SET pg_feed.naptime = '2s'");
    session.refused("42602", "SET pg_feed.nap = '2s'");
}
