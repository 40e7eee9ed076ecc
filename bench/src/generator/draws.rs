//! What everything is drawn by: a source of random numbers for each table, ranks by a power law, and who holds a rank.

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

use super::calendar::Moment;

/// A prime above any number of accounts, and where its steps begin: so far apart, around a circle of ids, are accounts that
/// follow each other in the order of fame. The same numbers are in the server's function `account`.
const FAME: (i64, i64) = (2_654_435_761, 104_729);
/// The same for a second order, which has nothing to do with the first.
const OTHER: (i64, i64) = (2_147_483_647, 15_485_863);

/// The random numbers of one table: its rows depend on seed and name alone, whatever is drawn for others.
pub fn random(seed: u64, table: &str) -> StdRng {
    let mut key = <StdRng as SeedableRng>::Seed::default();
    let bytes = seed.to_le_bytes().into_iter().chain(table.bytes());
    for (place, byte) in key.iter_mut().zip(bytes) {
        *place = byte;
    }
    StdRng::from_seed(key)
}

/// A rank from 0 to below `count`. With exponent e the chance of rank r falls as r^(1/e - 1), and the first one's is
/// count^(-1/e); at 1 all are alike.
pub fn rank(random: &mut impl Rng, count: i64, exponent: f64) -> i64 {
    let drawn = count as f64 * random.random::<f64>().powf(exponent);
    (drawn as i64).min(count - 1)
}

/// The account, from 1, that holds a rank of fame.
pub const fn account(rank: i64, users: i64) -> i64 {
    1 + (rank * FAME.0 + FAME.1) % users
}

/// The account that holds a rank of the second order.
pub const fn other_account(rank: i64, users: i64) -> i64 {
    1 + (rank * OTHER.0 + OTHER.1) % users
}

/// A moment of a span, which may be empty.
pub fn between(random: &mut impl Rng, from: Moment, to: Moment) -> Moment {
    random.random_range(from..to.max(from + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;

    #[test]
    fn every_account_holds_one_rank_of_each_order() {
        for network in Network::ALL {
            let users = network.size().users;
            for holder in [account, other_account] {
                let mut seen = vec![false; users as usize];
                (0..users).for_each(|rank| seen[holder(rank, users) as usize - 1] = true);
                assert!(seen.into_iter().all(|seen| seen), "{}", network.name());
            }
        }
    }

    #[test]
    fn famous_accounts_are_no_neighbours() {
        for network in Network::ALL {
            let users = network.size().users;
            let mut famous: Vec<i64> = (0..10).map(|rank| account(rank, users)).collect();
            famous.sort_unstable();
            assert!(
                famous.windows(2).all(|pair| pair[1] - pair[0] > 1),
                "{famous:?}"
            );
        }
    }

    #[test]
    fn the_first_of_a_power_law_has_the_share_told() {
        let (count, draws) = (200_000, 1_000_000);
        let mut random = random(1, "ranks");
        let first = (0..draws)
            .filter(|_| rank(&mut random, count, 2.5) == 0)
            .count() as f64;
        let told = (count as f64).powf(-1.0 / 2.5) * f64::from(draws);
        assert!((first / told - 1.0).abs() < 0.05, "{first}, not {told}");
    }

    #[test]
    fn seeds_and_tables_have_numbers_of_their_own() {
        let drawn = |seed, table| random(seed, table).random::<u64>();
        assert_eq!(drawn(1, "likes"), drawn(1, "likes"));
        assert_ne!(drawn(1, "likes"), drawn(2, "likes"));
        assert_ne!(drawn(1, "likes"), drawn(1, "views"));
    }
}
