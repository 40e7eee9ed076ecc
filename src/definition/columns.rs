//! The columns of the storage's tables, by their types: what is read from them without the parser must be as it was made.

use pgrx::pg_sys::{self, Oid};

use super::model::Posts;
use super::objects::NO_GROUPS;
use crate::pg::value::exact_array_of;

/// The columns of table `counted`, by `sql/feed/counting.sql`.
pub const COUNTED: [Oid; 3] = [pg_sys::INT2OID, pg_sys::INT8OID, pg_sys::TEXTOID];

/// The types of a feed's keys, as its storage has them.
#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    pub user: Oid,
    pub post: Oid,
    pub time: Oid,
    pub group: Oid,
}

impl Kinds {
    pub fn of(posts: &Posts) -> Kinds {
        Kinds {
            user: posts.author.kind,
            post: posts.id.kind,
            time: posts.created_at.kind,
            group: posts.group.as_ref().map_or(NO_GROUPS, |group| group.kind),
        }
    }

    /// The columns of table `entry`, by `sql/feed/storage.sql`.
    pub fn entry(&self) -> [Oid; 5] {
        [self.user, self.time, self.post, self.user, pg_sys::TIDOID]
    }

    /// Those of table `viewer_window`.
    pub fn viewer_window(&self) -> [Oid; 8] {
        [
            self.user,
            self.time,
            self.post,
            pg_sys::INT8OID,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::TIMESTAMPTZOID,
            exact_array_of(self.user),
            exact_array_of(self.group),
        ]
    }

    /// Those of table `pending`.
    pub fn pending(&self) -> [Oid; 8] {
        [
            pg_sys::CHAROID,
            pg_sys::TIMESTAMPTZOID,
            self.user,
            self.user,
            self.group,
            self.time,
            self.post,
            pg_sys::TEXTOID,
        ]
    }

    /// Those of table `pending_signal`, by `sql/feed/counting.sql`.
    pub fn pending_signal(&self) -> [Oid; 9] {
        [
            pg_sys::INT2OID,
            pg_sys::TIMESTAMPTZOID,
            self.post,
            pg_sys::TIMESTAMPTZOID,
            self.post,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::BOOLOID,
            pg_sys::XID8OID,
            pg_sys::TEXTOID,
        ]
    }

    /// Those of table `lowered`.
    pub fn lowered(&self) -> [Oid; 3] {
        [self.post, pg_sys::XID8OID, pg_sys::TIMESTAMPTZOID]
    }

    /// Those of table `counter_due`.
    pub fn counter_due(&self) -> [Oid; 3] {
        [pg_sys::INT2OID, self.post, pg_sys::TEXTOID]
    }

    /// Those of table `bucket`.
    pub fn bucket(&self) -> [Oid; 4] {
        [
            self.post,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT2OID,
            pg_sys::INT8OID,
        ]
    }

    /// Those of table `stats`.
    pub fn stats(&self) -> [Oid; 11] {
        [
            self.post,
            self.time,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT2OID,
            pg_sys::TIDOID,
            pg_sys::INT8ARRAYOID,
            pg_sys::TIMESTAMPTZOID,
        ]
    }

    /// Those of table `counting`.
    pub fn counting(&self) -> [Oid; 7] {
        [
            pg_sys::BOOLOID,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT8OID,
            pg_sys::INT8OID,
            self.post,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT8OID,
        ]
    }

    /// Those of table `account`, by `sql/feed/packing.sql`.
    pub fn account(&self) -> [Oid; 2] {
        [pg_sys::INT4OID, self.user]
    }

    /// Those of table `followees`.
    pub fn followees(&self) -> [Oid; 5] {
        [
            self.user,
            pg_sys::INT4OID,
            pg_sys::INT4OID,
            pg_sys::INT4OID,
            pg_sys::BYTEAOID,
        ]
    }

    /// Those of table `packing`.
    pub fn packing(&self) -> [Oid; 6] {
        [
            pg_sys::BOOLOID,
            pg_sys::INT8OID,
            pg_sys::INT4OID,
            pg_sys::BOOLOID,
            self.user,
            pg_sys::INT4OID,
        ]
    }

    /// Those of table `seen`.
    pub fn seen(&self) -> [Oid; 3] {
        [self.user, self.post, pg_sys::TIMESTAMPTZOID]
    }

    /// Those of table `dismissed`.
    pub fn dismissed(&self) -> [Oid; 2] {
        [self.user, self.user]
    }

    /// Those of table `past`.
    pub fn past(&self) -> [Oid; 4] {
        [
            self.post,
            pg_sys::INT2OID,
            pg_sys::TIMESTAMPTZARRAYOID,
            pg_sys::INT8ARRAYOID,
        ]
    }
}
