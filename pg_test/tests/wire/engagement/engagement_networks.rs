//! Random networks with random signals: everything that shows of engagement equals the reference, whatever the key types, names,
//! conditions, partitions, policies and changes, with and without maintenance.

use pg_test::cluster::{Database, maintenance};
use pg_test::engagement::activity::Activity;
use pg_test::engagement::glance::{Glance, Snapshot, Tally};
use pg_test::engagement::ranking::{FORMULAS, Formula, Ranking};
use pg_test::engagement::sources::{self, Sources};
use pg_test::engagement::{DAY, Engagement, HOUR, Scoring, settle};
use pg_test::key::{self, KeyType};
use pg_test::network::{self, Network};
use pg_test::role::Role;
use pg_test::rounds::PLANS;
use pg_test::seed;
use pg_test::session::Session;
use pg_test::traits::{self, GRAPHS, Traits};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Changes between two looks.
const CHANGES: usize = 4;

/// Looks at one network.
const LOOKS: usize = 6;

fn place(number: u64, length: usize) -> usize {
    usize::try_from(number).expect("a small number") % length
}

fn pick<T: Copy>(rng: &mut StdRng, values: &[T]) -> T {
    *values.choose(rng).expect("there are values to pick from")
}

fn scoring(rng: &mut StdRng) -> Scoring {
    let ages = Scoring::of_all_times();
    Scoring {
        half_life: pick(rng, &[HOUR, 12 * HOUR, 12 * HOUR, 100_000, 30 * DAY]),
        base: pick(rng, &[1.0, 1.0, 0.01, 1e3]),
        max_age: pick(rng, &[DAY, 7 * DAY, 400 * DAY, ages.max_age]),
        keep: pick(rng, &[None, ages.keep, Some(600 * DAY), Some(20 * DAY)]),
        offset_hours: pick(rng, &[2.0, 2.0, 0.1, 30.0]),
        exponent: pick(rng, &[1.5, 1.5, 0.5, 1.8]),
    }
}

/// A ranking of somebody, now or at another time. Windows are asked for where their hours are kept.
fn ranking(rng: &mut StdRng, users: &[String], keep: Option<i64>) -> Ranking {
    let formula = pick(rng, &FORMULAS);
    let lengths = [HOUR, 90 * 60, 12 * HOUR, 7 * DAY, 10 * DAY, 500 * DAY];
    let (within, most) = (pick(rng, &lengths), keep.unwrap_or(7 * DAY));
    let forgotten = formula == Formula::Window && keep != Scoring::of_all_times().keep;
    let as_of = match rng.random_range(0..6) {
        0 => Some("now() + interval '100 minutes'"),
        1 if !forgotten => Some("timestamptz '2025-05-12 10:00+00'"),
        2 if !forgotten => Some("date_trunc('hour', now()) - interval '3 hours'"),
        3 if !forgotten => Some("date_trunc('hour', now()) - interval '1 microsecond'"),
        _ => None,
    };
    Ranking {
        formula,
        within: within.min(most),
        viewer: rng
            .random_bool(0.5)
            .then(|| users.choose(rng).expect("a user").clone()),
        as_of: as_of.map(str::to_string),
    }
}

struct Round<'a> {
    label: String,
    rng: StdRng,
    session: Session,
    network: Network,
    sources: Sources,
    engagement: Engagement,
    posts: Vec<String>,
    total: &'a mut Tally,
}

impl Round<'_> {
    fn fill(&mut self) {
        self.network.fill(&mut self.session);
        for statement in self
            .sources
            .datasets
            .iter()
            .flat_map(|dataset| dataset.inserts())
        {
            self.session.run(&statement);
        }
    }

    fn define(&mut self) {
        self.network.define(&mut self.session);
        self.engagement.define(&mut self.session);
    }

    /// Everything in one snapshot, or each question in a statement of its own.
    fn look(&mut self) {
        let rng = &mut self.rng;
        let keep = self.engagement.scoring.keep;
        let rankings: Vec<Ranking> = (0..4)
            .map(|_| ranking(rng, &self.network.users, keep))
            .collect();
        let one_by_one = self.engagement.app.reader.is_none() && rng.random_bool(0.3);
        let snapshot = if one_by_one {
            Snapshot::OfStatement
        } else {
            Snapshot::OfTransaction
        };
        let level = if one_by_one {
            ""
        } else {
            "ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        };
        self.session.begin(level);
        let mut glance = Glance {
            session: &mut self.session,
            engagement: &self.engagement,
            snapshot,
            tally: Tally::default(),
            label: self.label.clone(),
        };
        glance.views();
        for (number, ranking) in rankings.iter().enumerate() {
            if number == 0 && !one_by_one {
                glance.ranking(ranking, &[1_000, 17]);
            } else {
                glance.first_page(ranking, rng);
            }
        }
        self.total.add(glance.tally);
        self.session.rollback();
    }

    fn change(&mut self) {
        for _ in 0..CHANGES {
            let change = Activity {
                rng: &mut self.rng,
                network: &self.network,
                sources: &self.sources,
                posts: &self.posts,
            }
            .change();
            self.session.run(&change);
        }
    }

    /// A weight, all settings, or a signal that goes or comes back.
    fn redefine(&mut self) {
        let place = self.rng.random_range(0..self.engagement.signals.len());
        match self.rng.random_range(0..4) {
            0 => self.engagement.scoring = scoring(&mut self.rng),
            1 => {
                self.engagement.signals[place].weight =
                    Some(pick(&mut self.rng, &[0.0, 0.5, 3.0, 0.7]));
            }
            _ => {
                let signal = &mut self.engagement.signals[place];
                let call = if signal.removed {
                    signal.add("home")
                } else {
                    signal.remove("home")
                };
                signal.removed = !signal.removed;
                self.session.run(&call);
            }
        }
        self.session.run(&self.engagement.configure());
    }

    fn run(&mut self) {
        let label = self.label.clone();
        for number in 0..LOOKS {
            self.label = format!("{label}\nlook {number}");
            self.look();
            match number % 3 {
                0 => self.session.run("SELECT feed.maintain('home', 1)"),
                1 => settle::apply(&mut self.session, &self.engagement),
                _ => self.redefine(),
            }
            self.look();
            settle::assert_kept(&self.label, &mut self.session, &self.engagement);
            self.change();
        }
        self.look();
    }
}

fn round(label: &str, mut rng: StdRng, traits: &Traits, total: &mut Tally) {
    let role = traits.policy.then(|| Role::new("reader"));
    let database = Database::new();
    let mut session = database.connect();
    let mut network = network::generate(&mut rng, traits, role.as_ref().map(Role::name));
    let sources = sources::random(&mut rng, traits, &mut network);
    network.app.settings.replies = pick(&mut rng, &["none", "followed", "all"]);
    network.declare(&mut session);
    for statement in sources.declarations() {
        session.run(statement);
    }
    session.run("SET jit = off");
    session.run(pick(&mut rng, &PLANS));
    session.run(&format!("SET jit = off; SET TimeZone = '{}'", network.zone));
    let mut engagement = Engagement::new(network.app.clone(), sources.signals.clone());
    engagement.scoring = scoring(&mut rng);
    let posts = sources::post_ids(&network);
    let mut round = Round {
        label: format!("{label}\n{traits:?}"),
        rng,
        session,
        network,
        sources,
        engagement,
        posts,
        total,
    };
    // Rows that were there before the feed, and rows that came after, must not differ.
    if round.rng.random_bool(0.5) {
        round.fill();
        round.define();
    } else {
        round.define();
        round.fill();
    }
    round.run();
}

/// Runs rounds whose key types `choose` picks from the round's number.
fn rounds(test: &str, count: u64, choose: impl Fn(u64, &mut StdRng) -> [KeyType; 3]) {
    let collations = traits::collations(&mut maintenance());
    let mut total = Tally::default();
    for number in 0..count {
        let mut rng = seed::generator(test, number);
        let keys = choose(number, &mut rng);
        let graph = pick(&mut rng, &GRAPHS);
        let mut traits = traits::random(&mut rng, graph, keys, &collations);
        traits.post_count = traits.post_count.min(250);
        let label = format!("{test}, round {number}: {keys:?}");
        round(&label, rng, &traits, &mut total);
        println!("{label}: {total:?}");
    }
    assert!(total.rows > 0, "nothing was compared");
}

#[test]
fn every_key_type_alone() {
    rounds(
        "engagement_of_every_key_type",
        seed::rounds(6, 60),
        |number, _| [key::ALL[place(number, key::ALL.len())]; 3],
    );
}

#[test]
fn key_types_in_any_mix() {
    rounds(
        "engagement_of_any_key_types",
        seed::rounds(4, 200),
        |_, rng| {
            [
                pick(rng, &key::ALL),
                pick(rng, &key::ALL),
                pick(rng, &key::ALL),
            ]
        },
    );
}
