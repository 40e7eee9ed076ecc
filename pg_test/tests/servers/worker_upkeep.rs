//! What the background workers do besides applying changes: readers are warmed, idle windows dropped, tables kept short, and
//! nothing is written where there is nothing to do.

use pg_test::own_server::OwnServer;
use pg_test::session::Session;
use pg_test::worked::{
    OFTEN, WORKER_HERE, assert_whole, database, is_up_to_date, small_feed, worker_pid,
};

fn is_warm(feed: &str, viewer: i64) -> String {
    format!("SELECT EXISTS (SELECT FROM {feed}_data.viewer_window WHERE viewer = {viewer})")
}

/// A new worker, which remembers nothing.
fn restart_worker(server: &OwnServer, session: &mut Session) {
    let pid = worker_pid(session);
    session.run(&format!("SELECT pg_terminate_backend({pid}, 10000)"));
    server.wait_until(session, WORKER_HERE);
}

#[test]
fn repeated_readers_are_warmed() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    session.run("SELECT home.cool(8), home.cool(9)");
    server.wait_until(
        &mut session,
        "SELECT count(*) = 7 FROM home_data.viewer_window",
    );
    let before = session.number("SELECT windows FROM feed.status");
    session.run("SELECT * FROM home.timeline_for(9)");
    for _ in 0..2 {
        session.run("SELECT * FROM home.timeline_for(8)");
    }
    server.wait_until(&mut session, &is_warm("home", 8));
    assert!(!session.truth(&is_warm("home", 9)));
    assert_eq!(
        session.number("SELECT windows FROM feed.status"),
        before + 1
    );
    // The second read may come at any later time.
    session.run("SELECT * FROM home.timeline_for(9)");
    server.wait_until(&mut session, &is_warm("home", 9));
    assert_whole("warmed", &mut session);
}

/// A post that cannot be shown, behind those that are read, keeps its readers cold and nobody else.
#[test]
fn a_reader_who_cannot_be_warmed_is_in_nobodys_way() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    small_feed(&mut session, "bad");
    server.wait_until(&mut session, WORKER_HERE);
    session.run("SELECT bad.cool(1)");
    server.wait_until(
        &mut session,
        "SELECT NOT EXISTS (SELECT FROM bad_data.viewer_window)",
    );
    session.run(
        "INSERT INTO bad_follows VALUES (3, 4);
         INSERT INTO bad_posts (id, author_id, created_at, d)
         SELECT i, CASE WHEN i % 2 = 0 THEN 2 ELSE 4 END, timestamptz '2025-06-01' + i * interval '1 hour', CASE i WHEN 2 THEN 0 ELSE 1 END
         FROM generate_series(1, 100) AS i",
    );
    for _ in 0..2 {
        session.run("SELECT * FROM bad.timeline_for(1, 5); SELECT * FROM bad.timeline_for(3, 5)");
    }
    server.wait_until(&mut session, &is_warm("bad", 3));
    assert!(!session.truth(&is_warm("bad", 1)));
    session.refused("22012", "SELECT * FROM bad.timeline_for(1, 100)");
    session.run("UPDATE bad_posts SET d = 1");
    for _ in 0..2 {
        session.run("SELECT * FROM bad.timeline_for(1, 100)");
    }
    server.wait_until(&mut session, &is_warm("bad", 1));
    assert!(!server.log().contains("WARNING"), "{}", server.log());
    let wrong = session.column("SELECT detail FROM feed.check('bad')");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn windows_that_nobody_reads_are_dropped() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    // What the worker was busy for when viewers were warmed has been applied.
    server.wait_until(&mut session, &is_up_to_date("home"));
    session.run(
        "SELECT feed.configure('home', '{\"window.idle\": \"1 hour\"}');
         UPDATE home_data.viewer_window SET read_at = now() - interval '30 minutes' WHERE viewer = 6",
    );
    session.run("SELECT * FROM home.timeline_for(6)");
    server.wait_until(
        &mut session,
        "SELECT read_at > now() - interval '20 minutes' FROM home_data.viewer_window WHERE viewer = 6",
    );
    session.run(
        "UPDATE home_data.viewer_window SET read_at = now() - interval '2 hours' WHERE viewer <= 3",
    );
    restart_worker(&server, &mut session);
    server.wait_until(
        &mut session,
        "SELECT min(viewer) = 4 AND count(*) = 6 FROM home_data.viewer_window",
    );
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.entry WHERE viewer <= 3"),
        0
    );
    assert_whole("cooled", &mut session);
}

#[test]
fn what_was_applied_is_vacuumed() {
    let Some(server) = OwnServer::new(&format!("{OFTEN} -c autovacuum=off")) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    // While somebody may still want to see the rows they stay, and that is no failure.
    let mut reader = server.connect("app");
    reader.begin("ISOLATION LEVEL REPEATABLE READ");
    reader.run("SELECT * FROM home.timeline_for(1)");
    session.run(
        "INSERT INTO posts (author_id, created_at)
         SELECT 2, timestamptz '2025-10-01' + n * interval '1 minute' FROM generate_series(1, 16000) AS n",
    );
    server.wait_until(&mut session, &is_up_to_date("home"));
    assert!(session.number("SELECT pg_relation_size('home_data.pending') / 8192") > 64);
    assert_whole("long", &mut session);
    reader.rollback();
    server.wait_until(
        &mut session,
        "SELECT pg_relation_size('home_data.pending') = 0",
    );
    assert_whole("short", &mut session);
    assert!(!server.log().contains("WARNING"), "{}", server.log());
}

#[test]
fn an_idle_feed_is_not_written_to() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = database(&server, "app");
    server.wait_until(&mut session, WORKER_HERE);
    server.wait_until(&mut session, &is_up_to_date("home"));
    server.wait_until(
        &mut session,
        "SELECT last_maintained IS NOT NULL FROM feed.status",
    );
    let row = "SELECT xmin || ' ' || ctid FROM home_data.maintenance";
    let before = session.text(row);
    // As often as it looks it shows that it has.
    let looked = "SELECT state_change FROM pg_stat_activity WHERE backend_type = 'pg_feed worker' AND state = 'idle'";
    for _ in 0..5 {
        let last = session.column(looked).first().cloned().unwrap_or_default();
        server.wait_until(
            &mut session,
            &format!("SELECT coalesce(bool_or(state_change::text <> '{last}'), false) FROM ({looked}) AS l"),
        );
    }
    assert_eq!(session.text(row), before);
    // But that somebody looks can be seen.
    session.run("UPDATE home_data.maintenance SET last_maintained = now() - interval '2 minutes'");
    server.wait_until(
        &mut session,
        "SELECT last_maintained > now() - interval '1 minute' FROM feed.status",
    );
}
