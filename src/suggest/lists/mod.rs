//! Packed lists as a read sees them: what is stored, and of pairs that are pending what the app's table says.

mod open;

use foldhash::{HashMap, HashSet};

use crate::definition::model::Kept;
use crate::error::Outcome;
use crate::graph::packed::View;
use crate::merge::key::Key;
use crate::pg::heap;
use crate::timeline::by_index::lists::{ListIndexes, StoredChunk};
use crate::timeline::follows::followees_of_each;
use crate::timeline::reader::Reader;

/// More lists than this that are not packed cost more to read than following everybody's follows.
const MOST_UNPACKED: usize = 64;

/// Columns of table `followees`, counted from 0.
mod list {
    pub const FOLLOWER: usize = 0;
    pub const FIRST: usize = 1;
    pub const EPOCH: usize = 2;
    pub const SIZE: usize = 3;
    pub const NUMBERS: usize = 4;
}

/// The lists of some people.
pub struct Lists<'r> {
    reader: &'r Reader<'r>,
    indexes: &'r ListIndexes,
    kept: &'r Kept,
    epoch: i32,
    done: bool,
    /// Accounts have numbers below this.
    pub accounts: usize,
    /// Of some people whom they follow or do not follow, whatever their lists say.
    pending: HashMap<Key, Vec<(Account, bool)>>,
}

/// An account by its number, or one that has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Account {
    Number(u32),
    Key(Key),
}

/// Whom somebody follows.
pub enum List<'l> {
    /// So many, in these chunks.
    Packed(usize, &'l [(u32, &'l [u8])]),
    Loose(Vec<Account>),
}

impl List<'_> {
    pub fn len(&self) -> usize {
        match self {
            List::Packed(size, _) => *size,
            List::Loose(accounts) => accounts.len(),
        }
    }
}

impl<'r> Lists<'r> {
    /// Gives the lists of some people to `sink`, in no order, with their places among these. Who follows nobody may be left out.
    /// False where lists cannot be believed.
    pub fn each(
        &self,
        people: &[Key],
        sink: &mut dyn FnMut(usize, List) -> Outcome<bool>,
    ) -> Outcome<bool> {
        let places: HashMap<&Key, usize> = people
            .iter()
            .enumerate()
            .map(|(place, key)| (key, place))
            .collect();
        let mut met = vec![false; people.len()];
        let mut later: Vec<(u32, Vec<u8>)> = Vec::new();
        let mut whose = None;
        let mut right = true;
        self.indexes.chunks(people.iter(), |follower, chunk| {
            let StoredChunk {
                first,
                epoch,
                size,
                bytes,
            } = chunk;
            if first > 0 {
                if whose.as_ref() != Some(&follower) {
                    later.clear();
                    whose = Some(follower);
                }
                later.push((first, bytes.to_vec()));
                return Ok(());
            }
            let mut rest = std::mem::take(&mut later);
            if whose.take().as_ref() != Some(&follower) {
                rest.clear();
            }
            let Some(place) = places
                .get(&follower)
                .filter(|_| epoch == self.epoch && right)
            else {
                return Ok(());
            };
            met[*place] = true;
            let rest = rest.iter().rev().map(|(first, bytes)| (*first, &bytes[..]));
            let chunks: Vec<(u32, &[u8])> = std::iter::once((0, bytes)).chain(rest).collect();
            right = match self.pending.get(&follower) {
                None => sink(*place, List::Packed(size, &chunks))?,
                Some(changes) => match loose(&chunks, changes) {
                    Some(list) => sink(*place, List::Loose(list))?,
                    None => false,
                },
            };
            Ok(())
        })?;
        let unpacked = (0..people.len()).filter(|place| {
            !met[*place] && (!self.done || self.pending.contains_key(&people[*place]))
        });
        let unpacked: Vec<usize> = unpacked.collect();
        if !right || unpacked.len() > MOST_UNPACKED {
            return Ok(false);
        }
        for place in unpacked {
            let list = self.unpacked(&people[place])?;
            right &= sink(place, List::Loose(list))?;
        }
        Ok(right)
    }

    /// Gives the lists of everybody to `sink`, each once or in parts; false where `sink` says so, or lists cannot be believed.
    pub fn all(&self, sink: &mut dyn FnMut(List) -> bool) -> Outcome<bool> {
        if !self.done {
            return Ok(false);
        }
        let user = self.reader.feed.user_kind();
        let changed = self.pending.keys().map(|follower| (follower, Vec::new()));
        let mut apart: HashMap<&Key, Vec<(u32, Vec<u8>)>> = changed.collect();
        let types = self.kept.kinds.followees();
        let right = heap::read(self.kept.followees, &types, u32::MAX, |row| {
            if row.int(list::EPOCH) != Some(self.epoch) {
                return Ok(true);
            }
            let first = row.int(list::FIRST).unwrap_or_default() as u32;
            let bytes = row.bytes(list::NUMBERS).unwrap_or_default();
            if !apart.is_empty()
                && let Some(follower) = row.key(list::FOLLOWER, user)?
                && let Some(chunks) = apart.get_mut(&follower)
            {
                chunks.push((first, bytes.to_vec()));
                return Ok(true);
            }
            let size = row.int(list::SIZE).unwrap_or_default().max(0) as usize;
            Ok(sink(List::Packed(size, &[(first, bytes)])))
        })?;
        for (follower, chunks) in apart {
            let chunks: Vec<(u32, &[u8])> = chunks
                .iter()
                .map(|(first, bytes)| (*first, &bytes[..]))
                .collect();
            let Some(list) = loose(&chunks, &self.pending[follower]) else {
                return Ok(false);
            };
            if !sink(List::Loose(list)) {
                return Ok(false);
            }
        }
        Ok(right)
    }

    /// Whom somebody follows by the app's table.
    fn unpacked(&self, follower: &Key) -> Outcome<Vec<Account>> {
        let mut found = Vec::new();
        followees_of_each(self.reader, std::slice::from_ref(follower), &mut |list| {
            found = list
        })?;
        let numbers = self.indexes.numbers(found.iter())?;
        let account = |key: Key| match numbers.get(&key) {
            Some(number) => Account::Number(*number),
            None => Account::Key(key),
        };
        Ok(found.into_iter().map(account).collect())
    }

    /// An account by its number, if it has one.
    pub fn account(&self, key: &Key) -> Outcome<Account> {
        let numbers = self.indexes.numbers([key].into_iter())?;
        Ok(match numbers.get(key) {
            Some(number) => Account::Number(*number),
            None => Account::Key(key.clone()),
        })
    }

    /// The keys of accounts that have numbers.
    pub fn keys<'a>(
        &self,
        accounts: impl Iterator<Item = &'a Account>,
    ) -> Outcome<HashMap<u32, Key>> {
        let numbers = accounts.filter_map(|account| match account {
            Account::Number(number) => Some(*number),
            Account::Key(_) => None,
        });
        self.indexes.accounts(numbers)
    }
}

/// The accounts of a list with changes made to it; None where it is broken.
fn loose(chunks: &[(u32, &[u8])], changes: &[(Account, bool)]) -> Option<Vec<Account>> {
    let mut numbers = Vec::new();
    for (first, bytes) in chunks {
        if !View::of(*first, bytes)?.unpack(&mut numbers) {
            return None;
        }
    }
    let mut accounts: HashSet<Account> = numbers.into_iter().map(Account::Number).collect();
    for (account, follows) in changes {
        match follows {
            true => accounts.insert(account.clone()),
            false => accounts.remove(account),
        };
    }
    Some(accounts.into_iter().collect())
}
