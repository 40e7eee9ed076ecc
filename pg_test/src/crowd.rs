//! Larger networks for the branches that small ones never take: viewers with hundreds and thousands of followees and
//! groups, followees who fell silent behind a wall of newer posts, and one author everybody follows.

use crate::app::App;
use crate::plain;
use crate::session::Session;

/// Viewers of the crowd, and what each of them is there for.
pub const VIEWERS: [(i64, &str); 9] = [
    (1, "follows 130 who write all the time"),
    (2, "follows 340 who write all the time"),
    (3, "follows 1,250 who write all the time"),
    (4, "follows 350 who fell silent"),
    (5, "follows 1,050 who fell silent"),
    (6, "follows the celebrity alone"),
    (7, "is in 320 groups and follows nobody"),
    (8, "follows half of both kinds, with blocks and groups"),
    (9, "follows nobody"),
];

/// Fills the plain tables. Authors 1000 to 2499 write all the time, 3000 to 4499 wrote long ago, 999 is the celebrity.
/// The seed moves who writes what, so that rounds differ.
pub fn fill(session: &mut Session, seed: u64) {
    // A hash of a row's number, the seed and a salt, as a number from 0 to 2^31 - 1.
    session.run(&format!(
        "CREATE FUNCTION draw(i bigint, salt bigint) RETURNS bigint
         LANGUAGE sql IMMUTABLE
         AS $$ SELECT hashint8extended(i, {} # salt) & 2147483647 $$",
        i64::from_ne_bytes(seed.to_ne_bytes())
    ));
    session.run(
        "INSERT INTO users (id, is_suspended)
         SELECT i, i % 97 = 0
         FROM generate_series(1, 4500) AS i;
         INSERT INTO posts (id, author_id, created_at, parent_id, group_id, pinned, status)
         SELECT i,
                CASE WHEN i <= 3000 THEN 3000 + draw(i, 1) % 1500
                     WHEN draw(i, 2) % 10 = 0 THEN 999
                     ELSE 1000 + draw(i, 3) % 1500 END,
                timestamptz '2024-01-01 00:00+00' + (i / 4) * interval '20 minutes',
                CASE WHEN draw(i, 4) % 6 = 0 THEN 1 + draw(i, 5) % 16000 END,
                CASE WHEN draw(i, 6) % 3 = 0 THEN draw(i, 7) % 900 END,
                draw(i, 8) % 200 = 0,
                CASE WHEN draw(i, 9) % 20 = 0 THEN 'draft' ELSE 'published' END
         FROM generate_series(1, 16000) AS i;
         INSERT INTO follows (follower_id, followee_id, accepted)
         SELECT viewer, author, draw(author, viewer) % 30 > 0
         FROM (VALUES (1, 1000, 1129), (2, 1000, 1339), (3, 1000, 2249), (4, 3000, 3349), (5, 3000, 4049),
                      (6, 999, 999), (8, 1800, 2400), (8, 3600, 4400)) AS v (viewer, low, high),
              generate_series(low, high) AS author;
         INSERT INTO memberships (user_id, group_id)
         SELECT 7, g FROM generate_series(0, 319) AS g
         UNION ALL
         SELECT 8, g FROM generate_series(300, 340) AS g;
         INSERT INTO blocks
         SELECT 8, a FROM generate_series(1800, 2400, 7) AS a
         UNION ALL
         SELECT a, 8 FROM generate_series(1800, 2400, 5) AS a
         UNION ALL
         SELECT 3, a FROM generate_series(1000, 1400) AS a;
         INSERT INTO mutes
         SELECT 5, a FROM generate_series(3000, 3500, 3) AS a",
    );
}

/// The plain app over the crowd.
pub fn app() -> App {
    plain::app()
}
