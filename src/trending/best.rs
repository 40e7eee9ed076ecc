//! The posts of the highest rank, found by bounds: an index gives upper bounds in order, and a post is known to be next when no
//! bound of what has not been read reaches it. (The threshold algorithm of Fagin, Lotem and Naor, PODS 2001, for one list.)

use std::cmp::Ordering;

use super::candidate::{Behind, Candidate};
use super::every::known;
use super::hours::MICROS_PER_HOUR;
use super::question::{Order, Question};
use super::run::Run;
use super::touched::Touched;
use super::waiting::Waiting;
use crate::engagement::bound::SLACK;
use crate::engagement::count::{self, Counts};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::{Moment, hot, hour_of};
use crate::settings::Replies;
use crate::timeline::by_index::stats::{Scored, Start, StatsIndexes};
use crate::timeline::reader::Reader;

/// Posts in the order of their rank.
pub struct Best<'r> {
    pub(super) indexes: &'r StatsIndexes,
    pub(super) counts: &'r Counts,
    pub(super) question: Question<'r>,
    pub(super) listings: &'static [i16],
    pub(super) touched: Touched<'r>,
    pub(super) waiting: Waiting,
    /// How many rows have been read.
    pub(super) read: usize,
    /// How many posts are wanted first.
    want: usize,
    /// No post that is wanted has a ceiling below.
    least: f64,
    pub(super) runs: Vec<Run>,
    /// Known, and not given yet: the best one last.
    pub(super) ready: Vec<Candidate>,
    pub(super) behind: Option<Behind>,
}

impl<'r> Best<'r> {
    /// Begins with the posts that changed.
    pub fn new(
        reader: &'r Reader,
        indexes: &'r StatsIndexes,
        counts: &'r Counts,
        question: Question<'r>,
        touched: Touched<'r>,
        behind: Option<Behind>,
        want: usize,
    ) -> Outcome<Best<'r>> {
        let listings: &'static [i16] = match question.replies {
            Replies::None => &[1],
            _ => &[1, 2],
        };
        let changed: Vec<Key> = touched.changed.iter().cloned().collect();
        let formula = &question.terms.formula;
        let mut best = Best {
            indexes,
            counts,
            question,
            waiting: Waiting::of(&question, &touched),
            listings,
            read: 0,
            touched,
            want,
            // A post is worth its base when it is written, at least.
            least: Moment::new("within", question.oldest)
                .and_then(|lower| hot(formula.base, lower, formula.half_life))
                .unwrap_or(f64::NEG_INFINITY),
            runs: Vec::new(),
            ready: known(reader, counts, question, &changed)?,
            behind,
        };
        if best.first_ceiling(reader) < f64::INFINITY {
            best.look_up_losing(reader)?;
        }
        for listing in listings {
            match question.order {
                Order::Gravity => best.open_hours(reader, *listing, want)?,
                _ => best.open(reader, *listing),
            }
        }
        best.sort(reader);
        Ok(best)
    }

    fn open(&mut self, reader: &Reader, listing: i16) {
        let start = self.first_ceiling(reader);
        self.runs.push(Run {
            listing,
            hour: None,
            start: Start::At(start),
            bound: start,
            id_bound: None,
        });
    }

    /// The highest ceiling of a post that may be behind the cursor. With a clock in the past posts rank below their `hot`.
    fn first_ceiling(&self, reader: &Reader) -> f64 {
        match &self.behind {
            Some(behind) if !self.is_past(reader) => behind.rank + SLACK,
            _ => f64::INFINITY,
        }
    }

    /// Whether scores of now may contain events that had not come at the clock of the read.
    fn is_past(&self, reader: &Reader) -> bool {
        hour_of(self.question.as_of) < hour_of(reader.transaction_time())
    }

    /// What no post of a bound in an index outranks.
    pub(super) fn rank_bound(&self, hour: Option<i64>, bound: f64) -> Outcome<f64> {
        match hour {
            None => Ok(bound),
            // The youngest age is that of its end.
            Some(hour) => {
                let end = hour
                    .saturating_add(MICROS_PER_HOUR)
                    .min(self.question.as_of);
                self.question.gravity(bound, end)
            }
        }
    }

    /// At most so many posts, from the highest rank down; none at the end.
    pub fn next(&mut self, reader: &Reader, most: usize) -> Outcome<Vec<Candidate>> {
        let mut given = Vec::new();
        while given.len() < most {
            let highest = self
                .runs
                .iter()
                .enumerate()
                .max_by(|(_, one), (_, other)| one.compare(other, reader))
                .map(|(place, _)| place);
            let bound = highest.map_or(f64::NEG_INFINITY, |place| self.runs[place].bound);
            let waits = self.waiting.bound();
            let best = self.ready.last().filter(|best| {
                highest.is_none_or(|place| self.runs[place].is_behind(best, reader))
                    && waits.is_none_or(|waits| waits < best.rank)
            });
            let rank = best.map(|best| best.rank);
            match (rank, highest, waits) {
                (Some(rank), ..) if self.waiting.stay_below(&self.question, bound, rank) => {
                    given.extend(self.ready.pop());
                }
                (None, _, Some(waits)) if waits >= bound => self.rank(reader, bound)?,
                (rank, Some(place), _) => match self.worth_looking_up(bound, rank) {
                    0 => self.read(reader, place)?,
                    count => self.look_up_some(reader, count)?,
                },
                _ if self.waiting.gain().is_some() => self.look_up_some(reader, usize::MAX)?,
                _ => break,
            }
        }
        Ok(given)
    }

    /// Reads on in a run.
    fn read(&mut self, reader: &Reader, place: usize) -> Outcome<()> {
        let run = &self.runs[place];
        let (indexes, least) = (self.indexes, self.least);
        let chunk = run.chunk(self.want);
        let rows = reader.as_the_owner(|| match run.hour {
            None => indexes.by_ceiling(run.listing, &run.start, least, chunk),
            Some(hour) => {
                let place = (run.listing, hour);
                let mut reaches = indexes.reaches();
                reaches.of_hour(place, &run.start, f64::NEG_INFINITY, chunk)
            }
        })?;
        let run = self.runs.swap_remove(place);
        if let Some(last) = rows.last().filter(|_| rows.len() == chunk) {
            let rest = self.rest(&run, last)?;
            self.runs.push(rest);
        }
        self.take(reader, rows)?;
        self.sort(reader);
        Ok(())
    }

    /// What follows of a run behind a row of it.
    pub(super) fn rest(&self, run: &Run, last: &Scored) -> Outcome<Run> {
        let bound = match run.hour {
            None => last.ceiling,
            Some(_) => last.reach,
        };
        Ok(Run {
            listing: run.listing,
            hour: run.hour,
            start: Start::Behind(bound, last.id.clone()),
            bound: self.rank_bound(run.hour, bound)?,
            // What reaches nothing ranks 0, whatever its age.
            id_bound: (run.hour.is_some() && bound == 0.0).then(|| last.id.clone()),
        })
    }

    /// Ranks rows, and keeps those that are wanted.
    pub(super) fn take(&mut self, reader: &Reader, rows: Vec<Scored>) -> Outcome<()> {
        self.read += rows.len();
        if self.waiting.gain().is_some() {
            self.waiting.meet(&self.question, &self.touched, &rows)?;
        }
        let rows: Vec<Scored> = rows
            .into_iter()
            .filter(|row| (self.question.oldest..=self.question.latest).contains(&row.created_at))
            .filter(|row| !self.touched.contains(&row.id))
            .collect();
        let ledgers = match self.question.order == Order::Decay && self.is_past(reader) {
            true => {
                let ids: Vec<Key> = rows.iter().map(|row| row.id.clone()).collect();
                Some(self.counts.about(reader, &ids)?)
            }
            false => None,
        };
        for row in rows {
            let rank = match (self.question.order, &ledgers) {
                (Order::Decay, None) => row.hot,
                (Order::Decay, Some(ledgers)) => {
                    let ledger = ledgers.get(&row.id).cloned().unwrap_or_default();
                    let at = Some(row.created_at);
                    count::hot(
                        &self.question.terms.formula,
                        &ledger,
                        at,
                        self.question.as_of,
                    )?
                    .unwrap_or(f64::NEG_INFINITY)
                }
                _ => self.question.gravity(row.engagement, row.created_at)?,
            };
            self.ready.push(Candidate::of(row, rank));
        }
        Ok(())
    }

    pub(super) fn sort(&mut self, reader: &Reader) {
        if let Some(behind) = &self.behind {
            self.ready
                .retain(|one| one.compare(behind.rank, &behind.id, reader) == Ordering::Greater);
        }
        self.ready
            .sort_by(|one, other| other.compare(one.rank, &one.id, reader));
    }
}
