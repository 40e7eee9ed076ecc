//! The kinds of viewers, and who in a network is of which kind.

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::index;

use crate::failure::Outcome;

const VIEWERS: &str = include_str!("../../sql/generator/viewers.sql");

/// A kind of viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Random,
    Silent,
    Thin,
    Unwritten,
    Celebrity,
    Many,
    Nobody,
    Newcomer,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Random,
        Self::Silent,
        Self::Thin,
        Self::Unwritten,
        Self::Celebrity,
        Self::Many,
        Self::Nobody,
        Self::Newcomer,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Silent => "silent",
            Self::Thin => "thin",
            Self::Unwritten => "unwritten",
            Self::Celebrity => "celebrity",
            Self::Many => "many",
            Self::Nobody => "none",
            Self::Newcomer => "newcomer",
        }
    }

    /// What makes this kind special, for the report.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Random => "any account of the network",
            Self::Silent => "54 followees, none with a post of the last 80 days",
            Self::Thin => "54 silent followees and 2 ordinary ones",
            Self::Unwritten => "54 followees who never wrote",
            Self::Celebrity => "follows the most prolific author alone",
            Self::Many => "5,000 follows (half of all accounts where there are fewer than 10,000)",
            Self::Nobody => "follows nobody",
            Self::Newcomer => "up to 5 follows, drawn by popularity",
        }
    }

    pub fn is_planted(self) -> bool {
        self != Self::Random
    }

    /// Up to `count` viewers of this kind among `users` accounts and the planted ones.
    pub fn viewers(
        self,
        client: &mut Client,
        users: i64,
        count: usize,
        seed: u64,
    ) -> Outcome<Vec<i64>> {
        if self.is_planted() {
            let rows = client.query(VIEWERS, &[&self.name(), &(count as i64)])?;
            return Ok(rows.iter().map(|row| row.get(0)).collect());
        }
        let mut random = StdRng::seed_from_u64(seed);
        let users = users as usize;
        let chosen = index::sample(&mut random, users, count.min(users));
        Ok(chosen.into_iter().map(|place| place as i64 + 1).collect())
    }
}
