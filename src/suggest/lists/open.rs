//! Whether lists can be believed, and what is pending for them.

use foldhash::{HashMap, HashSet};

use super::{Account, Lists};
use crate::definition::model::Kept;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::heap;
use crate::timeline::by_index::link::Link;
use crate::timeline::reader::Reader;

/// In a longer table of pending rows looking for those that matter costs more than reading follows.
const MOST_PAGES: u32 = 1_024;

/// Columns of table `pending`, counted from 0.
const KIND: usize = 0;
const VIEWER: usize = 2;
const AUTHOR: usize = 3;

/// Columns of table `packing`, counted from 0.
const GENERATION: usize = 1;
const EPOCH: usize = 2;
const DONE: usize = 3;
const ACCOUNTS: usize = 5;

impl<'r> Lists<'r> {
    /// Those of some people, or of everybody, to be read as the feed's owner; None where there are none to be believed.
    pub fn open(reader: &'r Reader, people: Option<&HashSet<&Key>>) -> Outcome<Option<Lists<'r>>> {
        let feed = reader.feed;
        let (Some(kept), Some(follows)) = (&feed.kept, &feed.follows) else {
            return Ok(None);
        };
        let (Some(generation), Some(indexes)) = (follows.packable, reader.list_indexes()) else {
            return Ok(None);
        };
        if !indexes.are_open() {
            return Ok(None);
        }
        let mut lists = None;
        heap::read(kept.packing, &kept.kinds.packing(), u32::MAX, |row| {
            if row.bigint(GENERATION) == Some(generation) {
                lists = Some(Lists {
                    reader,
                    indexes,
                    kept,
                    epoch: row.int(EPOCH).unwrap_or_default(),
                    done: row.is_true(DONE),
                    accounts: row.int(ACCOUNTS).unwrap_or_default().max(0) as usize,
                    pending: HashMap::default(),
                });
            }
            Ok(true)
        })?;
        let Some(mut lists) = lists else {
            return Ok(None);
        };
        let Some(pairs) = pending(reader, kept, people)? else {
            return Ok(None);
        };
        Ok(lists.settle(pairs)?.then_some(lists))
    }

    /// Asks the app's table about pairs; false where that takes too long.
    fn settle(&mut self, pairs: HashSet<(Key, Key)>) -> Outcome<bool> {
        if pairs.is_empty() {
            return Ok(true);
        }
        let numbers = self
            .indexes
            .numbers(pairs.iter().map(|(_, followee)| followee))?;
        let pending = &mut self.pending;
        let settled = self.reader.by_links(|links| {
            let Some(mut followed) = links.followed.as_ref().and_then(Link::open) else {
                return Ok(None);
            };
            for (follower, followee) in pairs {
                let follows = followed.holds(&[&follower, &followee]);
                let account = match numbers.get(&followee) {
                    Some(number) => Account::Number(*number),
                    None => Account::Key(followee),
                };
                pending
                    .entry(follower)
                    .or_default()
                    .push((account, follows));
            }
            Ok(Some(()))
        })?;
        Ok(settled.is_some())
    }
}

/// Pairs of which the first one is of some people, or anybody, and which have to be looked at again; None where all have, or it is not
/// worth while.
fn pending(
    reader: &Reader,
    kept: &Kept,
    people: Option<&HashSet<&Key>>,
) -> Outcome<Option<HashSet<(Key, Key)>>> {
    let user = reader.feed.user_kind();
    let mut pairs = HashSet::default();
    let whole = heap::read(kept.pending, &kept.kinds.pending(), MOST_PAGES, |row| {
        match row.letter(KIND) {
            Some(b'f') => {
                let pair = row.key(VIEWER, user)?.zip(row.key(AUTHOR, user)?);
                pairs.extend(
                    pair.filter(|(follower, _)| people.is_none_or(|some| some.contains(follower))),
                );
            }
            Some(b'r') => return Ok(false),
            _ => {}
        }
        Ok(true)
    })?;
    Ok(whole.then_some(pairs))
}
