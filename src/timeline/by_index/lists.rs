//! Packed lists of followees by the indexes of the storage.

use foldhash::HashMap;
use pgrx::pg_sys::{self, Oid};

use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::btree::Btree;
use crate::pg::receiver::Row;
use crate::pg::scan::Scan;
use crate::pg::value::exact_keys_datum;

/// Columns of table `followees` by number.
mod followees {
    pub const FOLLOWER: i16 = 1;
    pub const READ: [i16; 5] = [FOLLOWER, 2, 3, 4, 5];
}

/// Columns of table `account` by number.
mod account {
    pub const NUMBER: i16 = 1;
    pub const ACCOUNT: i16 = 2;
}

/// The indexes of packed lists.
#[derive(Debug)]
pub struct ListIndexes {
    by_follower: Btree,
    by_account: Btree,
    by_number: Btree,
    user: Oid,
}

/// A chunk of a list.
#[derive(Debug, Clone, Copy)]
pub struct StoredChunk<'r> {
    pub first: u32,
    pub epoch: i32,
    /// Of the whole list, in its first chunk.
    pub size: usize,
    pub bytes: &'r [u8],
}

impl ListIndexes {
    /// None where the feed keeps no lists.
    pub fn of(feed: &Feed, changes: u64) -> Option<ListIndexes> {
        let kept = feed.kept.as_ref()?;
        let find = |table: Oid, given: i16| Btree::find(table, &[given], &[], changes);
        Some(ListIndexes {
            by_follower: find(kept.followees, followees::FOLLOWER)?,
            by_account: find(kept.account, account::ACCOUNT)?,
            by_number: find(kept.account, account::NUMBER)?,
            user: feed.user_kind(),
        })
    }

    /// Whether they may be walked; to be asked as the feed's owner, like all that follows.
    pub fn are_open(&self) -> bool {
        let indexes = [&self.by_follower, &self.by_account, &self.by_number];
        indexes.iter().all(|index| index.is_open())
    }

    /// Gives the chunks of the lists of some people to `sink`: those of one together, the first chunk last.
    pub fn chunks<'k>(
        &self,
        people: impl Iterator<Item = &'k Key>,
        mut sink: impl FnMut(Key, StoredChunk) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut scan = Scan::open(&self.by_follower, &followees::READ.map(Some), true);
        scan.seek_any(exact_keys_datum(people, self.user));
        let types = [
            self.user,
            pg_sys::INT4OID,
            pg_sys::INT4OID,
            pg_sys::INT4OID,
            pg_sys::BYTEAOID,
        ];
        while scan.next() {
            let row = Row::of(&scan.values, &scan.nulls, &types);
            if let (Some(follower), Some(first)) = (row.key(0, self.user)?, row.int(1)) {
                let chunk = StoredChunk {
                    first: first as u32,
                    epoch: row.int(2).unwrap_or_default(),
                    size: row.int(3).unwrap_or_default().max(0) as usize,
                    bytes: row.bytes(4).unwrap_or_default(),
                };
                sink(follower, chunk)?;
            }
        }
        Ok(())
    }

    /// The numbers of accounts, of those that have one.
    pub fn numbers<'k>(
        &self,
        accounts: impl Iterator<Item = &'k Key>,
    ) -> Outcome<HashMap<Key, u32>> {
        let mut scan = Scan::open(&self.by_account, &account_columns(), true);
        scan.seek_any(exact_keys_datum(accounts, self.user));
        let mut numbers = HashMap::default();
        self.each_account(&mut scan, |number, account| {
            numbers.insert(account, number);
        })?;
        Ok(numbers)
    }

    /// The accounts of numbers.
    pub fn accounts(&self, numbers: impl Iterator<Item = u32>) -> Outcome<HashMap<u32, Key>> {
        let numbers: Vec<Key> = numbers.map(|number| Key::Int(i64::from(number))).collect();
        let mut scan = Scan::open(&self.by_number, &account_columns(), true);
        scan.seek_any(exact_keys_datum(numbers.iter(), pg_sys::INT4OID));
        let mut accounts = HashMap::default();
        self.each_account(&mut scan, |number, account| {
            accounts.insert(number, account);
        })?;
        Ok(accounts)
    }

    fn each_account(&self, scan: &mut Scan, mut sink: impl FnMut(u32, Key)) -> Outcome<()> {
        let types = [pg_sys::INT4OID, self.user];
        while scan.next() {
            let row = Row::of(&scan.values, &scan.nulls, &types);
            if let (Some(number), Some(account)) = (row.int(0), row.key(1, self.user)?) {
                sink(number as u32, account);
            }
        }
        Ok(())
    }
}

fn account_columns() -> [Option<i16>; 2] {
    [account::NUMBER, account::ACCOUNT].map(Some)
}
