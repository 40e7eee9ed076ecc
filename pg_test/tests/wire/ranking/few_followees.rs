//! Viewers who follow few people, of whom it is looked at what they did instead of who engaged with each viral post: a page has the
//! scores and ranks that each of its posts is explained by, which looks at everybody.

use pg_test::cluster::Database;
use pg_test::session::Session;

/// Posts of five days with none to 420 likes and up to 40 comments. Of people 2 to 21 some like late, some at once and are buried
/// under 200 others, and some did long before the post is dated. 1 follows five of them, 30 two, 31 all twenty, 32 nobody.
const SCENE: &str = "
CREATE FUNCTION roll(a bigint, b bigint, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN abs(hashint8extended(a * 100000 + b, 7)) % sides;
CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id));
CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz NOT NULL, undone boolean NOT NULL DEFAULT false, PRIMARY KEY (post_id, user_id));
CREATE TABLE comments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, post_id bigint, author_id bigint, created_at timestamptz NOT NULL);
INSERT INTO posts SELECT i, 500 + i % 20, now() - i * interval '2 hours' FROM generate_series(1, 60) AS i;
INSERT INTO follows
SELECT 1, f FROM generate_series(2, 6) AS f
UNION ALL SELECT 30, f FROM generate_series(3, 4) AS f
UNION ALL SELECT 31, f FROM generate_series(2, 21) AS f;
INSERT INTO likes
SELECT p.id, u, CASE roll(p.id, u, 9)
         WHEN 0 THEN p.created_at - interval '30 days'
         WHEN 1 THEN now()
         ELSE p.created_at + roll(u, p.id, 100) * interval '1 second' END,
       roll(p.id, u, 11) = 0
FROM posts AS p, generate_series(2, 21) AS u
WHERE roll(p.id, u, 3) = 0 AND p.id % 4 > 0;
INSERT INTO likes
SELECT p.id, 1000 + n, p.created_at + (100 + roll(p.id, n, 6000)) * interval '1 second'
FROM posts AS p, generate_series(1, 420) AS n
WHERE n <= (ARRAY[0, 3, 150, 230, 420])[1 + p.id % 5];
INSERT INTO comments (post_id, author_id, created_at)
SELECT p.id, 2 + roll(n, p.id, 300), p.created_at + n * interval '1 second'
FROM posts AS p, generate_series(1, 40) AS n
WHERE p.id % 3 = 0;
CREATE INDEX ON likes (post_id, created_at, user_id);
CREATE INDEX ON likes (user_id, created_at, post_id);
CREATE INDEX ON comments (post_id, created_at, author_id);
CREATE INDEX ON comments (author_id, created_at, post_id);
SELECT feed.create('home', 'posts', 'follows');
SELECT feed.add_signal('home', 'likes', 'likes', active => 'NOT undone');
SELECT feed.add_signal('home', 'comments', 'comments');
SELECT feed.configure('home', '{\"rank.social_proof\": 3}')";

/// The first posts by what each is explained by, and pages of several sizes.
fn assert_pages_are_explained(session: &mut Session, state: &str) {
    for viewer in [1, 30, 31, 32] {
        // One transaction, one clock.
        session.begin("ISOLATION LEVEL REPEATABLE READ");
        session.run(&format!(
            "CREATE TEMP TABLE explained AS
             SELECT p.id AS post_id, (e.told ->> 'rank')::int AS rank, (e.told ->> 'total')::float8 AS total
             FROM posts AS p
             CROSS JOIN LATERAL home.explain({viewer}, p.id) AS e (told)
             WHERE e.told ->> 'total' IS NOT NULL"
        ));
        for size in [1, 5, 20, 60] {
            let wrong = session.rows(&format!(
                "SELECT f.rank::text, f.post_id::text, f.score::text, e.rank::text, e.post_id::text, e.total::text
                 FROM (SELECT * FROM home.feed_for({viewer}, {size}) WHERE score IS NOT NULL) AS f
                 FULL JOIN (SELECT * FROM explained WHERE rank <= {size}) AS e USING (rank)
                 WHERE f.post_id IS DISTINCT FROM e.post_id OR abs(f.score - e.total) > 1e-12"
            ));
            assert!(
                wrong.is_empty(),
                "{state}, viewer {viewer}, page of {size}: {wrong:#?}"
            );
        }
        session.rollback();
    }
}

#[test]
fn pages_are_what_their_posts_are_explained_by() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(SCENE);
    session.run("ANALYZE");
    let among = session.number(
        "SELECT count(*) FROM posts AS p
         WHERE (home.explain(31, p.id) #>> '{factors,social_proof,raw,followees_engaged}')::int BETWEEN 1 AND 19",
    );
    assert!(among > 20, "followees engaged with {among} posts");
    assert_pages_are_explained(&mut session, "not counted");
    session.run("CALL feed.run_maintenance('home')");
    assert_pages_are_explained(&mut session, "counted");
    session.run("DELETE FROM likes WHERE user_id = 3; UPDATE likes SET undone = NOT undone WHERE user_id IN (2, 4); DELETE FROM follows WHERE follower_id = 1 AND followee_id = 5");
    assert_pages_are_explained(&mut session, "changed");
}
