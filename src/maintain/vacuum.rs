//! Room for the next pending rows: reads go through the pages of what has been applied, until it is vacuumed.

use crate::definition::cache;
use crate::definition::objects::storage;
use crate::error::Outcome;
use crate::pg::{heap, lock, spi};
use crate::quote::identifier;

/// Autovacuum comes once a minute at best; a table longer than this is vacuumed by the worker.
const PAGES: u32 = 8;

/// A table longer than this makes reads pull, so its empty end is given back.
const SHORTEN: u32 = 64;

/// What the worker should vacuum.
pub struct Wanted {
    /// As SQL names it.
    pub table: String,
    pub shorten: bool,
}

/// Whether the pending table of a feed should be vacuumed now: it has pages to be read, and few rows in them.
pub fn wanted(feed: &str) -> Outcome<Option<Wanted>> {
    let loaded = cache::kept(feed)?;
    let Some(kept) = &loaded.feed.kept else {
        return Ok(None);
    };
    let pages = heap::pages(kept.pending);
    if pages <= PAGES {
        return Ok(None);
    }
    let mut rows = 0;
    spi::with_latest_snapshot(|| {
        heap::read(kept.pending, &kept.kinds.pending(), u32::MAX, |_| {
            rows += 1;
            Ok(rows <= pages)
        })
    })?;
    // What cannot be locked is being vacuumed, or changed, by somebody else.
    let wanted = rows <= pages && lock::try_alone(kept.pending);
    Ok(wanted.then(|| Wanted {
        table: format!("{}.pending", identifier(&storage(feed))),
        shorten: pages > SHORTEN,
    }))
}
