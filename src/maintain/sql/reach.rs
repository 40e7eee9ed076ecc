//! Whom posts reach: statements that copy them into windows, take them out, and mark windows.

use super::pieces::{all, distinct, like, not_excluded};
use super::{Crowd, Sql};
use crate::error::Outcome;
use crate::quote::fill;
use crate::settings::{GroupPosts, Replies};
use crate::timeline::people::{condition, name};

impl Sql<'_> {
    /// Copies posts into the windows that they reach; None where they reach nobody. With `new` none of them can be in a
    /// window yet, or the statement fails: looking for each entry costs more than making it.
    pub fn fan_out(&self, new: bool) -> Outcome<Option<String>> {
        let arms: Vec<String> = [self.arm(Crowd::Followers)?, self.arm(Crowd::Members)?]
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
        // A post may reach a viewer in both ways.
        let distinct = match arms.len() {
            1 => "",
            _ => "DISTINCT ON (s.viewer, s.created_at, s.post_id)",
        };
        let absent = match new {
            true => "true".to_owned(),
            false => self.plain(include_str!("../../../sql/maintain/absent.sql"))?,
        };
        fill(
            include_str!("../../../sql/maintain/fan_out.sql"),
            &[
                ("data", &self.data),
                ("posts", &self.posts("unnest($1, $2)")?),
                ("arms", &arms.join("\nUNION ALL\n")),
                ("distinct", distinct),
                ("not_excluded", &all(not_excluded)),
                ("absent", &absent),
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
            include_str!("../../../sql/maintain/gone.sql"),
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
            include_str!("../../../sql/maintain/mark_accounts.sql"),
            &[("data", &self.data), ("arms", &arms)],
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
                include_str!("../../../sql/timeline/account.sql"),
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
            include_str!("../../../sql/maintain/posts.sql"),
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

    /// The viewers whom an author, or a group, brings its posts to; None where the feed knows no such crowd.
    fn arm(&self, which: Crowd) -> Outcome<Option<String>> {
        let Some(bond) = self.bond(which) else {
            return Ok(None);
        };
        let reached = match which {
            Crowd::Followers => self.reached(),
            Crowd::Members => "true".to_owned(),
        };
        fill(
            include_str!("../../../sql/maintain/by_crowd.sql"),
            &[
                ("data", &self.data),
                ("generation", &self.generation.to_string()),
                ("relation", &bond.table.name),
                ("column", &name(bond.whose)),
                ("key", bond.key),
                ("pulled", bond.pulled),
                ("left_out", bond.left_out),
                ("wanted", &like(&format!("o.{}", bond.key), bond.whose)),
                ("distinct", distinct(bond.table, [bond.viewer, bond.whose])),
                ("viewer_key", &self.viewer(bond.viewer)),
                ("active", &condition(bond.active)),
                ("reached", &reached),
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
                like("a.viewer", &memberships.member),
                name(&memberships.group),
                like("p.group_key", &memberships.group),
                condition(&memberships.active)
            ),
        }
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
}
