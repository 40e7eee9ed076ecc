//! Races between two transactions and the applier, in given orders and in random ones, at every isolation level.

use pg_test::isolation::{Isolation, LEVELS, specs};
use pg_test::seed;

fn at(place: usize) {
    let (level, name) = LEVELS[place];
    let isolation = Isolation::new();
    let mut wrong = Vec::new();
    for (number, spec) in specs().into_iter().enumerate() {
        // In the short version each spec runs at one level, and all of them at some.
        if seed::short() && number % LEVELS.len() != place {
            continue;
        }
        let output = isolation.output(&spec, level);
        // What is expected is written by a program, too: no difference may slip into it.
        assert_exact(&spec, level, &output);
        assert!(!output.contains("ERROR:"), "{spec} at {level}\n{output}");
        wrong.extend(isolation.difference(&spec, name, &output));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every table that a spec asks for differences in is empty.
fn assert_exact(spec: &str, level: &str, output: &str) {
    let mut permutation = "";
    let mut ends = 0;
    let mut lines = output.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("starting permutation") {
            permutation = line;
        }
        if line.starts_with("difference|") || line.starts_with("phase|") {
            ends += usize::from(line.starts_with("phase|"));
            let end = lines.find(|line| !line.starts_with('-'));
            assert_eq!(
                end,
                Some("(0 rows)"),
                "{spec} at {level}, {permutation}\n{output}"
            );
        }
    }
    let permutations = output.matches("starting permutation").count();
    assert!(
        permutations > 0 && ends == permutations,
        "{spec} at {level}: {ends} of {permutations} permutations ended as they should\n{output}"
    );
}

#[test]
fn at_read_committed() {
    at(0);
}

#[test]
fn at_repeatable_read() {
    at(1);
}

#[test]
fn at_serializable() {
    at(2);
}

#[test]
fn in_random_orders() {
    const TEST: &str = "isolation_in_random_orders";
    let isolation = Isolation::new();
    let mut rng = seed::generator(TEST, 0);
    let count = usize::try_from(seed::rounds(1, 100)).unwrap();
    for spec in specs() {
        for (level, _) in LEVELS {
            let output = isolation.random_orders(&spec, level, &mut rng, count);
            assert_exact(&spec, level, &output);
            assert_eq!(output.matches("starting permutation").count(), count);
        }
    }
}
