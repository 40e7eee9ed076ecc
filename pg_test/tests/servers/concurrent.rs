//! Reads while others write: in its own snapshot each read equals the reference, whatever is committed meanwhile.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{fixture, plain, seed};
use rand::RngExt;
use rand::rngs::StdRng;

/// Commits that must have been made beside the reads.
const ENOUGH: usize = 50;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(300);

/// Whom no writer touches: there is always something to read.
const STEADY: &str = "INSERT INTO posts (id, author_id) VALUES (1000, 8), (1001, 8)";

/// Ids of the posts that come and go: the network stays as small as it was, however fast the writers are.
const POSTS: std::ops::Range<i64> = 1..600;

/// One change that an app makes, over the people of the plain app.
fn change(rng: &mut StdRng) -> String {
    let (a, b) = (rng.random_range(1..8), rng.random_range(1..8));
    let post = rng.random_range(POSTS);
    match rng.random_range(0..12) {
        0..2 => format!(
            "INSERT INTO posts (id, author_id, group_id) VALUES ({post}, {a}, NULLIF({b}, 5) + 5) ON CONFLICT DO NOTHING"
        ),
        2..4 => format!("DELETE FROM posts WHERE id = {post}"),
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

/// Ends what runs beside a test, whether the test succeeds or panics.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn every_snapshot_is_exact_while_others_write() {
    const TEST: &str = "every_snapshot_is_exact_while_others_write";
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.run(STEADY);
    let (done, commits) = (AtomicBool::new(false), AtomicUsize::new(0));
    let writers: Vec<(Session, StdRng)> = (0..2)
        .map(|number| (database.connect(), seed::generator(TEST, number)))
        .collect();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for (mut writer, rng) in writers {
            let (done, commits) = (&done, &commits);
            scope.spawn(move || write(&mut writer, rng, done, commits));
        }
        let _ended = Done(&done);
        let mut round = 0;
        // Rounds beside which nobody wrote do not count.
        while round < seed::rounds(4, 100) || commits.load(Ordering::Relaxed) < ENOUGH {
            assert!(started.elapsed() < LIMIT, "the writers stand still");
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
            round += 1;
        }
    });
    println!(
        "{} commits beside the reads",
        commits.load(Ordering::Relaxed)
    );
}

/// What a read may meet while its feed is dropped and made again: no schema, no function, no feed, or, waiting for
/// the locks of more than one table, a deadlock.
const ABSENT: [&str; 5] = ["3F000", "42883", "42704", "55000", "40P01"];

/// Reads until the changes have been made.
fn read(session: &mut Session, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        for read in [
            "home.timeline_for(1)",
            "home.public_timeline(1, 50)",
            "home.posts_by(2, 1)",
        ] {
            if let Err(refusal) = session.attempt(&format!("SELECT * FROM {read}")) {
                // PostgreSQL's own words for a function dropped between parsing a call and running it.
                let gone = refusal.state == "XX000"
                    && refusal
                        .message
                        .starts_with("cache lookup failed for function");
                assert!(
                    gone || ABSENT.contains(&refusal.state.as_str()),
                    "{read}: {refusal:?}"
                );
            }
        }
    }
}

/// Changes of definitions and tables; the last one leaves no feed.
const CHANGES: [&str; 6] = [
    "SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')",
    "SELECT feed.alter('home', '{\"post_visible\": \"status <> ''draft''\"}')",
    "ALTER TABLE posts RENAME body TO words; ALTER TABLE posts RENAME words TO body",
    "ALTER TABLE posts RENAME status TO state; ALTER TABLE posts RENAME state TO status",
    "SELECT feed.remove_exclusion('home', 'mutes')",
    "SELECT feed.drop('home')",
];

/// Runs a change until it is not the one that PostgreSQL picks to end a deadlock.
fn repeat_deadlocked(session: &mut Session, change: &str) {
    let started = Instant::now();
    while let Err(refusal) = session.attempt(change) {
        assert_eq!(refusal.state, "40P01", "{change}: {refusal:?}");
        assert!(started.elapsed() < LIMIT, "{change}: {refusal:?}");
    }
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
            scope.spawn(move || read(&mut reader, done));
        }
        let _ended = Done(&done);
        let mut app = plain::app();
        for round in 0..seed::rounds(4, 60) {
            for change in CHANGES {
                repeat_deadlocked(&mut session, change);
            }
            app.settings.replies = ["none", "followed", "all"][usize::try_from(round).unwrap() % 3];
            for call in app.definition() {
                repeat_deadlocked(&mut session, &call);
            }
            fixture::assert_exact("beside readers", &mut session, &app);
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
