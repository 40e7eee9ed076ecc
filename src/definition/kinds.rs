//! The types of a feed's keys as its storage declares them.

use pgrx::pg_sys::Oid;

use super::model::{Column, Feed};
use super::objects::NO_GROUPS;
use crate::pg::{catalog, expression};

/// A key's type as its storage has it.
#[derive(Clone, Copy)]
pub struct Kind {
    pub kind: Oid,
    pub collation: Oid,
}

impl Kind {
    fn of(column: &Column) -> Kind {
        Kind {
            kind: column.kind,
            collation: column.collation,
        }
    }

    /// The type as a column is declared.
    pub fn declared(self) -> String {
        let kind = expression::type_name(self.kind);
        match catalog::collation_name(self.collation) {
            Some(collation) => format!("{kind} COLLATE {collation}"),
            None => kind,
        }
    }
}

/// User, post, time and group.
pub fn keys(feed: &Feed) -> [Kind; 4] {
    let posts = &feed.posts;
    let none = Kind {
        kind: NO_GROUPS,
        collation: Oid::INVALID,
    };
    [
        Kind::of(&posts.author),
        Kind::of(&posts.id),
        Kind::of(&posts.created_at),
        posts.group.as_ref().map_or(none, Kind::of),
    ]
}
