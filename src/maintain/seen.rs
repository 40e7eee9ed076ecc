//! Marks of seen posts are forgotten after setting `seen.keep`, so that their number stays bounded.

use pgrx::pg_sys::{self, Datum};

use super::statements::{Maintained, count};
use crate::error::Outcome;
use crate::pg::spi;

/// How many are forgotten at once.
pub const STEP: u64 = 5_000;

/// Forgets some that are too old; returns how many.
pub fn forget(feed: &Maintained) -> Outcome<u64> {
    let loaded = &feed.loaded.feed;
    if loaded.seen.is_none() {
        return Ok(0);
    }
    let before = loaded.spans.seen.before(spi::transaction_time());
    let forget = feed.sql.plain(include_str!("../../sql/seen/forget.sql"))?;
    feed.apply(
        Some(forget),
        &[
            (pg_sys::TIMESTAMPTZOID, Some(Datum::from(before))),
            count(STEP as usize),
        ],
    )
}
