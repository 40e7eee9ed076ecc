//! Random networks: suggestions and mutual follows equal the reference, whatever the key types, names, conditions, duplicates and
//! indexes.

use pg_test::app::App;
use pg_test::cluster::{Database, maintenance};
use pg_test::key::{self, KeyType};
use pg_test::network;
use pg_test::quote::{ident, literal};
use pg_test::rounds::PLANS;
use pg_test::seed;
use pg_test::session::Session;
use pg_test::suggest::{Suggestions, Tally, are_packed};
use pg_test::traits::{self, GRAPHS, Traits};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Viewers looked at in one network.
const LOOKS: usize = 6;

fn pick<T: Copy>(rng: &mut StdRng, values: &[T]) -> T {
    *values.choose(rng).expect("there are values to pick from")
}

fn round(label: &str, mut rng: StdRng, traits: &Traits, tally: &mut Tally, packed: &mut usize) {
    let database = Database::new();
    let mut session = database.connect();
    let network = network::generate(&mut rng, traits, None);
    network.declare(&mut session);
    session.run(pick(&mut rng, &PLANS));
    session.run(&format!(
        "SET TimeZone = '{}'; SET extra_float_digits = 1",
        network.zone
    ));
    network.fill(&mut session);
    network.define(&mut session);
    let mut suggestions = Suggestions::of(network.app.clone());
    if let Some(accounts) = suggestions
        .app
        .accounts
        .as_ref()
        .filter(|_| rng.random_bool(0.5))
    {
        suggestions.discoverable = Some(format!("length({}::text) % 3 > 0", ident(&accounts.id)));
        session.run(&suggestions.add_discoverable().expect("there are accounts"));
    }
    let label = format!("{label}\n{traits:?}");
    for look in 0..LOOKS {
        let viewer = network.users.choose(&mut rng).expect("a user").clone();
        if look % 2 == 1 {
            for _ in 0..3 {
                let account = network.users.choose(&mut rng).expect("a user").clone();
                let kind = suggestions.app.user.name();
                session.run(&format!(
                    "SELECT {}.dismiss({}::{kind}, {}::{kind})",
                    ident(&suggestions.app.feed),
                    literal(&viewer),
                    literal(&account)
                ));
                suggestions.dismissed.push((viewer.clone(), account));
            }
        }
        if look == 1 || look == 3 {
            session.run(&format!(
                "SELECT feed.maintain({})",
                literal(&network.app.feed)
            ));
        }
        if look > 1 {
            change(&mut rng, &mut session, &network.app, &network.users);
        }
        session.begin(pick(
            &mut rng,
            &[
                "ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                "ISOLATION LEVEL SERIALIZABLE",
                "",
            ],
        ));
        suggestions.compare(&label, &mut session, &viewer, None, tally);
        if are_packed(&mut session, &network.app.feed) {
            *packed += 1;
        }
        session.rollback();
    }
}

/// Some follow somebody else, or nobody any more; what the app's own constraints refuse is left.
fn change(rng: &mut StdRng, session: &mut Session, app: &App, users: &[String]) {
    let Some(follows) = &app.follows else {
        return;
    };
    let table = ident(&follows.table);
    let some = format!(
        "ctid IN (SELECT ctid FROM {table} OFFSET {} LIMIT {})",
        rng.random_range(0..40),
        rng.random_range(1..4)
    );
    let user = literal(users.choose(rng).expect("a user"));
    let change = match rng.random_range(0..3) {
        0 => format!("DELETE FROM {table} WHERE {some}"),
        1 => format!(
            "UPDATE {table} SET {} = {user} WHERE {some}",
            ident(&follows.followee)
        ),
        _ => format!(
            "UPDATE {table} SET {} = {user} WHERE {some}",
            ident(&follows.follower)
        ),
    };
    let _ = session.attempt(&change);
}

fn rounds(test: &str, count: u64, choose: impl Fn(u64, &mut StdRng) -> [KeyType; 3]) {
    let collations = traits::collations(&mut maintenance());
    let (mut tally, mut packed) = (Tally::default(), 0);
    for number in 0..count {
        let mut rng = seed::generator(test, number);
        let keys = choose(number, &mut rng);
        let graph = pick(&mut rng, &GRAPHS);
        let mut traits = traits::random(&mut rng, graph, keys, &collations);
        traits.post_count = traits.post_count.min(30);
        traits.policy = false;
        let label = format!("{test}, round {number}: {keys:?}");
        round(&label, rng, &traits, &mut tally, &mut packed);
        println!("{label}: {tally:?}, {packed} with packed lists");
    }
    assert!(
        tally.mutual > 0 && tally.popular > 0 && tally.mutuals > 0,
        "nothing was compared: {tally:?}"
    );
    assert!(packed > 0, "no lists were packed");
}

#[test]
fn every_key_type_alone() {
    rounds(
        "suggestions_by_every_key_type",
        seed::rounds(12, 60),
        |number, _| {
            [key::ALL[usize::try_from(number).expect("a small number") % key::ALL.len()]; 3]
        },
    );
}

#[test]
fn key_types_in_any_mix() {
    rounds(
        "suggestions_by_any_key_types",
        seed::rounds(18, 200),
        |_, rng| {
            [
                pick(rng, &key::ALL),
                pick(rng, &key::ALL),
                pick(rng, &key::ALL),
            ]
        },
    );
}
