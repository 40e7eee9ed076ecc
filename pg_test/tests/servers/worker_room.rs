//! The background workers are in nobody's way: not in that of a shutdown, of statements that want a database for themselves,
//! of a standby, of an upgrade, or of other background processes.

use std::time::Duration;

use pg_test::fixture;
use pg_test::own_server::OwnServer;
use pg_test::worked::{
    LAUNCHER, NEVER, OFTEN, WORKER, WORKER_HERE, app, assert_whole, database, is_applied,
    keep_busy, post, relieve, worker_pid,
};

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
    server.wait_until(&mut session, &is_applied("home", 600));
    assert_whole("after the shutdown", &mut session);
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
        post(&mut session, 1001);
        server.wait_until(&mut session, &is_applied("home", 1001));
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
    relieve(&mut server.connect("fourth"));
    admin.run("ALTER DATABASE fourth SET TABLESPACE pg_default");
    for name in ["renamed", "fourth"] {
        let mut session = server.connect(name);
        server.wait_until(&mut session, &is_applied("home", 600));
        assert_whole(name, &mut session);
    }
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
    let before = worker_pid(&mut session);
    session.run("CREATE ROLE stranger CREATEDB; SET ROLE stranger");
    session.refused("42501", "ALTER DATABASE app RENAME TO other");
    session.refused("42501", "DROP DATABASE app");
    session.run("RESET ROLE");
    assert_eq!(worker_pid(&mut session), before);
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
fn too_few_processes_are_told_once_and_used_when_there_is_room() {
    // PostgreSQL's own launcher of logical replication, ours, and one worker.
    let Some(server) = OwnServer::new(&format!("{OFTEN} -c max_worker_processes=3")) else {
        return;
    };
    let mut first = database(&server, "first");
    server.wait_until(&mut first, WORKER_HERE);
    drop(first);
    let mut second = database(&server, "second");
    post(&mut second, 1001);
    while !server
        .log()
        .contains("no background worker process is left")
    {
        std::thread::sleep(Duration::from_millis(20));
    }
    server.connect("postgres").run("DROP DATABASE first");
    server.wait_until(&mut second, &is_applied("home", 1001));
    assert_eq!(
        server
            .log()
            .matches("no background worker process is left")
            .count(),
        1
    );
}

#[test]
fn a_standby_is_silent_until_it_is_promoted() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    // Another applier is at work, so what is pending stays so. A check waits for its turn, maintenance would go away.
    let mut applier = server.connect("app");
    applier.begin("");
    applier.run("SELECT * FROM feed.check('home')");
    post(&mut session, 1001);
    let standby = server.standby();
    let mut there = standby.connect("app");
    assert!(there.truth("SELECT pg_is_in_recovery()"));
    fixture::assert_exact("on the standby", &mut there, &app());
    assert!(there.truth(&format!(
        "SELECT NOT EXISTS ({WORKER}) AND NOT EXISTS ({LAUNCHER})
            AND EXISTS (SELECT FROM home_data.pending)"
    )));
    standby.promote();
    standby.wait_until(&mut there, "SELECT NOT pg_is_in_recovery()");
    standby.wait_until(&mut there, &is_applied("home", 1001));
    post(&mut there, 1002);
    standby.wait_until(&mut there, &is_applied("home", 1002));
    assert_whole("promoted", &mut there);
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
