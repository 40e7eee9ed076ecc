//! Random networks: every read equals its reference, whatever the key types, spellings, conditions, settings and graphs.

use pg_test::cluster::{Database, maintenance};
use pg_test::key::{self, KeyType};
use pg_test::read::Read;
use pg_test::rounds::{Effort, round};
use pg_test::traits::{self, GRAPHS, Graph};
use pg_test::walk::{LONGEST_PAGE, Paths, Tally, Walk};
use pg_test::{crowd, plain, seed};
use rand::RngExt;
use rand::seq::IndexedRandom;

const EFFORT: Effort = Effort {
    settings: 3,
    viewers: 5,
};

/// Runs rounds whose graph and key types `choose` picks from the round's number.
fn rounds(
    test: &str,
    count: u64,
    choose: impl Fn(u64, &mut rand::rngs::StdRng) -> (Graph, [KeyType; 3]),
) {
    let collations = traits::collations(&mut maintenance());
    let mut total = Tally::default();
    for number in 0..count {
        let mut rng = seed::generator(test, number);
        let (graph, keys) = choose(number, &mut rng);
        let traits = traits::random(&mut rng, graph, keys, &collations);
        let label = format!("{test}, round {number}");
        let tally = round(&label, &mut rng, &traits, EFFORT);
        println!("{label}: {graph:?}, {keys:?}, {tally:?}");
        total.reads += tally.reads;
        total.pages += tally.pages;
        total.rows += tally.rows;
    }
    println!("{test}: {total:?}, no difference");
}

fn place(number: u64, length: usize) -> usize {
    usize::try_from(number).expect("a small number") % length
}

#[test]
fn every_key_type_alone() {
    rounds("every_key_type_alone", seed::rounds(6, 60), |number, _| {
        let key = key::ALL[place(number, key::ALL.len())];
        (GRAPHS[place(number / 6 + number, GRAPHS.len())], [key; 3])
    });
}

#[test]
fn key_types_in_any_mix() {
    rounds(
        "key_types_in_any_mix",
        seed::rounds(8, 200),
        |number, rng| {
            let mut any = || *key::ALL.choose(rng).expect("six types");
            let keys = [any(), any(), any()];
            (GRAPHS[place(number, GRAPHS.len())], keys)
        },
    );
}

#[test]
fn text_under_every_collation() {
    rounds(
        "text_under_every_collation",
        seed::rounds(4, 60),
        |number, rng| {
            let mut text = || {
                *[KeyType::Text, KeyType::Varchar]
                    .choose(rng)
                    .expect("two types")
            };
            let keys = [text(), text(), text()];
            (GRAPHS[place(number, GRAPHS.len())], keys)
        },
    );
}

/// What happens to a crowd between two walks.
const TURNS: [(&str, &str, &str); 4] = [
    ("as it was", "none", "SELECT"),
    ("with followed replies", "followed", "SELECT"),
    // Thousands of posts at one moment: only their ids tell them apart, and every edge of a page is a tie.
    (
        "with twelve moments",
        "none",
        "UPDATE posts SET created_at = date_trunc('month', created_at)",
    ),
    (
        "without an index",
        "none",
        "DROP INDEX posts_author_id_created_at_id_idx, posts_created_at_id_idx, posts_group_id_created_at_id_idx, follows_follower_id_followee_id_idx",
    ),
];

#[test]
fn a_crowd_of_followees() {
    let test = "a_crowd_of_followees";
    for number in 0..seed::rounds(1, 6) {
        let mut rng = seed::generator(test, number);
        let database = Database::new();
        let mut session = database.connect();
        session.run(plain::TABLES);
        let mut app = crowd::app();
        app.build_indexes = "none";
        crowd::fill(&mut session, rng.random());
        for call in app.definition() {
            session.run(&call);
        }
        for (turn, replies, change) in TURNS {
            session.run(change);
            session.run("ANALYZE");
            app.settings.replies = replies;
            session.run(&app.configure());
            session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            // Without an index every source of every page reads the whole table: two viewers will do.
            let bare = change.starts_with("DROP");
            let (viewers, most) = if bare {
                (2, 2)
            } else {
                (crowd::VIEWERS.len(), 15)
            };
            for (viewer, what) in crowd::VIEWERS
                .into_iter()
                .step_by(if bare { 2 } else { 1 })
                .take(viewers)
            {
                let mut walk = Walk {
                    session: &mut session,
                    app: &app,
                    rng: &mut rng,
                    tally: Tally::default(),
                    label: format!("{test}, round {number}, {turn}: viewer {viewer} {what}"),
                };
                let read = Read::Timeline {
                    viewer: viewer.to_string(),
                    only: None,
                };
                walk.check(
                    &read,
                    &Paths {
                        walks: vec![(LONGEST_PAGE, most), (20, most)],
                        jumps: most.min(6),
                    },
                );
                println!("{}: {:?}", walk.label, walk.tally);
            }
            session.rollback();
        }
    }
}
