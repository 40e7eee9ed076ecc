//! Packed lists as rows of the storage.

use std::collections::{BTreeMap, BTreeSet};

use pgrx::pg_sys::{self, Datum};

use super::super::statements::{Maintained, Parameter};
use crate::error::Outcome;
use crate::graph::packed::{self, View};
use crate::merge::key::Key;
use crate::pg::receiver::Row;
use crate::pg::value;

/// A chunk as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub first: u32,
    pub epoch: i32,
    /// Of the whole list, in its first chunk.
    pub size: i32,
    pub bytes: Vec<u8>,
}

impl Stored {
    /// Its numbers, added to `numbers`; false where it is broken.
    #[must_use]
    pub fn unpack(&self, numbers: &mut Vec<u32>) -> bool {
        View::of(self.first, &self.bytes).is_some_and(|view| view.unpack(numbers))
    }
}

/// All chunks of the lists of some followers, in order.
pub fn read(feed: &Maintained, followers: &BTreeSet<&Key>) -> Outcome<BTreeMap<Key, Vec<Stored>>> {
    let parameter = feed.users(followers.iter().map(|follower| Some(*follower)));
    let mut lists = BTreeMap::new();
    let sql = include_str!("../../../sql/packing/lists.sql");
    feed.collect(sql, &[parameter], |row| collect(feed, row, &mut lists))?;
    Ok(lists)
}

/// Adds a row of columns (follower, first, epoch, size, numbers).
pub fn collect(
    feed: &Maintained,
    row: &Row,
    lists: &mut BTreeMap<Key, Vec<Stored>>,
) -> Outcome<()> {
    if let (Some(follower), Some(first)) = (row.key(0, feed.kinds.user)?, row.int(1)) {
        lists.entry(follower).or_default().push(Stored {
            first: first as u32,
            epoch: row.int(2).unwrap_or_default(),
            size: row.int(3).unwrap_or_default(),
            bytes: row.bytes(4).unwrap_or_default().to_vec(),
        });
    }
    Ok(())
}

/// The rows of a list of ascending numbers.
pub fn packed(epoch: i32, numbers: &[u32]) -> Vec<Stored> {
    packed::pack(0, numbers)
        .into_iter()
        .map(|chunk| Stored {
            first: chunk.first,
            epoch,
            size: if chunk.first == 0 {
                numbers.len() as i32
            } else {
                0
            },
            bytes: chunk.bytes,
        })
        .collect()
}

/// Writes chunks, in place of those that begin alike.
pub fn put<'s>(
    feed: &Maintained,
    epoch: i32,
    chunks: impl Iterator<Item = (&'s Key, &'s Stored)> + Clone,
) -> Outcome<()> {
    let stored = chunks.clone().map(|(_, stored)| stored);
    let parameters: [Parameter; 5] = [
        feed.users(chunks.map(|(follower, _)| Some(follower))),
        feed.numbers(stored.clone().map(|stored| i64::from(stored.first))),
        (pg_sys::INT4OID, Some(Datum::from(epoch))),
        feed.numbers(stored.clone().map(|stored| i64::from(stored.size))),
        (
            pg_sys::BYTEAARRAYOID,
            Some(value::bytes_datum(stored.map(|stored| &stored.bytes[..]))),
        ),
    ];
    let sql = include_str!("../../../sql/packing/put_chunks.sql");
    feed.execute(sql, &parameters)
}

/// Drops the lists of some followers.
pub fn drop_all(feed: &Maintained, followers: &BTreeSet<&Key>) -> Outcome<()> {
    let followers = feed.users(followers.iter().map(|follower| Some(*follower)));
    let sql = include_str!("../../../sql/packing/drop_lists.sql");
    feed.execute(sql, &[followers])
}
