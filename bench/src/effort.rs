//! How much of everything is measured, by the size of the networks; each amount has a name on the command line.

use crate::network::Network;

macro_rules! efforts {
    ($($(#[doc = $doc:literal])+ $name:ident : $type:ty = [$tiny:literal, $brief:literal, $full:literal], $meaning:literal;)*) => {
        /// How much of everything.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Effort {
            $($(#[doc = $doc])+ pub $name: $type,)*
        }

        impl Effort {
            /// Names and meanings, for the command line.
            pub const NAMES: &[(&str, &str)] = &[$((stringify!($name), $meaning),)*];

            const TINY: Self = Self { $($name: $tiny,)* };
            const BRIEF: Self = Self { $($name: $brief,)* };
            const FULL: Self = Self { $($name: $full,)* };

            /// Sets an amount by its name.
            pub fn set(&mut self, name: &str, value: u64) {
                match name {
                    $(stringify!($name) => self.$name = value as $type,)*
                    _ => {}
                }
            }
        }
    };
}

efforts! {
    /// Viewers of each kind at most.
    viewers: usize = [4, 15, 20], "viewers of each kind at most";
    /// Calls of each contender for each viewer, where a call takes about a millisecond or more.
    rounds: usize = [2, 5, 8], "calls of each contender for each viewer";
    /// The same for the shortest calls, whose p99 is to mean something.
    short_rounds: usize = [5, 30, 50], "the same for the shortest calls";
    /// Calls of each contender where no viewer is asked for.
    reads: usize = [10, 400, 1_000], "calls of each contender where no viewer is asked for";
    /// How often each contender has its turn where turns take seconds.
    turns: usize = [1, 4, 4], "turns of contenders that take seconds each";
    /// How long such a turn takes.
    seconds: u64 = [1, 3, 6], "how long a turn takes";
    /// How long such a turn takes where ten contenders have theirs.
    likes_seconds: u64 = [1, 1, 2], "how long each contender of likes has its turn";
    /// Rates on the way to the breaking point.
    steps: usize = [2, 4, 5], "rates on the way to the breaking point";
    /// Seconds of load to see whether anything drifts.
    soak: u64 = [2, 30, 40], "seconds of load to see whether anything drifts";
    /// Clients at once where they contend for rows.
    clients: usize = [4, 16, 16], "clients at once where they contend for rows";
    /// Rows written one by one by one client.
    inserts: usize = [50, 1_000, 2_000], "rows written one by one by one client";
    /// Events of the larger batches that are counted.
    events: i64 = [500, 20_000, 50_000], "events of the larger batches that are counted";
    /// The most pending rows.
    backlog: i64 = [1_000, 10_000, 100_000], "the most pending rows";
    /// How many viewers are warm while the lag is measured.
    windows: usize = [20, 1_000, 10_000], "how many viewers are warm while the lag is measured";
    /// Posts a second while the lag is measured.
    posts_rate: u64 = [20, 100, 100], "posts a second while the lag is measured";
    /// Accounts with habits: viewers of ranked pages.
    readers: i64 = [50, 500, 2_000], "accounts with habits, viewers of ranked pages";
    /// Calls of one backend while its memory is looked at.
    calls: u64 = [500, 100_000, 1_000_000], "calls of one backend while its memory is looked at";
}

impl Effort {
    /// As much as suits the largest of these networks.
    pub fn on(networks: &[Network]) -> Self {
        let users = networks.iter().map(|network| network.size().posts).max();
        match users.unwrap_or(0) {
            0..10_000 => Self::TINY,
            10_000..1_000_000 => Self::BRIEF,
            _ => Self::FULL,
        }
    }

    pub fn has(name: &str) -> bool {
        Self::NAMES.iter().any(|(known, _)| *known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_networks_are_worth_more() {
        let [tiny, brief, full] = [Network::Mvp, Network::Year, Network::Sparse]
            .map(|network| Effort::on(&[network]).rounds);
        assert!(tiny < brief && brief < full);
    }

    #[test]
    fn amounts_are_set_by_name() {
        let mut effort = Effort::on(&[Network::Tiny]);
        effort.set("backlog", 17);
        assert_eq!(effort.backlog, 17);
        assert!(Effort::has("viewers") && !Effort::has("speed"));
    }
}
