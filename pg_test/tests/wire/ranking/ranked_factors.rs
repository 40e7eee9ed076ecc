//! Each factor of a score alone, computed by hand: the reference query and `feed_for` both give these numbers.

use pg_test::cluster::Database;
use pg_test::ranking::cases::{Case, Scene, WAYS, only};

const HALF: Option<f64> = Some(0.5);
const NONE: Option<f64> = Some(0.0);

const ENGAGEMENT: [Case; 2] = [
    Case {
        what: "an event is worth what its hour says, and nothing before its hour",
        // 1 and 1 of the running hour; 1 alone; 2^-1 and 2 * 2^-1, a comment of an hour that is twelve hours old.
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(0)), (2, 5, h(0)), (3, 6, h(12));
               INSERT INTO likes VALUES (1, 9, h(-0.5)), (2, 9, h(-1)), (2, 9, NULL), (2, 9, 'infinity');
               INSERT INTO comments VALUES (3, 9, h(11.01))",
        change: |ranked| only(ranked, |weights| &mut weights.engagement),
        want: &[(1, Some(2.0 / 3.0), "trending"), (3, Some(1.5 / 2.5), "trending"), (2, HALF, "trending")],
    },
    Case {
        what: "a weight changed counts at once",
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(0)), (2, 5, h(0));
               INSERT INTO likes VALUES (1, 9, h(0));
               INSERT INTO comments VALUES (2, 9, h(0))",
        change: |ranked| {
            only(ranked, |weights| &mut weights.engagement);
            ranked.engagement.signals[0].weight = Some(8.0);
            ranked.engagement.signals[1].weight = Some(0.0);
            ranked.rank.engagement_half = 3.0;
        },
        want: &[(1, Some(0.75), "trending"), (2, Some(0.25), "trending")],
    },
];

const RELEVANCE: [Case; 3] = [
    Case {
        what: "what was done on hidden posts, replies and old ones of an author counts, and what is to come in full",
        // 2^-1 and 1; events without a time count for nothing, nor do those of others.
        rows: "INSERT INTO posts (id, author_id, created_at, parent_id, status) VALUES
                 (1, 4, h(1), NULL, 'published'), (2, 4, h(999), NULL, 'draft'), (3, 4, h(999), 2, 'published'), (4, 5, h(1), NULL, 'published');
               INSERT INTO likes VALUES (2, 1, h(24)), (3, 1, h(-5)), (1, 1, NULL), (1, 1, 'infinity'), (4, 1, '-infinity'), (4, 2, h(1))",
        change: |ranked| only(ranked, |weights| &mut weights.relevance),
        want: &[(1, Some(1.5 / 2.5), "trending"), (4, NONE, "trending")],
    },
    Case {
        what: "the newest thousand rows count, of all signals together",
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(1)), (2, 5, h(1)), (3, 6, h(1));
               INSERT INTO likes SELECT 1, 1, h(0) FROM generate_series(1, 999);
               INSERT INTO comments VALUES (3, 1, h(24)), (2, 1, h(24) - interval '1 us')",
        change: |ranked| only(ranked, |weights| &mut weights.relevance),
        want: &[(1, Some(999.0 / 1_000.0), "trending"), (3, HALF, "trending"), (2, NONE, "trending")],
    },
    Case {
        what: "of rows of one time those of signals added before count first, then those of greater posts",
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(1)), (2, 5, h(1)), (3, 6, h(1));
               INSERT INTO likes SELECT 2, 1, h(0) FROM generate_series(1, 998);
               INSERT INTO comments VALUES (3, 1, h(24)), (2, 1, h(24));
               INSERT INTO likes VALUES (1, 1, h(24))",
        change: |ranked| only(ranked, |weights| &mut weights.relevance),
        want: &[(2, Some(998.0 / 999.0), "trending"), (3, HALF, "trending"), (1, Some(1.0 / 3.0), "trending")],
    },
];

const QUALITY: [Case; 1] = [Case {
    what: "quality asks for enough impressions and never counts more reactions than those",
    // 4 of 4: n / (n + z^2); 0 of 4; 4 of 3 is too few to tell; 1 of 30.
    rows: "INSERT INTO posts (id, author_id, created_at) VALUES (1, 4, h(1)), (2, 5, h(1)), (3, 6, h(1)), (4, 7, h(1));
           INSERT INTO likes SELECT 1, i, h(1) FROM generate_series(1, 9) AS i;
           INSERT INTO comments SELECT 3, i, NULL FROM generate_series(1, 4) AS i;
           INSERT INTO comments VALUES (4, 9, NULL);
           INSERT INTO views SELECT p FROM generate_series(1, 2) AS p, generate_series(1, 4);
           INSERT INTO views SELECT 3 FROM generate_series(1, 3);
           INSERT INTO views SELECT 4 FROM generate_series(1, 30)",
    change: |ranked| only(ranked, |weights| &mut weights.quality),
    want: &[
        (1, Some(0.510_109_163_545_402_7), "trending"),
        (4, Some(0.005_908_590_381_612_459), "trending"),
        (3, NONE, "trending"),
        (2, NONE, "trending"),
    ],
}];

const SOCIAL_PROOF: [Case; 3] = [
    Case {
        what: "each followee counts once, muted ones too, strangers and viewers never",
        rows: "INSERT INTO follows VALUES (1, 2, true), (1, 3, true), (1, 4, false);
               INSERT INTO mutes VALUES (1, 3);
               INSERT INTO posts (id, author_id, created_at) VALUES (1, 8, h(1)), (2, 9, h(1));
               INSERT INTO likes VALUES (1, 2, h(1)), (1, 3, h(1)), (1, 4, h(1)), (1, 5, h(1)), (1, NULL, h(1)), (2, 2, NULL);
               INSERT INTO comments VALUES (1, 2, h(1)), (1, 2, h(2))",
        change: |ranked| only(ranked, |weights| &mut weights.social_proof),
        want: &[(1, Some(2.0 / 3.0), "trending"), (2, HALF, "trending")],
    },
    Case {
        what: "of each signal the newest two hundred rows count, those without a time last",
        // Post 1: 2 is number 200. Post 2: number 201. Post 3: no time, behind 200 others; but 3 has commented, too.
        rows: "INSERT INTO follows VALUES (1, 2), (1, 3);
               INSERT INTO posts (id, author_id, created_at) VALUES (1, 8, h(1)), (2, 9, h(1)), (3, 7, h(1));
               INSERT INTO likes SELECT 1, 100 + i, h(1) FROM generate_series(1, 199) AS i;
               INSERT INTO likes SELECT p, 100 + i, h(1) FROM generate_series(2, 3) AS p, generate_series(1, 200) AS i;
               INSERT INTO likes VALUES (1, 2, h(2)), (2, 2, h(2)), (3, 2, NULL);
               INSERT INTO comments SELECT 3, 100 + i, h(1) FROM generate_series(1, 10) AS i;
               INSERT INTO comments VALUES (3, 3, NULL)",
        change: |ranked| only(ranked, |weights| &mut weights.social_proof),
        want: &[(3, HALF, "trending"), (1, HALF, "trending"), (2, NONE, "trending")],
    },
    Case {
        what: "of rows of one time those of greater actors come first",
        rows: "INSERT INTO follows VALUES (1, 2), (1, 3);
               INSERT INTO posts (id, author_id, created_at) VALUES (1, 8, h(1));
               INSERT INTO likes SELECT 1, i, h(1) FROM generate_series(2, 202) AS i",
        change: |ranked| only(ranked, |weights| &mut weights.social_proof),
        want: &[(1, HALF, "trending")],
    },
];

const OTHERS: [Case; 2] = [
    Case {
        what: "context is membership in the post's group, whatever the post's reason",
        rows: "INSERT INTO memberships VALUES (1, 70, NULL), (1, 71, h(1));
               INSERT INTO follows VALUES (1, 2);
               INSERT INTO posts (id, author_id, created_at, group_id) VALUES (1, 2, h(1), 70), (2, 2, h(1), 71), (3, 2, h(1), NULL), (4, 1, h(1), 70)",
        change: |ranked| {
            only(ranked, |weights| &mut weights.context);
            ranked.engagement.app.settings.group_posts = "everyone";
        },
        want: &[
            (4, Some(1.0), "own,group"),
            (1, Some(1.0), "follow,group"),
            (3, NONE, "follow,trending"),
            (2, NONE, "follow"),
        ],
    },
    Case {
        what: "posts of one author are spread by their scores, those of nobody are not",
        // Two days, one day and three days old, all by 4: 2^-1, 0.625 of 2^-2, 0.4375 of 2^-3.
        rows: "INSERT INTO posts (id, author_id, created_at) VALUES
                 (1, 4, h(48)), (2, 4, h(24)), (3, 4, h(72)), (4, NULL, h(48)), (5, NULL, h(72))",
        change: |ranked| {
            only(ranked, |weights| &mut weights.recency);
            ranked.rank.diversity_floor = 0.25;
        },
        want: &[
            (2, HALF, "trending"),
            (4, Some(0.25), "trending"),
            (1, Some(0.156_25), "trending"),
            (5, Some(0.125), "trending"),
            (3, Some(0.054_687_5), "trending"),
        ],
    },
];

#[test]
fn each_factor_is_what_it_says() {
    for way in WAYS {
        let database = Database::new();
        let mut scene = Scene::new(&database, false, way).expect("no embeddings are asked for");
        for cases in [
            &ENGAGEMENT[..],
            &RELEVANCE,
            &QUALITY,
            &SOCIAL_PROOF,
            &OTHERS,
        ] {
            scene.all(cases);
        }
    }
}

/// 1 / sqrt(5) and 2 / sqrt(5).
const THIRDS: [Option<f64>; 2] = [Some(0.447_213_595_499_958), Some(0.894_427_190_999_916)];

const SEMANTIC: [Case; 5] = [
    Case {
        what: "interest is the mean by weight, and likeness is never below zero",
        // A like of (1, 0, 0) and a comment on (0, 1, 0) make (1, 2, 0) / 3.
        rows: "INSERT INTO posts (id, author_id, created_at, embedding) VALUES
                 (1, 4, h(900), '[1,0,0]'), (2, 4, h(900), '[0,1,0]'),
                 (3, 5, h(1), '[2,0,0]'), (4, 6, h(1), '[0,1,0]'), (5, 7, h(1), '[-1,0,0]'), (6, 8, h(1), '[0,0,0]'), (7, 9, h(1), NULL);
               INSERT INTO likes VALUES (1, 1, h(1));
               INSERT INTO comments VALUES (2, 1, h(700))",
        change: |ranked| only(ranked, |weights| &mut weights.semantic),
        want: &[
            (4, THIRDS[1], "trending,similar"),
            (3, THIRDS[0], "trending,similar"),
            (7, NONE, "trending"),
            (6, NONE, "trending"),
            (5, NONE, "trending,similar"),
        ],
    },
    Case {
        what: "what is hidden, older than thirty days or of no weight makes no interest",
        rows: "INSERT INTO posts (id, author_id, created_at, status, embedding) VALUES
                 (1, 4, h(900), 'draft', '[1,0,0]'), (2, 4, h(900), 'published', '[0,1,0]'), (3, 4, h(900), 'published', '[0,0,1]'),
                 (4, 5, h(1), 'published', '[1,1,1]');
               INSERT INTO comments VALUES (1, 1, h(1)), (2, 1, h(720) - interval '1 us'), (3, 1, NULL);
               INSERT INTO likes VALUES (3, 1, h(1))",
        change: |ranked| {
            only(ranked, |weights| &mut weights.semantic);
            ranked.engagement.signals[0].weight = Some(0.0);
        },
        want: &[(4, NONE, "trending")],
    },
    Case {
        what: "the last fifty posts make the interest, each by its newest event",
        // Post 1 was liked first, and again; 51 is the one that is left out, whose comment would outweigh all.
        rows: "INSERT INTO posts (id, author_id, created_at, embedding) SELECT i, 4, h(900), '[1,0,0]' FROM generate_series(1, 50) AS i;
               INSERT INTO posts (id, author_id, created_at, embedding) VALUES (51, 4, h(900), '[0,1,0]'), (52, 5, h(1), '[0,3,0]');
               INSERT INTO likes SELECT i, 1, h(2) FROM generate_series(1, 50) AS i;
               INSERT INTO comments SELECT 51, 1, h(3) FROM generate_series(1, 99);
               INSERT INTO likes VALUES (1, 1, h(600))",
        change: |ranked| only(ranked, |weights| &mut weights.semantic),
        want: &[(52, NONE, "trending,similar")],
    },
    Case {
        what: "of posts as near the greater ids are similar; own ones, those of groups and excluded ones are not",
        rows: "INSERT INTO mutes VALUES (1, 9);
               INSERT INTO memberships VALUES (1, 70);
               INSERT INTO posts (id, author_id, created_at, group_id, embedding) VALUES
                 (1, 4, h(900), NULL, '[1,0,0]'),
                 (2, 5, h(24), NULL, '[1,1,0]'), (3, 6, h(24), NULL, '[1,1,0]'), (4, 7, h(24), NULL, '[1,1,0]'), (5, 8, h(24), NULL, '[0,1,0]'),
                 (6, 1, h(24), NULL, '[1,0,0]'), (7, 5, h(24), 70, '[1,0,0]'), (8, 9, h(24), NULL, '[1,0,0]');
               INSERT INTO likes VALUES (1, 1, h(24))",
        change: |ranked| {
            only(ranked, |weights| &mut weights.semantic);
            ranked.rank.similar = 2;
            ranked.rank.trending = 1;
        },
        want: &[
            (7, Some(1.0), "group"),
            (6, Some(1.0), "own"),
            (4, Some(std::f64::consts::FRAC_1_SQRT_2), "similar"),
            (3, Some(std::f64::consts::FRAC_1_SQRT_2), "similar"),
            (5, NONE, "trending"),
        ],
    },
    Case {
        what: "whose tastes cancel out has none",
        rows: "INSERT INTO posts (id, author_id, created_at, embedding) VALUES
                 (1, 4, h(900), '[1,0,0]'), (2, 4, h(900), '[-1,0,0]'), (3, 5, h(1), '[1,0,0]');
               INSERT INTO likes VALUES (1, 1, h(1)), (2, 1, h(1))",
        change: |ranked| only(ranked, |weights| &mut weights.semantic),
        want: &[(3, NONE, "trending")],
    },
];

#[test]
fn likeness_is_what_it_says() {
    for way in WAYS {
        let database = Database::new();
        if let Some(mut scene) = Scene::new(&database, true, way) {
            scene.all(&SEMANTIC);
        }
    }
}
