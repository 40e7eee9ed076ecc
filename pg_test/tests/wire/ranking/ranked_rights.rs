//! Rights: posts are ranked with the caller's rights on them, from signals, follows and marks on which the caller has none, by a
//! feed whose owner is no superuser.

use pg_test::app::App;
use pg_test::engagement::{Engagement, Signal};
use pg_test::quote::ident;
use pg_test::ranking::asked::Asked;
use pg_test::ranking::embedding::{self, Embedding};
use pg_test::ranking::{Ranked, glance, marks};
use pg_test::role::Role;
use pg_test::scene::Scene;
use pg_test::seed;

const CALLS: [&str; 4] = [
    "home.feed_for(1)",
    "home.feed_page(1)",
    "home.explain(1, 100)",
    "home.mark_seen(1, '{100}')",
];

/// When the posts of the scene are young.
const CLOCK: &str = "timestamptz '2025-06-05 00:00+00'";

const REACTIONS: &str = "
CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz);
CREATE TABLE views (post_id bigint, user_id bigint, created_at timestamptz);
INSERT INTO likes
SELECT 1 + i * 7 % 190, 1 + i % 9, timestamptz '2025-06-04 00:00+00' - i * interval '11 minutes' FROM generate_series(1, 500) AS i;
INSERT INTO views SELECT 1 + i * 11 % 190, NULL, NULL FROM generate_series(1, 900) AS i;
ALTER TABLE likes ENABLE ROW LEVEL SECURITY;
ALTER TABLE follows ENABLE ROW LEVEL SECURITY";

/// The scene's feed with signals, and with embeddings where there can be any. Its posts are read under a policy.
fn ranked_scene() -> (Scene, Ranked) {
    let (scene, app): (Scene, App) = Scene::new();
    let vectors = embedding::available(&mut scene.database.connect());
    let signals = ["likes", "views"].map(Signal::plain).to_vec();
    let mut ranked = Ranked::new(Engagement::new(app, signals));
    ranked.rank.quality_min = 2;
    ranked.embedding = vectors.then(|| Embedding::new("embedding", "vector"));
    let mut owner = scene.owner();
    owner.run(REACTIONS);
    owner.run(marks::TABLE);
    if let Some(embedding) = &ranked.embedding {
        let mut rng = seed::quiet("embeddings under a policy", 0);
        owner.run(&embedding.declaration("posts"));
        owner.run(&embedding.scatter(&mut rng, "posts", 0.7));
    }
    ranked.define(&mut owner);
    (scene, ranked)
}

#[test]
fn the_caller_sees_the_feed_of_its_own_rights() {
    let (scene, ranked) = ranked_scene();
    let mut superuser = scene.database.connect();
    let mut whole = ranked.clone();
    whole.engagement.app.reader = None;
    let mut rng = seed::generator("rights_of_ranked_feeds", 0);
    let (mut theirs, mut all) = (0, 0);
    for state in ["pending", "applied"] {
        // The same backend reads as one role, then as another: nothing kept for the one may serve the other.
        for viewer in ["1", "2", "3", "6", "42"] {
            let asked = Asked {
                as_of: Some(CLOCK.to_string()),
                ..Asked::by(viewer)
            };
            let label = format!("{viewer}, {state}");
            all += glance::assert_exact(&label, &mut superuser, &whole, &asked, &mut rng)
                .want
                .len();
            theirs += glance::assert_exact(&label, &mut superuser, &ranked, &asked, &mut rng)
                .want
                .len();
        }
        scene.owner().run("SELECT feed.maintain('home')");
    }
    assert!(
        theirs < all,
        "the policy hides nothing: {theirs} of {all} posts"
    );
    let mut reader = scene.reader();
    for table in [
        "likes",
        "views",
        "follows",
        "blocks",
        "users",
        "home_data.seen",
    ] {
        reader.refused("42501", &format!("SELECT * FROM {table}"));
    }
    for call in CALLS {
        assert!(
            !reader.rows(&format!("SELECT * FROM {call}")).is_empty(),
            "{call}"
        );
    }
}

#[test]
fn access_to_the_feed_and_to_posts_is_needed() {
    let (scene, ranked) = ranked_scene();
    let stranger = Role::new("stranger");
    let mut session = scene.database.connect_as(stranger.name());
    for call in CALLS {
        session.refused("42501", &format!("SELECT * FROM {call}"));
    }
    let (mut owner, mut reader) = (scene.owner(), scene.reader());
    let role = ident(scene.reader.name());
    owner.run(&format!("REVOKE SELECT ON posts FROM {role}"));
    for call in CALLS.iter().take(3) {
        reader
            .refused("42501", &format!("SELECT * FROM {call}"))
            .names("posts");
    }
    // The columns a read needs are enough: those of the definition and of its conditions.
    let embedding = if ranked.embedding.is_some() {
        ", embedding"
    } else {
        ""
    };
    owner.run(&format!(
        "GRANT SELECT (id, author_id, created_at, parent_id, group_id, status{embedding}) ON posts TO {role}"
    ));
    for call in CALLS {
        assert!(
            !reader.rows(&format!("SELECT * FROM {call}")).is_empty(),
            "{call}"
        );
    }
    owner.run(&format!("REVOKE SELECT (status) ON posts FROM {role}"));
    for call in CALLS.iter().take(3) {
        reader.refused("42501", &format!("SELECT * FROM {call}"));
    }
}

/// What the caller may not read tells nothing: neither whom the viewer is near to, nor what the viewer likes.
#[test]
fn hidden_posts_tell_nothing_of_their_authors() {
    let (scene, _) = ranked_scene();
    let (mut owner, mut reader) = (scene.owner(), scene.reader());
    // Readable are posts whose id is no multiple of four, and those by 2.
    owner.run(
        "INSERT INTO posts (id, author_id) VALUES (2000, 3), (2001, 3);
         DELETE FROM likes;
         INSERT INTO likes VALUES (2000, 1, now())",
    );
    let relevance = |session: &mut pg_test::session::Session| {
        session.json("SELECT home.explain(1, 2001)")["factors"]["relevance"]["value"]
            .as_f64()
            .unwrap()
    };
    assert_eq!(relevance(&mut reader), 0.0);
    assert!(relevance(&mut scene.database.connect()) > 0.1);
    owner.run("UPDATE likes SET post_id = 2001");
    assert!(relevance(&mut reader) > 0.1);
}
