//! Gravity, hour by hour: within an hour's posts the order by reach bounds their rank, whatever the time.
//!
//! From the newest hour on, of each hour only what can still be among the posts wanted is read.

use std::cmp::Ordering;

use super::best::Best;
use super::run::{CHUNK_OF_HOUR, Run};
use crate::error::Outcome;
use crate::score::hour_of;
use crate::timeline::by_index::stats::{Scored, Start};
use crate::timeline::reader::Reader;

pub const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// How many hours are looked at one after the other; of more, those that have posts are asked for.
const HOURS: i64 = 4_096;

/// How many rows, for each post wanted, are read before so many posts of some rank are known.
const ROWS_EACH: usize = 4;

/// More than rounding makes of a rank, for its part.
const ROUNDING: f64 = 4e-9;

impl Best<'_> {
    /// Reads the best posts of a listing, so that no bound of what is left reaches `want` of them, and leaves that as runs.
    pub(super) fn open_hours(&mut self, reader: &Reader, listing: i16, want: usize) -> Outcome<()> {
        let (first, last) = (hour_of(self.question.oldest), hour_of(self.question.as_of));
        reader.as_the_owner(|| {
            let last = match last.saturating_sub(first) / MICROS_PER_HOUR < HOURS {
                true => self.newest_hours(reader, listing, (first, last), want)?,
                false => last,
            };
            for (hour, reach, post) in self.indexes.hours(listing, first, last)? {
                let bound = self.rank_bound(Some(hour), reach)?;
                self.runs.push(Run {
                    listing,
                    hour: Some(hour),
                    start: Start::At(f64::INFINITY),
                    bound,
                    // What reaches nothing ranks 0, whatever its age.
                    id_bound: (reach == 0.0).then_some(post),
                });
            }
            Ok(())
        })
    }

    /// The same hour by hour, as long as that is worth it; the first hour that is left.
    fn newest_hours(
        &mut self,
        reader: &Reader,
        listing: i16,
        (first, last): (i64, i64),
        want: usize,
    ) -> Outcome<i64> {
        let indexes = self.indexes;
        let mut reaches = indexes.reaches();
        let mut ranks = Ranks::new(want);
        ranks.add(self, reader, 0);
        let gain = self.waiting.gain();
        let (mut hour, mut read) = (last, 0);
        while hour >= first {
            let left = ranks.last().map(|rank| left_below(rank, gain));
            let least = match left.filter(|rank| *rank > 0.0) {
                Some(rank) => self.reach_of(rank, hour)?,
                None if read < want * ROWS_EACH => f64::NEG_INFINITY,
                None => return Ok(hour),
            };
            let place = (listing, hour);
            let start = Start::At(f64::INFINITY);
            let rows = reaches.of_hour(place, &start, least, CHUNK_OF_HOUR)?;
            read += rows.len();
            self.leave(place, least, &rows)?;
            let known = self.ready.len();
            self.take(reader, rows)?;
            ranks.add(self, reader, known);
            hour -= MICROS_PER_HOUR;
        }
        Ok(hour)
    }

    /// How far a post of an hour has to reach, at least, to come to a rank.
    fn reach_of(&self, rank: f64, hour: i64) -> Outcome<f64> {
        let reach = rank / self.rank_bound(Some(hour), 1.0)?;
        Ok(reach.min(f64::MAX))
    }

    /// Leaves what was not read of an hour: what stands behind the rows, or reaches less than the least.
    fn leave(&mut self, (listing, hour): (i16, i64), least: f64, rows: &[Scored]) -> Outcome<()> {
        let mut run = Run {
            listing,
            hour: Some(hour),
            start: Start::Below(least),
            bound: least,
            id_bound: None,
        };
        match rows.last().filter(|_| rows.len() == CHUNK_OF_HOUR) {
            Some(last) => run = self.rest(&run, last)?,
            None if least == f64::NEG_INFINITY => return Ok(()),
            None => run.bound = self.rank_bound(run.hour, least)?,
        }
        self.runs.push(run);
        Ok(())
    }
}

/// Below which rank rows may be left, so that none outranks the last post wanted, by what one gains that is pending neither.
fn left_below(rank: f64, gain: Option<f64>) -> f64 {
    match gain {
        None => rank * (1.0 - ROUNDING),
        Some(gain) => rank - gain - ROUNDING * rank.max(1.0),
    }
}

/// The highest ranks above 0 of what has been read.
struct Ranks {
    want: usize,
    highest: Vec<f64>,
}

impl Ranks {
    fn new(want: usize) -> Ranks {
        let highest = Vec::new();
        Ranks { want, highest }
    }

    /// Looks at what is ready, from a place on.
    fn add(&mut self, best: &Best, reader: &Reader, from: usize) {
        let counts = best.ready[from..].iter().filter(|one| {
            let behind = best.behind.as_ref();
            one.rank > 0.0
                && behind.is_none_or(|behind| {
                    one.compare(behind.rank, &behind.id, reader) == Ordering::Greater
                })
        });
        let known = self.highest.len();
        self.highest.extend(counts.map(|one| one.rank));
        if self.highest.len() > known {
            self.highest.sort_by(|one, other| other.total_cmp(one));
            self.highest.truncate(self.want);
        }
    }

    /// The last one wanted; None while there are fewer.
    fn last(&self) -> Option<f64> {
        match self.highest.len() < self.want {
            true => None,
            false => self.highest.last().copied(),
        }
    }
}
