//! Counting: pending events of signals become whole numbers by post, signal and hour.
//!
//! event (what is pending) -> fold (sums of differences) -> bucket -> score -> stats
//! beside: recount (a table's rows in one snapshot), progress (all posts scored anew), pack (hours long ago), counter (columns
//! of the app), check (what differs)
//!
//! A pending event is a difference. It is deleted in the transaction that adds it, so in any snapshot it is pending or
//! counted. A signal that is new, or of which it cannot be told what changed, is counted anew from its table, in one snapshot
//! with what is pending then.

pub mod check;
mod counter;
mod event;
mod fold;
mod pack;
mod progress;
mod recount;
mod score;

use super::batch::Progress;
use super::statements::Maintained;
use crate::error::Outcome;
use crate::merge::key::Key;

pub use progress::begin_anew;
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
    let mut scoring = progress::scoring(feed)?;
    fold::apply(feed, &events, &standing.counted, &scoring)?;
    let recounted = recount::next(feed, &standing)?;
    let scored = match recounted || !standing.is_complete(feed) {
        // Counts first: scores of a part of them would have to be made anew.
        true => false,
        false => progress::run(feed, &mut scoring)?,
    };
    let packed = pack::some(feed)?;
    // In a batch of their own, that their locks are held for a moment only.
    let busy = !events.is_empty() || recounted || scored || packed;
    let kept = match busy {
        true => counter::waiting(feed)?,
        false => counter::keep(feed)?,
    };
    Ok(Progress {
        consumed: events.len() as i64,
        more: events.len() == EVENTS || recounted || scored || packed || kept,
    })
}

/// Scores posts anew that were written, changed or deleted.
pub fn look_again(feed: &Maintained, posts: &[&Key]) -> Outcome<()> {
    counter::note_posts(feed, posts)?;
    let scoring = progress::scoring(feed)?;
    if scoring.begun && score::again(feed, &scoring.formula, posts)? {
        progress::note_due(feed)?;
    }
    Ok(())
}
