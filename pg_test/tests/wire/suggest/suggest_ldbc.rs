//! The LDBC network: suggestions for its people equal the reference, while they come to follow, leave and block each other.

use pg_test::cluster::Database;
use pg_test::engagement::Signal;
use pg_test::ranking::ldbc::embed;
use pg_test::similar::{Embedding, Similarity};
use pg_test::suggest::{Suggestions, Tally, are_packed};
use pg_test::{embedding, fixture, ldbc, plain, seed};
use rand::seq::IndexedRandom;

/// What happens between looks, `$1` and `$2` being two people.
const CHANGES: [&str; 4] = [
    "INSERT INTO follows VALUES ($1, $2) ON CONFLICT DO NOTHING",
    "DELETE FROM follows WHERE follower_id = $1 AND followee_id IN (SELECT followee_id FROM follows WHERE follower_id = $1 ORDER BY followee_id LIMIT 2)",
    "DELETE FROM follows WHERE follower_id = $1",
    "INSERT INTO blocks VALUES ($1, $2) ON CONFLICT DO NOTHING",
];

#[test]
fn people_of_the_network() {
    const TEST: &str = "suggest_ldbc";
    let Some(folder) = ldbc::folder() else {
        return;
    };
    let mut rng = seed::generator(TEST, 0);
    let database = Database::new();
    let mut session = database.connect();
    session.run(plain::TABLES);
    let network = ldbc::fill(&mut session, &folder, &mut rng);
    // People of late like posts of some tags, each of their own ones.
    let similarity = embedding::install(&mut session, "public").then(|| {
        embed(&mut session, &folder);
        session.run(
            "CREATE TABLE likes (user_id bigint, post_id bigint, created_at timestamptz DEFAULT now());
             INSERT INTO likes (user_id, post_id)
             SELECT u.id, p.id
             FROM users AS u
             JOIN posts AS p ON hashint8extended(p.id, u.id) % 199 = 0
             WHERE u.id % 3 > 0",
        );
        Similarity {
            app: plain::app(),
            signals: vec![Signal::plain("likes")],
            embedding: Embedding {
                column: "embedding".to_string(),
                schema: "public".to_string(),
            },
        }
    });
    session.run("ANALYZE");
    let app = plain::app();
    fixture::define(&mut session, &app);
    if let Some(similarity) = &similarity {
        session.run(&similarity.signals[0].add("home"));
        session.run(&similarity.add());
    }
    let suggestions = Suggestions::of(app);
    let mut tally = Tally::default();
    for number in 0..seed::rounds(30, 400).max(15) {
        // The first looks find nothing packed, later ones what is pending besides.
        if number % 5 == 3 {
            session.run("SELECT feed.maintain('home')");
        }
        let viewer = network.persons.choose(&mut rng).expect("a person");
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        suggestions.compare(
            &format!("{TEST}, look {number}"),
            &mut session,
            viewer,
            similarity
                .as_ref()
                .map(|one| one.interest(viewer))
                .as_deref(),
            &mut tally,
        );
        session.rollback();
        let change = CHANGES.choose(&mut rng).expect("a change");
        let [one, other] = [(); 2].map(|()| network.persons.choose(&mut rng).expect("a person"));
        session.run(&change.replace("$1", one).replace("$2", other));
    }
    assert!(are_packed(&mut session, "home"));
    println!("{tally:?}");
    assert!(tally.mutual > 1_000 && tally.group > 0, "{tally:?}");
    assert!(similarity.is_none() || tally.interest > 0, "{tally:?}");
}
