//! The text of each statement, made from the templates in `sql/timeline` and a feed's names and conditions.

use pgrx::pg_sys::{self, Oid};

use super::super::people::{
    ONE_BY_ONE, condition, followed, has_account, name, not_excluded, uncollated,
};
use super::super::query::{From, PostQuery};
use super::super::selection::Selection;
use super::Statement;
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::pg::expression::type_name;
use crate::pg::value::{array_of, family_of};
use crate::quote::fill;

/// The text of a statement and the types of its parameters.
pub fn text(feed: &Feed, which: Statement) -> Outcome<(String, Vec<Oid>)> {
    let user = family_of(feed.user_kind());
    let post = family_of(feed.post_kind());
    let group = feed.group_kind().map_or(Oid::INVALID, family_of);
    let time = feed.posts.created_at.kind;
    Ok(match which {
        Statement::Posts(query) => match query.from {
            From::Everybody => (posts(feed, query)?, vec![time, post, time]),
            From::Keys => (posts(feed, query)?, vec![array_of(time), array_of(post)]),
            From::Ids => (posts(feed, query)?, vec![array_of(post)]),
            From::Author | From::Group => {
                let source = if query.from == From::Author {
                    user
                } else {
                    group
                };
                let types = vec![
                    time,
                    array_of(source),
                    array_of(time),
                    array_of(post),
                    pg_sys::INT8OID,
                ];
                (posts(feed, query)?, types)
            }
        },
        Statement::Parents => (
            fill(
                include_str!("../../../sql/timeline/parents.sql"),
                &[
                    ("posts", &feed.posts.table.name),
                    ("id", &name(&feed.posts.id)),
                    ("author", &name(&feed.posts.author)),
                ],
            )?,
            vec![array_of(post)],
        ),
        Statement::Followees => (followees(feed)?, vec![user, pg_sys::INT8OID]),
        Statement::Authors { blocks_only } => {
            (authors(feed, blocks_only)?, vec![user, array_of(user)])
        }
        Statement::Groups => (
            memberships(feed, include_str!("../../../sql/timeline/groups.sql"))?,
            vec![user, pg_sys::INT8OID],
        ),
        Statement::Member => (
            memberships(feed, include_str!("../../../sql/timeline/member.sql"))?,
            vec![user, array_of(group)],
        ),
        Statement::Viewer => (
            fill(
                include_str!("../../../sql/timeline/viewer.sql"),
                &[
                    ("viewer", feed.settings.viewer.as_deref().unwrap_or("NULL")),
                    ("user", &type_name(feed.user_kind())),
                ],
            )?,
            Vec::new(),
        ),
    })
}

fn posts(feed: &Feed, query: PostQuery) -> Outcome<String> {
    let posts = &feed.posts;
    let Selection { columns, shown } = Selection::of(feed, query);
    let (template, source) = match query.from {
        From::Everybody => (include_str!("../../../sql/timeline/walk.sql"), None),
        From::Keys => (include_str!("../../../sql/timeline/keys.sql"), None),
        From::Ids => (include_str!("../../../sql/timeline/ids.sql"), None),
        From::Author => (
            include_str!("../../../sql/timeline/probe.sql"),
            Some(&posts.author),
        ),
        From::Group => (
            include_str!("../../../sql/timeline/probe.sql"),
            posts.group.as_ref(),
        ),
    };
    fill(
        template,
        &[
            ("columns", &columns),
            ("posts", &posts.table.name),
            ("created_at", &name(&posts.created_at)),
            ("id", &name(&posts.id)),
            ("source", &source.map(name).unwrap_or_default()),
            ("shown", &shown),
        ],
    )
}

fn followees(feed: &Feed) -> Outcome<String> {
    let Some(follows) = &feed.follows else {
        return Ok(include_str!("../../../sql/timeline/nothing.sql").to_owned());
    };
    fill(
        include_str!("../../../sql/timeline/followees.sql"),
        &[
            ("follows", &follows.table.name),
            ("follower", &name(&follows.follower)),
            ("followee", &name(&follows.followee)),
            ("key", &uncollated(&follows.followee)),
            ("active", &condition(&follows.active)),
            ("shown", &shown(feed, false, "")?),
        ],
    )
}

fn authors(feed: &Feed, blocks_only: bool) -> Outcome<String> {
    let followed = followed(feed, ONE_BY_ONE)?;
    let shown = shown(feed, blocks_only, ONE_BY_ONE)?;
    fill(
        include_str!("../../../sql/timeline/authors.sql"),
        &[("followed", &followed), ("shown", &shown)],
    )
}

/// Whether author `s.key` may be shown to viewer `$1`: an account that is visible, and no exclusion.
fn shown(feed: &Feed, blocks_only: bool, alone: &str) -> Outcome<String> {
    let mut conditions = Vec::new();
    if let Some(accounts) = &feed.accounts {
        conditions.push(has_account(accounts, &condition(&accounts.visible), alone)?);
    }
    for exclusion in &feed.exclusions {
        if exclusion.both_ways || !blocks_only {
            conditions.push(not_excluded(exclusion, "$1", "s.key", alone)?);
        }
        if exclusion.both_ways {
            conditions.push(not_excluded(exclusion, "s.key", "$1", alone)?);
        }
    }
    match conditions.is_empty() {
        true => Ok("true".to_owned()),
        false => Ok(conditions.join("\nAND ")),
    }
}

fn memberships(feed: &Feed, template: &str) -> Outcome<String> {
    let Some(memberships) = &feed.memberships else {
        return Ok(include_str!("../../../sql/timeline/nothing.sql").to_owned());
    };
    fill(
        template,
        &[
            ("memberships", &memberships.table.name),
            ("member", &name(&memberships.member)),
            ("group", &name(&memberships.group)),
            ("active", &condition(&memberships.active)),
        ],
    )
}
