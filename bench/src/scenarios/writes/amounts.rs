//! How many events of each kind are written, and which of them for what. Knows no server.

use std::ops::Range;

use crate::effort::Effort;

/// Events of one statement.
pub const AT_ONCE: usize = 1_000;
/// Of the events that are written one by one, a share goes before those that count, within these bounds.
const WARM_UP: usize = 5;
const WARM_UP_BOUNDS: [usize; 2] = [10, 200];
/// And a share is applied one by one as well, at least so many: each takes much longer.
const APPLIED: usize = 20;
const FEWEST_APPLIED: usize = 10;

/// The events of one kind stand in a row: first those before the ones that count, then those that are timed, then those that are
/// applied one by one, then statements of many.
#[derive(Debug, Clone, Copy)]
pub struct Amounts {
    pub warm_up: usize,
    timed: usize,
    applied: usize,
    /// Statements that count; another goes before them.
    pub turns: usize,
}

impl Amounts {
    pub fn of(effort: &Effort) -> Self {
        let [least, most] = WARM_UP_BOUNDS;
        Self {
            warm_up: (effort.inserts / WARM_UP).clamp(least, most),
            timed: effort.inserts,
            applied: (effort.inserts / APPLIED).max(FEWEST_APPLIED),
            turns: effort.rounds,
        }
    }

    /// One by one; the first ones do not count.
    pub const fn one_by_one(self) -> Range<usize> {
        0..self.warm_up + self.timed
    }

    /// One by one, each applied at once.
    pub const fn applied(self) -> Range<usize> {
        let start = self.one_by_one().end;
        start..start + self.applied
    }

    /// Those of one statement; the statement 0 does not count.
    pub const fn at_once(self, turn: usize) -> Range<usize> {
        let start = self.applied().end + turn * AT_ONCE;
        start..start + AT_ONCE
    }

    /// All of one kind.
    pub const fn total(self) -> usize {
        self.at_once(self.turns).end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;

    #[test]
    fn no_event_is_written_twice() {
        let amounts = Amounts::of(&Effort::on(&[Network::Tiny]));
        assert_eq!(amounts.one_by_one(), 0..60);
        assert_eq!(amounts.applied(), 60..70);
        assert_eq!(amounts.at_once(0), 70..1_070);
        assert_eq!(amounts.total(), amounts.at_once(amounts.turns).end);
    }
}
