//! Reads while others write: in its own snapshot each read equals the reference, whatever is committed meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{fixture, plain, seed};
use rand::RngExt;
use rand::rngs::StdRng;

/// One change that an app makes, over the people of the plain app.
fn change(rng: &mut StdRng) -> String {
    let (a, b) = (rng.random_range(1..8), rng.random_range(1..8));
    let post = rng.random_range(1..300);
    match rng.random_range(0..12) {
        0..3 => format!("INSERT INTO posts (author_id, group_id) VALUES ({a}, NULLIF({b}, 5) + 5)"),
        3 => format!("DELETE FROM posts WHERE id = {post}"),
        4 => format!(
            "UPDATE posts SET status = CASE status WHEN 'draft' THEN 'published' ELSE 'draft' END WHERE id = {post}"
        ),
        5 => format!(
            "UPDATE posts SET created_at = now() - {post} * interval '1 minute', pinned = NOT coalesce(pinned, false) WHERE id = {post}"
        ),
        6 => format!("INSERT INTO follows VALUES ({a}, {b})"),
        7 => format!("DELETE FROM follows WHERE follower_id = {a} AND followee_id = {b}"),
        8 => format!("INSERT INTO blocks VALUES ({a}, {b})"),
        9 => format!("DELETE FROM blocks WHERE blocker_id = {a}"),
        10 => format!(
            "UPDATE memberships SET left_at = CASE WHEN left_at IS NULL THEN now() END WHERE user_id = {a}"
        ),
        _ => format!("UPDATE users SET is_suspended = NOT is_suspended WHERE id = {a}"),
    }
}

/// Writes until the readers have finished; a deadlock with another writer is retried like any app would.
fn write(session: &mut Session, mut rng: StdRng, done: &AtomicBool, commits: &AtomicUsize) {
    while !done.load(Ordering::Relaxed) {
        let count = rng.random_range(1..5);
        let changes: Vec<String> = (0..count).map(|_| change(&mut rng)).collect();
        match session.attempt(&changes.join("; ")) {
            Ok(_) => {
                commits.fetch_add(1, Ordering::Relaxed);
            }
            Err(refusal) => assert!(refusal.state.starts_with("40"), "{refusal:?}"),
        }
    }
}

#[test]
fn every_snapshot_is_exact_while_others_write() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let (done, commits) = (AtomicBool::new(false), AtomicUsize::new(0));
    let writers: Vec<(Session, StdRng)> = (0..2)
        .map(|number| {
            let rng = seed::generator("every_snapshot_is_exact_while_others_write", number);
            (database.connect(), rng)
        })
        .collect();
    std::thread::scope(|scope| {
        for (mut writer, rng) in writers {
            let (done, commits) = (&done, &commits);
            scope.spawn(move || write(&mut writer, rng, done, commits));
        }
        // The writers stop, whether the comparison succeeds or not.
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for round in 0..seed::rounds(4, 100) {
                fixture::assert_exact("while others write", &mut session, &app);
                session.begin("ISOLATION LEVEL REPEATABLE READ");
                session.run(&format!(
                    "INSERT INTO users (id) VALUES ({})",
                    1_000 + round
                ));
                fixture::assert_exact_here(
                    "with a transaction id, while others write",
                    &mut session,
                    &app,
                );
                session.commit();
            }
        }));
        done.store(true, Ordering::Relaxed);
        if let Err(panic) = compared {
            std::panic::resume_unwind(panic);
        }
    });
    println!(
        "{} commits beside the reads",
        commits.load(Ordering::Relaxed)
    );
    assert!(commits.load(Ordering::Relaxed) > 10, "nobody wrote");
}

#[test]
fn definitions_change_while_others_read() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let done = AtomicBool::new(false);
    let readers: Vec<Session> = (0..2).map(|_| database.connect()).collect();
    std::thread::scope(|scope| {
        for mut reader in readers {
            let done = &done;
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    for read in [
                        "home.timeline_for(1)",
                        "home.public_timeline(1, 50)",
                        "home.posts_by(2, 1)",
                    ] {
                        // A feed that is being dropped and made again may be absent, and nothing worse.
                        match reader.attempt(&format!("SELECT * FROM {read}")) {
                            Ok(_) => {}
                            Err(refusal) => assert!(
                                ["3F000", "42883", "42704", "55000"]
                                    .contains(&refusal.state.as_str()),
                                "{read}: {refusal:?}"
                            ),
                        }
                    }
                }
            });
        }
        let changed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut app = plain::app();
            for round in 0..seed::rounds(4, 60) {
                session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
                session.run(
                    "SELECT feed.alter('home', '{\"post_visible\": \"status <> ''draft''\"}')",
                );
                session.run("ALTER TABLE posts RENAME body TO words; ALTER TABLE posts RENAME words TO body");
                session.run("ALTER TABLE posts RENAME status TO state; ALTER TABLE posts RENAME state TO status");
                session
                    .run("SELECT feed.remove_exclusion('home', 'mutes'); SELECT feed.drop('home')");
                app.settings.replies =
                    ["none", "followed", "all"][usize::try_from(round).unwrap() % 3];
                fixture::define(&mut session, &app);
                fixture::assert_exact("beside readers", &mut session, &app);
            }
        }));
        done.store(true, Ordering::Relaxed);
        if let Err(panic) = changed {
            std::panic::resume_unwind(panic);
        }
    });
}

#[test]
fn two_definitions_of_one_name_do_not_meet() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    let mut other = database.connect();
    session.begin("");
    session.run("SELECT feed.create('home', 'posts', 'follows')");
    other.run("SET lock_timeout = '200ms'");
    let refusal = other.refusal("SELECT feed.create('home', 'posts', 'follows')");
    assert!(
        ["55P03", "42P06", "23505", "42710"].contains(&refusal.state.as_str()),
        "{refusal:?}"
    );
    session.rollback();
    other.run("SELECT feed.create('home', 'posts', 'follows')");
    other.run("SELECT * FROM home.timeline_for(1)");
    session.run("SELECT * FROM home.timeline_for(1)");
}
