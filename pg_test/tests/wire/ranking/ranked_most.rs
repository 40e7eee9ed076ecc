//! The longest feeds there can be: as many candidates as settings allow, none of them in two sets. What was shown fits into a cursor,
//! and nothing is taken for shown that was not.

use std::collections::HashSet;

use pg_test::cluster::Database;
use pg_test::engagement::{Engagement, Signal};
use pg_test::fixture;
use pg_test::key::KeyType;
use pg_test::ranking::asked::Asked;
use pg_test::ranking::embedding::{self, Embedding};
use pg_test::ranking::glance::Glance;
use pg_test::ranking::{Ranked, marks};
use pg_test::seed;
use pg_test::session::{Row, Session};
use rand::RngExt;

/// Of the timeline and not public; trending; similar, all in the last week and all as likely first.
const TIMELINE: usize = 1_000;
const TRENDING: usize = 250;
const SIMILAR: usize = 250;

/// Behind the candidates.
const REST: usize = 300;

const TABLES: &str = "
CREATE TABLE posts (id text PRIMARY KEY, author_id bigint, created_at timestamptz, kind text);
CREATE TABLE follows (follower_id bigint, followee_id bigint);
CREATE TABLE likes (post_id text, user_id bigint, created_at timestamptz)";

/// Kinds of posts in turn; ids are drawn from the seed.
fn rows(seed: u64) -> String {
    format!(
        "INSERT INTO follows SELECT 1, i FROM generate_series(1000, 1999) AS i;
         INSERT INTO posts
         SELECT md5(i || ' {seed}'),
                CASE kind WHEN 'hot' THEN 2000 + i WHEN 'near' THEN 3000 + i ELSE 1000 + i % 1000 END,
                now() - (hashint8extended(i, {seed}) & 1023) * CASE kind WHEN 'old' THEN interval '1 day' ELSE interval '9 minutes' END
                      - CASE kind WHEN 'old' THEN interval '8 days' ELSE interval '1 second' END,
                kind
         FROM (SELECT i, CASE WHEN i <= {TIMELINE} THEN 'mine' WHEN i <= {hot} THEN 'hot' WHEN i <= {near} THEN 'near' ELSE 'old' END AS kind
               FROM generate_series(1, {all}) AS i) AS k;
         INSERT INTO likes SELECT id, u, now() - interval '1 hour' FROM posts, generate_series(1, 40) AS u WHERE kind = 'hot';
         INSERT INTO posts VALUES ('liked', 9, now() - interval '20 days', 'liked');
         INSERT INTO likes VALUES ('liked', 1, now() - interval '3 hours')",
        seed = i64::from_ne_bytes(seed.to_ne_bytes()) >> 1,
        hot = TIMELINE + TRENDING,
        near = TIMELINE + TRENDING + SIMILAR,
        all = TIMELINE + TRENDING + SIMILAR + REST,
    )
}

fn scene(database: &Database, seed: u64) -> (Session, Ranked) {
    let mut session = database.connect();
    session.run("SET jit = off");
    let vectors = embedding::available(&mut session);
    let mut app = pg_test::plain::bare();
    app.user = KeyType::Bigint;
    app.posts.parent = None;
    app.posts.visible = None;
    app.posts.public = Some("kind IN ('hot', 'near', 'liked')".to_string());
    if let Some(follows) = &mut app.follows {
        follows.active = None;
    }
    let mut ranked = Ranked::new(Engagement::new(app, vec![Signal::plain("likes")]));
    ranked.rank.timeline = u32::try_from(TIMELINE).unwrap();
    ranked.rank.trending = u32::try_from(TRENDING).unwrap();
    ranked.rank.similar = u32::try_from(SIMILAR).unwrap();
    ranked.embedding = vectors.then(|| Embedding::new("embedding", "vector"));
    session.run(TABLES);
    session.run(marks::TABLE);
    if let Some(embedding) = &ranked.embedding {
        session.run(&embedding.declaration("posts"));
    }
    session.run(&rows(seed));
    if vectors {
        session.run("UPDATE posts SET embedding = '[1,2,0]' WHERE kind IN ('near', 'liked')");
    }
    session.run("ANALYZE");
    fixture::define(&mut session, &ranked.engagement.app);
    ranked.define(&mut session);
    session.run("SELECT feed.maintain('home')");
    (session, ranked)
}

/// The posts of all pages, and the longest cursor on the way.
fn walk(
    session: &mut Session,
    ranked: &Ranked,
    size: usize,
    mut between: impl FnMut(&mut Session, usize),
) -> Vec<String> {
    let asked = Asked::by("1");
    let mut posts: Vec<String> = Vec::new();
    let mut last: Option<Row> = None;
    loop {
        let after = last.as_ref().and_then(|row| row[6].as_deref());
        let page = Glance::new("the longest feed", session, ranked).page(&asked, size, after);
        posts.extend(page.iter().filter_map(|row| row[0].clone()));
        if page.len() < size {
            return posts;
        }
        last = page.into_iter().last();
        between(session, posts.len());
    }
}

#[test]
fn pages_of_any_size_are_the_whole() {
    const TEST: &str = "the_longest_feed";
    for round in 0..seed::rounds(1, 30) {
        let mut rng = seed::generator(TEST, round);
        let database = Database::new();
        let (mut session, ranked) = scene(&database, rng.random());
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance::new(TEST, &mut session, &ranked);
        let order = glance.feed(&Asked::by("1"), &mut rng);
        let scored = order
            .want
            .iter()
            .filter(|wanted| wanted.score.is_some())
            .count();
        let most = TIMELINE
            + TRENDING
            + if ranked.embedding.is_some() {
                SIMILAR
            } else {
                0
            };
        assert_eq!((scored, order.want.len() - scored), (most, REST));
        let whole = walk(&mut session, &ranked, 1_000, |_, _| {});
        let sizes: &[usize] = if seed::long() {
            &[5, 20, 64, 333]
        } else {
            &[20, 333]
        };
        for &size in sizes {
            let posts = walk(&mut session, &ranked, size, |_, _| {});
            let shown: HashSet<&String> = posts.iter().collect();
            let lost: Vec<&String> = whole.iter().filter(|post| !shown.contains(post)).collect();
            assert!(
                lost.is_empty(),
                "{TEST}, round {round}, pages of {size}: passed over: {lost:?}"
            );
            assert!(
                posts == whole,
                "{TEST}, round {round}, pages of {size}: another order"
            );
        }
        session.rollback();
    }
}

/// Scores move at random between pages, so that only the cursor knows what was shown.
#[test]
fn nothing_is_lost_and_nothing_comes_twice_while_scores_move() {
    const TEST: &str = "the_longest_feed_in_motion";
    for round in 0..seed::rounds(1, 30) {
        let mut rng = seed::generator(TEST, round);
        let database = Database::new();
        let (mut session, mut ranked) = scene(&database, rng.random());
        // All that is public trends and is similar, whatever is liked: no post ceases to be a candidate.
        ranked.rank.trending = 250;
        let whole: HashSet<String> = walk(&mut session, &ranked, 1_000, |_, _| {})
            .into_iter()
            .collect();
        let posts = walk(&mut session, &ranked, 50, |session, _| {
            let salt = rng.random_range(0..1_000_000);
            session.run(&format!(
                "DELETE FROM likes WHERE post_id IN (SELECT id FROM posts WHERE kind = 'mine');
                 INSERT INTO likes
                 SELECT id, u, now() - interval '1 hour'
                 FROM posts, generate_series(1, hashtextextended(id, {salt}) & 31) AS u
                 WHERE kind = 'mine'"
            ));
        });
        let shown: HashSet<&String> = posts.iter().collect();
        assert_eq!(
            shown.len(),
            posts.len(),
            "{TEST}, round {round}: a post came twice"
        );
        let lost: Vec<&String> = whole.iter().filter(|post| !shown.contains(post)).collect();
        assert!(
            lost.is_empty(),
            "{TEST}, round {round}: passed over: {} of {}: {lost:?}",
            lost.len(),
            whole.len()
        );
    }
}
