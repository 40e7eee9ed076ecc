//! Tables are vacuumed and analyzed while they are read: reads go on by their indexes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use pg_test::cluster::Database;
use pg_test::session::Session;

const SCENE: &str = "
CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint, created_at timestamptz);
CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id));
CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz);
INSERT INTO posts SELECT n, n % 50, now() - n * interval '1 minute' FROM generate_series(1, 2000) AS n;
INSERT INTO follows SELECT f, t FROM generate_series(1, 20) AS f, generate_series(1, 50) AS t WHERE f <> t;
INSERT INTO likes SELECT n % 1500, n % 20, now() - n * interval '10 seconds' FROM generate_series(1, 4000) AS n;
SELECT feed.create('home', 'posts', 'follows', build_indexes => 'all');
SELECT feed.add_signal('home', 'likes', 'likes');
CREATE INDEX ON likes (post_id, created_at);
CREATE INDEX ON likes (user_id, created_at);
SELECT feed.maintain('home');
INSERT INTO likes SELECT n, 1, now() FROM generate_series(1, 5) AS n";

/// What is vacuumed and analyzed: what is pending, what is kept, the app's own tables.
const UPKEEP: [&str; 5] = [
    "VACUUM home_data.pending_signal",
    "VACUUM home_data.pending",
    "VACUUM ANALYZE home_data.stats",
    "ANALYZE home_data.bucket",
    "ANALYZE posts",
];

const READS: [&str; 4] = [
    "SELECT count(*) FROM home.feed_for(1)",
    "SELECT count(*) FROM home.timeline_for(2)",
    "SELECT count(*) FROM (SELECT * FROM home.trending LIMIT 10) AS t",
    "SELECT count(*) FROM home.trending_posts(viewer => 3, formula => 'gravity')",
];

/// How many rows of these tables were read so far.
fn rows_read(session: &mut Session) -> i64 {
    session.run("SELECT pg_stat_force_next_flush()");
    session.number(
        "SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_all_tables
         WHERE schemaname = 'home_data' AND relname IN ('stats', 'bucket')",
    )
}

#[test]
fn reads_go_on_by_their_indexes() {
    let database = Database::new();
    let mut session = database.connect();
    SCENE
        .split(";\n")
        .for_each(|statement| session.run(statement));
    let read_all = |session: &mut Session| {
        let before = rows_read(session);
        for read in READS.iter().cycle().take(800) {
            assert!(session.number(read) > 0, "{read}");
        }
        rows_read(session) - before
    };
    let alone = read_all(&mut session);
    let done = AtomicBool::new(false);
    let beside = thread::scope(|scope| {
        scope.spawn(|| {
            let mut other = database.connect();
            let mut upkeep = UPKEEP.iter().cycle();
            while !done.load(Ordering::Relaxed) {
                other.run(upkeep.next().expect("endless"));
            }
        });
        let beside = read_all(&mut session);
        done.store(true, Ordering::Relaxed);
        beside
    });
    println!("{alone} rows alone, {beside} beside upkeep");
    assert!(beside < alone * 2, "{beside} rows instead of {alone}");
}
