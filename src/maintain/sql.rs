//! The statements of maintenance, made from the templates in `sql/maintain` and a feed's names and lasting conditions.

use pgrx::pg_sys::{self, Oid};

use crate::definition::model::{Column, Exclusion, Feed, Kept};
use crate::definition::objects::storage;
use crate::error::Outcome;
use crate::pg::catalog;
use crate::pg::value::family_of;
use crate::quote::{fill, identifier};
use crate::settings::{GroupPosts, Replies};

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

    /// Copies posts into the windows that they reach; None where they reach nobody.
    pub fn fan_out(&self) -> Outcome<Option<String>> {
        let arms: Vec<String> = [self.by_follow()?, self.by_group()?]
            .into_iter()
            .flatten()
            .collect();
        if arms.is_empty() {
            return Ok(None);
        }
        let not_excluded = self
            .feed
            .exclusions
            .iter()
            .map(not_excluded)
            .collect::<Outcome<Vec<_>>>()?;
        fill(
            include_str!("../../sql/maintain/fan_out.sql"),
            &[
                ("data", &self.data),
                ("posts", &self.posts("unnest($1, $2)")?),
                ("arms", &arms.join("\nUNION ALL\n")),
                ("not_excluded", &all(not_excluded)),
            ],
        )
        .map(Some)
    }

    /// Takes posts out of the windows that they reached; None where they reached nobody.
    pub fn gone(&self) -> Outcome<Option<String>> {
        let arms = self.audience("g.author_id", Some("g.group_key"), true)?;
        if arms.is_empty() {
            return Ok(None);
        }
        let posts = self.posts("(SELECT g.created_at, g.post_id)")?;
        fill(
            include_str!("../../sql/maintain/gone.sql"),
            &[("data", &self.data), ("arms", &arms), ("posts", &posts)],
        )
        .map(Some)
    }

    /// Marks the windows of all whom posts by some authors may reach; None where they reach nobody.
    pub fn mark_accounts(&self) -> Outcome<Option<String>> {
        let posts = &self.feed.posts;
        let groups = posts
            .group
            .as_ref()
            .zip(self.feed.memberships.as_ref())
            .map(|(group, memberships)| {
                format!(
                    "(SELECT {} FROM {} AS r WHERE r.{} = a.key)",
                    like(&format!("r.{}", name(group)), &memberships.group),
                    posts.table.name,
                    name(&posts.author)
                )
            });
        let arms = self.audience("a.key", groups.as_deref(), false)?;
        if arms.is_empty() {
            return Ok(None);
        }
        let arms = format!(
            "SELECT v.viewer FROM unnest($1) AS a (key) CROSS JOIN LATERAL ({arms}) AS v (viewer)"
        );
        fill(
            include_str!("../../sql/maintain/mark_accounts.sql"),
            &[("data", &self.data), ("arms", &arms)],
        )
        .map(Some)
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

    /// The posts of some keys that may be in a window.
    fn posts(&self, keys: &str) -> Outcome<String> {
        let posts = &self.feed.posts;
        let mut shown = vec![posts.visible.clone().unwrap_or_else(|| "true".to_owned())];
        if let (Some(parent), Replies::None) = (&posts.parent, self.feed.settings.replies) {
            shown.push(format!("r.{} IS NULL", name(parent)));
        }
        let account = match &self.feed.accounts {
            None => "true".to_owned(),
            Some(accounts) => fill(
                include_str!("../../sql/timeline/account.sql"),
                &[
                    ("accounts", &accounts.table.name),
                    ("id", &name(&accounts.id)),
                    ("key", &like("s.author_id", &accounts.id)),
                    ("visible", &condition(&accounts.visible)),
                    ("alone", ""),
                ],
            )?,
        };
        let group = match &posts.group {
            Some(group) => format!("r.{}", name(group)),
            None => "NULL::bigint".to_owned(),
        };
        fill(
            include_str!("../../sql/maintain/posts.sql"),
            &[
                ("keys", keys),
                ("posts", &posts.table.name),
                ("id", &name(&posts.id)),
                ("created_at", &name(&posts.created_at)),
                ("author", &name(&posts.author)),
                ("group", &group),
                ("shown", &all(shown)),
                ("account", &account),
            ],
        )
    }

    fn by_follow(&self) -> Outcome<Option<String>> {
        let Some(follows) = &self.feed.follows else {
            return Ok(None);
        };
        fill(
            include_str!("../../sql/maintain/by_follow.sql"),
            &[
                ("data", &self.data),
                ("generation", &self.generation),
                ("follows", &follows.table.name),
                ("followee", &name(&follows.followee)),
                ("author_key", &like("p.author_id", &follows.followee)),
                ("follower_key", &self.viewer(&follows.follower)),
                ("active", &condition(&follows.active)),
                ("reached", &self.reached()),
            ],
        )
        .map(Some)
    }

    /// Whether a followed author's post reaches the viewer, by its group.
    fn reached(&self) -> String {
        let everyone = self.feed.settings.group_posts == GroupPosts::Everyone;
        match (&self.feed.posts.group, &self.feed.memberships) {
            (None, _) => "true".to_owned(),
            _ if everyone => "true".to_owned(),
            (Some(_), None) => "p.group_key IS NULL".to_owned(),
            (Some(_), Some(memberships)) => format!(
                "(p.group_key IS NULL OR EXISTS (SELECT FROM {} AS r WHERE r.{} = {} AND r.{} = {} AND {}))",
                memberships.table.name,
                name(&memberships.member),
                like("w.viewer", &memberships.member),
                name(&memberships.group),
                like("p.group_key", &memberships.group),
                condition(&memberships.active)
            ),
        }
    }

    fn by_group(&self) -> Outcome<Option<String>> {
        let (Some(memberships), Some(_)) = (&self.feed.memberships, &self.feed.posts.group) else {
            return Ok(None);
        };
        fill(
            include_str!("../../sql/maintain/by_group.sql"),
            &[
                ("data", &self.data),
                ("generation", &self.generation),
                ("memberships", &memberships.table.name),
                ("group", &name(&memberships.group)),
                ("group_key", &like("p.group_key", &memberships.group)),
                ("member_key", &self.viewer(&memberships.member)),
                ("active", &condition(&memberships.active)),
            ],
        )
        .map(Some)
    }

    /// Whom posts by an author and in some groups may reach, whatever the conditions say now. Of pulled authors nothing
    /// is in a window.
    fn audience(&self, author: &str, groups: Option<&str>, pushed: bool) -> Outcome<String> {
        let mut arms = Vec::new();
        if let Some(follows) = &self.feed.follows {
            let unless = match pushed {
                true => format!(
                    " AND NOT EXISTS (SELECT FROM {}.pulled_author AS u WHERE u.author_id = {author})",
                    self.data
                ),
                false => String::new(),
            };
            arms.push(format!(
                "SELECT {} FROM {} AS r WHERE r.{} = {}{unless}",
                self.viewer(&follows.follower),
                follows.table.name,
                name(&follows.followee),
                like(author, &follows.followee),
            ));
        }
        if let (Some(memberships), Some(groups)) = (&self.feed.memberships, groups) {
            let test = if groups.starts_with('(') { "IN" } else { "=" };
            arms.push(format!(
                "SELECT {} FROM {} AS r WHERE r.{} {test} {}",
                self.viewer(&memberships.member),
                memberships.table.name,
                name(&memberships.group),
                if test == "=" {
                    like(groups, &memberships.group)
                } else {
                    groups.to_owned()
                },
            ));
        }
        Ok(arms.join("\nUNION ALL\n"))
    }

    /// A column with viewers' keys, to be met with those of the storage.
    fn viewer(&self, column: &Column) -> String {
        like(&format!("r.{}", name(column)), &self.feed.posts.author)
    }
}

fn name(column: &Column) -> String {
    identifier(&column.name)
}

fn condition(condition: &Option<String>) -> String {
    condition
        .as_ref()
        .map_or_else(|| "true".to_owned(), |text| format!("({text})"))
}

fn all(conditions: Vec<String>) -> String {
    match conditions.is_empty() {
        true => "true".to_owned(),
        false => conditions
            .iter()
            .map(|one| format!("({one})"))
            .collect::<Vec<_>>()
            .join(" AND "),
    }
}

/// An expression compared by the collation of a column, as that column's indexes are: texts of two columns may have
/// collations of their own.
fn like(expression: &str, column: &Column) -> String {
    match catalog::collation_name(column.collation) {
        Some(collation) if family_of(column.kind) == pg_sys::TEXTOID => {
            format!("({expression}) COLLATE {collation}")
        }
        _ => expression.to_owned(),
    }
}

fn not_excluded(exclusion: &Exclusion) -> Outcome<String> {
    let one = |who: &str, whom: &str| {
        fill(
            include_str!("../../sql/timeline/excluded.sql"),
            &[
                ("source", &exclusion.table.name),
                ("viewer", &name(&exclusion.viewer)),
                ("author", &name(&exclusion.author)),
                ("who", &like(who, &exclusion.viewer)),
                ("whom", &like(whom, &exclusion.author)),
                ("active", &condition(&exclusion.active)),
                ("alone", ""),
            ],
        )
    };
    let there = one("s.viewer", "s.author_id")?;
    match exclusion.both_ways {
        false => Ok(format!("NOT {there}")),
        true => Ok(format!(
            "NOT {there} AND NOT {}",
            one("s.author_id", "s.viewer")?
        )),
    }
}

/// The types in which the keys of a feed are passed as parameters.
#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    pub user: Oid,
    pub post: Oid,
    pub time: Oid,
    pub group: Oid,
}

impl Kinds {
    pub fn of(feed: &Feed) -> Kinds {
        Kinds {
            user: feed.user_kind(),
            post: feed.post_kind(),
            time: feed.posts.created_at.kind,
            group: feed
                .posts
                .group
                .as_ref()
                .map_or(crate::definition::objects::NO_GROUPS, |group| group.kind),
        }
    }
}
