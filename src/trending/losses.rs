//! Posts that lost engagement since the first page of a ranking was read: they may have been shown, and stand behind the cursor
//! only for that.

use std::ops::ControlFlow;

use foldhash::{HashSet, HashSetExt};
use pgrx::pg_sys::{self, Datum};

use crate::definition::objects::storage;
use crate::engagement::count::Counts;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::snapshot::Sight;
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// The posts of which this snapshot sees a loss that another did not see.
pub fn losses(reader: &Reader, counts: &Counts, before: &Sight) -> Outcome<HashSet<Key>> {
    let mut lost: HashSet<Key> = HashSet::new();
    if reader.feed.kept.is_none() {
        return Ok(lost);
    }
    let pending = counts.held.losses().iter();
    lost.extend(
        pending
            .filter(|(_, by)| !before.sees(*by))
            .map(|(post, _)| post.clone()),
    );
    let sql = fill(
        include_str!("../../sql/counting/lowered.sql"),
        &[("data", &identifier(&storage(&reader.feed.name)))],
    )?;
    let first = (pg_sys::INT8OID, Some(Datum::from(before.first as i64)));
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_at_large(sql, &[first], &mut |row| {
            match (row.key(0, reader.feed.post_kind()), row.bigint(1)) {
                (Ok(Some(post)), Some(by)) if !before.sees(by as u64) => {
                    lost.insert(post);
                }
                (Err(failure), _) => failed = Some(failure),
                _ => {}
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(lost), Err)
}
