//! Compares lists with the app's table, and packs those anew that differ.

use std::collections::BTreeSet;

use foldhash::HashMap;
use serde_json::json;

use super::super::check::{Difference, written};
use super::super::statements::{Maintained, count};
use super::build::{followees, pack};
use super::lists::{self, Stored};
use super::{State, numbers, state};
use crate::error::Outcome;
use crate::merge::key::Key;

/// How many followers are looked at at once.
const FOLLOWERS: usize = 500;

/// A list that is not as the app's table says.
struct Wrong {
    follower: Key,
    missing: usize,
    extra: usize,
}

/// Which lists differ, but for followers some of whose changes are pending.
pub fn differences(feed: &Maintained, explained: &BTreeSet<Key>) -> Outcome<Vec<Difference>> {
    let mut found = Vec::new();
    let mut behind = None;
    loop {
        let (wrong, next) = step(feed, behind.as_ref(), explained)?;
        found.extend(wrong.into_iter().map(|wrong| Difference {
            object: "followees".to_owned(),
            detail: json!({
                "follower": written(&wrong.follower),
                "missing": wrong.missing,
                "extra": wrong.extra,
            }),
        }));
        match next {
            None => return Ok(found),
            next => behind = next,
        }
    }
}

/// Packs those lists anew that differ, of the next followers behind one; returns how many follows were wrong, and behind whom to
/// go on.
pub fn mend(feed: &Maintained, behind: Option<&Key>) -> Outcome<(u64, Option<Key>)> {
    let (wrong, next) = feed.stand_still(|feed| step(feed, behind, &BTreeSet::new()))?;
    let corrected = wrong
        .iter()
        .map(|wrong| wrong.missing + wrong.extra)
        .sum::<usize>();
    let followers: Vec<Key> = wrong.into_iter().map(|wrong| wrong.follower).collect();
    if let Some(state) = state(feed)? {
        pack(feed, &state, &followers, usize::MAX)?;
    }
    Ok((corrected as u64, next))
}

/// Which lists of the next followers behind one differ, and behind whom to go on.
fn step(
    feed: &Maintained,
    behind: Option<&Key>,
    explained: &BTreeSet<Key>,
) -> Outcome<(Vec<Wrong>, Option<Key>)> {
    let Some(state) = state(feed)? else {
        return Ok((Vec::new(), None));
    };
    let (followers, next) = next(feed, behind)?;
    let known: BTreeSet<&Key> = followers
        .iter()
        .filter(|one| !explained.contains(*one))
        .collect();
    let stored = lists::read(feed, &known)?;
    let known: Vec<Key> = known.into_iter().cloned().collect();
    let wanted = followees(feed, &known, usize::MAX)?;
    let accounts: BTreeSet<&Key> = wanted.iter().flatten().collect();
    let numbers = numbers::known(feed, &accounts)?;
    let compared = known.into_iter().zip(&wanted);
    let wrong = compared.filter_map(|(follower, wanted)| {
        let list = stored.get(&follower).map_or(&[][..], |list| list);
        let (missing, extra) = compare(&state, list, wanted, &numbers)?;
        Some(Wrong {
            follower,
            missing,
            extra,
        })
    });
    Ok((wrong.collect(), next))
}

/// How many followees a list lacks, and how many it has too many; None where it is right, or will be packed anew anyway.
fn compare(
    state: &State,
    list: &[Stored],
    wanted: &[Key],
    numbers: &HashMap<Key, u32>,
) -> Option<(usize, usize)> {
    let is_believed = list.first().is_some_and(|head| head.epoch == state.epoch);
    if !is_believed {
        return (state.done && !wanted.is_empty()).then_some((wanted.len(), 0));
    }
    let mut held = Vec::new();
    let is_whole = list.iter().all(|chunk| chunk.unpack(&mut held));
    let size = list.first().map_or(0, |head| head.size as usize);
    let count = held.len();
    let held: BTreeSet<u32> = held.into_iter().collect();
    let there: BTreeSet<u32> = wanted
        .iter()
        .filter_map(|account| numbers.get(account).copied())
        .collect();
    let missing = wanted.len() - there.intersection(&held).count();
    let extra = held.difference(&there).count();
    let is_right = is_whole && missing + extra == 0 && size == wanted.len() && count == size;
    // What is broken, or says another size than it has, is wrong as a whole.
    let wrong = if missing + extra == 0 {
        (0, count.max(1))
    } else {
        (missing, extra)
    };
    (!is_right).then_some(wrong)
}

/// The next followers behind one, by the app's table and by the storage, and behind whom to go on.
fn next(feed: &Maintained, behind: Option<&Key>) -> Outcome<(Vec<Key>, Option<Key>)> {
    let mut followers: Vec<Key> = Vec::new();
    if let Some(sql) = feed.sql.all_followers(behind.is_some())? {
        let parameters = [count(FOLLOWERS), feed.maybe_viewer(behind)];
        feed.collect_sql(sql, &parameters, |row| {
            followers.extend(row.key(0, feed.kinds.user)?);
            Ok(())
        })?;
    }
    let next = followers
        .last()
        .filter(|_| followers.len() == FOLLOWERS)
        .cloned();
    Ok((followers, next))
}
