//! Random networks: every ranked feed equals the reference, whatever the key types, names, conditions, policies, signals, settings
//! and changes, at any time, with and without maintenance.

use pg_test::cluster::{Database, maintenance};
use pg_test::engagement::settle;
use pg_test::key::{self, KeyType};
use pg_test::quote::{ident, literal};
use pg_test::ranking::embedding;
use pg_test::ranking::glance::{Glance, Tally};
use pg_test::ranking::networks::{self, World, pick};
use pg_test::ranking::settings::Rank;
use pg_test::role::Role;
use pg_test::rounds::PLANS;
use pg_test::seed;
use pg_test::session::Session;
use pg_test::traits::{self, GRAPHS, Traits};
use rand::RngExt;
use rand::rngs::StdRng;

/// Looks at one network, each after some changes and again after maintenance.
const LOOKS: usize = 5;

/// Changes between two looks.
const CHANGES: usize = 5;

/// Feeds in a look.
const FEEDS: usize = 4;

struct Round<'a> {
    label: String,
    rng: StdRng,
    session: Session,
    world: World,
    total: &'a mut Tally,
}

impl Round<'_> {
    /// Some feeds, each with its reference in one snapshot.
    fn look(&mut self) {
        let asked: Vec<_> = (0..FEEDS).map(|_| self.world.ask(&mut self.rng)).collect();
        self.session
            .begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance::new(&self.label, &mut self.session, &self.world.ranked);
        for asked in &asked {
            glance.feed(asked, &mut self.rng);
        }
        self.total.add(glance.tally);
        self.session.rollback();
    }

    /// Maintains all, some or nothing; makes and drops windows.
    fn keep(&mut self) {
        match self.rng.random_range(0..4) {
            0 => {}
            1 => self.session.run("SELECT feed.maintain('home', 1)"),
            _ => settle::apply(&mut self.session, &self.world.ranked.engagement),
        }
        let call = pick(&mut self.rng, &["warm", "warm", "cool"]);
        for user in &self.world.network.users {
            if self.rng.random_bool(0.3) {
                self.session.run(&format!(
                    "SELECT {}.{call}({})",
                    ident("home"),
                    literal(user)
                ));
            }
        }
    }

    /// Other settings; a signal that goes or comes back; embeddings that do.
    fn redefine(&mut self) {
        let ranked = &mut self.world.ranked;
        match self.rng.random_range(0..4) {
            0 => networks::timeline(&mut self.rng, ranked),
            1 => ranked.engagement.scoring = networks::scoring(&mut self.rng),
            2 => {
                let place = self.rng.random_range(0..ranked.engagement.signals.len());
                let signal = &mut ranked.engagement.signals[place];
                let call = if signal.removed {
                    signal.add("home")
                } else {
                    signal.remove("home")
                };
                signal.removed = !signal.removed;
                self.session.run(&call);
            }
            _ => {
                let place = self.rng.random_range(0..ranked.engagement.signals.len());
                ranked.engagement.signals[place].weight =
                    Some(pick(&mut self.rng, &[0.0, 0.5, 3.0, 0.7]));
            }
        }
        ranked.rank = Rank::random(&mut self.rng);
        self.world.ranked.configure(&mut self.session);
    }

    fn run(&mut self) {
        let label = self.label.clone();
        for number in 0..LOOKS {
            self.label = format!("{label}\nlook {number}");
            self.look();
            self.keep();
            self.look();
            settle::assert_kept(
                &self.label,
                &mut self.session,
                &self.world.ranked.engagement,
            );
            if number % 2 == 1 {
                self.redefine();
            }
            for _ in 0..CHANGES {
                self.world.change(&mut self.rng, &mut self.session);
            }
        }
        self.label = format!("{label}\nthe end");
        self.look();
    }
}

fn round(label: &str, mut rng: StdRng, traits: &Traits, total: &mut Tally) {
    let role = traits.policy.then(|| Role::new("reader"));
    let database = Database::new();
    let mut session = database.connect();
    let vectors = embedding::available(&mut session);
    let world = networks::generate(&mut rng, traits, role.as_ref().map(Role::name), vectors);
    world.declare(&mut session);
    session.run("SET jit = off");
    session.run(pick(&mut rng, &PLANS));
    session.run(&format!(
        "SET jit = off; SET TimeZone = '{}'",
        world.network.zone
    ));
    // Rows that were there before the feed, and rows that came after, must not differ.
    if rng.random_bool(0.5) {
        world.fill(&mut rng, &mut session);
        world.define(&mut session);
    } else {
        world.define(&mut session);
        world.fill(&mut rng, &mut session);
    }
    let mut round = Round {
        label: format!("{label}\n{traits:?}"),
        rng,
        session,
        world,
        total,
    };
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
    total.assert_telling(embedding::available(&mut Database::new().connect()));
}

#[test]
fn every_key_type_alone() {
    rounds(
        "ranked_by_every_key_type",
        seed::rounds(6, 60),
        |number, _| [key::ALL[usize::try_from(number).unwrap() % key::ALL.len()]; 3],
    );
}

#[test]
fn key_types_in_any_mix() {
    rounds("ranked_by_any_key_types", seed::rounds(4, 200), |_, rng| {
        [
            pick(rng, &key::ALL),
            pick(rng, &key::ALL),
            pick(rng, &key::ALL),
        ]
    });
}
