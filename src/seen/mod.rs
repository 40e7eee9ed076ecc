//! What viewers have seen: marked by the app, and remembered for a while.

mod calls;

use std::ops::ControlFlow;

use foldhash::{HashSet, HashSetExt};
use pgrx::pg_sys::{self, Datum};

use crate::definition::objects::storage;
use crate::definition::told::lost;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// Which of some posts the viewer has marked as seen, within the time for which marks are kept.
pub fn among(reader: &Reader, viewer: &Key, as_of: i64, posts: &[Key]) -> Outcome<HashSet<Key>> {
    let mut seen = HashSet::new();
    if posts.is_empty() {
        return Ok(seen);
    }
    if reader.feed.seen.is_none() {
        return Err(lost(&reader.feed.name, "seen posts"));
    }
    let data = identifier(&storage(&reader.feed.name));
    let sql = fill(include_str!("../../sql/seen/among.sql"), &[("data", &data)])?;
    let (user, post) = (reader.feed.user_kind(), reader.feed.post_kind());
    let parameters = [
        (family_of(user), reader.user(Some(viewer))),
        (
            array_of(family_of(post)),
            Some(keys_datum(posts.iter(), post)),
        ),
        (
            pg_sys::TIMESTAMPTZOID,
            Some(Datum::from(reader.feed.spans.seen.before(as_of))),
        ),
    ];
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            match row.key(0, post) {
                Ok(post) => seen.extend(post),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(seen), Err)
}
