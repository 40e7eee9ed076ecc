//! The storage of windows by its indexes: a viewer's window row, and the posts in it.

use pgrx::pg_sys::{Datum, Oid};

use super::super::window::Hint;
use super::posts::place;
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::btree::Btree;
use crate::pg::receiver::Row;
use crate::pg::scan::Scan;
use crate::pg::value::{exact_array_of, key_datum};

/// Columns of table `entry` by number.
mod entry {
    pub const VIEWER: i16 = 1;
    pub const CREATED_AT: i16 = 2;
    pub const POST: i16 = 3;
    pub const PLACE: i16 = 5;
}

/// Columns of table `viewer_window` by number.
mod window {
    pub const VIEWER: i16 = 1;
    pub const READ: [i16; 5] = [FLOOR_AT, FLOOR_ID, GENERATION, AUTHORS, GROUPS];
    const FLOOR_AT: i16 = 2;
    const FLOOR_ID: i16 = 3;
    const GENERATION: i16 = 4;
    const AUTHORS: i16 = 7;
    const GROUPS: i16 = 8;
}

/// The indexes of the storage.
#[derive(Debug)]
pub struct WindowIndexes {
    entry: Btree,
    window: Btree,
    user: Oid,
    post: Oid,
    time: Oid,
    group: Oid,
}

/// A viewer's window.
#[derive(Debug)]
pub struct WindowRow {
    /// Down to which position it is complete; None: to the first post.
    pub floor: Option<Position>,
    pub generation: i64,
    /// What it leaves out.
    pub authors: Vec<Key>,
    pub groups: Vec<Key>,
}

impl WindowIndexes {
    /// None where the feed keeps no windows.
    pub fn of(feed: &Feed, changes: u64) -> Option<WindowIndexes> {
        let kept = feed.kept.as_ref()?;
        let order = [entry::CREATED_AT, entry::POST];
        Some(WindowIndexes {
            entry: Btree::find(kept.entry, &[entry::VIEWER], &order, changes)?,
            window: Btree::find(kept.viewer_window, &[window::VIEWER], &[], changes)?,
            user: feed.user_kind(),
            post: feed.post_kind(),
            time: feed.posts.created_at.kind,
            group: feed
                .posts
                .group
                .as_ref()
                .map_or(crate::definition::objects::NO_GROUPS, |group| group.kind),
        })
    }

    /// The viewer's window, if they are warm; to be asked as the feed's owner, who may read the storage.
    pub fn window(&self, viewer: &Key) -> Outcome<Option<WindowRow>> {
        let readable = self.window.is_open() && self.entry.is_open();
        let Some(value) = key_datum(viewer, self.user).filter(|_| readable) else {
            return Ok(None);
        };
        let mut scan = Scan::open(&self.window, &window::READ.map(Some), false);
        scan.seek(&[(window::VIEWER, value)], None);
        if !scan.next() {
            return Ok(None);
        }
        let types = [
            self.time,
            self.post,
            pgrx::pg_sys::INT8OID,
            exact_array_of(self.user),
            exact_array_of(self.group),
        ];
        let row = Row::of(&scan.values, &scan.nulls, &types);
        let floor = row.bigint(0).zip(row.key(1, self.post)?);
        Ok(Some(WindowRow {
            floor: floor.map(|(created_at, id)| Position {
                pinned: false,
                created_at,
                id,
            }),
            generation: row.bigint(2).unwrap_or_default(),
            authors: row.keys(3, self.user)?,
            groups: row.keys(4, self.group)?,
        }))
    }

    /// The newest `limit` posts of a viewer's entries below a position and not older than `oldest`: hints, each to be verified.
    /// To be asked as the feed's owner, once there is a window.
    pub fn entries(
        &self,
        viewer: &Key,
        below: &Position,
        oldest: i64,
        limit: usize,
    ) -> Outcome<Vec<Hint>> {
        let Some(value) = key_datum(viewer, self.user) else {
            return Ok(Vec::new());
        };
        let wanted = [entry::CREATED_AT, entry::POST, entry::PLACE].map(Some);
        let mut scan = Scan::open_unchecked(&self.entry, &wanted);
        let range = (place(below, self.post), Datum::from(oldest));
        scan.seek(&[(entry::VIEWER, value)], Some(range));
        let types = [self.time, self.post, pgrx::pg_sys::TIDOID];
        let mut found = Vec::with_capacity(limit);
        while found.len() < limit && scan.next() {
            let row = Row::of(&scan.values, &scan.nulls, &types);
            if let (Some(created_at), Some(id)) = (row.bigint(0), row.key(1, self.post)?) {
                let place = row.place(2);
                found.push(Hint {
                    created_at,
                    id,
                    place,
                });
            }
        }
        Ok(found)
    }
}
