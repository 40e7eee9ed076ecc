//! Timelines under churn: while others write, maintain, warm, cool and configure, each snapshot is exact.

use pg_test::cluster::Database;
use pg_test::shape::Shape;
use pg_test::{churn, seed};

/// Comparisons of one page or count with the reference, for each shape: enough to meet whatever may be pending.
fn comparisons() -> usize {
    usize::try_from(seed::rounds(4_000, 100_000).max(2_000)).expect("a small number")
}

#[test]
fn numbers() {
    churn::run(
        "churn_numbers",
        &Database::new(),
        &Shape::numbers(),
        comparisons(),
    );
}

#[test]
fn words() {
    let shape = Shape::words(&mut seed::generator("churn_words", 0));
    churn::run("churn_words", &Database::new(), &shape, comparisons());
}

#[test]
fn partitions() {
    churn::run(
        "churn_partitions",
        &Database::new(),
        &Shape::partitions(),
        comparisons(),
    );
}
