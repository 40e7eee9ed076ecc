//! The statements of maintenance, made from the templates in `sql/maintain` and a feed's names and lasting conditions.

mod packing;
mod pieces;
mod reach;

use pgrx::pg_sys;

use crate::definition::model::{Column, Feed, Kept, Table};
use crate::definition::objects::storage;
use crate::error::Outcome;
use crate::pg::value::family_of;
use crate::quote::{fill, identifier};
use crate::timeline::people::{condition, name};
use pieces::like;

/// Authors or groups: what brings posts to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    Followers,
    Members,
}

/// What binds viewers to authors, or to groups, and the names in the storage for those.
struct Bond<'f> {
    table: &'f Table,
    viewer: &'f Column,
    whose: &'f Column,
    active: &'f Option<String>,
    key: &'static str,
    pulled: &'static str,
    left_out: &'static str,
}

/// Makes the statements of one feed.
pub struct Sql<'f> {
    feed: &'f Feed,
    data: String,
    generation: i64,
}

impl<'f> Sql<'f> {
    pub fn new(feed: &'f Feed, kept: &Kept) -> Sql<'f> {
        Sql {
            feed,
            data: identifier(&storage(&feed.name)),
            generation: kept.generation,
        }
    }

    /// A statement about the storage, and maybe the keys of posts.
    pub fn plain(&self, template: &str) -> Outcome<String> {
        fill(
            template,
            &[
                ("data", &self.data),
                ("generation", &self.generation.to_string()),
                ("posts", &self.feed.posts.table.name),
                ("created_at", &name(&self.feed.posts.created_at)),
                ("id", &name(&self.feed.posts.id)),
            ],
        )
    }

    /// A statement about posts that tells whether each may be shown to everybody: 1, as a reply 2, else 0.
    pub fn listed(&self, template: &str) -> Outcome<String> {
        let posts = &self.feed.posts;
        let reply = posts.parent.as_ref().map_or_else(
            || "false".to_owned(),
            |parent| format!("r.{} IS NOT NULL", name(parent)),
        );
        let shown = [&posts.visible, &posts.listed].map(condition).join(" AND ");
        let listing =
            format!("CASE WHEN {shown} THEN CASE WHEN {reply} THEN 2 ELSE 1 END ELSE 0 END");
        fill(
            template,
            &[
                ("posts", &posts.table.name),
                ("created_at", &name(&posts.created_at)),
                ("id", &name(&posts.id)),
                ("listing", &listing),
            ],
        )
    }

    /// A statement about the column of posts that is kept equal to a signal's count.
    pub fn counter(&self, template: &str, counter: &Column) -> Outcome<String> {
        fill(
            template,
            &[
                ("data", &self.data),
                ("posts", &self.feed.posts.table.name),
                ("id", &name(&self.feed.posts.id)),
                ("counter", &name(counter)),
            ],
        )
    }

    /// Compares what is kept of a signal with the rows that a statement gives.
    pub fn differences(&self, rows: &str) -> Outcome<String> {
        let key = match family_of(self.feed.post_kind()) {
            pg_sys::TEXTOID => "post_id::text COLLATE \"C\"",
            pg_sys::INT8OID => "post_id::bigint",
            _ => "post_id",
        };
        fill(
            include_str!("../../../sql/counting/differences.sql"),
            &[("data", &self.data), ("rows", rows), ("key", key)],
        )
    }

    /// Counts the rows that a statement gives.
    pub fn count_in(&self, rows: &str) -> Outcome<String> {
        fill(
            include_str!("../../../sql/counting/count_in.sql"),
            &[("data", &self.data), ("rows", rows)],
        )
    }

    /// Marks the windows of generations that are neither the present one nor 0: what an index finds between these two.
    pub fn mark_former(&self) -> Outcome<String> {
        let [lower, upper] = [self.generation.min(0), self.generation.max(0)];
        fill(
            include_str!("../../../sql/maintain/mark_former.sql"),
            &[
                ("data", &self.data),
                ("lower", &lower.to_string()),
                ("upper", &upper.to_string()),
            ],
        )
    }

    /// A statement about the crowd of an author or group; None where the feed knows none.
    pub fn crowd(&self, template: &str, which: Crowd) -> Outcome<Option<String>> {
        let Some(bond) = self.bond(which) else {
            return Ok(None);
        };
        fill(
            template,
            &[
                ("data", &self.data),
                ("relation", &bond.table.name),
                ("column", &name(bond.whose)),
                ("viewer_key", &self.viewer(bond.viewer)),
                ("pulled", bond.pulled),
                ("key", bond.key),
            ],
        )
        .map(Some)
    }

    fn bond(&self, which: Crowd) -> Option<Bond<'_>> {
        match which {
            Crowd::Followers => self.feed.follows.as_ref().map(|follows| Bond {
                table: &follows.table,
                viewer: &follows.follower,
                whose: &follows.followee,
                active: &follows.active,
                key: "author_id",
                pulled: "pulled_author",
                left_out: "pulled_authors",
            }),
            Crowd::Members => {
                let memberships = self.feed.memberships.as_ref();
                let grouped = memberships.filter(|_| self.feed.posts.group.is_some());
                grouped.map(|memberships| Bond {
                    table: &memberships.table,
                    viewer: &memberships.member,
                    whose: &memberships.group,
                    active: &memberships.active,
                    key: "group_key",
                    pulled: "pulled_group",
                    left_out: "pulled_groups",
                })
            }
        }
    }

    /// A column with viewers' keys, to be met with those of the storage.
    fn viewer(&self, column: &Column) -> String {
        like(&format!("r.{}", name(column)), &self.feed.posts.author)
    }
}
