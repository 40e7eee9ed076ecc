//! Explanations: every score of random feeds is told in full, from raw numbers to the total; and of a post that somebody may not
//! see no more is told than of one that is not there.

use pg_test::cluster::{Database, maintenance};
use pg_test::key;
use pg_test::quote::{ident, literal};
use pg_test::ranking::asked::Asked;
use pg_test::ranking::explained::{assert_explained, nothing};
use pg_test::ranking::glance::{Glance, Tally};
use pg_test::ranking::networks::{self, World, pick};
use pg_test::ranking::plain::{self, VIEWERS};
use pg_test::ranking::settings::Rank;
use pg_test::ranking::{embedding, marks};
use pg_test::role::Role;
use pg_test::seed;
use pg_test::session::Session;
use pg_test::traits::{self, GRAPHS};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Feeds of one network.
const FEEDS: usize = 6;

#[test]
fn every_score_is_explained() {
    const TEST: &str = "every_score_is_explained";
    let collations = traits::collations(&mut maintenance());
    let mut total = Tally::default();
    for number in 0..seed::rounds(6, 100) {
        let mut rng = seed::generator(TEST, number);
        let keys = [(); 3].map(|()| pick(&mut rng, &key::ALL));
        let graph = pick(&mut rng, &GRAPHS);
        let mut traits = traits::random(&mut rng, graph, keys, &collations);
        traits.post_count = traits.post_count.min(200);
        let role = traits.policy.then(|| Role::new("reader"));
        let database = Database::new();
        let mut session = database.connect();
        let vectors = embedding::available(&mut session);
        let mut world =
            networks::generate(&mut rng, &traits, role.as_ref().map(Role::name), vectors);
        world.declare(&mut session);
        session.run(&format!(
            "SET jit = off; SET TimeZone = '{}'",
            world.network.zone
        ));
        world.define(&mut session);
        world.fill(&mut rng, &mut session);
        for feed in 0..FEEDS {
            let label = format!("{TEST}, round {number}, feed {feed}\n{traits:?}");
            look(&label, &mut rng, &mut session, &world, &mut total);
            world.change(&mut rng, &mut session);
            world.ranked.rank = Rank::random(&mut rng);
            world.ranked.configure(&mut session);
        }
    }
    println!("{TEST}: {total:?}");
    total.assert_telling(false);
}

/// All posts of a feed are explained, and some that are not in it.
fn look(label: &str, rng: &mut StdRng, session: &mut Session, world: &World, total: &mut Tally) {
    let asked = world.ask(rng);
    let app = &world.ranked.engagement.app;
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    let mut glance = Glance::new(label, session, &world.ranked);
    let order = glance.feed(&asked, rng);
    if !order.doubt {
        assert_explained(&mut glance, &asked, &order);
    }
    for post in world.posts.sample(rng, 20) {
        let told = glance.as_reader(&format!("SELECT {}::text", asked.explain(app, post)));
        let told = serde_json::from_str(told[0][0].as_deref().unwrap()).unwrap();
        if !order.doubt && !order.want.iter().any(|wanted| wanted.id() == post) {
            nothing(&told);
        }
    }
    total.add(glance.tally);
    session.rollback();
}

/// Posts nobody may know of: what hides each of them from 1, whom 2 and 3 would otherwise reach, and what shows it again.
const HIDDEN: [(&str, &str); 7] = [
    (
        "a draft",
        "UPDATE posts SET status = 'draft' WHERE id = 900",
    ),
    (
        "a scheduled post",
        "UPDATE posts SET created_at = now() + interval '1 hour' WHERE id = 900",
    ),
    (
        "a post by whom the viewer has blocked",
        "INSERT INTO blocks VALUES (1, 2)",
    ),
    (
        "a post by who has blocked the viewer",
        "INSERT INTO blocks VALUES (2, 1)",
    ),
    ("a post by who is muted", "INSERT INTO mutes VALUES (1, 2)"),
    (
        "a post by who is suspended",
        "UPDATE users SET is_suspended = true WHERE id = 2",
    ),
    (
        "a post of a group of others",
        "UPDATE posts SET group_id = 99 WHERE id = 900",
    ),
];

#[test]
fn of_what_is_hidden_no_more_is_told_than_of_what_is_not_there() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    let app = &ranked.engagement.app;
    session.run("INSERT INTO posts (id, author_id) VALUES (900, 2); INSERT INTO likes SELECT 900, i FROM generate_series(1, 50) AS i");
    for as_of in [
        None,
        Some("now() + interval '2 hours'"),
        Some("now() - interval '1 second'"),
    ] {
        let asked = Asked {
            as_of: as_of.map(str::to_string),
            ..Asked::by("1")
        };
        let explain = |session: &mut Session, post: &str| {
            session.json(&format!("SELECT {}", asked.explain(app, post)))
        };
        let absent = nothing(&explain(&mut session, "123456"));
        for (what, hide) in HIDDEN {
            session.begin("");
            session.run(hide);
            assert_eq!(nothing(&explain(&mut session, "900")), absent, "{what}");
            session.rollback();
        }
        if as_of.is_none() {
            assert_eq!(explain(&mut session, "900")["in_feed"], true);
        }
    }
}

/// Under row-level security a post that the caller may not read is not there, whoever asks for whom.
#[test]
fn policies_hide_from_explanations() {
    let (database, role) = (Database::new(), Role::new("reader"));
    let (mut session, ranked) = plain::scene(&database);
    session.run(&format!(
        "INSERT INTO posts (id, author_id, body) VALUES (900, 2, 'secret'), (901, 2, 'plain');
         ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
         CREATE POLICY plain ON posts TO {role} USING (body IS DISTINCT FROM 'secret');
         GRANT SELECT ON posts TO {role};
         SELECT feed.grant_access('home', {name})",
        role = ident(role.name()),
        name = literal(role.name())
    ));
    let mut reader = database.connect_as(role.name());
    for viewer in VIEWERS {
        let asked = Asked::by(viewer);
        let explain = |session: &mut Session, post: &str| {
            session.json(&format!(
                "SELECT {}",
                asked.explain(&ranked.engagement.app, post)
            ))
        };
        assert_eq!(
            nothing(&explain(&mut reader, "900")),
            nothing(&explain(&mut reader, "123456"))
        );
        assert_eq!(explain(&mut session, "900")["in_feed"], true);
        assert_eq!(explain(&mut reader, "901")["in_feed"], true);
    }
}

/// Raw numbers are those that were put in: a like, five views, and the newest events.
#[test]
fn raw_numbers_are_told() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    session.run(
        "INSERT INTO posts (id, author_id, group_id) VALUES (900, 2, 10);
         INSERT INTO likes (post_id, user_id) VALUES (900, 3), (900, 2), (900, 9);
         INSERT INTO views SELECT 900, i, now() FROM generate_series(1, 5) AS i",
    );
    marks::mark(&mut session, &ranked.engagement.app, "1", &["900"]);
    let told = session.json("SELECT home.explain(1, 900)");
    let raw = told["factors"].to_string();
    for number in [":3", ":5", ":2", "true"] {
        assert!(raw.contains(number), "{number} is not told: {told:#}");
    }
    assert_eq!(told["factors"]["context"]["value"], 1.0);
    assert_eq!(told["multipliers"]["seen"]["value"], 0.2);
    assert_eq!(told["multipliers"]["source"]["value"], 1.0);
}
