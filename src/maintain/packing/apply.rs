//! Lists kept up: pairs of accounts looked at again, and those chunks written that change by it.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use pgrx::pg_sys::{self, Datum};

use super::super::statements::Maintained;
use super::build::pack;
use super::lists::{self, Stored};
use super::{State, numbers, state};
use crate::error::Outcome;
use crate::graph::packed;
use crate::merge::key::Key;

/// A follower and somebody whom they may follow.
pub type Pair<'p> = (&'p Key, &'p Key);

/// Makes lists say of some pairs what the app's table says.
pub fn apply(feed: &Maintained, pairs: &BTreeSet<Pair>) -> Outcome<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    let Some(state) = state(feed)? else {
        return Ok(());
    };
    let looked = look(feed, pairs)?;
    let chunks = chunks(feed, &state, &looked)?;
    let mut anew: BTreeSet<&Key> = BTreeSet::new();
    let mut changed: Vec<(&Key, Stored)> = Vec::new();
    for (follower, changes) in &looked {
        match chunks
            .get(*follower)
            .and_then(|list| patched(list, changes))
        {
            Some(chunks) => changed.extend(chunks.into_iter().map(|chunk| (*follower, chunk))),
            None => {
                anew.insert(follower);
            }
        }
    }
    lists::put(
        feed,
        state.epoch,
        changed.iter().map(|(follower, chunk)| (*follower, chunk)),
    )?;
    let anew: Vec<Key> = anew.into_iter().cloned().collect();
    pack(feed, &state, &anew, usize::MAX)?;
    Ok(())
}

/// For each follower the numbers looked at, with whether they follow them. One without a number is in no list, and is followed
/// by nobody.
type Looked<'p> = BTreeMap<&'p Key, BTreeMap<u32, bool>>;

/// Asks the app's table about some pairs.
fn look<'p>(feed: &Maintained, pairs: &BTreeSet<Pair<'p>>) -> Outcome<Looked<'p>> {
    let mut follow: Vec<bool> = vec![false; pairs.len()];
    let parameters = [
        feed.users(pairs.iter().map(|(follower, _)| Some(*follower))),
        feed.users(pairs.iter().map(|(_, followee)| Some(*followee))),
    ];
    if let Some(sql) = feed.sql.follow()? {
        feed.collect_sql(sql, &parameters, |row| {
            if let Some(place) = row.bigint(0) {
                follow[place as usize - 1] = true;
            }
            Ok(())
        })?;
    }
    let followed = pairs.iter().zip(&follow).filter(|(_, follows)| **follows);
    let followed: BTreeSet<&Key> = followed.map(|((_, followee), _)| *followee).collect();
    let others: BTreeSet<&Key> = pairs.iter().map(|(_, followee)| *followee).collect();
    let mut numbers: HashMap<Key, u32> = numbers::given(feed, &followed)?;
    numbers.extend(numbers::known(feed, &others)?);
    let mut looked: Looked = BTreeMap::new();
    for ((follower, followee), follows) in pairs.iter().zip(follow) {
        let changes = looked.entry(follower).or_default();
        if let Some(number) = numbers.get(*followee) {
            changes.insert(*number, follows);
        }
    }
    Ok(looked)
}

/// The first chunk of each list, and those in which the numbers are that were looked at.
fn chunks(
    feed: &Maintained,
    state: &State,
    looked: &Looked,
) -> Outcome<BTreeMap<Key, Vec<Stored>>> {
    // Of a follower of whom no number was looked at the first chunk is wanted, too.
    let asked = looked.iter().flat_map(|(follower, changes)| {
        let numbers = changes.keys().copied().chain([0]);
        numbers.map(move |number| (*follower, i64::from(number)))
    });
    let parameters = [
        feed.users(asked.clone().map(|(follower, _)| Some(follower))),
        feed.numbers(asked.map(|(_, number)| number)),
        (pg_sys::INT4OID, Some(Datum::from(state.epoch))),
    ];
    let mut chunks = BTreeMap::new();
    let sql = include_str!("../../../sql/packing/chunks.sql");
    feed.collect(sql, &parameters, |row| {
        lists::collect(feed, row, &mut chunks)
    })?;
    Ok(chunks)
}

/// The chunks of a list that change, by its first one and those in which the changes are; None where one of them is broken.
fn patched(list: &[Stored], changes: &BTreeMap<u32, bool>) -> Option<Vec<Stored>> {
    let head = list.first().filter(|head| head.first == 0)?;
    let (mut size, mut changed) = (head.size, Vec::new());
    for (place, chunk) in list.iter().enumerate() {
        let end = list.get(place + 1).map_or(u32::MAX, |next| next.first);
        let mut numbers = Vec::new();
        if !chunk.unpack(&mut numbers) || !numbers.is_sorted() {
            return None;
        }
        let before = numbers.len();
        let mut differs = false;
        for (number, follows) in changes.range(chunk.first..end) {
            match (numbers.binary_search(number), follows) {
                (Err(at), true) => numbers.insert(at, *number),
                (Ok(at), false) => drop(numbers.remove(at)),
                _ => continue,
            }
            differs = true;
        }
        if differs {
            size += numbers.len() as i32 - before as i32;
            changed.extend(
                packed::pack(chunk.first, &numbers)
                    .into_iter()
                    .map(|one| Stored {
                        first: one.first,
                        epoch: head.epoch,
                        size: 0,
                        bytes: one.bytes,
                    }),
            );
        }
    }
    if size != head.size && changed.first().is_none_or(|first| first.first != 0) {
        changed.insert(0, head.clone());
    }
    if let Some(first) = changed.first_mut().filter(|first| first.first == 0) {
        first.size = size;
    }
    Some(changed)
}

#[cfg(test)]
#[path = "apply_test.rs"]
mod apply_test;
