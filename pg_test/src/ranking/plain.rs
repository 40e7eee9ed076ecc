//! The plain app with its reactions as a ranked feed: recent posts beside those of last year, so that a feed has candidates
//! and a long rest.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::cluster::Database;
use crate::engagement::plain;
use crate::fixture;
use crate::ranking::Ranked;
use crate::ranking::embedding::{self, Embedding};
use crate::ranking::marks;
use crate::seed;
use crate::session::Session;

/// People whose feeds are read; nobody knows the last one.
pub const VIEWERS: [&str; 5] = ["1", "2", "3", "6", "42"];

/// The tables with their rows, the feed with all signals, and embeddings where there can be any. Few impressions tell of
/// quality, since there are few.
pub fn scene(database: &Database) -> (Session, Ranked) {
    let mut session = database.connect();
    let mut ranked = Ranked::new(plain::engagement());
    ranked.rank.quality_min = 2;
    ranked.embedding =
        embedding::available(&mut session).then(|| Embedding::new("embedding", "vector"));
    plain::declare(&mut session);
    session.run(marks::TABLE);
    if let Some(embedding) = &ranked.embedding {
        let mut rng = seed::quiet("plain embeddings", 0);
        session.run(&embedding.declaration("posts"));
        session.run(&embedding.scatter(&mut rng, "posts", 0.7));
    }
    fixture::define(&mut session, &ranked.engagement.app);
    ranked.define(&mut session);
    (session, ranked)
}

/// A change of what is liked, alone.
pub fn reaction(rng: &mut StdRng) -> String {
    let post = rng.random_range(301..421);
    let person = rng.random_range(1..10);
    match rng.random_range(0..6) {
        0 => format!("DELETE FROM likes WHERE post_id = {post}"),
        1 => format!(
            "DELETE FROM reactions WHERE user_id = {person} AND post_id % 2 = {}",
            post % 2
        ),
        2 => format!(
            "INSERT INTO bookmarks VALUES ({post}, {person}), ({post}, {})",
            1 + person % 9
        ),
        3 => format!(
            "INSERT INTO comments (post_id, user_id) SELECT {post}, i FROM generate_series(1, {person}) AS i"
        ),
        4 => format!(
            "INSERT INTO views SELECT {post}, i, now() FROM generate_series(1, {person}) AS i"
        ),
        _ => format!(
            "INSERT INTO likes SELECT {post}, i FROM generate_series(1, {}) AS i ON CONFLICT DO NOTHING",
            rng.random_range(1..60)
        ),
    }
}

/// A change of anything but ids and dates, for somebody whose feed is read.
pub fn change(rng: &mut StdRng, viewer: &str) -> String {
    let person = rng.random_range(1..10);
    let post = rng.random_range(301..421);
    match rng.random_range(0..16) {
        0 => format!("INSERT INTO follows VALUES ({viewer}, {person})"),
        1 => format!("DELETE FROM follows WHERE follower_id = {viewer} AND followee_id = {person}"),
        2 => format!("INSERT INTO blocks VALUES ({person}, {viewer})"),
        3 => "DELETE FROM blocks".to_string(),
        4 => format!("INSERT INTO mutes VALUES ({viewer}, {person})"),
        5 => format!("DELETE FROM mutes WHERE user_id = {viewer}"),
        6 => format!("DELETE FROM posts WHERE id = {post}"),
        7 => format!("UPDATE posts SET status = 'draft' WHERE id BETWEEN {post} AND {post} + 3"),
        8 => "UPDATE posts SET status = 'published' WHERE id > 300".to_string(),
        9 => format!(
            "INSERT INTO posts (author_id, group_id) SELECT 1 + i % 7, NULLIF(10 + i % 3, 12) FROM generate_series(1, {person}) AS i"
        ),
        10 => format!(
            "INSERT INTO memberships VALUES ({viewer}, {})",
            10 + person % 2
        ),
        11 => format!("UPDATE memberships SET left_at = now() WHERE user_id = {viewer}"),
        12 => format!("UPDATE users SET is_suspended = NOT is_suspended WHERE id = {person}"),
        _ => reaction(rng),
    }
}
