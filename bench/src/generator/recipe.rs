//! What every row of a network depends on, and nothing else.

use rand::rngs::StdRng;

use super::calendar::Calendar;
use super::draws;
use crate::network::{Network, Size};

/// Which network, by which seed, in which days.
#[derive(Debug, Clone)]
pub struct Recipe {
    pub network: Network,
    pub size: Size,
    pub seed: u64,
    pub calendar: Calendar,
}

impl Recipe {
    pub fn of(network: Network, seed: u64, calendar: Calendar) -> Self {
        Self {
            network,
            size: network.size(),
            seed,
            calendar,
        }
    }

    /// The random numbers of one table.
    pub fn random(&self, table: &str) -> StdRng {
        draws::random(self.seed, table)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::generator::calendar::{DAY, stamp};

    /// The smallest network of a seed, in days that are always the same.
    pub fn tiny(seed: u64) -> Recipe {
        Recipe::of(Network::Tiny, seed, Calendar::before(stamp(20_000 * DAY)))
    }
}
