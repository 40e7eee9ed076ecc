//! Gathering followee by followee equals counting each account by itself.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn gathered(followees: &[BTreeSet<u8>]) -> BTreeMap<u8, Reached> {
    let mut hops = TwoHops::new();
    for follows in followees {
        hops.add(follows.iter().copied());
    }
    hops.reached().collect()
}

proptest! {
    #[test]
    fn each_account_is_counted_once_for_each_followee(
        followees in prop::collection::vec(prop::collection::btree_set(0..30u8, 0..20), 0..20),
    ) {
        let gathered = gathered(&followees);
        let all: BTreeSet<u8> = followees.iter().flatten().copied().collect();
        prop_assert_eq!(gathered.keys().copied().collect::<BTreeSet<_>>(), all);
        for (account, reached) in gathered {
            let by: Vec<usize> = (0..followees.len()).filter(|place| followees[*place].contains(&account)).collect();
            prop_assert_eq!(reached.count as usize, by.len());
            let first: Vec<usize> = reached.first().iter().map(|place| *place as usize).collect();
            prop_assert_eq!(&first[..], &by[..by.len().min(REMEMBERED)]);
            let parts: i64 = by.iter().map(|place| (1e12 / (1.0 + followees[*place].len() as f64).ln()).round() as i64).sum();
            prop_assert!((reached.score(Method::AdamicAdar) - parts as f64 / 1e12).abs() < 1e-9);
            prop_assert_eq!(reached.score(Method::Mutual), by.len() as f64);
        }
    }

    #[test]
    fn the_order_of_followees_changes_no_score(
        followees in prop::collection::vec(prop::collection::btree_set(0..30u8, 0..20), 0..20),
    ) {
        let mut backwards = followees.clone();
        backwards.reverse();
        let scores = |followees: &[BTreeSet<u8>]| -> Vec<(u8, f64)> {
            gathered(followees).into_iter().map(|(account, one)| (account, one.score(Method::AdamicAdar))).collect()
        };
        prop_assert_eq!(scores(&followees), scores(&backwards));
    }
}

#[test]
fn who_follows_few_tells_more_than_who_follows_many() {
    let few = BTreeSet::from([1, 2]);
    let many: BTreeSet<u8> = (2..100).collect();
    let gathered = gathered(&[few, many]);
    let score = |account| gathered[&account].score(Method::AdamicAdar);
    assert!((score(1) - 1.0 / 3f64.ln()).abs() < 1e-12);
    assert!((score(3) - 1.0 / 99f64.ln()).abs() < 1e-12);
    assert!((score(2) - score(1) - score(3)).abs() < 1e-12);
}
