//! Lists made from the app's table: of the next followers, until each has one.

use std::collections::{BTreeMap, BTreeSet};

use pgrx::pg_sys::{self, Datum};

use super::super::statements::{Maintained, count};
use super::lists::{self, Stored};
use super::{State, numbers, state};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::btree::Btree;
use crate::pg::spi;
use crate::timeline::follows::followees_of_each;
use crate::timeline::reader::read_all;

/// How many followers get their lists at once, or fewer where these follow many.
const FOLLOWERS: usize = 1_000;
const FOLLOWS: usize = 50_000;

/// Packs the lists of the next followers; false where all have theirs.
pub fn build(feed: &Maintained) -> Outcome<bool> {
    let Some(state) = state(feed)?.filter(|state| !state.done) else {
        return Ok(false);
    };
    let Some(sql) = feed.sql.next_followers(state.reached.is_some())? else {
        return Ok(false);
    };
    if !has_index(feed) {
        return Ok(false);
    }
    let mut followers = Vec::new();
    let parameters = [count(FOLLOWERS), feed.maybe_viewer(state.reached.as_ref())];
    feed.collect_sql(sql, &parameters, |row| {
        followers.extend(row.key(0, feed.kinds.user)?);
        Ok(())
    })?;
    let packed = pack(feed, &state, &followers, FOLLOWS)?;
    let done = packed == followers.len() && packed < FOLLOWERS;
    let reached = followers[..packed].last().or(state.reached.as_ref());
    let parameters = [
        feed.maybe_viewer(reached),
        (pg_sys::BOOLOID, Some(Datum::from(done))),
    ];
    feed.execute(
        include_str!("../../../sql/packing/reached.sql"),
        &parameters,
    )?;
    Ok(!done)
}

/// Whether an index finds the next follower: without one each step would go through all follows.
fn has_index(feed: &Maintained) -> bool {
    feed.loaded.feed.follows.as_ref().is_some_and(|follows| {
        let given = [follows.follower.attribute];
        Btree::find(follows.table.relation, &given, &[], feed.loaded.changes).is_some()
    })
}

/// Packs the lists of some followers anew, until these have more than `most` followees; returns of how many.
pub fn pack(feed: &Maintained, state: &State, followers: &[Key], most: usize) -> Outcome<usize> {
    let lists = followees(feed, followers, most)?;
    let accounts: BTreeSet<&Key> = lists.iter().flatten().collect();
    let numbers = numbers::given(feed, &accounts)?;
    let packed: BTreeMap<&Key, Vec<Stored>> = followers
        .iter()
        .zip(&lists)
        .map(|(follower, list)| {
            let mut list: Vec<u32> = list.iter().map(|account| numbers[account]).collect();
            list.sort_unstable();
            (follower, lists::packed(state.epoch, &list))
        })
        .collect();
    lists::drop_all(feed, &packed.keys().copied().collect())?;
    let chunks = packed
        .iter()
        .flat_map(|(follower, list)| list.iter().map(move |one| (*follower, one)));
    lists::put(feed, state.epoch, chunks)?;
    Ok(packed.len())
}

/// Whom the first of some followers follow by the app's table, in a snapshot taken now: of one at least, and of no more once
/// these have more than `most` followees.
pub fn followees(feed: &Maintained, followers: &[Key], most: usize) -> Outcome<Vec<Vec<Key>>> {
    let mut lists: Vec<Vec<Key>> = Vec::new();
    let mut read = 0;
    let mut collect = || {
        read_all(feed.loaded, |reader| {
            while lists.len() < followers.len() && (lists.is_empty() || read <= most) {
                let next = &followers[lists.len()..][..1];
                followees_of_each(reader, next, &mut |list| {
                    read += list.len();
                    lists.push(list);
                })?;
            }
            Ok(())
        })
    };
    match feed.still {
        true => collect()?,
        false => spi::with_latest_snapshot(collect)?,
    }
    Ok(lists)
}
