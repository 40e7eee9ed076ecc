//! How many of the viewer's followees follow each numbered account, and what these weigh together.

use foldhash::{HashMap, HashMapExt};

use super::eight::Eight;
use super::method::weight;
use super::packed::View;

/// Arrays of all accounts have to be made and gone through; where more than this share of as many were met, they cost less
/// than a map.
const MANY: usize = 16;

/// Sums by account. However many lists are added, memory is that of the accounts met, or about 25 bytes for each account
/// there is.
pub struct Tally {
    accounts: usize,
    met: usize,
    weight: u64,
    sums: Sums,
}

enum Sums {
    Few(HashMap<u32, (u32, u64)>),
    Many(Eight),
}

impl Tally {
    /// Of accounts with numbers below `accounts`.
    pub fn new(accounts: usize) -> Tally {
        Tally {
            accounts,
            met: 0,
            weight: 0,
            sums: Sums::Few(HashMap::new()),
        }
    }

    /// Begins the list of a followee who follows so many.
    pub fn begin(&mut self, followees: usize) {
        self.met += followees;
        self.weight = weight(followees);
        if let Sums::Few(few) = &mut self.sums {
            few.reserve(followees.min(self.accounts / MANY));
        }
        if let Sums::Few(few) = &mut self.sums
            && self.met > self.accounts / MANY
        {
            let mut many = Eight::new(self.accounts);
            for (account, (count, weight)) in few.drain() {
                many.put(account, count, weight);
            }
            self.sums = Sums::Many(many);
        }
        if let Sums::Many(many) = &mut self.sums {
            many.begin(self.weight);
        }
    }

    /// Adds a part of the list begun last; false where it is broken, and nothing is right any more.
    #[must_use]
    pub fn add(&mut self, part: View) -> bool {
        match (&mut self.sums, part) {
            (Sums::Many(many), View::Bits(first, bits)) => many.add_bits(first, bits),
            _ => {
                let mut are_known = true;
                part.each(|account| are_known &= self.add_one(account)) && are_known
            }
        }
    }

    /// Adds an account to the list begun last; false where there is none of this number.
    #[must_use]
    pub fn add_one(&mut self, account: u32) -> bool {
        match &mut self.sums {
            Sums::Many(many) => many.add(account),
            Sums::Few(few) => {
                let (count, weight) = few.entry(account).or_default();
                *count += 1;
                *weight += self.weight;
                (account as usize) < self.accounts
            }
        }
    }

    /// Every account met, with how many follow it and what these weigh.
    pub fn sums(self) -> Vec<(u32, u32, u64)> {
        match self.sums {
            Sums::Many(many) => many.sums().collect(),
            Sums::Few(few) => few
                .into_iter()
                .map(|(account, (count, weight))| (account, count, weight))
                .collect(),
        }
    }
}

#[cfg(test)]
#[path = "tally_test.rs"]
mod tally_test;
