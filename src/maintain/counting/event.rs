//! Pending events as the applier takes them, and what is remembered of them.

use std::collections::BTreeSet;

use pgrx::pg_sys;

use super::super::statements::{Maintained, count, text};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::receiver::Row;
use crate::pg::value;

/// A post and an hour for which an engagement counts; None: one without a time.
pub type Where = (Key, Option<i64>);

/// A pending event: where it stands, and what it changes.
#[derive(Debug)]
pub struct Event {
    place_in_table: String,
    /// The place of the signal.
    pub signal: i16,
    pub after: Option<Where>,
    pub before: Option<Where>,
    /// It cannot be told what changed.
    pub recount: bool,
    removed_by: Option<i64>,
}

impl Event {
    /// Where the row stands.
    pub fn place_in_table(&self) -> &str {
        &self.place_in_table
    }

    /// The differences it makes.
    pub fn differences(&self) -> impl Iterator<Item = (&Where, i64)> {
        let before = self.before.iter().map(|place| (place, -1));
        before.chain(self.after.iter().map(|place| (place, 1)))
    }
}

/// Notes which posts lost engagement, and how often it could not be told what changed: pages that follow from one seen before
/// must know.
pub fn note_losses(feed: &Maintained, events: &[Event]) -> Outcome<()> {
    let losses: BTreeSet<(i64, &Key)> = events
        .iter()
        .filter_map(|event| Some((event.removed_by?, &event.before.as_ref()?.0)))
        .collect();
    if !losses.is_empty() {
        feed.execute(
            include_str!("../../../sql/counting/note_lowered.sql"),
            &[
                feed.posts(losses.iter().map(|(_, post)| *post)),
                feed.numbers(losses.iter().map(|(by, _)| *by)),
            ],
        )?;
        feed.execute(
            include_str!("../../../sql/counting/forget_lowered.sql"),
            &[],
        )?;
    }
    match events.iter().filter(|event| event.recount).count() {
        0 => Ok(()),
        recounts => feed.execute(
            include_str!("../../../sql/counting/recounted.sql"),
            &[count(recounts)],
        ),
    }
}

/// Reads up to `most` pending events behind a place.
pub fn take(feed: &Maintained, most: usize, behind: &str) -> Outcome<Vec<Event>> {
    let mut taken = Vec::new();
    let take = include_str!("../../../sql/counting/take.sql");
    feed.collect(take, &[count(most), text(behind)], |row| {
        let place_in_table = row
            .text(0)
            .ok_or_else(|| Failure::internal("a pending event without a place"))?;
        taken.push(Event {
            place_in_table,
            signal: row.smallint(1).unwrap_or_default(),
            after: place(feed, row, 2)?,
            before: place(feed, row, 4)?,
            recount: row.is_true(6),
            removed_by: row.bigint(7),
        });
        Ok(())
    })?;
    Ok(taken)
}

fn place(feed: &Maintained, row: &Row, first: usize) -> Outcome<Option<Where>> {
    let post = row.key(first, feed.kinds.post)?;
    Ok(post.map(|post| (post, row.bigint(first + 1))))
}

/// Removes events that have been counted.
pub fn remove(feed: &Maintained, events: &[Event]) -> Outcome<()> {
    let places = value::texts_datum(events.iter().map(Event::place_in_table));
    feed.execute(
        include_str!("../../../sql/counting/applied.sql"),
        &[(pg_sys::TEXTARRAYOID, Some(places))],
    )
}

/// Leaves an event alone that cannot be counted, with the reason.
pub fn set_aside(feed: &Maintained, event: &Event, failure: &Failure) -> Outcome<()> {
    let reason = failure.sentence();
    feed.execute(
        include_str!("../../../sql/counting/set_aside.sql"),
        &[text(event.place_in_table()), text(&reason)],
    )?;
    feed.execute(
        include_str!("../../../sql/maintain/failed.sql"),
        &[text(&reason)],
    )
}
