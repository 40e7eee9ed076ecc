//! Checks a feed as a whole: keys that meet must be of one family.

use super::model::{Column, Feed, Table};
use crate::error::{Failure, Outcome};
use crate::pg::expression::{Expression, type_name};
use crate::pg::identity;
use crate::pg::value::family_of;
use crate::quote::literal;

/// The viewer of the session must be a key: setting security.viewer may have been made for keys of another type.
pub fn viewer(feed: &Feed) -> Outcome<()> {
    if let Some(text) = &feed.settings.viewer {
        identity::with_pinned_path(|| Expression::value(text, feed.user_kind())).map_err(
            |failure| {
                failure.hint(format!(
                    "Call feed.configure({}, ...) to change setting security.viewer.",
                    literal(&feed.name)
                ))
            },
        )?;
    }
    Ok(())
}

/// Integers of any width meet, and text and varchar; a uuid meets uuids only.
pub fn families(feed: &Feed) -> Outcome<()> {
    let posts = &feed.posts;
    let same = |table: &Table, column: &Column, with: &Column| match family_of(column.kind)
        == family_of(with.kind)
    {
        true => Ok(()),
        false => Err(Failure::wrong_type(format!(
            "column \"{}\" of table {} is of type {}, but \"{}\" of {} is {}",
            column.name,
            table.name,
            type_name(column.kind),
            with.name,
            posts.table.name,
            type_name(with.kind),
        ))
        .hint("Keys that are compared must both be integers, both uuid, or both text.")),
    };
    let author = &posts.author;
    if let Some(parent) = &posts.parent {
        same(&posts.table, parent, &posts.id)?;
    }
    if let Some(follows) = &feed.follows {
        same(&follows.table, &follows.follower, author)?;
        same(&follows.table, &follows.followee, author)?;
    }
    if let Some(accounts) = &feed.accounts {
        same(&accounts.table, &accounts.id, author)?;
    }
    if let Some(memberships) = &feed.memberships {
        same(&memberships.table, &memberships.member, author)?;
        if let Some(group) = &posts.group {
            same(&memberships.table, &memberships.group, group)?;
        }
    }
    for exclusion in &feed.exclusions {
        same(&exclusion.table, &exclusion.viewer, author)?;
        same(&exclusion.table, &exclusion.author, author)?;
    }
    for (_, signal) in feed.signal_sources() {
        same(&signal.table, &signal.post, &posts.id)?;
        if let Some(actor) = &signal.actor {
            same(&signal.table, actor, author)?;
        }
    }
    Ok(())
}
