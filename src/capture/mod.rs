//! Capture: each change of an app's table leaves a row in the feed's pending table, in the app's own transaction.
//!
//! trigger -> plan (what of this table matters) -> change (which keys are to be looked at again) -> pending
//!
//! What is captured depends on the row alone, never on settings or on who is warm: those may change before the app's
//! transaction ends. A pending row does not say what to do. It says at which key to look again, so neither order nor
//! repetition matter.

mod change;
mod plan;

use std::rc::Rc;

use pgrx::pg_sys::{Datum, Oid};

use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::trigger::{Event, Firing};
use crate::pg::{catalog, heap};
use crate::{pg_function, worker};
use change::Change;
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
    for change in changes(&plan, &firing) {
        heap::append(Oid::from(pending), &plan.types(), &plan.row(&change));
        worker::work_at_commit();
    }
    Ok(call.void())
}

/// The keys to look at again.
fn changes(plan: &Rc<Plan>, firing: &Firing) -> Vec<Change> {
    // A part that is being detached is no longer known to be one.
    if firing.event == Event::Truncate || plan.sources.is_empty() {
        return vec![Change::Everything];
    }
    let (before, after) = (firing.before(), firing.after());
    plan.sources
        .iter()
        .flat_map(|source| change::of(source, before, after))
        .collect()
}
