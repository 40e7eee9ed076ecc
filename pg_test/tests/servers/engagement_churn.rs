//! Engagement under churn: while others like, post, edit, configure and maintain, each snapshot is exact.

use pg_test::cluster::Database;
use pg_test::engagement::churn::{self, Maintenance};
use pg_test::own_server::OwnServer;
use pg_test::seed;
use pg_test::shape::Shape;

/// Comparisons of one view or ranking with the reference, for each shape.
fn comparisons() -> usize {
    usize::try_from(seed::rounds(160, 20_000)).expect("a small number")
}

fn run(test: &str, shape: &Shape, maintenance: Maintenance) {
    let database = Database::new();
    churn::run(
        test,
        || database.connect(),
        shape,
        maintenance,
        comparisons(),
    );
}

#[test]
fn numbers() {
    run("reactions_numbers", &Shape::numbers(), Maintenance::Calls);
}

#[test]
fn words() {
    let shape = Shape::words(&mut seed::generator("reactions_words", 0));
    run("reactions_words", &shape, Maintenance::Calls);
}

#[test]
fn partitions() {
    run(
        "reactions_partitions",
        &Shape::partitions(),
        Maintenance::Calls,
    );
}

#[test]
fn without_any_maintenance() {
    run("reactions_pending", &Shape::numbers(), Maintenance::Never);
}

#[test]
fn beside_the_worker() {
    const TEST: &str = "reactions_worker";
    let options = "-c pg_feed.naptime=20ms -c max_prepared_transactions=20";
    let Some(server) = OwnServer::new(options) else {
        return;
    };
    server
        .create_database("churn")
        .run("CREATE EXTENSION pg_feed");
    churn::run(
        TEST,
        || server.connect("churn"),
        &Shape::partitions(),
        Maintenance::Worker,
        comparisons(),
    );
}
