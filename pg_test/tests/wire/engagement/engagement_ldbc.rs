//! The LDBC network's likes and comments, and its stream of later ones: every count, score and ranking equals the reference, in
//! whatever order the stream arrives and whenever it is applied.

use std::path::Path;

use pg_test::cluster::Database;
use pg_test::engagement::glance::{Glance, Snapshot, Tally};
use pg_test::engagement::ranking::{FORMULAS, Formula, Ranking};
use pg_test::engagement::{DAY, Engagement, Scoring, settle, stream};
use pg_test::session::{Row, Session};
use pg_test::{fixture, ldbc, seed};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

/// Likes, posts and comments of the stream.
const EVENTS: usize = 818 + 656 + 1_271 + 1_296;

/// Times around which there is something to rank, and how far back.
const CLOCKS: [(&str, i64); 4] = [
    ("timestamptz '2010-09-15 12:00:00+00'", 30 * DAY),
    ("timestamptz '2011-06-01 00:00:00+00'", 400 * DAY),
    ("timestamptz '2012-03-04 05:06:07.89+00'", 7 * DAY),
    ("timestamptz '2013-01-01 00:00:00+00'", 1_200 * DAY),
];

struct Scene {
    session: Session,
    engagement: Engagement,
    persons: Vec<String>,
    rng: StdRng,
    test: &'static str,
    total: Tally,
}

impl Scene {
    fn new(database: &Database, folder: &Path, test: &'static str, scoring: Scoring) -> Self {
        let mut rng = seed::generator(test, 0);
        let mut session = database.connect();
        session.run("SET jit = off");
        session.run(pg_test::plain::TABLES);
        session.run(stream::TABLES);
        let network = ldbc::fill(&mut session, folder, &mut rng);
        stream::fill(&mut session, folder);
        let engagement = stream::engagement(scoring);
        fixture::define(&mut session, &engagement.app);
        engagement.define(&mut session);
        Self {
            session,
            engagement,
            persons: network.persons,
            rng,
            test,
            total: Tally::default(),
        }
    }

    /// Everything in one snapshot: the views, and one page of each of these rankings or all of them.
    fn look(&mut self, state: &str, rankings: &[Ranking], whole: bool) {
        self.session
            .begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance {
            session: &mut self.session,
            engagement: &self.engagement,
            snapshot: Snapshot::OfTransaction,
            tally: Tally::default(),
            label: format!("{}, {state}", self.test),
        };
        glance.views();
        for ranking in rankings {
            if whole {
                glance.ranking(ranking, &[700]);
            } else {
                glance.first_page(ranking, &mut self.rng);
            }
        }
        self.total.add(glance.tally);
        self.session.rollback();
    }

    fn rankings(&mut self) -> Vec<Ranking> {
        let mut rankings = Vec::new();
        for (as_of, within) in CLOCKS {
            for formula in FORMULAS {
                let viewer = self.persons.choose(&mut self.rng).cloned();
                rankings.push(Ranking {
                    formula,
                    within,
                    viewer: viewer.filter(|_| self.rng.random_bool(0.5)),
                    as_of: Some(as_of.to_string()),
                });
            }
        }
        rankings
    }

    /// Some of them, others each time.
    fn few(&mut self) -> Vec<Ranking> {
        let mut rankings = self.rankings();
        rankings.shuffle(&mut self.rng);
        rankings.truncate(4);
        rankings
    }

    /// Sends events in transactions of any size, looks at quarters, and applies now and then or never.
    fn replay(&mut self, events: &[String], maintained: bool) {
        let mut rest = events;
        let mut looks = 0;
        while !rest.is_empty() {
            let size = self.rng.random_range(1..200).min(rest.len());
            let (now, later) = rest.split_at(size);
            self.session.run(&now.join("; "));
            rest = later;
            if maintained && self.rng.random_bool(0.3) {
                self.session.run("SELECT feed.maintain('home', 1)");
            }
            let done = events.len() - rest.len();
            if done * 3 > (looks + 1) * events.len() {
                looks += 1;
                let rankings = self.few();
                self.look(&format!("after {done} events"), &rankings, false);
            }
        }
    }

    /// Every post's counts, all of them exact.
    fn counts(&mut self) -> Vec<Row> {
        self.session.rows(
            "SELECT post_id, likes, comments, replies, engagement FROM home.post_stats ORDER BY post_id",
        )
    }

    fn end(&mut self) -> Vec<Row> {
        let mut rankings = self.rankings();
        rankings.shuffle(&mut self.rng);
        rankings.truncate(if seed::long() { rankings.len() } else { 6 });
        self.look("at the end", &rankings, true);
        settle::assert_kept(self.test, &mut self.session, &self.engagement);
        let counts = self.counts();
        settle::apply(&mut self.session, &self.engagement);
        let rankings = self.few();
        self.look("all applied", &rankings, false);
        settle::assert_kept(self.test, &mut self.session, &self.engagement);
        assert_eq!(
            self.counts(),
            counts,
            "{}: applying changes no count",
            self.test
        );
        println!("{}: {:?}, no difference", self.test, self.total);
        counts
    }
}

#[test]
fn the_stream_in_any_order_counts_alike() {
    let Some(folder) = ldbc::folder() else {
        return;
    };
    let events = stream::events(&folder);
    assert_eq!(events.len(), EVENTS);
    let in_order = || {
        let database = Database::new();
        let ages = Scoring::of_all_times();
        let mut scene = Scene::new(&database, &folder, "stream_in_order", ages);
        scene.replay(&events, true);
        scene.end()
    };
    let in_any_order = || {
        let database = Database::new();
        let ages = Scoring::of_all_times();
        let mut scene = Scene::new(&database, &folder, "stream_in_any_order", ages);
        let mut events = events.clone();
        events.shuffle(&mut scene.rng);
        scene.replay(&events, seed::base().is_multiple_of(2));
        scene.end()
    };
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(in_order);
        let other = scope.spawn(in_any_order);
        (one.join(), other.join())
    });
    let (one, other) = (one.expect("in order"), other.expect("in any order"));
    assert!(one == other, "the order of events has changed a count");
    let reactions = |column: usize| -> i64 {
        let number = |row: &Row| -> i64 { row[column].as_deref().unwrap().parse().unwrap() };
        one.iter().map(number).sum()
    };
    // Everything that is liked or commented on is there, and each comment counts by its table and as a post.
    assert_eq!(reactions(1), 759 + 624 + 818 + 656);
    assert_eq!(reactions(2), 2_218 + 1_296);
    assert_eq!(reactions(2), reactions(3));
}

/// By default only what is recent trends and is told by the hour; scores count everything.
#[test]
fn the_defaults_hold_for_what_is_long_past() {
    let Some(folder) = ldbc::folder() else {
        return;
    };
    let database = Database::new();
    let defaults = Scoring::default();
    let mut scene = Scene::new(&database, &folder, "long_past", defaults);
    let mut rankings: Vec<Ranking> = FORMULAS.into_iter().map(Ranking::by).collect();
    rankings.extend(
        scene
            .rankings()
            .into_iter()
            .filter(|ranking| ranking.formula != Formula::Window),
    );
    scene.look("before the stream", &rankings, true);
    let events = stream::events(&folder);
    scene.session.run(&events[..events.len() / 2].join("; "));
    scene.session.run("SELECT feed.maintain('home', 1)");
    scene.look("one batch applied", &rankings[..5], false);
    settle::apply(&mut scene.session, &scene.engagement);
    scene.look("all applied", &rankings, true);
    settle::assert_kept(scene.test, &mut scene.session, &scene.engagement);
    let empty = "SELECT NOT EXISTS (SELECT FROM home.trending) AND NOT EXISTS (SELECT FROM home.engagement_hourly)";
    assert!(scene.session.truth(empty));
}

/// The clock moves, the data does not: a window of the past counts its hours, however long hours are kept.
#[test]
fn windows_of_the_past_count_all_their_hours() {
    let Some(folder) = ldbc::folder() else {
        return;
    };
    let database = Database::new();
    let defaults = Scoring::default();
    let mut scene = Scene::new(&database, &folder, "windows_of_the_past", defaults);
    let windows: Vec<Ranking> = CLOCKS
        .into_iter()
        .map(|(as_of, _)| Ranking {
            as_of: Some(as_of.to_string()),
            ..Ranking::by(Formula::Window)
        })
        .collect();
    scene.look("as it is", &windows, true);
    settle::apply(&mut scene.session, &scene.engagement);
    scene.look("all applied", &windows, true);
}
