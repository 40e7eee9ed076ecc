//! Posts to the windows of those whom they reach, and away from those whom they reach no longer.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::pending::{Pending, PostKey};
use super::sql::Crowd;
use super::statements::{Maintained, Parameter, count};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;

/// An author or group is pushed again when its crowd has shrunk to this share of what is pulled: one that grows and
/// shrinks around the limit is not to move at each post.
const AGAIN: (usize, usize) = (4, 5);

/// How many entries a batch may make: some seconds of work.
const ENTRIES: usize = 1_000_000;

/// Copies posts into windows; returns how many entries that took. `new` ones have just been inserted, so that hardly a
/// window can hold them: only one that was built after the insert.
pub fn copy(feed: &Maintained, posts: &[&PostKey], new: bool) -> Outcome<u64> {
    if posts.is_empty() {
        return Ok(0);
    }
    let authors = posts.iter().filter_map(|post| post.author.as_ref());
    settle(feed, Crowd::Followers, &authors.collect())?;
    let groups = posts.iter().filter_map(|post| post.group.as_ref());
    settle(feed, Crowd::Members, &groups.collect())?;
    let keys: BTreeSet<(i64, &Key)> = posts.iter().map(|p| (p.created_at, &p.id)).collect();
    let parameters = [
        feed.times(keys.iter().map(|(time, _)| *time)),
        feed.posts(keys.iter().map(|(_, id)| *id)),
    ];
    if new && let Ok(copied) = attempt(|| feed.apply(feed.sql.fan_out(true)?, &parameters)) {
        return Ok(copied);
    }
    feed.apply(feed.sql.fan_out(false)?, &parameters)
}

/// Takes posts out of windows where they are no longer what they were.
pub fn remove(feed: &Maintained, posts: &[&PostKey]) -> Outcome<u64> {
    if posts.is_empty() {
        return Ok(0);
    }
    let parameters = [
        feed.times(posts.iter().map(|post| post.created_at)),
        feed.posts(posts.iter().map(|post| &post.id)),
        feed.users(posts.iter().map(|post| post.author.as_ref())),
        feed.groups(posts.iter().map(|post| post.group.as_ref())),
    ];
    feed.apply(feed.sql.gone()?, &parameters)
}

/// How many of some pending rows, from the first one on, a batch can afford: at least one.
///
/// A post makes as many entries as its author has followers, so bounding the rows alone would let one batch run for a minute.
pub fn affordable(feed: &Maintained, rows: &[Pending]) -> Outcome<usize> {
    let most = feed.loaded.feed.settings.max_followers as usize;
    if rows.len().saturating_mul(most) <= ENTRIES {
        return Ok(rows.len());
    }
    let posts = || rows.iter().map(Pending::post);
    let followers = reach(feed, Crowd::Followers, posts().map(|p| p?.author.as_ref()))?;
    let members = reach(feed, Crowd::Members, posts().map(|p| p?.group.as_ref()))?;
    let mut entries = 0;
    let affordable = followers
        .iter()
        .zip(&members)
        .take_while(|(followers, members)| {
            entries += *followers + *members;
            entries <= ENTRIES
        })
        .count();
    Ok(affordable.max(1))
}

/// How many each of these authors, or groups, may bring posts to; nobody where it is none, or is pulled or to be.
fn reach<'k>(
    feed: &Maintained,
    which: Crowd,
    keys: impl Iterator<Item = Option<&'k Key>> + Clone,
) -> Outcome<Vec<usize>> {
    let limit = feed.loaded.feed.settings.max_followers as usize;
    let distinct: BTreeSet<&Key> = keys.clone().flatten().collect();
    let sizes: BTreeMap<&Key, usize> = crowds(feed, which, &distinct)?
        .into_iter()
        .filter(|crowd| !crowd.pulled && crowd.size <= limit)
        .map(|crowd| (crowd.key, crowd.size))
        .collect();
    let size = |key: Option<&Key>| key.and_then(|key| sizes.get(key).copied());
    Ok(keys.map(|key| size(key).unwrap_or_default()).collect())
}

/// Decides for authors, or groups, whether their posts are copied or asked for at each read.
///
/// By their number alone, never by who reads or writes how often.
fn settle(feed: &Maintained, which: Crowd, keys: &BTreeSet<&Key>) -> Outcome<()> {
    let limit = feed.loaded.feed.settings.max_followers as usize;
    for crowd in crowds(feed, which, keys)? {
        let template = match crowd.pulled {
            false if crowd.size > limit => include_str!("../../sql/maintain/pull_from_now.sql"),
            true if crowd.size * AGAIN.1 <= limit * AGAIN.0 => {
                include_str!("../../sql/maintain/push_from_now.sql")
            }
            _ => continue,
        };
        let key = key_of(feed, which, crowd.key);
        feed.apply(feed.sql.crowd(template, which)?, &[key])?;
    }
    Ok(())
}

/// The followers of an author, or the members of a group.
struct Measured<'k> {
    key: &'k Key,
    pulled: bool,
    /// Counted to one more than are copied to.
    size: usize,
}

fn crowds<'k>(
    feed: &Maintained,
    which: Crowd,
    keys: &BTreeSet<&'k Key>,
) -> Outcome<Vec<Measured<'k>>> {
    let template = include_str!("../../sql/maintain/crowds.sql");
    let Some(sql) = feed.sql.crowd(template, which)? else {
        return Ok(Vec::new());
    };
    let limit = feed.loaded.feed.settings.max_followers as usize;
    let list: Vec<&Key> = keys.iter().copied().collect();
    let all = keys_of(feed, which, list.iter().copied());
    let mut found = Vec::new();
    feed.run_sql(sql, &[all, count(limit)], &mut |row| {
        let place = row.bigint(0).unwrap_or_default() as usize;
        found.extend(list.get(place.wrapping_sub(1)).map(|key| Measured {
            key,
            pulled: row.is_true(1),
            size: row.bigint(2).unwrap_or_default() as usize,
        }));
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

fn keys_of<'k>(feed: &Maintained, which: Crowd, keys: impl Iterator<Item = &'k Key>) -> Parameter {
    match which {
        Crowd::Followers => feed.users(keys.map(Some)),
        Crowd::Members => feed.groups(keys.map(Some)),
    }
}

fn key_of(feed: &Maintained, which: Crowd, key: &Key) -> Parameter {
    let kind = crate::pg::value::family_of(match which {
        Crowd::Followers => feed.kinds.user,
        Crowd::Members => feed.kinds.group,
    });
    (kind, crate::pg::value::key_datum(key, kind))
}
