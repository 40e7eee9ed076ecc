//! Small feeds computed by hand, as a whole and set by set: the reference query and `feed_for` both give these posts, scores
//! and reasons.

use pg_test::cluster::Database;
use pg_test::ranking::cases::{Case, Line, Scene, WAYS, only};
use pg_test::ranking::{Ranked, marks};

/// 1 follows 2 and 3, is in group 70, and has engaged with post 10 alone.
const WORKED: &str = "
INSERT INTO follows VALUES (1, 2), (1, 3), (3, 1);
INSERT INTO memberships VALUES (1, 70), (5, 70);
INSERT INTO posts (id, author_id, created_at, parent_id, group_id) VALUES
  (10, 2, h(240), NULL, NULL),
  (11, 2, h(24), NULL, NULL),
  (12, 2, h(36), NULL, NULL),
  (13, 5, h(12), NULL, NULL),
  (14, 3, h(2), NULL, 70),
  (15, 1, h(1), NULL, NULL),
  (16, 3, h(3), 11, NULL),
  (17, 3, h(-1), NULL, NULL),
  (18, 5, h(5), NULL, 71);
INSERT INTO likes VALUES (10, 1, h(24)), (11, 3, h(12)), (11, 4, h(12)), (13, 2, h(6)), (13, 3, h(6));
INSERT INTO comments VALUES (10, 1, h(48));
INSERT INTO views SELECT 11 FROM generate_series(1, 4)";

/// By the formula, with a half of 1 for engagement, relevance and social proof:
///
/// * Post 11: E = 2^-2 + 2 * 2^-1 = 1.25, so 5/9; A = 1 * 2^-1 + 2 * 2^-2 = 1, so 1/2; 2 of 4 who saw it liked it, at least
///   0.15003898915214953; 2^-1 for a day; one of its likers is followed, so 1/2.
/// * Post 15: E = 2^(-1/12); 2^(-1/24).
/// * Post 14: E = 2^(-1/6); 2^(-1/12); context 1; halved, since it was seen.
/// * Post 13: E = 2^-1 + 2 * 2^-(1/2); 2^(-1/2); two followees, so 2/3; halved, since a stranger wrote it.
/// * Post 12: E = 2^-3, so 1/9; A as for 11; 2^-1.5; 0.625 of it, since 11 is by the same author.
/// * Post 10 is too old to be a candidate, 16 is a reply, 17 comes later, 18 is of a group of others.
const WORKED_FEED: [Line; 6] = [
    (11, Some(0.386_394_737_261_711_3), "follow,trending"),
    (15, Some(0.267_120_653_036_373_1), "own"),
    (14, Some(0.169_684_441_588_636_27), "follow,group"),
    (13, Some(0.168_473_123_108_871_91), "trending"),
    (12, Some(0.113_006_741_479_230_52), "follow,trending"),
    (10, None, "follow"),
];

#[test]
fn a_worked_example() {
    for way in WAYS {
        let database = Database::new();
        let mut scene = Scene::new(&database, false, way).expect("no embeddings are asked for");
        scene.session.run(WORKED);
        let app = scene.ranked.engagement.app.clone();
        assert_eq!(marks::mark(&mut scene.session, &app, "1", &["14"]), 1);
        scene.gives("worked", &WORKED_FEED);
    }
}

fn by_recency(ranked: &mut Ranked) {
    only(ranked, |weights| &mut weights.recency);
}

/// 2^-(1/24): an hour old.
const HOUR_OLD: Option<f64> = Some(0.971_531_941_153_606);
/// 2^-1, 2^-2, 2^-3, 2^-4 and 2^-7: so many days old.
const DAYS_OLD: [Option<f64>; 5] = [
    Some(0.5),
    Some(0.25),
    Some(0.125),
    Some(0.0625),
    Some(0.007_812_5),
];

const SETS: [Case; 10] = [
    Case {
        what: "a post may be as old as candidates.max_age, and as young as the clock",
        rows: "INSERT INTO follows VALUES (1, 2);
               INSERT INTO posts (id, author_id, created_at) VALUES
                 (1, 2, h(168)), (2, 2, h(168) - interval '1 us'), (3, 2, h(0)), (4, 2, h(0) + interval '1 us')",
        change: by_recency,
        want: &[(3, Some(1.0), "follow,trending"), (1, DAYS_OLD[4], "follow,trending"), (2, None, "follow")],
    },
    Case {
        what: "of the timeline its newest posts are candidates, and the rest stands behind",
        rows: "INSERT INTO memberships VALUES (1, 70);
               INSERT INTO posts (id, author_id, created_at, group_id) VALUES
                 (1, 2, h(72), 70), (2, 3, h(48), 70), (3, 4, h(24), 70), (4, 5, h(24), 70)",
        change: |ranked| {
            by_recency(ranked);
            ranked.rank.timeline = 2;
        },
        want: &[(4, DAYS_OLD[0], "group"), (3, DAYS_OLD[0], "group"), (2, None, "group"), (1, None, "group")],
    },
    Case {
        what: "a post of the rest may be newer than candidates",
        rows: "INSERT INTO follows VALUES (1, 2);
               INSERT INTO memberships VALUES (1, 70);
               INSERT INTO posts (id, author_id, created_at, group_id) VALUES (1, 2, h(72), NULL), (2, 3, h(24), 70), (3, 3, h(1), 70)",
        change: |ranked| {
            by_recency(ranked);
            ranked.rank.timeline = 1;
        },
        want: &[(3, HOUR_OLD, "group"), (1, DAYS_OLD[2], "follow,trending"), (2, None, "group")],
    },
    Case {
        what: "own posts and those of excluded authors take no place among trending ones",
        rows: "INSERT INTO mutes VALUES (1, 4);
               INSERT INTO blocks VALUES (5, 1);
               INSERT INTO posts (id, author_id, created_at) VALUES (1, 1, h(1)), (2, 4, h(1)), (3, 5, h(1)), (4, 6, h(24)), (5, 7, h(48));
               INSERT INTO likes SELECT p, u, h(1) FROM generate_series(1, 3) AS p, generate_series(10, 20) AS u",
        change: |ranked| {
            by_recency(ranked);
            ranked.rank.trending = 1;
        },
        want: &[(1, HOUR_OLD, "own"), (4, DAYS_OLD[0], "trending")],
    },
    Case {
        what: "hundreds of posts that trend above are left out before any is counted",
        rows: "INSERT INTO mutes VALUES (1, 4);
               INSERT INTO blocks VALUES (5, 1);
               INSERT INTO posts (id, author_id, created_at) SELECT i, (ARRAY[1, 4, 5])[1 + i % 3], h(2 + i % 7) FROM generate_series(1, 600) AS i;
               INSERT INTO likes SELECT id, u, h(1) FROM posts, generate_series(10, 13) AS u;
               INSERT INTO posts (id, author_id, created_at) VALUES (1001, 6, h(24)), (1002, 7, h(48)), (1003, 8, h(72))",
        change: |ranked| {
            by_recency(ranked);
            ranked.rank.trending = 2;
            ranked.engagement.app.settings.own = false;
        },
        want: &[
            (1_001, DAYS_OLD[0], "trending"),
            (1_002, DAYS_OLD[1], "trending"),
        ],
    },
    Case {
        what: "of posts that are worth the same the greater id trends",
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(24)), (2, 5, h(24)), (3, 6, h(24)), (4, 7, h(24));
               INSERT INTO likes VALUES (3, 9, h(4)), (2, 9, h(4)), (1, 9, h(4))",
        change: |ranked| {
            by_recency(ranked);
            ranked.rank.trending = 2;
        },
        want: &[(3, DAYS_OLD[0], "trending"), (2, DAYS_OLD[0], "trending")],
    },
    Case {
        what: "trending posts are no older than both ages allow",
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(24)), (2, 5, h(48)), (3, 6, h(49))",
        change: |ranked| {
            by_recency(ranked);
            ranked.engagement.scoring.max_age = 48 * 3_600;
        },
        want: &[(1, DAYS_OLD[0], "trending"), (2, DAYS_OLD[1], "trending")],
    },
    Case {
        what: "a followee's trending post has both reasons, though it is too old for the first set",
        rows: "INSERT INTO follows VALUES (1, 2);
               INSERT INTO posts (id, author_id, created_at, group_id) VALUES (1, 2, h(96), NULL), (2, 1, h(24), 70)",
        change: |ranked| {
            by_recency(ranked);
            ranked.rank.timeline = 1;
            ranked.rank.out_of_network = 0.5;
        },
        want: &[(2, DAYS_OLD[0], "own"), (1, DAYS_OLD[3], "follow,trending")],
    },
    Case {
        what: "without timeline.own nobody is shown their own posts",
        rows: "INSERT INTO follows VALUES (1, 1);
               INSERT INTO posts (id, author_id, created_at) VALUES (1, 1, h(24)), (2, 3, h(24))",
        change: |ranked| {
            by_recency(ranked);
            ranked.engagement.app.settings.own = false;
        },
        want: &[(2, DAYS_OLD[0], "trending"), (1, DAYS_OLD[0], "follow")],
    },
    Case {
        what: "replies reach whom they are meant for, and trend where all replies show",
        rows: "INSERT INTO follows VALUES (1, 2);
               INSERT INTO posts (id, author_id, created_at, parent_id) VALUES
                 (1, 1, h(240), NULL), (2, 2, h(24), 1), (3, 2, h(48), 4), (4, 5, h(240), NULL), (5, 6, h(1), 1)",
        change: |ranked| {
            by_recency(ranked);
            ranked.engagement.app.settings.replies = "followed";
        },
        want: &[(2, DAYS_OLD[0], "follow"), (1, None, "own")],
    },
];

#[test]
fn candidates_come_from_three_sets() {
    for way in WAYS {
        let database = Database::new();
        let mut scene = Scene::new(&database, false, way).expect("no embeddings are asked for");
        scene.all(&SETS);
    }
}
