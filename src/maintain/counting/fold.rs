//! Differences of counts, summed by post, hour and signal, and added in the order of the storage.

use std::collections::{BTreeMap, BTreeSet};

use super::super::statements::{Maintained, Parameter};
use super::counter;
use super::event::{self, Event};
use super::progress::{Scoring, note_due};
use super::score::again;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;

/// How `-infinity` is stored: the hour of what has none.
const NO_HOUR: i64 = i64::MIN;

/// Differences by post, hour and signal; none is 0.
pub type Sums<'e> = BTreeMap<(&'e Key, i64, i16), i64>;

/// Counts events together. Where that fails, halves of them, until the one at fault is left: it is set aside. Where no event is
/// at fault all of them wait. Events of signals that are not counted go: their tables will be.
pub fn apply(
    feed: &Maintained,
    events: &[Event],
    counted: &BTreeSet<i16>,
    scoring: &Scoring,
) -> Outcome<()> {
    if events.is_empty() {
        return Ok(());
    }
    let failure = match attempt(|| apply_all(feed, events, counted, scoring)) {
        Ok(()) => return Ok(()),
        Err(failure) if failure.concerns_all_rows() => return Err(failure),
        Err(failure) => failure,
    };
    match events {
        [event] => event::set_aside(feed, event, &failure),
        _ => {
            let (first, second) = events.split_at(events.len() / 2);
            apply(feed, first, counted, scoring)?;
            apply(feed, second, counted, scoring)
        }
    }
}

fn apply_all(
    feed: &Maintained,
    events: &[Event],
    counted: &BTreeSet<i16>,
    scoring: &Scoring,
) -> Outcome<()> {
    add(feed, &sums(events, counted), scoring)?;
    event::note_losses(feed, events)?;
    event::remove(feed, events)
}

/// Adds differences to what is counted, and scores the posts concerned anew.
pub fn add(feed: &Maintained, sums: &Sums, scoring: &Scoring) -> Outcome<()> {
    if sums.is_empty() {
        return Ok(());
    }
    feed.execute(
        include_str!("../../../sql/counting/add.sql"),
        &parameters(feed, sums.iter().map(|(key, n)| (*key, *n))),
    )?;
    let less: Vec<_> = sums.iter().filter(|(_, n)| **n < 0).collect();
    if !less.is_empty() {
        let [posts, hours, signals, _] = parameters(feed, less.iter().map(|(key, n)| (**key, **n)));
        feed.execute(
            include_str!("../../../sql/counting/remove_empty.sql"),
            &[posts, hours, signals],
        )?;
    }
    counter::note(feed, sums.keys().map(|(post, _, signal)| (*signal, *post)))?;
    if scoring.begun {
        let mut posts: Vec<&Key> = sums.keys().map(|(post, _, _)| *post).collect();
        posts.dedup();
        if again(feed, &scoring.formula, &posts)? {
            note_due(feed)?;
        }
    }
    Ok(())
}

fn sums<'e>(events: &'e [Event], counted: &BTreeSet<i16>) -> Sums<'e> {
    let mut sums = Sums::new();
    for event in events
        .iter()
        .filter(|event| counted.contains(&event.signal))
    {
        for ((post, hour), n) in event.differences() {
            let hour = hour.unwrap_or(NO_HOUR);
            *sums.entry((post, hour, event.signal)).or_default() += n;
        }
    }
    sums.retain(|_, n| *n != 0);
    sums
}

/// Posts, hours, signals and differences.
fn parameters<'e>(
    feed: &Maintained,
    sums: impl Iterator<Item = ((&'e Key, i64, i16), i64)> + Clone,
) -> [Parameter; 4] {
    [
        feed.posts(sums.clone().map(|((post, _, _), _)| post)),
        feed.hours(sums.clone().map(|((_, hour, _), _)| hour)),
        feed.numbers(sums.clone().map(|((_, _, signal), _)| i64::from(signal))),
        feed.numbers(sums.map(|(_, n)| n)),
    ]
}
