//! The statements of maintenance, made from the templates in `sql/maintain` and a feed's names and lasting conditions.

mod pieces;
mod reach;

use crate::definition::model::{Feed, Kept};
use crate::definition::objects::storage;
use crate::error::Outcome;
use crate::quote::{fill, identifier};
use pieces::{like, name};

/// Authors or groups: what brings posts to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    Followers,
    Members,
}

/// Makes the statements of one feed.
pub struct Sql<'f> {
    feed: &'f Feed,
    data: String,
    generation: String,
}

impl<'f> Sql<'f> {
    pub fn new(feed: &'f Feed, kept: &Kept) -> Sql<'f> {
        Sql {
            feed,
            data: identifier(&storage(&feed.name)),
            generation: kept.generation.to_string(),
        }
    }

    /// A statement about the storage, and maybe the keys of posts.
    pub fn plain(&self, template: &str) -> Outcome<String> {
        fill(
            template,
            &[
                ("data", &self.data),
                ("generation", &self.generation),
                ("posts", &self.feed.posts.table.name),
                ("created_at", &name(&self.feed.posts.created_at)),
                ("id", &name(&self.feed.posts.id)),
            ],
        )
    }

    /// A statement about the crowd of an author or group; None where the feed knows none.
    pub fn crowd(&self, template: &str, which: Crowd) -> Outcome<Option<String>> {
        let posts = &self.feed.posts;
        let (table, column, viewer, pulled, key) = match which {
            Crowd::Followers => match &self.feed.follows {
                Some(f) => (
                    &f.table,
                    &f.followee,
                    &f.follower,
                    "pulled_author",
                    "author_id",
                ),
                None => return Ok(None),
            },
            Crowd::Members => match (&self.feed.memberships, &posts.group) {
                (Some(m), Some(_)) => (&m.table, &m.group, &m.member, "pulled_group", "group_key"),
                _ => return Ok(None),
            },
        };
        fill(
            template,
            &[
                ("data", &self.data),
                ("relation", &table.name),
                ("column", &name(column)),
                (
                    "viewer_key",
                    &like(&format!("r.{}", name(viewer)), &posts.author),
                ),
                ("pulled", pulled),
                ("pulled_key", key),
            ],
        )
        .map(Some)
    }
}
