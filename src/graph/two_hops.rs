//! Two hops from somebody: how many of the people they follow follow each account, and how much that tells.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

use super::method::{Method, weight};

/// How many of those who follow an account are remembered, the first ones.
pub const REMEMBERED: usize = 3;

/// What tells of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// How many of the viewer's followees follow it.
    pub count: u32,
    weight: u64,
    first: [u32; REMEMBERED],
}

impl Reached {
    /// The numbers of the first ones who follow it.
    pub fn first(&self) -> &[u32] {
        &self.first[..REMEMBERED.min(self.count as usize)]
    }

    pub fn score(&self, method: Method) -> f64 {
        method.score(self.count, self.weight)
    }
}

/// The accounts reached by two hops from a viewer, gathered followee by followee.
#[derive(Debug)]
pub struct TwoHops<K> {
    reached: HashMap<K, Reached>,
    followees: u32,
}

impl<K: Hash + Eq> TwoHops<K> {
    pub fn new() -> TwoHops<K> {
        TwoHops {
            reached: HashMap::new(),
            followees: 0,
        }
    }

    /// Takes whom the viewer's next followee follows, each account once. Followees are numbered from 0 in the order in which
    /// they come.
    pub fn add(&mut self, follows: impl ExactSizeIterator<Item = K>) {
        let (number, weight) = (self.followees, weight(follows.len()));
        self.followees += 1;
        for account in follows {
            let reached = self.reached.entry(account).or_insert(Reached {
                count: 0,
                weight: 0,
                first: [0; REMEMBERED],
            });
            if let Some(place) = reached.first.get_mut(reached.count as usize) {
                *place = number;
            }
            reached.count += 1;
            reached.weight += weight;
        }
    }

    /// All accounts reached, in no order.
    pub fn reached(self) -> impl Iterator<Item = (K, Reached)> {
        self.reached.into_iter()
    }
}

impl<K: Hash + Eq> Default for TwoHops<K> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
#[path = "two_hops_test.rs"]
mod two_hops_test;
