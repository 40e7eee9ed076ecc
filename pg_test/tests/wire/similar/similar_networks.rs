//! Random networks whose posts have random embeddings: similar posts and people equal the reference, whatever the key types,
//! names, conditions, partitions and policies, the type of the column, and where pgvector lives.

use pg_test::cluster::{Database, maintenance};
use pg_test::embedding;
use pg_test::engagement::Engagement;
use pg_test::engagement::sources;
use pg_test::key::{self, KeyType};
use pg_test::network;
use pg_test::quote::ident;
use pg_test::role::Role;
use pg_test::rounds::PLANS;
use pg_test::seed;
use pg_test::similar::{Embedding, Similarity, Tally};
use pg_test::suggest::{self, Suggestions};
use pg_test::traits::{self, GRAPHS, Traits};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Looks at one network, each in a transaction of its own.
const LOOKS: usize = 4;

fn pick<T: Copy>(rng: &mut StdRng, values: &[T]) -> T {
    *values.choose(rng).expect("there are values to pick from")
}

/// A vector for each post: of few numbers, so that many are equally far; some of zeros, and some posts have none.
fn fill(rng: &mut StdRng, similarity: &Similarity, kind: &str) -> Vec<String> {
    let posts = &similarity.app.posts;
    let (table, id) = (ident(&posts.table), ident(&posts.id));
    let column = ident(&similarity.embedding.column);
    let schema = ident(&similarity.embedding.schema);
    let (dimensions, declared) = match pick(rng, &[0, 1, 2]) {
        0 => ("3 + abs(hashtextextended(k, 77) % 2)", String::new()),
        1 => ("4", "(4)".to_string()),
        _ => ("9", "(9)".to_string()),
    };
    let salt = rng.random_range(0..1_000);
    let unit = pick(rng, &["1", "0.37", "1000"]);
    vec![
        format!("ALTER TABLE {table} ADD COLUMN {column} {schema}.{kind}{declared}"),
        format!(
            "UPDATE {table} AS t
             SET {column} = (
               SELECT array_agg((abs(hashtextextended(k, n + {salt})) % 4 - 1) * {unit}::float8 ORDER BY n)
               FROM generate_series(1, {dimensions}) AS n)::{schema}.{kind}
             FROM (SELECT {id} AS id, {id}::text AS k FROM {table}) AS s
             WHERE s.id = t.{id} AND abs(hashtextextended(k, {salt})) % 9 > 0"
        ),
    ]
}

fn round(
    label: &str,
    mut rng: StdRng,
    traits: &Traits,
    tally: &mut Tally,
    suggested: &mut suggest::Tally,
) {
    let role = traits.policy.then(|| Role::new("reader"));
    let database = Database::new();
    let mut session = database.connect();
    let schema = pick(&mut rng, &["public", "public", "Vec \"tors\""]);
    if !embedding::install(&mut session, schema) {
        return;
    }
    let mut network = network::generate(&mut rng, traits, role.as_ref().map(Role::name));
    let sources = sources::random(&mut rng, traits, &mut network);
    network.app.settings.replies = pick(&mut rng, &["none", "followed", "all"]);
    network.declare(&mut session);
    for statement in sources.declarations() {
        session.run(statement);
    }
    session.run("SET jit = off");
    session.run(pick(&mut rng, &PLANS));
    session.run(&format!(
        "SET jit = off; SET TimeZone = '{}'; SET extra_float_digits = 1",
        network.zone
    ));
    let engagement = Engagement::new(network.app.clone(), sources.signals.clone());
    let similarity = Similarity {
        app: network.app.clone(),
        signals: sources.signals.clone(),
        embedding: Embedding {
            column: pick(&mut rng, &["embedding", "distance", "a\"b'c"]).to_string(),
            schema: schema.to_string(),
        },
    };
    network.fill(&mut session);
    for statement in sources.datasets.iter().flat_map(|set| set.inserts()) {
        session.run(&statement);
    }
    let kind = pick(&mut rng, &["vector", "halfvec"]);
    for statement in fill(&mut rng, &similarity, kind) {
        session.run(&statement);
    }
    network.define(&mut session);
    engagement.define(&mut session);
    session.run(&similarity.add());
    if let Some(role) = &role {
        session.run(&format!(
            "GRANT USAGE ON SCHEMA {} TO {}",
            ident(schema),
            ident(role.name())
        ));
    }
    let label = format!("{label}\n{kind} in {schema}, {traits:?}");
    let posts = sources::post_ids(&network);
    for _ in 0..LOOKS {
        session.begin(pick(
            &mut rng,
            &[
                "ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                "ISOLATION LEVEL SERIALIZABLE",
                "",
            ],
        ));
        for _ in 0..4 {
            let post = posts.choose(&mut rng).expect("a post");
            similarity.compare_posts(&label, &mut session, post, traits.post_id.key.name(), tally);
        }
        for _ in 0..2 {
            let user = network.users.choose(&mut rng).expect("a user");
            similarity.compare_users(
                &label,
                &mut session,
                user,
                traits.post_author.key.name(),
                tally,
            );
            // Whom to follow by interest is a matter of the same numbers.
            if role.is_none() {
                let interest = similarity.interest(user);
                let suggestions = Suggestions::of(similarity.app.clone());
                suggestions.compare(&label, &mut session, user, Some(&interest), suggested);
            }
        }
        session.rollback();
    }
}

fn rounds(test: &str, count: u64, choose: impl Fn(u64, &mut StdRng) -> [KeyType; 3]) {
    if !embedding::is_there(&mut maintenance()) {
        return;
    }
    let collations = traits::collations(&mut maintenance());
    let mut tally = Tally::default();
    let mut suggested = suggest::Tally::default();
    for number in 0..count {
        let mut rng = seed::generator(test, number);
        let keys = choose(number, &mut rng);
        let graph = pick(&mut rng, &GRAPHS);
        let mut traits = traits::random(&mut rng, graph, keys, &collations);
        traits.post_count = traits.post_count.min(250);
        let label = format!("{test}, round {number}: {keys:?}");
        round(&label, rng, &traits, &mut tally, &mut suggested);
        println!("{label}: {tally:?} {suggested:?}");
    }
    assert!(
        tally.posts_found > 0 && tally.users_found > 0,
        "nothing was compared: {tally:?}"
    );
    assert!(
        suggested.interest > 0,
        "nobody was suggested by interest: {suggested:?}"
    );
}

#[test]
fn every_key_type_alone() {
    rounds(
        "similar_by_every_key_type",
        seed::rounds(8, 60),
        |number, _| {
            [key::ALL[usize::try_from(number).expect("a small number") % key::ALL.len()]; 3]
        },
    );
}

#[test]
fn key_types_in_any_mix() {
    rounds(
        "similar_by_any_key_types",
        seed::rounds(8, 200),
        |_, rng| {
            [
                pick(rng, &key::ALL),
                pick(rng, &key::ALL),
                pick(rng, &key::ALL),
            ]
        },
    );
}
