//! The test networks: how much of everything each has. Knows no server.

/// A made-up social network of some size and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Seconds to make: to see that everything runs.
    Tiny,
    /// An app that has just opened.
    Mvp,
    /// An app behind a good first year.
    Year,
    /// Few people who follow many, all alike.
    Dense,
    /// Many people who follow few; popularity and activity follow power laws.
    Sparse,
    /// The same with a million people.
    Large,
}

/// At this exponent a third of 200,000 people follow the most popular one: 67,000 followers.
const POWER_LAW: f64 = 2.5;
/// Everybody is as popular and active as anybody else.
const ALL_ALIKE: f64 = 1.0;
/// The share of accounts that write, in either of two orders: about a third writes at all.
const WRITERS: f64 = 0.2;
/// How many accounts a viewer of kind `many` follows where there are as many.
const MANY_FOLLOWS: i64 = 5_000;
/// For this many accounts the amounts of scenarios are meant: see [`Network::share`].
const FULL: f64 = 200_000.0;
/// Changes with the shape of the data, so that networks made before are made anew.
const EDITION: u32 = 4;

/// The posts are of so many days before the day they were made on.
pub const DAYS: i64 = 90;
/// Numbers of an embedding.
pub const DIMENSIONS: i64 = 384;

/// How much of everything a network has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub users: i64,
    pub posts: i64,
    /// Whom an account follows, on average.
    pub follows: i64,
    /// By which popularity and activity are drawn: the account at rank `users * u^exponent`, with u in [0, 1).
    pub exponent: f64,
    /// How many accounts each order of activity has.
    pub writers: i64,
    pub groups: i64,
    pub comments: i64,
    /// Posts of so many last days have an embedding.
    pub embedded_days: i64,
    /// Whom a viewer of kind `many` follows.
    pub many_follows: i64,
}

impl Network {
    pub const ALL: [Self; 6] = [
        Self::Tiny,
        Self::Mvp,
        Self::Year,
        Self::Dense,
        Self::Sparse,
        Self::Large,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Mvp => "mvp",
            Self::Year => "year",
            Self::Dense => "dense",
            Self::Sparse => "sparse",
            Self::Large => "large",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.name() == name)
    }

    /// The schema of its tables.
    pub const fn schema(self) -> &'static str {
        match self {
            Self::Tiny => "bench_tiny",
            Self::Mvp => "bench_mvp",
            Self::Year => "bench_year",
            Self::Dense => "bench_dense",
            Self::Sparse => "bench_sparse",
            Self::Large => "bench_large",
        }
    }

    /// The name of the plain feed on it.
    pub const fn feed(self) -> &'static str {
        match self {
            Self::Tiny => "bench_tiny_feed",
            Self::Mvp => "bench_mvp_feed",
            Self::Year => "bench_year_feed",
            Self::Dense => "bench_dense_feed",
            Self::Sparse => "bench_sparse_feed",
            Self::Large => "bench_large_feed",
        }
    }

    pub fn size(self) -> Size {
        let (users, posts, follows, groups, comments) = match self {
            Self::Tiny => (300, 3_000, 20, 10, 3_000),
            Self::Mvp => (500, 5_000, 30, 20, 5_000),
            Self::Year => (10_000, 300_000, 100, 500, 500_000),
            Self::Dense => (10_000, 1_500_000, 2_203, 500, 300_000),
            Self::Sparse => (200_000, 2_000_000, 54, 5_000, 400_000),
            Self::Large => (1_000_000, 10_000_000, 20, 20_000, 2_000_000),
        };
        let (exponent, writers) = match self {
            Self::Dense => (ALL_ALIKE, users),
            _ => (POWER_LAW, (users as f64 * WRITERS) as i64),
        };
        Size {
            users,
            posts,
            follows,
            exponent,
            writers,
            groups,
            comments,
            embedded_days: if posts < 10_000 { DAYS } else { 14 },
            many_follows: MANY_FOLLOWS.min(users / 2),
        }
    }

    /// By how much amounts that are meant for hundreds of thousands of accounts are to be less here; at most 1.
    pub fn share(self) -> f64 {
        match self {
            Self::Dense => 1.0,
            _ => (self.size().users as f64 / FULL).min(1.0),
        }
    }

    /// An amount that is meant for hundreds of thousands of accounts, as it is here.
    pub fn scaled(self, amount: f64) -> i64 {
        (amount * self.share()).round() as i64
    }

    /// Says all that the data depends on: equal recipes make equal rows.
    pub fn recipe(self, seed: u64) -> String {
        format!("{} edition {EDITION}, seed {seed}", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_ones_are_what_figures_are_told_for() {
        let (dense, sparse) = (Network::Dense.size(), Network::Sparse.size());
        assert_eq!((dense.users, dense.posts), (10_000, 1_500_000));
        assert_eq!((sparse.users, sparse.posts), (200_000, 2_000_000));
        assert_eq!((dense.many_follows, sparse.many_follows), (5_000, 5_000));
    }

    #[test]
    fn there_are_enough_people_to_follow() {
        for network in Network::ALL {
            let size = network.size();
            assert!(size.follows < size.users && size.many_follows < size.users);
            assert!(size.writers >= 20, "{}", network.name());
            assert_eq!(Network::named(network.name()), Some(network));
        }
    }

    #[test]
    fn recipes_tell_networks_and_seeds_apart() {
        let recipe = Network::Dense.recipe(1);
        assert_ne!(recipe, Network::Dense.recipe(2));
        assert_ne!(recipe, Network::Sparse.recipe(1));
    }
}
