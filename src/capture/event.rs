//! From the versions of a row to what happened to an engagement: it came, went, or moved to another post or hour.

use pgrx::pg_sys::{Datum, Oid};

use super::plan::{Plan, Source};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;
use crate::pg::trigger::Version;
use crate::pg::value::key_datum;
use crate::pg::{identity, spi, transaction};
use crate::score::hour_of;

/// What a row counts for: a post, and the hour in which it did; None: one without a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engagement {
    post: Key,
    hour: Option<i64>,
}

/// What happened to one row of a signal.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    Changed {
        before: Option<Engagement>,
        after: Option<Engagement>,
    },
    /// It cannot be told: the signal has to be counted anew.
    Unknown,
}

/// What happened to a row that was `before` and is `after`; None where it counts as it did.
pub fn of(
    plan: &Plan,
    source: &Source,
    table: Oid,
    before: Option<Version>,
    after: Option<Version>,
) -> Option<Event> {
    let read = |version: Option<Version>| match version {
        Some(version) => engagement(plan, source, table, version),
        None => Ok(None),
    };
    let lost = !source.is_whole() || source.mentioned.contains(&None);
    match (read(before), read(after)) {
        _ if lost => Some(Event::Unknown),
        (Ok(before), Ok(after)) if before == after => None,
        (Ok(before), Ok(after)) => Some(Event::Changed { before, after }),
        // The app's write goes on; who counts the signal is told what is wrong with its condition.
        _ => Some(Event::Unknown),
    }
}

/// What a version of a row counts for; None where it does not count.
fn engagement(
    plan: &Plan,
    source: &Source,
    table: Oid,
    version: Version,
) -> Outcome<Option<Engagement>> {
    let field = |role: &str| source.column(role).and_then(|column| version.field(column));
    let Some(post) = field("post").and_then(|field| field.key()) else {
        return Ok(None);
    };
    if !counts(plan, source, table, version)? {
        return Ok(None);
    }
    let hour = field("created_at")
        .and_then(|field| field.value)
        .map(|value| value.value() as i64)
        .filter(|time| ![i64::MIN, i64::MAX].contains(time))
        .map(hour_of);
    Ok(Some(Engagement { post, hour }))
}

/// Whether a version of a row passes the signal's condition. Who wrote it does not matter: conditions are the owner's.
fn counts(plan: &Plan, source: &Source, table: Oid, version: Version) -> Outcome<bool> {
    match source.predicate(table, plan.owner())? {
        None => Ok(true),
        Some(predicate) if predicate.is_safe => Ok(version.passes(predicate)),
        Some(predicate) => identity::run_as(plan.owner(), || {
            identity::with_pinned_path(|| attempt(|| Ok(version.passes(predicate))))
        }),
    }
}

/// An event of a signal as a row of table `pending_signal`, whose columns are of these types.
pub fn row(place: i16, event: &Event, types: &[Oid; 9]) -> [Option<Datum>; 9] {
    const POST: usize = 2;
    let none = None;
    let (before, after, recount) = match event {
        Event::Changed { before, after } => (before, after, false),
        Event::Unknown => (&none, &none, true),
    };
    let post = |engagement: &Option<Engagement>| {
        let engagement = engagement.as_ref()?;
        key_datum(&engagement.post, types[POST])
    };
    let hour = |engagement: &Option<Engagement>| {
        let engagement = engagement.as_ref()?;
        engagement.hour.map(Datum::from)
    };
    [
        Some(Datum::from(place)),
        Some(Datum::from(spi::transaction_time())),
        post(after),
        hour(after),
        post(before),
        hour(before),
        Some(Datum::from(recount)),
        before
            .as_ref()
            .map(|_| Datum::from(transaction::assigned_id() as i64)),
        None,
    ]
}
