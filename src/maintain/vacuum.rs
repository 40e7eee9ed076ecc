//! Room for the next pending rows: reads go through the pages of what has been applied, until it is vacuumed.

use pgrx::pg_sys::Oid;

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

/// The pending tables of a feed that should be vacuumed now: they have pages to be read, and few rows in them.
pub fn wanted(feed: &str) -> Outcome<Vec<Wanted>> {
    let loaded = cache::kept(feed)?;
    let Some(kept) = &loaded.feed.kept else {
        return Ok(Vec::new());
    };
    let data = identifier(&storage(feed));
    let mut wanted = Vec::new();
    for (name, table, types) in [
        ("pending", kept.pending, kept.kinds.pending().to_vec()),
        (
            "pending_signal",
            kept.pending_signal,
            kept.kinds.pending_signal().to_vec(),
        ),
    ] {
        let pages = heap::pages(table);
        // What cannot be locked is being vacuumed, or changed, by somebody else.
        if pages > PAGES && is_sparse(table, &types, pages)? && lock::try_alone(table) {
            wanted.push(Wanted {
                table: format!("{data}.{name}"),
                shorten: pages > SHORTEN,
            });
        }
    }
    Ok(wanted)
}

/// Whether a table has no more rows than pages.
fn is_sparse(table: Oid, types: &[Oid], pages: u32) -> Outcome<bool> {
    let mut rows = 0;
    spi::with_latest_snapshot(|| {
        heap::read(table, types, u32::MAX, |_| {
            rows += 1;
            Ok(rows <= pages)
        })
    })?;
    Ok(rows <= pages)
}
