//! Events one by one, each a transaction of its own: writers in turns, and then those of the feed with applying each at once.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::contest::{Contest, Found};
use super::pen::{Figures, Log};
use super::writer::Writer;
use crate::failure::Outcome;

/// A write this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// By so many writes it is known who is always slow.
const KNOWN: usize = 3;
/// A writer that is always slow has said enough after as many writes, or after fewer that took this long together.
const SLOW_WRITES: usize = 20;
const SLOW_TOTAL: Duration = Duration::from_secs(2);

/// What a writer took so far, what does not count included.
#[derive(Clone, Copy)]
struct Pace {
    writes: usize,
    fastest: Duration,
    total: Duration,
}

impl Pace {
    const NONE: Self = Self {
        writes: 0,
        fastest: Duration::MAX,
        total: Duration::ZERO,
    };

    fn add(&mut self, taken: Duration) {
        self.writes += 1;
        self.fastest = self.fastest.min(taken);
        self.total += taken;
    }

    fn is_slow(&self) -> bool {
        self.writes >= KNOWN && self.fastest > SLOW
    }

    fn has_said_enough(&self) -> bool {
        self.is_slow() && (self.writes >= SLOW_WRITES || self.total >= SLOW_TOTAL)
    }
}

/// Nothing is applied before all have written.
pub fn measure(contest: &Contest, client: &mut Client, random: &mut StdRng) -> Outcome<Found> {
    let mut written = vec![Figures::default(); contest.pens.len()];
    let mut paces = vec![Pace::NONE; contest.pens.len()];
    let mut order: Vec<usize> = (0..contest.pens.len()).collect();
    let mut log = Log::open(client)?;
    let mut after_slow = false;
    for round in contest.amounts.one_by_one() {
        order.shuffle(random);
        for place in &order {
            let pace = &mut paces[*place];
            if pace.has_said_enough() {
                continue;
            }
            log.since(client)?;
            let taken = contest.pens[*place].write(client, &contest.keys[round])?;
            let bytes = log.since(client)?;
            pace.add(taken);
            let slow = taken > SLOW;
            // Who is slow has no time to lose with writes that do not count.
            let counts =
                pace.is_slow() || (round >= contest.amounts.warm_up && (slow || !after_slow));
            if counts {
                written[*place].push(taken, bytes, 1);
            }
            after_slow = slow;
        }
    }
    contest.stage.apply(client)?;
    let applied = apply_each(contest, client)?;
    Ok(Found { written, applied })
}

/// The feed's writer with `feed.maintain` behind each event; the others write the same, so that all tables stay alike.
fn apply_each(contest: &Contest, client: &mut Client) -> Outcome<Figures> {
    let mut applied = Figures::default();
    let keys = &contest.keys[contest.amounts.applied()];
    for pen in &contest.pens {
        match pen.writer {
            Writer::Bare | Writer::Counter => {
                pen.write_many(client, keys)?;
            }
            Writer::Watched => {
                let mut log = Log::open(client)?;
                for key in keys {
                    let started = Instant::now();
                    pen.write(client, key)?;
                    contest.maintain(client)?;
                    let taken = started.elapsed();
                    applied.push(taken, log.since(client)?, 1);
                }
            }
            Writer::FanOut | Writer::FanOutToWarm => {}
        }
    }
    contest.stage.apply(client)?;
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_slow_once_is_not_slow_yet() {
        let mut pace = Pace::NONE;
        for millis in [900, 1, 900] {
            pace.add(Duration::from_millis(millis));
        }
        assert!(!pace.is_slow());
        let mut pace = Pace::NONE;
        for _ in 0..KNOWN {
            pace.add(Duration::from_millis(900));
        }
        assert!(pace.is_slow() && pace.has_said_enough());
    }
}
