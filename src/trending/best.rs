//! The posts of the highest rank, found by bounds: an index gives upper bounds in order, and a post is known to be next when no
//! bound of what has not been read reaches it. (The threshold algorithm of Fagin, Lotem and Naor, PODS 2001, for one list.)

use std::cmp::Ordering;

use foldhash::HashSet;

use super::candidate::{Behind, Candidate};
use super::question::{Order, Question};
use crate::engagement::bound::SLACK;
use crate::engagement::count::{self, Counts};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::{Moment, hot, hour_of};
use crate::settings::Replies;
use crate::timeline::by_index::stats::{Scored, Start, StatsIndexes};
use crate::timeline::reader::Reader;

/// How many rows are read at a time: of all posts, and of one hour's.
const CHUNK: usize = 64;
const CHUNK_OF_HOUR: usize = 16;

/// Rows of an index from the highest bound on.
struct Run {
    listing: i16,
    /// Of gravity: those written in an hour.
    hour: Option<i64>,
    start: Start,
    /// No row behind ranks higher.
    bound: f64,
    /// Nor, among those of that very rank, has a higher id; None where that is not known.
    id_bound: Option<Key>,
}

impl Run {
    /// How many rows are read of it at a time.
    fn chunk(&self) -> usize {
        match self.hour {
            None => CHUNK,
            Some(_) => CHUNK_OF_HOUR,
        }
    }

    /// Which of two runs may give the next post: `Greater` means this one.
    fn compare(&self, other: &Run, reader: &Reader) -> Ordering {
        let by_id = || match (&self.id_bound, &other.id_bound) {
            (Some(one), Some(other)) => one.compare(other, &reader.order),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, None) => Ordering::Equal,
        };
        self.bound.total_cmp(&other.bound).then_with(by_id)
    }

    /// Whether no row behind stands before a post.
    fn is_behind(&self, best: &Candidate, reader: &Reader) -> bool {
        match &self.id_bound {
            Some(id) if best.rank == self.bound => {
                best.id().compare(id, &reader.order) != Ordering::Less
            }
            _ => best.rank > self.bound,
        }
    }
}

/// Posts in the order of their rank.
pub struct Best<'r> {
    indexes: &'r StatsIndexes,
    counts: &'r Counts,
    question: Question<'r>,
    touched: HashSet<Key>,
    /// Posts written before are not wanted.
    lower: i64,
    /// No post that is wanted has a ceiling below.
    least: f64,
    runs: Vec<Run>,
    /// Known, and not given yet: the best one last.
    ready: Vec<Candidate>,
    behind: Option<Behind>,
}

impl<'r> Best<'r> {
    /// Begins with the posts that are touched, whose ranks are known.
    pub fn new(
        reader: &'r Reader,
        indexes: &'r StatsIndexes,
        counts: &'r Counts,
        question: Question<'r>,
        known: (HashSet<Key>, Vec<Candidate>),
        behind: Option<Behind>,
    ) -> Outcome<Best<'r>> {
        let (touched, ready) = known;
        let lower = question.within.before(question.as_of);
        let formula = &question.terms.formula;
        let mut best = Best {
            indexes,
            counts,
            question,
            touched,
            lower,
            // A post is worth its base when it is written, at least.
            least: Moment::new("within", lower)
                .and_then(|lower| hot(formula.base, lower, formula.half_life))
                .unwrap_or(f64::NEG_INFINITY),
            runs: Vec::new(),
            ready,
            behind,
        };
        let listings: &[i16] = match reader.feed.settings.replies {
            Replies::None => &[1],
            _ => &[1, 2],
        };
        for listing in listings {
            best.open(reader, *listing)?;
        }
        best.sort(reader);
        Ok(best)
    }

    fn open(&mut self, reader: &Reader, listing: i16) -> Outcome<()> {
        if self.question.order == Order::Decay {
            let start = self.first_ceiling(reader);
            self.runs.push(Run {
                listing,
                hour: None,
                start: Start::At(start),
                bound: start,
                id_bound: None,
            });
            return Ok(());
        }
        let (first, last) = (hour_of(self.lower), hour_of(self.question.as_of));
        let indexes = self.indexes;
        for (hour, reach, post) in reader.as_the_owner(|| indexes.hours(listing, first, last))? {
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
    fn rank_bound(&self, hour: Option<i64>, bound: f64) -> Outcome<f64> {
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
            match (self.ready.last(), highest) {
                (None, None) => break,
                (Some(_), None) => given.extend(self.ready.pop()),
                (Some(best), Some(place)) if self.runs[place].is_behind(best, reader) => {
                    given.extend(self.ready.pop());
                }
                (_, Some(place)) => self.read(reader, place)?,
            }
        }
        Ok(given)
    }

    /// Reads on in a run.
    fn read(&mut self, reader: &Reader, place: usize) -> Outcome<()> {
        let run = &self.runs[place];
        let (indexes, least) = (self.indexes, self.least);
        let chunk = run.chunk();
        let rows = reader.as_the_owner(|| match run.hour {
            None => indexes.by_ceiling(run.listing, &run.start, least, chunk),
            Some(hour) => indexes.by_reach(run.listing, hour, &run.start, chunk),
        })?;
        let hour = run.hour;
        match rows.last().filter(|_| rows.len() == chunk) {
            None => {
                self.runs.swap_remove(place);
            }
            Some(last) => {
                let bound = match hour {
                    None => last.ceiling,
                    Some(_) => last.reach,
                };
                let rank = self.rank_bound(hour, bound)?;
                let run = &mut self.runs[place];
                run.start = Start::Behind(bound, last.id.clone());
                run.bound = rank;
                run.id_bound = (hour.is_some() && bound == 0.0).then(|| last.id.clone());
            }
        }
        self.take(reader, rows)
    }

    /// Ranks rows, and keeps those that are wanted.
    fn take(&mut self, reader: &Reader, rows: Vec<Scored>) -> Outcome<()> {
        let rows: Vec<Scored> = rows
            .into_iter()
            .filter(|row| (self.lower..=self.question.as_of).contains(&row.created_at))
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
        self.sort(reader);
        Ok(())
    }

    fn sort(&mut self, reader: &Reader) {
        if let Some(behind) = &self.behind {
            self.ready
                .retain(|one| one.compare(behind.rank, &behind.id, reader) == Ordering::Greater);
        }
        self.ready
            .sort_by(|one, other| other.compare(one.rank, one.id(), reader));
    }
}

const MICROS_PER_HOUR: i64 = 3_600_000_000;
