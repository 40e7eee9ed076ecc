//! `similar_posts` and `similar_users`, case by case: what they need, whom they refuse, what never shows, and how an interest
//! is made of many rows.

use pg_test::cluster::Database;
use pg_test::embedding;
use pg_test::engagement::Signal;
use pg_test::fixture;
use pg_test::quote::ident;
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::similar::{Embedding, Similarity, Tally};

/// The plain feed with embeddings and two signals; None where the server has no pgvector.
fn feed(database: &Database) -> Option<(Session, Similarity)> {
    let (mut session, app) = fixture::plain_feed(database);
    if !embedding::install(&mut session, "public") {
        return None;
    }
    session.run(
        "ALTER TABLE posts ADD COLUMN embedding vector(3);
         UPDATE posts SET embedding = ARRAY[id % 7 - 3, id % 5 - 2, id % 3]::int[], created_at = created_at + (now() - '2025-07-01');
         CREATE TABLE likes (user_id bigint, post_id bigint, created_at timestamptz DEFAULT now());
         CREATE TABLE comments (user_id bigint, post_id bigint, created_at timestamp DEFAULT (now() AT TIME ZONE 'UTC'));
         CREATE TABLE views (user_id bigint, post_id bigint, created_at timestamptz DEFAULT now())",
    );
    let local = Signal {
        local_time: true,
        ..Signal::plain("comments")
    };
    let signals = vec![Signal::plain("likes"), local, Signal::plain("views")];
    for signal in &signals {
        session.run(&signal.add("home"));
    }
    let embedding = Embedding {
        column: "embedding".to_string(),
        schema: "public".to_string(),
    };
    let similarity = Similarity {
        app,
        signals,
        embedding,
    };
    session.run(&similarity.add());
    Some((session, similarity))
}

const CALLS: [&str; 2] = ["home.similar_posts(1)", "home.similar_users(1)"];

/// Posts similar to one, without limit.
fn similar(session: &mut Session, post: i64) -> Vec<String> {
    session.column(&format!(
        "SELECT post_id FROM home.similar_posts({post}, 1000)"
    ))
}

#[test]
fn without_an_embedding_the_hint_names_the_call() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    for call in CALLS {
        session
            .refused("55000", &format!("SELECT * FROM {call}"))
            .hints_at("feed.add_embedding('home'");
    }
    fixture::assert_exact("without an embedding", &mut session, &app);
}

#[test]
fn a_lost_column_is_told_with_the_remedy() {
    let database = Database::new();
    let Some((mut session, similarity)) = feed(&database) else {
        return;
    };
    assert!(!similar(&mut session, 1).is_empty());
    session.run("DROP EXTENSION vector CASCADE");
    for call in CALLS {
        session
            .refused("55000", &format!("SELECT * FROM {call}"))
            .hints_at("feed.remove_embedding('home')");
    }
    session.run("SELECT feed.alter('home', '{}')");
    for call in CALLS {
        session
            .refused("55000", &format!("SELECT * FROM {call}"))
            .hints_at("feed.add_embedding('home'");
    }
    fixture::assert_exact("afterwards", &mut session, &similarity.app);
}

#[test]
fn arguments_are_checked() {
    let database = Database::new();
    let Some((mut session, _)) = feed(&database) else {
        return;
    };
    for function in ["similar_posts", "similar_users"] {
        for size in ["0", "1001", "-1"] {
            session.refused(
                "22023",
                &format!("SELECT * FROM home.{function}(1, {size})"),
            );
        }
        session.refused("22004", &format!("SELECT * FROM home.{function}(1, NULL)"));
        session.refused("22004", &format!("SELECT * FROM home.{function}(NULL)"));
    }
}

#[test]
fn what_is_hidden_is_neither_asked_about_nor_shown() {
    let database = Database::new();
    let Some((mut session, similarity)) = feed(&database) else {
        return;
    };
    session.run(
        "INSERT INTO posts (id, author_id, created_at, group_id, status, embedding)
         VALUES (901, 2, now() - interval '1 hour', NULL, 'published', '[1,1,1]'),
                (902, 2, now() + interval '1 hour', NULL, 'published', '[1,1,1]'),
                (903, 2, now() - interval '1 hour', 10, 'published', '[1,1,1]'),
                (904, 2, now() - interval '1 hour', NULL, 'draft', '[1,1,1]'),
                (905, 8, now() - interval '1 hour', NULL, 'published', '[1,1,1]'),
                (906, 2, now() - interval '1 hour', NULL, 'published', NULL),
                (907, 2, now() - interval '1 hour', NULL, 'published', '[0,0,0]'),
                (908, NULL, now() - interval '1 hour', NULL, 'published', '[1,1,1]'),
                (909, 2, 'infinity', NULL, 'published', '[1,1,1]'),
                (910, 2, NULL, NULL, 'published', '[1,1,1]'),
                (911, 4, now() - interval '1 hour', NULL, 'published', '[2,2,2]');
         UPDATE users SET is_suspended = true WHERE id = 8",
    );
    let found = similar(&mut session, 901);
    for hidden in 901..=910 {
        assert!(
            !found.contains(&hidden.to_string()),
            "{hidden} in {found:?}"
        );
    }
    assert_eq!(found[0], "911");
    for hidden in [902, 904, 905, 906, 907, 908, 909, 910, 4_711] {
        assert!(similar(&mut session, hidden).is_empty(), "{hidden}");
    }
    // A post in a group may be asked about by whoever knows it.
    assert!(!similar(&mut session, 903).is_empty());
    let mut tally = Tally::default();
    for post in 895..=911 {
        let post = post.to_string();
        similarity.compare_posts("hidden", &mut session, &post, "bigint", &mut tally);
    }
}

#[test]
fn the_account_is_checked_like_a_viewer() {
    let database = Database::new();
    let Some((mut session, _)) = feed(&database) else {
        return;
    };
    let reader = Role::new("reader");
    session.run(&format!(
        "INSERT INTO likes (user_id, post_id) SELECT u, 10 * p FROM generate_series(1, 5) AS u, generate_series(u, 20) AS p;
         GRANT SELECT ON posts TO {reader};
         SELECT feed.grant_access('home', '{plain}');
         SELECT feed.configure('home', jsonb_build_object('security.viewer', 'NULLIF(current_setting(''app.user_id'', true), '''')::bigint'))",
        reader = ident(reader.name()),
        plain = reader.name(),
    ));
    let mut other = database.connect_as(reader.name());
    other.run("SET app.user_id = '1'");
    let mine = other.rows("SELECT * FROM home.similar_users(1)");
    assert_eq!(mine.len(), 4);
    assert_eq!(mine, other.rows("SELECT * FROM home.similar_users(NULL)"));
    other.refused("42501", "SELECT * FROM home.similar_users(2)");
    assert!(!other.rows("SELECT * FROM home.similar_posts(1)").is_empty());
    other.refused("42501", "SELECT * FROM likes");
    assert_eq!(session.rows("SELECT * FROM home.similar_users(1)"), mine);
}

#[test]
fn an_interest_is_made_of_the_last_fifty_posts_however_many_rows_there_are() {
    let database = Database::new();
    let Some((mut session, similarity)) = feed(&database) else {
        return;
    };
    // 1 and 2: some posts each. 3: three thousand comments on a hundred posts, of which the last are hidden or without an
    // embedding. 4: all at one moment. 5: what counts is older than 30 days. 6: views alone. 7: more than 50 posts. 9: a thousand
    // rows of one moment, and behind them rows of the same moment about posts that come first.
    session.run(
        "UPDATE posts SET embedding = ARRAY[sin(id), cos(id * 2), sin(id * 3) + 0.2]::float8[];
         INSERT INTO likes (user_id, post_id, created_at)
         SELECT u, p, now() - p * interval '3 minutes' FROM generate_series(1, 2) AS u, generate_series(u, 40, 3) AS p;
         INSERT INTO comments (user_id, post_id, created_at)
         SELECT 3, 1 + i % 100, (now() - (i % 100) * interval '1 hour' - (i / 100) * interval '20 hours') AT TIME ZONE 'UTC'
         FROM generate_series(0, 2999) AS i;
         UPDATE posts SET embedding = NULL WHERE id BETWEEN 1 AND 40 AND id % 3 = 0;
         UPDATE posts SET status = 'draft' WHERE id BETWEEN 1 AND 40 AND id % 3 = 1;
         INSERT INTO likes (user_id, post_id, created_at)
         SELECT 3, 30 + i, now() - interval '29 days' + i * interval '1 hour' FROM generate_series(1, 60) AS i;
         INSERT INTO likes (user_id, post_id, created_at)
         SELECT 4, 100 + i % 70, now() - interval '2 days' FROM generate_series(1, 2500) AS i;
         INSERT INTO likes (user_id, post_id, created_at)
         SELECT 5, 100 + i, now() - interval '720 hours' - (i - 3) * interval '1 second' FROM generate_series(1, 20) AS i;
         INSERT INTO views (user_id, post_id) SELECT 6, i FROM generate_series(1, 90) AS i;
         INSERT INTO likes (user_id, post_id, created_at)
         SELECT 7, i, now() + (i - 150) * interval '1 minute' FROM generate_series(50, 200) AS i;
         INSERT INTO likes (user_id, post_id, created_at)
         SELECT 9, 100 + i % 70, now() - interval '3 days' FROM generate_series(1, 1200) AS i;
         INSERT INTO comments (user_id, post_id, created_at)
         SELECT 9, 180 + i, (now() - interval '3 days') AT TIME ZONE 'UTC' FROM generate_series(1, 30) AS i",
    );
    let mut tally = Tally::default();
    for (settings, label) in [
        ("{}", "as known"),
        ("{\"weight.likes\": 0}", "likes worth nothing"),
        (
            "{\"weight.likes\": 0.1, \"weight.comments\": 3, \"weight.views\": 7}",
            "other weights",
        ),
    ] {
        session.run(&format!("SELECT feed.configure('home', '{settings}')"));
        let mut weighed = similarity.clone();
        let weights: serde_json::Value = serde_json::from_str(settings).unwrap();
        for signal in &mut weighed.signals {
            let given = weights[format!("weight.{}", signal.name)].as_f64();
            signal.weight = given.or(signal.weight);
        }
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        for account in 1..=9 {
            weighed.compare_users(
                label,
                &mut session,
                &account.to_string(),
                "bigint",
                &mut tally,
            );
        }
        session.rollback();
    }
    assert!(tally.users_found > 60, "{tally:?}");
}

#[test]
fn an_interest_ends_to_the_microsecond_whatever_zone_the_session_is_in() {
    let database = Database::new();
    let Some((mut session, similarity)) = feed(&database) else {
        return;
    };
    session
        .run("INSERT INTO likes (user_id, post_id) SELECT 1, p FROM generate_series(1, 20) AS p");
    let mut tally = Tally::default();
    for zone in ["UTC", "Asia/Tokyo", "America/St_Johns"] {
        session.run(&format!("SET TimeZone = '{zone}'"));
        session.begin("ISOLATION LEVEL REPEATABLE READ");
        // One at the edge and one behind it, for each of two people and each kind of time.
        session.run(
            "INSERT INTO likes (user_id, post_id, created_at)
             VALUES (2, 5, now() - interval '720 hours'), (3, 6, now() - interval '720 hours 1 microsecond');
             INSERT INTO comments (user_id, post_id, created_at)
             VALUES (4, 5, (now() - interval '720 hours') AT TIME ZONE 'UTC'),
                    (5, 6, (now() - interval '720 hours 1 microsecond') AT TIME ZONE 'UTC')",
        );
        for account in 1..=5 {
            let account = account.to_string();
            similarity.compare_users(zone, &mut session, &account, "bigint", &mut tally);
        }
        let found = "SELECT array_agg(user_id ORDER BY user_id) FROM home.similar_users(1)";
        assert_eq!(session.text(found), "{2,4}", "{zone}");
        session.rollback();
    }
}

#[test]
fn an_interest_is_not_rounded_to_the_precision_of_the_column() {
    let database = Database::new();
    let Some((mut session, _)) = feed(&database) else {
        return;
    };
    // The mean of the first three is nearer to 104 (0.933610) than to 105 (0.933538). Rounded to halves it would be the other way
    // round: 0.933548 and 0.933625.
    session.run(
        "SELECT feed.remove_embedding('home');
         DELETE FROM posts;
         ALTER TABLE posts DROP COLUMN embedding, ADD COLUMN embedding halfvec(3);
         INSERT INTO posts (id, author_id, created_at, status, embedding)
         VALUES (101, 2, now() - interval '1 hour', 'published', '[-6,7,3]'),
                (102, 2, now() - interval '1 hour', 'published', '[-3,9,1]'),
                (103, 2, now() - interval '1 hour', 'published', '[6,-8,3]'),
                (104, 3, now() - interval '1 hour', 'published', '[-7,11,5]'),
                (105, 3, now() - interval '1 hour', 'published', '[-3,8,15]');
         INSERT INTO likes VALUES (9, 101), (9, 102), (9, 103);
         SELECT feed.add_embedding('home');
         SELECT feed.configure('home', '{\"candidates.similar\": 1}')",
    );
    let nearest = session.column(
        "SELECT post_id FROM home.feed_for(9) WHERE 'similar' = ANY (reasons) ORDER BY rank",
    );
    assert_eq!(nearest, ["104"]);
}
