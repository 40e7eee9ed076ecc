//! Random scripts of changes and upkeep, one statement after the other: what differs is shown by a short script.

use pg_test::cluster::Database;
use pg_test::script::{self, Stage};
use pg_test::seed;
use pg_test::shape::Shape;

const STATEMENTS: usize = 60;

fn scripts(test: &str, shape: impl Fn() -> Shape) {
    let database = Database::new();
    database.connect().run(&shape().tables);
    for round in 0..seed::rounds(8, 400) {
        // A shape of its own, so that a round can be repeated alone.
        let shape = shape();
        let mut rng = seed::generator(test, round);
        let script = script::random(&mut rng, &shape, STATEMENTS);
        let mut stage = Stage {
            session: database.connect(),
            shape: &shape,
        };
        stage.check(&format!("{test}, round {round}"), &script);
    }
}

#[test]
fn over_numbers() {
    scripts("scripts_over_numbers", Shape::numbers);
}

#[test]
fn over_words() {
    scripts("scripts_over_words", || {
        Shape::words(&mut seed::generator("keys_of_scripts_over_words", 0))
    });
}

#[test]
fn over_partitions() {
    scripts("scripts_over_partitions", Shape::partitions);
}
