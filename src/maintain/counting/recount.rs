//! Counting a signal's table as a whole: one that is new, was defined anew, or of which it cannot be told what changed.

use std::collections::{BTreeMap, BTreeSet};

use pgrx::pg_sys::{self, Datum};

use super::super::statements::{Maintained, Parameter, text};
use super::event::Event;
use super::{counter, pack, progress};
use crate::definition::model::Signal;
use crate::engagement::source::rows_of;
use crate::error::Outcome;
use crate::pg::attempt::attempt;
use crate::pg::{planner, value};

/// How the signals of a feed stand, by place.
#[derive(Debug, Default)]
pub struct Standing {
    /// They are counted as they are defined now.
    pub counted: BTreeSet<i16>,
    /// Their tables could not be counted as they are defined now; it is tried again when rows say so, or feed.repair.
    failed: BTreeSet<i16>,
}

impl Standing {
    /// Whether all signals are counted that can be.
    pub fn is_complete(&self, feed: &Maintained) -> bool {
        let mut signals = feed.loaded.feed.signals.iter();
        signals.all(|signal| signal.source.is_none() || self.counted.contains(&signal.place))
    }
}

/// What is remembered of the signals that have been counted: by place, of which generation, and whether they could not be.
pub struct Known(BTreeMap<i16, (i64, bool)>);

impl Known {
    /// Whether a signal is counted as it is defined now.
    pub fn is_counted(&self, signal: &Signal) -> bool {
        self.of(signal) == Some(false)
    }

    /// Whether a signal could not be counted as it is defined now; None where it was not tried.
    fn of(&self, signal: &Signal) -> Option<bool> {
        let (generation, failed) = self.0.get(&signal.place)?;
        (signal.generation == Some(*generation)).then_some(*failed)
    }
}

/// What is remembered of the signals that have been counted.
pub fn known(feed: &Maintained) -> Outcome<Known> {
    let mut known = BTreeMap::new();
    feed.collect(
        include_str!("../../../sql/counting/counted.sql"),
        &[],
        |row| {
            let stands = row
                .bigint(1)
                .map(|generation| (generation, row.text(2).is_some()));
            known.extend(row.smallint(0).zip(stands));
            Ok(())
        },
    )?;
    Ok(Known(known))
}

/// How signals stand. Those that events say to count anew are forgotten, and so are those that were removed, with their counts.
pub fn standing(feed: &Maintained, events: &[Event]) -> Outcome<Standing> {
    let mut known = known(feed)?;
    let unknown = events.iter().filter(|event| event.recount);
    for place in unknown.map(|event| event.signal).collect::<BTreeSet<_>>() {
        if known.0.remove(&place).is_some() {
            forget(feed, place)?;
        }
    }
    let signals = &feed.loaded.feed.signals;
    for signal in signals.iter().filter(|signal| signal.source.is_none()) {
        if known.0.remove(&signal.place).is_some() {
            forget(feed, signal.place)?;
            clear(feed, signal.place)?;
        }
    }
    let mut standing = Standing::default();
    for signal in signals {
        match known.of(signal) {
            Some(true) => standing.failed.insert(signal.place),
            Some(false) => standing.counted.insert(signal.place),
            None => false,
        };
    }
    Ok(standing)
}

/// Counts the first signal in that is not counted; false where all are that can be.
pub fn next(feed: &Maintained, standing: &Standing) -> Outcome<bool> {
    let whole = &feed.loaded.feed;
    let mut signals = whole.signals.iter();
    let wanted = signals.find_map(|signal| match (&signal.source, signal.generation) {
        (Some(Ok(source)), Some(generation)) => {
            let settled = [&standing.counted, &standing.failed];
            let wanted = !settled.iter().any(|places| places.contains(&signal.place));
            wanted.then_some((signal, source, generation))
        }
        _ => None,
    });
    let Some((signal, source, generation)) = wanted else {
        return Ok(false);
    };
    let place = smallint(signal.place);
    let horizon = pack::horizon(feed)?;
    let rows = rows_of(whole, signal, source)?;
    forget(feed, signal.place)?;
    clear(feed, signal.place)?;
    let count_in = feed.sql.count_in(&rows)?;
    let done = planner::by_cost(|| attempt(|| feed.apply(Some(count_in), &[place, horizon])));
    // A condition may fail on a row: reads raise its error, too.
    let failure = match done {
        Ok(_) => None,
        Err(failure) if failure.concerns_all_rows() => return Err(failure),
        Err(failure) => Some(failure.sentence()),
    };
    pack::remember(feed, horizon)?;
    progress::begin_anew(feed)?;
    counter::note_all(feed, signal.place)?;
    let parameters = [
        place,
        (pg_sys::INT8OID, Some(Datum::from(generation))),
        (pg_sys::TEXTOID, failure.as_deref().map(value::text_datum)),
    ];
    feed.execute(
        include_str!("../../../sql/counting/remember.sql"),
        &parameters,
    )?;
    if let Some(failure) = failure {
        feed.execute(
            include_str!("../../../sql/maintain/failed.sql"),
            &[text(&failure)],
        )?;
    }
    Ok(true)
}

/// What was set aside is tried once more: events, and signals that could not be counted.
pub fn retry(feed: &Maintained) -> Outcome<()> {
    feed.execute(include_str!("../../../sql/counting/retry.sql"), &[])?;
    feed.execute(
        include_str!("../../../sql/counting/retry_counters.sql"),
        &[],
    )?;
    for place in standing(feed, &[])?.failed {
        forget(feed, place)?;
    }
    Ok(())
}

fn forget(feed: &Maintained, place: i16) -> Outcome<()> {
    feed.execute(
        include_str!("../../../sql/counting/forget.sql"),
        &[smallint(place)],
    )
}

fn clear(feed: &Maintained, place: i16) -> Outcome<()> {
    planner::by_cost(|| {
        feed.execute(
            include_str!("../../../sql/counting/clear_buckets.sql"),
            &[smallint(place)],
        )?;
        feed.execute(
            include_str!("../../../sql/counting/clear_past.sql"),
            &[smallint(place)],
        )
    })
}

/// A number as a parameter of type smallint.
pub fn smallint(number: i16) -> Parameter {
    (pg_sys::INT2OID, Some(Datum::from(number)))
}
