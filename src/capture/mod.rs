//! Capture: each change of an app's table leaves a row in the feed's pending table, in the app's own transaction.
//!
//! trigger -> plan (what of this table matters) -> change (which keys are to be looked at again) -> pending
//!                                             -> event (which engagement came or went)         -> pending_signal
//!
//! What is captured depends on the row alone, never on settings or on who is warm: those may change before the app's
//! transaction ends. A row in `pending` does not say what to do. It says at which key to look again, so neither order nor
//! repetition matter. One in `pending_signal` is a difference of counts: sums do not depend on order.

mod change;
mod event;
mod plan;

use pgrx::pg_sys::{Datum, Oid};

use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::trigger::{Event as What, Firing};
use crate::pg::{catalog, heap};
use crate::{pg_function, worker};
use change::Change;
use event::Event;
use plan::Plan;

pg_function!(feed_capture, pg_finfo_feed_capture, call_capture);

/// `<feed>_data.capture()`, by the triggers on the tables of the feed.
fn call_capture(call: &Call) -> Outcome<Datum> {
    let firing = Firing::of(call)?;
    let plan = plan::of(call.function(), firing.relation)?;
    let Some(pending) = plan.pending else {
        return Ok(call.void());
    };
    if plan.sources.is_empty() && !firing.is_clone {
        let table = catalog::relation_name(firing.relation).unwrap_or_default();
        return Err(Failure::not_ready(format!(
            "table {table} is not part of the feed whose capture() its trigger calls"
        ))
        .hint("Drop the trigger: feed.create and feed.add_... make those that a feed needs."));
    }
    let kinds = plan.kinds()?;
    let types = kinds.pending();
    for change in changes(&plan, &firing) {
        heap::append(Oid::from(pending), &types, &plan.row(&change, &types));
        worker::work_at_commit();
    }
    if let Some(pending) = plan.pending_signal {
        let types = kinds.pending_signal();
        for (place, event) in events(&plan, &firing) {
            let row = event::row(place, &event, &types);
            heap::append(Oid::from(pending), &types, &row);
            worker::work_at_commit();
        }
    }
    Ok(call.void())
}

/// The keys to look at again.
fn changes(plan: &Plan, firing: &Firing) -> Vec<Change> {
    let mut watched = plan.sources.iter().filter(|source| source.place.is_none());
    // A part that is being detached is no longer known to be one.
    if plan.sources.is_empty() {
        return vec![Change::Everything];
    }
    if firing.event == What::Truncate {
        return watched
            .next()
            .map(|_| Change::Everything)
            .into_iter()
            .collect();
    }
    let (before, after) = (firing.before(), firing.after());
    watched
        .flat_map(|source| change::of(source, before, after))
        .collect()
}

/// What happened to engagements, by the place of their signal.
fn events(plan: &Plan, firing: &Firing) -> Vec<(i16, Event)> {
    let (before, after) = (firing.before(), firing.after());
    let signals = plan
        .sources
        .iter()
        .filter_map(|source| source.place.map(|place| (place, source)));
    signals
        .filter_map(|(place, source)| {
            let event = match firing.event {
                What::Truncate => Some(Event::Unknown),
                _ => event::of(plan, source, firing.relation, before, after),
            };
            event.map(|event| (place, event))
        })
        .collect()
}
