//! Counting: pending events of signals become whole numbers by post, signal and hour.
//!
//! event (what is pending) -> fold (sums of differences) -> bucket; recount (a table's rows in one snapshot), pack (hours long ago)
//!
//! A pending event is a difference. It is deleted in the transaction that adds it, so in any snapshot it is pending or
//! counted. A signal that is new, or of which it cannot be told what changed, is counted anew from its table, in one snapshot
//! with what is pending then.

mod event;
mod fold;
mod pack;
mod recount;

use super::batch::Progress;
use super::statements::Maintained;
use crate::error::Outcome;

pub use recount::retry;

/// How many pending events are taken at once.
const EVENTS: usize = 10_000;

/// Counts one batch of the pending events behind a place, which moves on, and does a part of what else there is.
pub fn run(feed: &Maintained, behind: &mut String) -> Outcome<Progress> {
    let events = event::take(feed, EVENTS, behind)?;
    if let Some(last) = events.last() {
        last.place_in_table().clone_into(behind);
    }
    let standing = recount::standing(feed, &events)?;
    fold::apply(feed, &events, &standing.counted)?;
    let recounted = recount::next(feed, &standing)?;
    let packed = pack::some(feed)?;
    Ok(Progress {
        consumed: events.len() as i64,
        more: events.len() == EVENTS || recounted || packed,
    })
}
