//! The text of each statement, made from the templates in `sql/timeline` and a feed's names and conditions.

use pgrx::pg_sys::{self, Oid};

use super::super::query::{From, Pins, PostQuery};
use super::Statement;
use crate::definition::model::{Column, Exclusion, Feed};
use crate::error::Outcome;
use crate::pg::expression::type_name;
use crate::pg::value::{array_of, family_of};
use crate::quote::{fill, identifier};

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

/// Behind an EXISTS, keeps PostgreSQL from hashing all rows of the viewer to answer for a few authors.
const ONE_BY_ONE: &str = "OFFSET 0";

fn name(column: &Column) -> String {
    identifier(&column.name)
}

fn posts(feed: &Feed, query: PostQuery) -> Outcome<String> {
    let posts = &feed.posts;
    let of = |column: &Option<Column>| {
        column
            .as_ref()
            .map_or_else(|| "NULL".to_owned(), |column| format!("r.{}", name(column)))
    };
    let public = match (&posts.public, &posts.group) {
        (Some(public), _) => public.clone(),
        (None, Some(_)) => format!("{} IS NULL", of(&posts.group)),
        (None, None) => "true".to_owned(),
    };
    let pinned = match &posts.pinned {
        Some(_) if query.group_pins => of(&posts.pinned),
        Some(_) => format!("({} AND {} IS NULL)", of(&posts.pinned), of(&posts.group)),
        None => "false".to_owned(),
    };
    let pinned = match query.pins {
        Pins::Ignored => "false".to_owned(),
        _ => format!("{pinned} IS TRUE"),
    };
    let columns = [
        format!("r.{}", name(&posts.id)),
        format!("r.{}", name(&posts.author)),
        format!("r.{}", name(&posts.created_at)),
        of(&posts.group),
        of(&posts.parent),
        public.clone(),
        pinned.clone(),
    ]
    .join(", ");
    let mut shown = vec![posts.visible.clone().unwrap_or_else(|| "true".to_owned())];
    if !query.replies && posts.parent.is_some() {
        shown.push(format!("{} IS NULL", of(&posts.parent)));
    }
    if query.public_only {
        shown.push(public);
    }
    match query.pins {
        Pins::Ignored => {}
        Pins::Pinned => shown.push(pinned),
        Pins::Rest => shown.push(format!("NOT ({pinned})")),
    }
    let shown: Vec<_> = shown.iter().map(|one| format!("({one})")).collect();
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
            ("shown", &shown.join(" AND ")),
        ],
    )
}

fn condition(condition: &Option<String>) -> String {
    condition
        .as_ref()
        .map_or_else(|| "true".to_owned(), |text| format!("({text})"))
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
    let followed = match &feed.follows {
        None => "false".to_owned(),
        Some(follows) => fill(
            include_str!("../../../sql/timeline/followed.sql"),
            &[
                ("follows", &follows.table.name),
                ("follower", &name(&follows.follower)),
                ("followee", &name(&follows.followee)),
                ("active", &condition(&follows.active)),
                ("alone", ONE_BY_ONE),
            ],
        )?,
    };
    let shown = shown(feed, blocks_only, ONE_BY_ONE)?;
    fill(
        include_str!("../../../sql/timeline/authors.sql"),
        &[("followed", &followed), ("shown", &shown)],
    )
}

/// A text key without the collation of its column, so that it can meet a column of another collation.
fn uncollated(column: &Column) -> String {
    match family_of(column.kind) {
        pg_sys::TEXTOID => format!("r.{} COLLATE \"default\"", name(column)),
        _ => format!("r.{}", name(column)),
    }
}

/// Whether author `s.key` may be shown to viewer `$1`: an account that is visible, and no exclusion.
fn shown(feed: &Feed, blocks_only: bool, alone: &str) -> Outcome<String> {
    let mut conditions = Vec::new();
    if let Some(accounts) = &feed.accounts {
        conditions.push(fill(
            include_str!("../../../sql/timeline/account.sql"),
            &[
                ("accounts", &accounts.table.name),
                ("id", &name(&accounts.id)),
                ("key", "s.key"),
                ("visible", &condition(&accounts.visible)),
                ("alone", alone),
            ],
        )?);
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

fn not_excluded(exclusion: &Exclusion, who: &str, whom: &str, alone: &str) -> Outcome<String> {
    let exists = fill(
        include_str!("../../../sql/timeline/excluded.sql"),
        &[
            ("source", &exclusion.table.name),
            ("viewer", &name(&exclusion.viewer)),
            ("author", &name(&exclusion.author)),
            ("who", who),
            ("whom", whom),
            ("active", &condition(&exclusion.active)),
            ("alone", alone),
        ],
    )?;
    Ok(format!("NOT {exists}"))
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
