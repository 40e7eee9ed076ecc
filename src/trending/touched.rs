//! Posts whose scores in the storage may be out of date in the snapshot of a read: of which something is pending, or to which
//! an hour that has come has yet to add.

use std::ops::ControlFlow;

use foldhash::{HashSet, HashSetExt};
use pgrx::pg_sys::{self, Datum};

use crate::definition::objects::storage;
use crate::engagement::count::Counts;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::heap;
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// Column `kind` of table `pending`, and its post.
const KIND: usize = 0;
const POST: usize = 6;

/// The posts concerned; None where no score can be believed.
pub fn touched(reader: &Reader, counts: &Counts, clock: i64) -> Outcome<Option<HashSet<Key>>> {
    let Some(kept) = &reader.feed.kept else {
        return Ok(None);
    };
    if !counts.held.scored {
        return Ok(None);
    }
    let kind = reader.feed.post_kind();
    let mut touched: HashSet<Key> = HashSet::new();
    touched.extend(counts.held.pending_posts().cloned());
    let read = heap::read(kept.pending, &kept.kinds.pending(), u32::MAX, |row| {
        match row.letter(KIND) {
            Some(b'n' | b'p') => touched.extend(row.key(POST, kind)?),
            Some(b'r') => return Ok(false),
            _ => {}
        }
        Ok(true)
    })?;
    if !read {
        return Ok(None);
    }
    if counts.held.due.is_some_and(|due| due <= clock) {
        add_due(reader, clock, &mut touched)?;
    }
    Ok(Some(touched))
}

fn add_due(reader: &Reader, clock: i64, touched: &mut HashSet<Key>) -> Outcome<()> {
    let data = identifier(&storage(&reader.feed.name));
    let sql = fill(
        include_str!("../../sql/counting/due.sql"),
        &[("data", &data)],
    )?;
    let parameters = [(pg_sys::TIMESTAMPTZOID, Some(Datum::from(clock)))];
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_at_large(sql, &parameters, &mut |row| {
            match row.key(0, reader.feed.post_kind()) {
                Ok(post) => touched.extend(post),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(()), Err)
}
