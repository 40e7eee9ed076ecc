//! The LDBC network: ranked feeds of its people equal the reference at any time of its history, while its stream of likes, comments
//! and posts arrives, and whatever has been applied.

use std::path::Path;

use pg_test::cluster::Database;
use pg_test::engagement::{DAY, Scoring, settle, stream};
use pg_test::ranking::asked::Asked;
use pg_test::ranking::glance::{Glance, Tally};
use pg_test::ranking::order::Order;
use pg_test::ranking::settings::Rank;
use pg_test::ranking::{Ranked, embedding, ldbc as ranked_ldbc, marks};
use pg_test::session::Session;
use pg_test::{fixture, ldbc, seed};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Times around which there is something to rank, and how far back.
const CLOCKS: [(&str, i64); 5] = [
    ("timestamptz '2010-09-15 12:00:00+00'", 30 * DAY),
    ("timestamptz '2011-06-01 00:00:00+00'", 400 * DAY),
    ("timestamptz '2012-03-04 05:06:07.89+00'", 90 * DAY),
    ("timestamptz '2013-01-01 00:00:00+00'", 1_200 * DAY),
    ("now()", 7 * DAY),
];

struct Scene {
    session: Session,
    ranked: Ranked,
    persons: Vec<String>,
    rng: StdRng,
    test: &'static str,
    total: Tally,
}

impl Scene {
    fn new(database: &Database, folder: &Path, test: &'static str) -> Self {
        let mut rng = seed::generator(test, 0);
        let mut session = database.connect();
        session.run("SET jit = off");
        session.run(pg_test::plain::TABLES);
        session.run(stream::TABLES);
        session.run(ranked_ldbc::TABLES);
        let network = ldbc::fill(&mut session, folder, &mut rng);
        stream::fill(&mut session, folder);
        let vectors = embedding::available(&mut session);
        let ranked = ranked_ldbc::ranked(Scoring::of_all_times(), vectors);
        ranked_ldbc::fill(&mut session, folder, &ranked);
        session.run("ANALYZE");
        fixture::define(&mut session, &ranked.engagement.app);
        ranked.define(&mut session);
        // Few, so that what they have seen shows.
        let persons = network.persons.sample(&mut rng, 12).cloned().collect();
        Self {
            session,
            ranked,
            persons,
            rng,
            test,
            total: Tally::default(),
        }
    }

    /// The feeds of some people, each at its time and by its settings; what stood first in them has been seen afterwards.
    fn look(&mut self, state: &str, count: usize) {
        for _ in 0..count {
            let (clock, max_age) = *CLOCKS.choose(&mut self.rng).expect("there are clocks");
            self.ranked.rank = Rank::random(&mut self.rng);
            self.ranked.rank.max_age = max_age;
            self.ranked.configure(&mut self.session);
            let asked = Asked {
                viewer: self
                    .persons
                    .choose(&mut self.rng)
                    .expect("there are people")
                    .clone(),
                as_of: Some(clock.to_string()),
            };
            let label = format!("{}, {state}", self.test);
            self.session
                .begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            let mut glance = Glance::new(&label, &mut self.session, &self.ranked);
            let order = glance.feed(&asked, &mut self.rng);
            self.total.add(glance.tally);
            self.session.rollback();
            self.see(&asked, &order);
        }
    }

    fn see(&mut self, asked: &Asked, order: &Order) {
        let posts: Vec<&str> = order
            .want
            .iter()
            .take(5)
            .map(|wanted| wanted.id())
            .collect();
        let app = self.ranked.engagement.app.clone();
        marks::mark(&mut self.session, &app, &asked.viewer, &posts);
    }

    /// Sends events in transactions of any size, and looks now and then.
    fn replay(&mut self, events: &[String], maintained: bool) {
        let mut rest = events;
        let step = if seed::long() { 400 } else { 1_500 };
        while !rest.is_empty() {
            let size = self.rng.random_range(1..step).min(rest.len());
            let (now, later) = rest.split_at(size);
            self.session.run(&now.join("; "));
            rest = later;
            if maintained && self.rng.random_bool(0.5) {
                self.session.run("SELECT feed.maintain('home', 1)");
            }
            self.look(&format!("{} events to come", rest.len()), 2);
        }
    }
}

fn run(test: &'static str, maintained: bool) {
    let Some(folder) = ldbc::folder() else {
        return;
    };
    let database = Database::new();
    let mut scene = Scene::new(&database, &folder, test);
    let looks = if seed::long() { 40 } else { 8 };
    scene.look("before the stream", looks);
    if maintained {
        settle::apply(&mut scene.session, &scene.ranked.engagement);
        scene
            .session
            .run("SELECT home.warm(id) FROM users WHERE id % 3 = 0");
    }
    scene.replay(&stream::events(&folder), maintained);
    settle::apply(&mut scene.session, &scene.ranked.engagement);
    scene.look("all applied", looks);
    println!("{test}: {:?}", scene.total);
    scene.total.assert_telling(scene.ranked.embedding.is_some());
}

#[test]
fn feeds_of_its_people() {
    run("ranked_ldbc", true);
}

#[test]
fn feeds_of_its_people_while_everything_is_pending() {
    run("ranked_ldbc_pending", false);
}
