//! `feed.progress`: what is pending, what is kept, and what went wrong; behind view feed.status.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};

use crate::definition::authority::owned;
use crate::definition::objects::storage;
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::{identity, spi, value};
use crate::pg_function;
use crate::quote::{fill, identifier};
use crate::worker;

pg_function!(feed_progress, pg_finfo_feed_progress, call_progress);

/// What the statement tells.
#[derive(Default)]
pub struct Progress {
    /// pending, pending_since, windows, entries, bytes, last_maintained, as they are.
    numbers: [Option<i64>; 6],
    pub last_error: Option<String>,
}

impl Progress {
    pub fn pending(&self) -> Option<i64> {
        self.numbers[0]
    }

    /// When the oldest pending change was captured.
    pub fn pending_since(&self) -> Option<i64> {
        self.numbers[1]
    }
}

/// `feed.progress(feed)`: pending, pending_since, windows, entries, bytes, last_maintained, worker_pid, last_error
fn call_progress(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let progress = progress(&feed)?;
    let number = |place: usize| progress.numbers[place].map(Datum::from);
    let row = [
        number(0),
        number(1),
        number(2),
        number(3),
        number(4),
        number(5),
        worker::pid().map(Datum::from),
        progress.last_error.as_deref().map(value::text_datum),
    ];
    let types = [
        pg_sys::INT8OID,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::INT8OID,
        pg_sys::INT8OID,
        pg_sys::INT8OID,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::INT4OID,
        pg_sys::TEXTOID,
    ];
    call.rows(types, std::iter::once(row))
}

/// Asks the storage alone, for the feed's owner: a feed whose tables are broken has its numbers too.
pub fn progress(feed: &str) -> Outcome<Progress> {
    let mut progress = Progress::default();
    spi::session(|session| {
        let stored = owned(session, feed)?;
        let all = [
            "entry",
            "viewer_window",
            "pending",
            "pending_signal",
            "maintenance",
        ];
        let Some(entry) = stored.tables.get("entry") else {
            return Ok(());
        };
        if !all.iter().all(|name| stored.tables.contains_key(*name)) {
            return Ok(());
        }
        let sql = fill(
            include_str!("../../sql/maintain/progress.sql"),
            &[("data", &identifier(&storage(feed)))],
        )?;
        identity::run_as(Oid::from(stored.owner), || {
            identity::with_pinned_path(|| {
                let plan = session.prepare(&sql, &[pg_sys::OIDOID])?;
                session.run(
                    &plan,
                    &[Some(Datum::from(Oid::from(entry.table)))],
                    &mut |row| {
                        progress.numbers = std::array::from_fn(|place| row.bigint(place));
                        progress.last_error = row.text(6);
                        ControlFlow::Break(())
                    },
                )
            })
        })
    })?;
    Ok(progress)
}
