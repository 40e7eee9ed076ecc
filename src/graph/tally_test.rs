//! Sums by map and by arrays equal counting each account by itself, whatever the lists and their forms.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::packed::{Chunk, pack};
use super::*;

type Lists = Vec<BTreeSet<u32>>;

fn counted(lists: &Lists) -> BTreeMap<u32, (u32, u64)> {
    let mut counted = BTreeMap::new();
    for list in lists {
        for account in list {
            let (count, sum): &mut (u32, u64) = counted.entry(*account).or_default();
            *count += 1;
            *sum += (1e12 / (1.0 + list.len() as f64).ln()).round() as u64;
        }
    }
    counted
}

fn tallied(lists: &Lists, accounts: usize) -> BTreeMap<u32, (u32, u64)> {
    let mut tally = Tally::new(accounts);
    for list in lists {
        tally.begin(list.len());
        let numbers: Vec<u32> = list.iter().copied().collect();
        for Chunk { first, bytes } in pack(0, &numbers) {
            assert!(View::of(first, &bytes).is_some_and(|part| tally.add(part)));
        }
    }
    let sums = tally.sums().into_iter();
    sums.map(|(account, count, weight)| (account, (count, weight)))
        .collect()
}

/// Lists of few and of many of so many accounts.
fn lists() -> impl Strategy<Value = (Lists, usize)> {
    (1..3_000usize).prop_flat_map(|accounts| {
        let few = prop::collection::btree_set(0..accounts as u32, 0..accounts.min(20));
        let many = prop::collection::btree_set(0..accounts as u32, 0..accounts);
        let lists = prop::collection::vec(prop_oneof![3 => few, 1 => many], 0..40);
        (lists, Just(accounts))
    })
}

proptest! {
    #[test]
    fn each_account_is_counted_once_for_each_list((lists, accounts) in lists()) {
        prop_assert_eq!(tallied(&lists, accounts), counted(&lists));
    }
}

#[test]
fn thousands_of_lists_overflow_nothing() {
    // By gaps and, where they have almost all of them, by bits.
    let lists: Lists = (0..7_001u32)
        .map(|list| match list % 2 {
            0 => BTreeSet::from([list % 40]),
            _ => (0..40).filter(|account| *account != list % 40).collect(),
        })
        .collect();
    assert_eq!(tallied(&lists, 100), counted(&lists));
}

#[test]
fn accounts_that_there_are_not_are_told() {
    for accounts in [10, 1_000_000] {
        let mut tally = Tally::new(accounts);
        tally.begin(2);
        assert!(tally.add_one(9));
        assert!(!tally.add_one(accounts as u32 + 8));
        assert!(!tally.add(View::Bits(accounts as u32, &[0, 0, 1])));
    }
}
