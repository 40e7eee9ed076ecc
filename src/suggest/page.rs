//! A page of suggestions: each source adds what is missing.

use foldhash::HashSet;

use super::by_count::{Counted, by_count};
use super::eligible::eligible;
use super::interest::by_interest;
use super::mutual::mutual;
use super::popular::popular;
use crate::error::Outcome;
use crate::graph::Method;
use crate::merge::key::Key;
use crate::timeline::reader::Reader;

/// An account that the viewer may want to follow.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub account: Key,
    pub score: f64,
    /// How many of the viewer's followees follow it.
    pub mutual_count: u32,
    /// The first of these.
    pub mutuals: Vec<Key>,
    pub source: &'static str,
}

impl Suggestion {
    /// One that no followee of the viewer follows.
    pub fn from(source: &'static str, account: Key, score: f64) -> Suggestion {
        Suggestion {
            account,
            score,
            mutual_count: 0,
            mutuals: Vec::new(),
            source,
        }
    }
}

/// The accounts suggested so far.
pub struct Page<'p> {
    pub reader: &'p Reader<'p>,
    pub viewer: &'p Key,
    pub want: usize,
    rows: Vec<Suggestion>,
    met: HashSet<Key>,
}

impl Page<'_> {
    /// How many are missing.
    pub fn missing(&self) -> usize {
        self.want - self.rows.len()
    }

    pub fn has(&self, account: &Key) -> bool {
        self.met.contains(account)
    }

    /// Those suggested so far.
    pub fn accounts(&self) -> impl Iterator<Item = &Key> {
        self.rows.iter().map(|row| &row.account)
    }

    /// Adds those of some accounts that may be suggested and are not yet.
    pub fn offer(&mut self, mut offers: Vec<Suggestion>) -> Outcome<()> {
        offers.retain(|one| !self.met.contains(&one.account));
        let accounts: Vec<Key> = offers.iter().map(|one| one.account.clone()).collect();
        let eligible = eligible(self.reader, self.viewer, &accounts)?;
        offers.retain(|one| eligible.contains(&one.account));
        self.add(offers);
        Ok(())
    }

    /// Adds those that may be suggested and are not yet, as far as they are missing.
    pub fn add(&mut self, mut chosen: Vec<Suggestion>) {
        chosen.truncate(self.missing());
        for one in chosen {
            self.met.insert(one.account.clone());
            self.rows.push(one);
        }
    }
}

/// The first `want` accounts to be suggested to a viewer.
pub fn page(
    reader: &Reader,
    viewer: &Key,
    method: Method,
    want: usize,
) -> Outcome<Vec<Suggestion>> {
    let mut page = Page {
        reader,
        viewer,
        want,
        rows: Vec::new(),
        met: HashSet::default(),
    };
    mutual(&mut page, method)?;
    by_interest(&mut page)?;
    by_count(&mut page, Counted::Groups)?;
    popular(&mut page)?;
    Ok(page.rows)
}
