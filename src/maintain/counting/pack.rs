//! Counts of hours longer ago than engagement is known by the hour, packed: what a post is worth still depends on them.

use pgrx::pg_sys::{self, Datum};

use super::super::statements::{Maintained, Parameter, count};
use crate::error::Outcome;
use crate::pg::spi;
use crate::score::hour_of;

/// How many counts are packed at once.
const PACKED: usize = 10_000;

/// Hours wait until a day of them is there: each packing writes a post's packed counts anew.
const GATHERED: i64 = 24 * 3_600_000_000;

/// The first hour that is kept by itself, as a parameter.
pub fn horizon(feed: &Maintained) -> Outcome<Parameter> {
    let keep = feed.loaded.feed.spans.keep;
    let first = hour_of(keep.before(spi::transaction_time()));
    Ok((pg_sys::TIMESTAMPTZOID, Some(Datum::from(first))))
}

/// Remembers up to which hour counts may be packed.
pub fn remember(feed: &Maintained, horizon: Parameter) -> Outcome<()> {
    feed.execute(include_str!("../../../sql/counting/packed.sql"), &[horizon])
}

/// Packs some counts where a day's hours have passed the horizon; true where more may be left.
pub fn some(feed: &Maintained) -> Outcome<bool> {
    let mut oldest = None;
    feed.collect(
        include_str!("../../../sql/counting/oldest.sql"),
        &[],
        |row| {
            oldest = row.bigint(0);
            Ok(())
        },
    )?;
    let horizon = horizon(feed)?;
    let first = horizon.1.map_or(i64::MIN, |first| first.value() as i64);
    if oldest.is_none_or(|oldest| oldest.saturating_add(GATHERED) >= first) {
        return Ok(false);
    }
    remember(feed, horizon)?;
    let pack = feed
        .sql
        .plain(include_str!("../../../sql/counting/pack.sql"))?;
    Ok(feed.apply(Some(pack), &[horizon, count(PACKED)])? > 0)
}
