//! Posts whose scores in the storage may be out of date in the snapshot of a read: of which something is pending, or to which
//! an hour that has come has yet to add.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use foldhash::{HashSet, HashSetExt};
use pgrx::pg_sys::{self, Datum};

use crate::definition::objects::storage;
use crate::engagement::count::Counts;
use crate::engagement::kept::Move;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::heap;
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// Column `kind` of table `pending`, and its post.
const KIND: usize = 0;
const POST: usize = 6;

/// Such posts.
pub struct Touched<'c> {
    /// Written or changed, or due: what the storage says of them cannot be believed.
    pub changed: HashSet<Key>,
    /// Of the others, what is pending of their engagement: nothing else about them changed.
    pub moved: BTreeMap<&'c Key, Move>,
}

impl Touched<'_> {
    pub fn contains(&self, post: &Key) -> bool {
        self.changed.contains(post) || self.moved.contains_key(post)
    }
}

/// The posts concerned; None where no score can be believed.
pub fn touched<'c>(
    reader: &Reader,
    counts: &'c Counts,
    clock: i64,
) -> Outcome<Option<Touched<'c>>> {
    let Some(kept) = &reader.feed.kept else {
        return Ok(None);
    };
    if !counts.held.scored {
        return Ok(None);
    }
    let kind = reader.feed.post_kind();
    let mut changed: HashSet<Key> = HashSet::new();
    let read = heap::read(kept.pending, &kept.kinds.pending(), u32::MAX, |row| {
        match row.letter(KIND) {
            Some(b'n' | b'p') => changed.extend(row.key(POST, kind)?),
            Some(b'r') => return Ok(false),
            _ => {}
        }
        Ok(true)
    })?;
    if !read {
        return Ok(None);
    }
    if counts.held.due.is_some_and(|due| due <= clock) {
        add_due(reader, clock, &mut changed)?;
    }
    let mut moved = counts.held.moves();
    moved.retain(|post, _| !changed.contains(*post));
    Ok(Some(Touched { changed, moved }))
}

fn add_due(reader: &Reader, clock: i64, due: &mut HashSet<Key>) -> Outcome<()> {
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
                Ok(post) => due.extend(post),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(()), Err)
}
