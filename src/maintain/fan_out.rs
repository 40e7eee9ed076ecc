//! Posts to the windows of those whom they reach, and away from those whom they reach no longer.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::pending::PostKey;
use super::sql::Crowd;
use super::statements::{Maintained, Parameter, count};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;

/// An author or group is pushed again when its crowd has shrunk to this share of what is pulled: one that grows and
/// shrinks around the limit is not to move at each post.
const AGAIN: (usize, usize) = (4, 5);

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

/// Decides for authors, or groups, whether their posts are copied or asked for at each read.
///
/// By their number alone, never by who reads or writes how often.
fn settle(feed: &Maintained, which: Crowd, keys: &BTreeSet<&Key>) -> Outcome<()> {
    let limit = feed.loaded.feed.settings.max_followers as usize;
    let list: Vec<&Key> = keys.iter().copied().collect();
    let Some(crowds) = feed
        .sql
        .crowd(include_str!("../../sql/maintain/crowds.sql"), which)?
    else {
        return Ok(());
    };
    let mut moves: Vec<(usize, bool)> = Vec::new();
    let all = keys_of(feed, which, list.iter().copied());
    feed.run_sql(crowds, &[all, count(limit)], &mut |row| {
        let crowd = row.bigint(2).unwrap_or_default() as usize;
        let place = row.bigint(0).unwrap_or_default() as usize - 1;
        match row.is_true(1) {
            false if crowd > limit => moves.push((place, true)),
            true if crowd * AGAIN.1 <= limit * AGAIN.0 => moves.push((place, false)),
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    for (place, pull) in moves {
        let template = match pull {
            true => include_str!("../../sql/maintain/pull_from_now.sql"),
            false => include_str!("../../sql/maintain/push_from_now.sql"),
        };
        let key = key_of(feed, which, list[place]);
        feed.apply(feed.sql.crowd(template, which)?, &[key])?;
    }
    Ok(())
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
