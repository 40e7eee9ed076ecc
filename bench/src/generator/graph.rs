//! The two graphs, and how large each is at a scale. Knows no server.

/// A graph to measure on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graph {
    /// Few people who follow many, all alike.
    Dense,
    /// Many people who follow few; popularity and activity follow power laws.
    Sparse,
}

/// The share of all accounts that an account of the dense graph follows: 2,203 of 10,000.
pub const DENSITY: f64 = 0.2203;
/// How many accounts each of the sparse graph follows.
pub const SPARSE_FOLLOWS: i64 = 54;
/// At this exponent a third of 200,000 people follow the most popular one: 67,000 followers.
const POWER_LAW: f64 = 2.5;

/// The share of accounts of the sparse graph that write, in either of two orders: about a third writes at all.
const SPARSE_WRITERS: f64 = 0.2;
/// The share of posts whose authors are as active as they are popular; the others' activity and fame are unrelated.
pub const BY_FAME: f64 = 0.15;

/// Accounts that wrote for the last time half a year ago, and as many that never wrote.
pub const QUIET_ACCOUNTS: i64 = 108;
/// How many of these a viewer planted for them follows.
pub const QUIET_FOLLOWS: i64 = 54;
/// The share of silent accounts in what is older than half a year.
pub const QUIET_SHARE: f64 = 0.02;
/// Viewers planted of each kind.
pub const PLANTED: i64 = 20;
/// How many accounts a viewer of kind `many` follows where there are as many.
const MANY_FOLLOWS: i64 = 5_000;
/// Changes with the shape of the data, so that graphs made before are made anew.
const EDITION: u32 = 2;

/// How much of everything a graph has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub users: i64,
    pub posts: i64,
    /// How many accounts each order of activity has.
    pub writers: f64,
    pub many_follows: i64,
}

impl Graph {
    pub const ALL: [Self; 2] = [Self::Dense, Self::Sparse];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Sparse => "sparse",
        }
    }

    /// The schema of its tables.
    pub const fn schema(self) -> &'static str {
        match self {
            Self::Dense => "bench_dense",
            Self::Sparse => "bench_sparse",
        }
    }

    /// The name of the feed on it.
    pub const fn feed(self) -> &'static str {
        match self {
            Self::Dense => "bench_dense_feed",
            Self::Sparse => "bench_sparse_feed",
        }
    }

    /// The exponent by which popularity and activity are drawn; 1 draws all alike.
    pub const fn exponent(self) -> f64 {
        match self {
            Self::Dense => 1.0,
            Self::Sparse => POWER_LAW,
        }
    }

    pub fn size(self, scale: f64) -> Size {
        let (users, posts, writers) = match self {
            Self::Dense => (10_000, 1_500_000, 1.0),
            Self::Sparse => (200_000, 2_000_000, SPARSE_WRITERS),
        };
        let users = scaled(users, scale);
        Size {
            users,
            posts: scaled(posts, scale),
            writers: users as f64 * writers,
            many_follows: MANY_FOLLOWS.min(users / 2),
        }
    }

    /// Says all that the data depends on: equal recipes make equal rows.
    pub fn recipe(self, scale: f64, seed: u64) -> String {
        format!(
            "{} edition {EDITION}, scale {scale}, seed {seed}",
            self.name()
        )
    }
}

fn scaled(count: i64, scale: f64) -> i64 {
    (count as f64 * scale).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_scale_is_what_the_figures_are_told_for() {
        let dense = Graph::Dense.size(1.0);
        assert_eq!(
            (dense.users, dense.posts, dense.many_follows),
            (10_000, 1_500_000, 5_000)
        );
        let sparse = Graph::Sparse.size(1.0);
        assert_eq!(
            (sparse.users, sparse.posts, sparse.many_follows),
            (200_000, 2_000_000, 5_000)
        );
    }

    #[test]
    fn a_small_graph_still_has_enough_people_to_follow() {
        let dense = Graph::Dense.size(0.01);
        assert_eq!(
            (dense.users, dense.posts, dense.many_follows),
            (100, 15_000, 50)
        );
    }

    #[test]
    fn recipes_tell_scales_and_seeds_apart() {
        let recipe = Graph::Dense.recipe(1.0, 1);
        assert_ne!(recipe, Graph::Dense.recipe(0.5, 1));
        assert_ne!(recipe, Graph::Dense.recipe(1.0, 2));
        assert_ne!(recipe, Graph::Sparse.recipe(1.0, 1));
    }
}
