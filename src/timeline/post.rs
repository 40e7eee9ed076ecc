//! A candidate: one post with what the rules need to know of it.

use std::cmp::Ordering;

use pgrx::pg_sys::Oid;

use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::merge::key::{ByteOrder, Key, TextOrder};
use crate::merge::position::Position;
use crate::pg::receiver::Row;
use crate::pg::value::Collated;

#[derive(Debug, Clone)]
pub struct Post {
    pub at: Position,
    /// NULL in the posts table: the author was erased. Such a post has no own or follow reason.
    pub author: Option<Key>,
    pub group: Option<Key>,
    pub parent: Option<Key>,
    /// May be shown to people without a reason.
    pub public: bool,
}

/// The types of the columns that [`columns`] selects.
#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    id: Oid,
    author: Oid,
    group: Oid,
}

impl Kinds {
    pub fn of(feed: &Feed) -> Kinds {
        Kinds {
            id: feed.post_kind(),
            author: feed.user_kind(),
            group: feed.posts.group.as_ref().map_or(Oid::INVALID, |g| g.kind),
        }
    }

    /// The id alone.
    pub fn id(&self, row: &Row, first: usize) -> Outcome<Option<Key>> {
        row.key(first, self.id)
    }

    /// The author alone, for a decision before the rest is read.
    pub fn author(&self, row: &Row, first: usize) -> Outcome<Option<Key>> {
        row.key(first + 1, self.author)
    }

    /// The group alone, likewise.
    pub fn group(&self, row: &Row, first: usize) -> Outcome<Option<Key>> {
        row.key(first + 3, self.group)
    }

    /// The post in the columns of a row from `first` on; None where id or time is NULL, which no statement gives.
    pub fn post(&self, row: &Row, first: usize) -> Outcome<Option<Post>> {
        let (Some(id), Some(created_at)) = (row.key(first, self.id)?, row.bigint(first + 2)) else {
            return Ok(None);
        };
        Ok(Some(Post {
            at: Position {
                pinned: row.is_true(first + 6),
                created_at,
                id,
            },
            author: self.author(row, first)?,
            group: self.group(row, first)?,
            parent: row.key(first + 4, self.id)?,
            public: row.is_true(first + 5),
        }))
    }
}

/// The order of post keys of a feed.
#[derive(Debug, Clone, Copy)]
pub enum PostOrder {
    Bytes,
    Collated(Collated),
}

/// Collations "C" and "POSIX", whose order is that of bytes.
const BYTE_COLLATIONS: [u32; 2] = [950, 951];

impl PostOrder {
    pub fn of(feed: &Feed) -> PostOrder {
        let collation = feed.posts.id.collation;
        if collation == Oid::INVALID || BYTE_COLLATIONS.contains(&collation.to_u32()) {
            PostOrder::Bytes
        } else {
            PostOrder::Collated(Collated(collation))
        }
    }
}

impl TextOrder for PostOrder {
    fn compare(&self, left: &str, right: &str) -> Ordering {
        match self {
            PostOrder::Bytes => ByteOrder.compare(left, right),
            PostOrder::Collated(collated) => collated.compare(left, right),
        }
    }
}
