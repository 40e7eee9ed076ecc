//! The background workers work when told and when not told, where there are feeds, and one bad feed does not stop another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pg_test::own_server::OwnServer;
use pg_test::plain;
use pg_test::worked::{
    LAUNCHER, NEVER, OFTEN, WORKER, WORKER_HERE, database, feed, is_done, keep_busy, relieve,
    told_work, work,
};

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
    server.wait_until(&mut session, &format!("SELECT NOT EXISTS ({WORKER})"));
    told_work(&mut session, "home", 1);
    server.set("pg_feed.naptime", "'30s'");
    server.set("pg_feed.worker", "on");
    server.wait_until(&mut session, &is_done("home", 1));
    assert!(!server.log().contains("WARNING"), "{}", server.log());
    // The naptime is followed too.
    server.set("pg_feed.naptime", "'20ms'");
    work(&mut session, "home", 2, "SELECT 1");
    server.wait_until(&mut session, &is_done("home", 2));
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
