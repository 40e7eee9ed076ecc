//! Whom a viewer follows and may not see: however much they write, a page goes through little of it.

use pg_test::cluster::Database;
use pg_test::session::Session;

/// Account 9 is hidden, and account 8 blocked by everybody. Each of them has written 3,000 posts of late; 300 others wrote three
/// each, days ago. Viewer 1 follows 60 of these, viewer 2 all of them, and both follow 8 and 9. Viewer 3 follows 60 of them and a farm of
/// 500 hidden accounts, who wrote 20 posts each since, one behind the other.
const SCENE: &str = "
CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id));
CREATE TABLE accounts (id bigint PRIMARY KEY, hidden boolean NOT NULL DEFAULT false);
CREATE TABLE blocks (blocker_id bigint, blocked_id bigint, PRIMARY KEY (blocker_id, blocked_id));
INSERT INTO accounts SELECT n, n = 9 OR n > 1000 FROM generate_series(1, 1500) AS n;
INSERT INTO follows SELECT v, a FROM generate_series(1, 2) AS v, generate_series(8, 400) AS a WHERE a IN (8, 9) OR a > 100 AND (v = 2 OR a <= 160);
INSERT INTO follows SELECT 3, a FROM generate_series(101, 1500) AS a WHERE a <= 160 OR a > 1000;
INSERT INTO blocks SELECT v, 8 FROM generate_series(1, 2) AS v;
INSERT INTO posts SELECT n, 8 + n % 2, now() - n * interval '1 second' FROM generate_series(1, 6000) AS n;
INSERT INTO posts SELECT 10000 + n, 101 + n % 300, now() - interval '3 days' - n * interval '1 second' FROM generate_series(1, 900) AS n;
INSERT INTO posts SELECT 20000 + n, 1001 + (n - 1) / 20, now() - interval '1 day' - n * interval '1 second' FROM generate_series(1, 10000) AS n;
SELECT feed.create('home', 'posts', 'follows');
SELECT feed.add_accounts('home', 'accounts', visible => 'NOT hidden');
SELECT feed.add_exclusion('home', 'blocks', 'blocker_id', 'blocked_id', both_ways => true)";

/// The first 20 posts by others whom a viewer follows.
const EXPECTED: &str = "
SELECT array_agg(t.id ORDER BY t.created_at DESC, t.id DESC)
FROM (
    SELECT p.id, p.created_at
    FROM posts AS p
    JOIN follows AS f ON f.followee_id = p.author_id AND f.follower_id = {viewer}
    WHERE p.author_id BETWEEN 101 AND 400
    ORDER BY p.created_at DESC, p.id DESC
    LIMIT 20
) AS t";
const PAGE: &str = "SELECT array_agg(post_id ORDER BY rank) FROM home.timeline_for({viewer}, 20)";

/// How many entries of the indexes of posts were read so far.
fn entries_read(session: &mut Session) -> i64 {
    session.run("SELECT pg_stat_force_next_flush()");
    session.number(
        "SELECT sum(idx_tup_read)::bigint FROM pg_stat_all_indexes WHERE schemaname = 'public' AND relname = 'posts'",
    )
}

#[test]
fn a_page_goes_through_little_of_what_they_write() {
    let database = Database::new();
    let mut session = database.connect();
    SCENE
        .split(";\n")
        .for_each(|statement| session.run(statement));
    for viewer in ["1", "2", "3"] {
        let of = |sql: &str| sql.replace("{viewer}", viewer);
        let before = entries_read(&mut session);
        let page = session.rows(&of(PAGE));
        let read = entries_read(&mut session) - before;
        assert_eq!(page, session.rows(&of(EXPECTED)), "viewer {viewer}");
        assert!(
            read > 0 && read < 2_500,
            "viewer {viewer}: {read} entries of posts were read"
        );
    }
}

/// Everybody from 2 to 60 has written two posts. Account 1 follows them all, and blocks each fourth of them; each fifth blocks account 1.
/// So does account 100, who blocks a hundred strangers besides and is blocked by as many.
const BLOCKS: &str = "
CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id));
CREATE TABLE blocks (blocker_id bigint, blocked_id bigint, PRIMARY KEY (blocker_id, blocked_id));
INSERT INTO posts SELECT n, 2 + n % 59, now() - n * interval '1 minute' FROM generate_series(1, 118) AS n;
INSERT INTO follows SELECT v, a FROM unnest('{1,100}'::bigint[]) AS v, generate_series(2, 60) AS a;
INSERT INTO blocks SELECT v, a FROM unnest('{1,100}'::bigint[]) AS v, generate_series(4, 60, 4) AS a;
INSERT INTO blocks SELECT a, v FROM unnest('{1,100}'::bigint[]) AS v, generate_series(5, 60, 5) AS a;
INSERT INTO blocks SELECT 100, a FROM generate_series(1001, 1100) AS a;
INSERT INTO blocks SELECT a, 100 FROM generate_series(2001, 2100) AS a;
SELECT feed.create('home', 'posts', 'follows');
SELECT feed.add_exclusion('home', 'blocks', 'blocker_id', 'blocked_id', both_ways => true)";

#[test]
fn short_and_long_lists_of_blocks_hold_in_both_directions() {
    let database = Database::new();
    let mut session = database.connect();
    BLOCKS
        .split(";\n")
        .for_each(|statement| session.run(statement));
    let expected = session.rows(
        "SELECT array_agg(p.id ORDER BY p.created_at DESC, p.id DESC)
         FROM posts AS p
         WHERE p.author_id % 4 <> 0 AND p.author_id % 5 <> 0",
    );
    for viewer in ["1", "100"] {
        for read in ["timeline_for", "public_timeline"] {
            let page = session.rows(&format!(
                "SELECT array_agg(post_id ORDER BY rank) FROM home.{read}({viewer}, 200)"
            ));
            assert_eq!(page, expected, "{read}({viewer})");
        }
    }
}
