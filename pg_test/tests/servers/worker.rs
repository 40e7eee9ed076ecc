//! The background workers work when told and when not told, where there are feeds, and as long as they are wanted.

use pg_test::own_server::OwnServer;
use pg_test::plain;
use pg_test::worked::{
    LAUNCHER, NEVER, OFTEN, WORKER, WORKER_HERE, assert_whole, database, is_applied, is_up_to_date,
    keep_busy, post, relieve, worker_pid,
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
        "SELECT count(*) = 8 AND bool_and(w.generation = feed.generation('home'))
         FROM home_data.viewer_window AS w",
    );
    assert_eq!(worker_pid(&mut session), pid);
    assert_eq!(session.text("SELECT worker_pid FROM feed.status"), pid);
    assert!(session.truth(
        "SELECT application_name = 'pg_feed worker' AND query <> '' FROM pg_stat_activity
         WHERE backend_type = 'pg_feed worker'"
    ));
}

/// Many write at once, and nobody looks without being told: no commit is overlooked.
#[test]
fn no_commit_is_overlooked() {
    let Some(server) = OwnServer::new(NEVER) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    for round in 0..5 {
        std::thread::scope(|scope| {
            for writer in 1..=4 {
                let mut session = server.connect("app");
                scope.spawn(move || {
                    for n in 0..40 {
                        let id = 1000 * writer + 100 * round + n;
                        session.run(&match n % 5 {
                            0..2 => format!("INSERT INTO posts (id, author_id) VALUES ({id}, {writer})"),
                            2 => format!("DELETE FROM posts WHERE id = {id} - 1"),
                            3 => format!("DELETE FROM follows WHERE follower_id = {writer} AND followee_id = 1 + {n} % 7"),
                            _ => format!("INSERT INTO follows VALUES ({writer}, 1 + ({n} - 1) % 7)"),
                        });
                    }
                });
            }
        });
        server.wait_until(&mut session, &is_up_to_date("home"));
        assert_whole("after all writers", &mut session);
    }
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
