//! Indexes of every form, and what happens to them: whatever a read finds to walk by, it returns what its reference does.

use std::sync::atomic::{AtomicBool, Ordering};

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::read::Read;
use pg_test::session::Session;
use pg_test::walk::{LONGEST_PAGE, Paths, Tally, Walk};
use pg_test::{fixture, oracle, plain, seed};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Indexes that serve, that serve in part, and that only look as if they did.
const FORMS: [&str; 40] = [
    "posts (created_at, id)",
    "posts (created_at DESC, id DESC)",
    "posts (created_at DESC NULLS LAST, id DESC NULLS LAST)",
    "posts (created_at NULLS FIRST, id)",
    "posts (created_at DESC, id)",
    "posts (created_at, id, author_id)",
    "posts (created_at DESC, id DESC) INCLUDE (author_id, status, group_id, parent_id, pinned)",
    "posts (created_at, id) INCLUDE (group_id, author_id, parent_id, pinned)",
    "posts (created_at DESC, id DESC) WHERE status = 'published'",
    "posts (created_at, (id + 0))",
    "posts (id, created_at)",
    "posts USING brin (created_at, id)",
    "posts (author_id, created_at, id)",
    "posts (author_id DESC, created_at, id)",
    "posts (author_id, created_at DESC, id DESC)",
    "posts (author_id NULLS FIRST, created_at DESC NULLS LAST, id DESC)",
    "posts (author_id, created_at DESC, id)",
    "posts (author_id, created_at, id) INCLUDE (group_id, parent_id, pinned)",
    "posts (author_id, created_at DESC, id DESC) WHERE id % 2 = 0",
    "posts ((author_id + 0), created_at, id)",
    "posts USING hash (author_id)",
    "posts (author_id, author_id, created_at, id)",
    "posts (group_id, created_at, id)",
    "posts (group_id DESC, created_at DESC, id DESC) INCLUDE (author_id, parent_id, pinned)",
    "posts (group_id, id, created_at)",
    "follows (follower_id, followee_id)",
    "follows (followee_id, follower_id)",
    "follows (follower_id DESC, followee_id) INCLUDE (accepted)",
    "follows (follower_id)",
    "follows (follower_id, followee_id) WHERE accepted",
    "follows ((follower_id + 0), followee_id)",
    "follows USING hash (follower_id)",
    "memberships (user_id, group_id)",
    "memberships (group_id DESC, user_id DESC)",
    "memberships (user_id) WHERE left_at IS NULL",
    "blocks (blocker_id, blocked_id)",
    "blocks (blocked_id DESC, blocker_id)",
    "mutes (user_id, muted_id)",
    "mutes (muted_id, user_id, until)",
    "users (is_suspended, id)",
];

const DROP_INDEXES: &str = "DO $$
DECLARE index regclass;
BEGIN
  FOR index IN SELECT indexrelid FROM pg_index
    WHERE indrelid = ANY ('{posts,follows,memberships,blocks,mutes,users}'::regclass[]) AND NOT indisprimary
  LOOP EXECUTE format('DROP INDEX %s', index); END LOOP;
END $$";

/// Posts without an id, without a time, at the ends of time, at the ends of their id, and many at one time.
const ODD_POSTS: &str = "
ALTER TABLE posts ALTER id DROP IDENTITY, DROP CONSTRAINT posts_pkey, ALTER id DROP NOT NULL;
INSERT INTO posts (id, author_id, created_at, group_id)
SELECT (ARRAY[NULL, 9223372036854775807, -9223372036854775808, 0, -1])[1 + i % 5] , 1 + i % 7, moment, CASE WHEN i % 4 = 0 THEN 10 END
FROM unnest(ARRAY[NULL, 'infinity', '-infinity', now() + interval '1 day', '2025-06-02 01:00+00', '2025-06-03 05:00+00']::timestamptz[])
  WITH ORDINALITY AS moments (moment, n), generate_series(0, 4) AS i
WHERE NOT (n > 5 AND i > 3);
INSERT INTO posts (id, author_id, created_at, group_id)
SELECT 2000 + i, 1 + i % 5, '2025-06-03 05:00+00', CASE WHEN i % 3 = 0 THEN 10 END FROM generate_series(1, 90) AS i;
INSERT INTO follows SELECT * FROM follows";

/// Something an app or its administrator does to rows and pages.
fn stir(rng: &mut StdRng) -> String {
    let (a, b) = (rng.random_range(1..8), rng.random_range(1..8));
    let part = rng.random_range(2..9);
    let change = match rng.random_range(0..9) {
        0 => format!("UPDATE posts SET body = 'x' WHERE id % {part} = 0"),
        1 => format!(
            "UPDATE posts SET author_id = {a} WHERE id % {} = 0",
            part * 7
        ),
        2 => format!("DELETE FROM posts WHERE id % {} = 1", part * 11),
        3 => format!(
            "INSERT INTO posts (id, author_id, created_at) SELECT last.id + n, {b}, '2025-06-04 05:00+00' FROM (SELECT max(id) AS id FROM posts WHERE id < 1000000000) AS last, generate_series(1, {part}) AS n"
        ),
        4 => format!(
            "UPDATE posts SET created_at = created_at + interval '1 hour' WHERE id % {} = 0",
            part * 5
        ),
        5 => format!(
            "DELETE FROM follows WHERE follower_id = {a}; INSERT INTO follows VALUES ({a}, {b}), ({b}, {a}), ({a}, {b})"
        ),
        6 => format!(
            "INSERT INTO blocks VALUES ({a}, {b}); DELETE FROM blocks WHERE blocker_id = {b}"
        ),
        7 => format!(
            "UPDATE memberships SET left_at = CASE WHEN left_at IS NULL THEN now() END WHERE user_id = {a}"
        ),
        _ => format!("UPDATE follows SET accepted = NOT accepted WHERE followee_id = {b}"),
    };
    match rng.random_range(0..5) {
        0 => format!("BEGIN; {change}; ROLLBACK"),
        1 => format!("BEGIN; SAVEPOINT a; {change}; ROLLBACK TO a; {change}; COMMIT"),
        _ => change,
    }
}

/// Compares some reads with their references, in the transaction there is.
fn compare(label: &str, rng: &mut StdRng, session: &mut Session, app: &App, count: usize) {
    let all = fixture::reads(app);
    let chosen: Vec<Read> = all.sample(rng, count).cloned().collect();
    let size = *[1, 2, 7, 20].choose(rng).unwrap();
    let mut walk = Walk {
        session,
        app,
        rng,
        tally: Tally::default(),
        label: label.to_string(),
    };
    let paths = Paths {
        walks: vec![(LONGEST_PAGE, 2), (size, 6)],
        jumps: 2,
    };
    for read in chosen {
        walk.check(&read, &paths);
    }
}

#[test]
fn any_set_of_indexes_serves() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(ODD_POSTS);
    let mut rng = seed::generator("any_set_of_indexes_serves", 0);
    // A post without an id is none; here its condition says so, below there are none.
    let mut whole = plain::app();
    whole.posts.visible = Some("status = 'published' AND id IS NOT NULL".to_string());
    let mut bare = plain::bare();
    bare.posts.visible = None;
    bare.posts.parent = None;
    bare.follows.as_mut().unwrap().active = None;
    // The bare one is read from indexes alone, where they hold enough.
    for (mut app, rounds) in [(whole, 14), (bare, 14)] {
        app.build_indexes = "none";
        fixture::define(&mut session, &app);
        for round in 0..seed::rounds(rounds, 400) {
            session.run(DROP_INDEXES);
            let forms: Vec<&str> = FORMS.sample(&mut rng, 14).copied().collect();
            for form in &forms {
                session.run(&format!("CREATE INDEX ON {form}"));
            }
            // Fails for want of uniqueness, and leaves an index that misses rows.
            session.refused(
                "23505",
                "CREATE UNIQUE INDEX CONCURRENTLY ON follows (follower_id, followee_id)",
            );
            session.run(&stir(&mut rng));
            session.run(
                ["VACUUM", "VACUUM posts", "ANALYZE", "VACUUM (FREEZE)"]
                    .choose(&mut rng)
                    .unwrap(),
            );
            let label = format!("round {round}: {forms:?}");
            let level = ["REPEATABLE READ", "REPEATABLE READ", "SERIALIZABLE"]
                .choose(&mut rng)
                .unwrap();
            session.begin(&format!("ISOLATION LEVEL {level}"));
            compare(&label, &mut rng, &mut session, &app, 3);
            // Its own changes, half of them undone.
            session.run("UPDATE posts SET body = 'y' WHERE id % 2 = 0; DELETE FROM posts WHERE id % 17 = 3; SAVEPOINT s");
            session.run(
                "DELETE FROM posts WHERE id % 3 = 0; INSERT INTO follows VALUES (1, 6), (6, 2)",
            );
            session.run("CREATE INDEX own ON posts (created_at, id) INCLUDE (author_id)");
            compare(&label, &mut rng, &mut session, &app, 2);
            session.run("ROLLBACK TO s");
            compare(&label, &mut rng, &mut session, &app, 2);
            session.rollback();
            compare(&label, &mut rng, &mut session, &app, 1);
        }
        session.run("SELECT feed.drop('home'); DELETE FROM posts WHERE id IS NULL");
    }
}

/// Something an administrator does to indexes or tables, by itself.
const WORKS: [&str; 20] = [
    "CREATE INDEX by_time ON posts (created_at, id)",
    "CREATE INDEX CONCURRENTLY by_author ON posts (author_id, created_at, id)",
    "DROP INDEX CONCURRENTLY IF EXISTS by_time",
    "DROP INDEX IF EXISTS by_author",
    "REINDEX TABLE posts",
    "REINDEX TABLE CONCURRENTLY posts",
    "REINDEX TABLE CONCURRENTLY follows",
    "UPDATE posts SET body = body || 'z' WHERE id % 3 = 0",
    "UPDATE posts SET author_id = 1 + (author_id + 1) % 7 WHERE id % 5 = 0",
    "CLUSTER posts USING posts_pkey",
    "VACUUM posts",
    "VACUUM FULL posts",
    "CREATE UNIQUE INDEX CONCURRENTLY broken ON posts (author_id, created_at)",
    "DROP INDEX IF EXISTS broken",
    "ALTER TABLE posts RENAME author_id TO writer; ALTER TABLE posts RENAME writer TO author_id",
    "ALTER TABLE posts ADD COLUMN extra bigint DEFAULT 7",
    "ALTER TABLE posts DROP COLUMN IF EXISTS extra",
    "ALTER TABLE follows SET UNLOGGED; ALTER TABLE follows SET LOGGED",
    "ALTER TABLE posts ALTER parent_id TYPE integer; ALTER TABLE posts ALTER parent_id TYPE bigint",
    "CREATE TABLE IF NOT EXISTS child () INHERITS (posts); INSERT INTO child (id, author_id) VALUES (9000, 2); DROP TABLE child",
];

/// Works until the readers have finished; what two works do to each other concerns nobody here.
fn work(session: &mut Session, rng: &mut StdRng, done: &AtomicBool) -> usize {
    let mut works = 0;
    while !done.load(Ordering::Relaxed) {
        let work = *WORKS.choose(rng).unwrap();
        match session.attempt(work) {
            Ok(_) => works += 1,
            Err(refusal) => assert!(
                ["40P01", "42P07", "42701", "23505", "55P03", "42703"]
                    .contains(&refusal.state.as_str()),
                "{work}: {refusal:?}"
            ),
        }
    }
    works
}

#[test]
fn indexes_come_and_go_while_others_read() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let mut reader = database.connect();
    let mut worker = database.connect();
    // A deadlock with a reader ends the work, never the read.
    worker.run("SET deadlock_timeout = '20ms'; SET lock_timeout = '300ms'");
    session.run("SET deadlock_timeout = '10s'");
    reader.run("SET deadlock_timeout = '10s'");
    let done = AtomicBool::new(false);
    let mut rngs = (0..3).map(|n| seed::generator("indexes_come_and_go", n));
    let [mut a, mut b, mut c] = [(); 3].map(|()| rngs.next().unwrap());
    std::thread::scope(|scope| {
        let working = scope.spawn(|| work(&mut worker, &mut a, &done));
        // Each statement has a snapshot of its own, and holds read and reference.
        let reading = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let read = fixture::reads(&app).choose(&mut b).unwrap().clone();
                if matches!(read, Read::In { .. }) {
                    continue;
                }
                let rows = reader.attempt(&oracle::differences(&app, &read, 50));
                // The column may be away for a moment.
                match rows {
                    Ok(rows) => assert!(
                        rows.is_empty(),
                        "{}: {rows:?}",
                        oracle::describe(&app, &read)
                    ),
                    Err(refusal) => assert_eq!(refusal.state, "42703", "{refusal:?}"),
                }
            }
        });
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for _ in 0..seed::rounds(12, 300) {
                session.begin("ISOLATION LEVEL REPEATABLE READ");
                compare("while indexes come and go", &mut c, &mut session, &app, 3);
                session.commit();
            }
        }));
        done.store(true, Ordering::Relaxed);
        println!("{} works beside the reads", working.join().unwrap());
        reading.join().unwrap();
        if let Err(panic) = compared {
            std::panic::resume_unwind(panic);
        }
    });
}
