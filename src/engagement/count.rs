//! The engagement of posts as a read sees it, and the formula by which it is scored.

use super::formula::{Formula, Worth};
use super::kept::Held;
use super::ledger::Ledger;
use super::source::{self, Ledgers, Rows, Tally};
use super::sums::Sums;
use crate::definition::model::{Feed, Kept};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::score::{Moment, ScoreError};
use crate::timeline::reader::Reader;

/// The counts of one read: from the storage where they are up to date, from the app's own tables else.
pub struct Counts {
    pub held: Held,
}

impl Counts {
    pub fn open(reader: &Reader) -> Outcome<Counts> {
        Ok(Counts {
            held: Held::open(reader)?,
        })
    }

    /// Those of all posts that have any.
    pub fn all(&self, reader: &Reader) -> Outcome<Ledgers> {
        self.of(reader, Rows::All, Ledgers::default())
    }

    /// Those of some posts.
    pub fn about(&self, reader: &Reader, posts: &[Key]) -> Outcome<Ledgers> {
        match posts.is_empty() {
            true => Ok(Ledgers::default()),
            false => self.of(reader, Rows::About(posts), Ledgers::default()),
        }
    }

    /// Those of rows with times of their own, in the hours from the first to the last.
    pub fn within(&self, reader: &Reader, first: i64, last: i64) -> Outcome<Sums> {
        let sums = Sums::of(reader.feed.signals.len());
        self.of(reader, Rows::Within(first, last), sums)
    }

    fn of<T: Tally>(&self, reader: &Reader, rows: Rows, mut tally: T) -> Outcome<T> {
        self.held.count(reader, rows, &mut tally)?;
        source::count(reader, rows, &self.held.places, &mut tally)?;
        Ok(tally)
    }
}

/// The formula by which a feed scores.
pub fn formula(feed: &Feed) -> Formula {
    let worths = feed.signals.iter().map(|signal| {
        let source = signal
            .source
            .as_ref()
            .and_then(|source| source.as_ref().ok());
        Worth {
            weight: source.map_or(0.0, |_| signal.weight),
            has_times: source.is_none_or(|source| source.created_at.is_some()),
        }
    });
    Formula {
        worths: worths.collect(),
        half_life: feed.spans.half_life,
        base: feed.settings.base,
    }
}

/// A number for all that scores depend on besides counts: scores carry it that are up to date. Never 0.
pub fn scoring(feed: &Feed, kept: &Kept) -> i64 {
    let settings = &feed.settings;
    let mut text = format!(
        "{} {} {}",
        kept.generation, settings.half_life, settings.base
    );
    for signal in &feed.signals {
        if let Some(Ok(source)) = &signal.source {
            let has_times = source.created_at.is_some();
            text += &format!(
                " {} {:?} {} {has_times}",
                signal.place, signal.generation, signal.weight
            );
        }
    }
    let half = |salt: &str| i64::from(crc32fast::hash(format!("{salt} {text}").as_bytes()));
    (half("upper") << 32) | half("lower") | 1
}

/// What counts give in the columns of a view: NULL for a signal that was removed.
pub fn columns(feed: &Feed, ledger: &Ledger) -> impl Iterator<Item = Option<i64>> {
    let signals = feed.signals.iter().enumerate();
    signals.map(|(place, signal)| signal.source.as_ref().map(|_| ledger.count(place)))
}

/// `hot` of a post at a time; None for one without a time, or an infinite one.
pub fn hot(
    formula: &Formula,
    ledger: &Ledger,
    created_at: Option<i64>,
    clock: i64,
) -> Outcome<Option<f64>> {
    let moment = created_at.and_then(|at| Moment::new("created_at", at).ok());
    moment
        .map(|at| formula.hot(ledger, at, clock).map_err(not_scored))
        .transpose()
}

/// What a formula refuses, as an error of the read.
pub fn not_scored(error: ScoreError) -> Failure {
    match error {
        ScoreError::Overflow => Failure::out_of_range(error.to_string()),
        _ => Failure::invalid(error.to_string()),
    }
}
