//! Numbers of accounts: dense, given once, never taken back.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::super::statements::Maintained;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;

/// The numbers of accounts, of those that have one.
pub fn known(feed: &Maintained, accounts: &BTreeSet<&Key>) -> Outcome<HashMap<Key, u32>> {
    let sql = include_str!("../../../sql/packing/known_numbers.sql");
    numbers(feed, sql, accounts.iter().copied())
}

/// The numbers of accounts, of which those get one that have none.
pub fn given(feed: &Maintained, accounts: &BTreeSet<&Key>) -> Outcome<HashMap<Key, u32>> {
    let mut found = known(feed, accounts)?;
    let new: Vec<&Key> = accounts
        .iter()
        .copied()
        .filter(|account| !found.contains_key(*account))
        .collect();
    if !new.is_empty() {
        let sql = include_str!("../../../sql/packing/new_numbers.sql");
        found.extend(numbers(feed, sql, new.into_iter())?);
    }
    match accounts.iter().all(|account| found.contains_key(*account)) {
        true => Ok(found),
        false => Err(Failure::internal("an account that got no number")),
    }
}

fn numbers<'k>(
    feed: &Maintained,
    sql: &str,
    accounts: impl Iterator<Item = &'k Key>,
) -> Outcome<HashMap<Key, u32>> {
    let mut found = HashMap::default();
    feed.collect(sql, &[feed.users(accounts.map(Some))], |row| {
        if let (Some(account), Some(number)) = (row.key(0, feed.kinds.user)?, row.int(1)) {
            found.insert(account, number as u32);
        }
        Ok(())
    })?;
    Ok(found)
}
