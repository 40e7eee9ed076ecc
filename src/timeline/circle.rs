//! The viewer's relations: whom they follow, which groups they belong to, whom they may not see.
//!
//! Everything here is read as the feed's owner and remembered for the length of one read, so that each author
//! and group is asked about once. A short list is read whole; of a long one only the authors and groups that
//! turn up are asked about, until it pays to read it whole too.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use pgrx::pg_sys::{Datum, Oid};

use super::reader::Reader;
use super::statements::Statement;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::value::keys_datum;

/// How many followees or groups are read at once before looking whether the page needs the rest:
/// a list longer than this is likely dense enough for a short walk over posts to fill the page.
const SHORT_LIST: usize = 128;

/// What is known of an author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    pub followed: bool,
    /// Visible and not excluded for the viewer.
    pub shown: bool,
}

/// A list that may be known in part, or not at all because its sources are not wanted.
#[derive(Debug, Default)]
struct Listing {
    keys: HashSet<Key>,
    /// Nothing is missing that the read wants candidates from.
    settled: bool,
    /// What is not in `keys` is not in the list.
    complete: bool,
}

pub struct Circle<'v> {
    pub viewer: Option<&'v Key>,
    /// Of exclusions only those that hold both ways count.
    blocks_only: bool,
    followees: Listing,
    groups: Listing,
    authors: HashMap<Key, Author>,
    members: HashMap<Key, bool>,
}

impl<'v> Circle<'v> {
    /// Knows nothing yet.
    pub fn new(viewer: Option<&'v Key>, blocks_only: bool) -> Circle<'v> {
        Circle {
            viewer,
            blocks_only,
            followees: Listing::default(),
            groups: Listing::default(),
            authors: HashMap::new(),
            members: HashMap::new(),
        }
    }

    /// Lists followees and groups, each whole if short.
    pub fn list(&mut self, reader: &Reader, followees: bool, groups: bool) -> Outcome<()> {
        self.list_followees(reader, followees, Some(SHORT_LIST + 1))?;
        self.list_groups(reader, groups, Some(SHORT_LIST + 1))
    }

    /// Lists the rest of what was too long for [`Circle::list`].
    pub fn list_all(&mut self, reader: &Reader) -> Outcome<()> {
        let (followees, groups) = (!self.followees.settled, !self.groups.settled);
        if followees {
            self.list_followees(reader, true, None)?;
        }
        if groups {
            self.list_groups(reader, true, None)?;
        }
        Ok(())
    }

    /// Whether all followees that may be shown, and all groups, are known by name.
    pub fn is_listed(&self) -> bool {
        self.followees.settled && self.groups.settled
    }

    pub fn followees(&self) -> impl Iterator<Item = &Key> {
        self.followees.keys.iter()
    }

    pub fn groups(&self) -> impl Iterator<Item = &Key> {
        self.groups.keys.iter()
    }

    pub fn follows(&self, author: &Key) -> bool {
        self.followees.keys.contains(author)
    }

    pub fn belongs_to(&self, group: &Key) -> bool {
        self.groups.keys.contains(group)
    }

    /// What is known of an author after [`Circle::ask_authors`].
    pub fn author(&self, author: &Key) -> Author {
        self.authors.get(author).copied().unwrap_or(Author {
            followed: false,
            shown: false,
        })
    }

    /// Whether the viewer is an active member, after [`Circle::ask_groups`].
    pub fn member(&self, group: &Key) -> bool {
        self.groups.keys.contains(group) || self.members.get(group).copied().unwrap_or(false)
    }

    /// Learns about those of the authors that are not known yet, in one statement.
    pub fn ask_authors<'k>(
        &mut self,
        reader: &Reader,
        authors: impl Iterator<Item = &'k Key>,
    ) -> Outcome<()> {
        let unknown = distinct(authors.filter(|author| !self.authors.contains_key(author)));
        if unknown.is_empty() {
            return Ok(());
        }
        let feed = reader.feed;
        if feed.follows.is_none() && feed.accounts.is_none() && feed.exclusions.is_empty() {
            let stranger = Author {
                followed: false,
                shown: true,
            };
            self.authors
                .extend(unknown.into_iter().map(|author| (author.clone(), stranger)));
            return Ok(());
        }
        let values = [
            reader.user(self.viewer),
            Some(keys_datum(unknown.iter().copied(), feed.user_kind())),
        ];
        let statement = Statement::Authors {
            blocks_only: self.blocks_only,
        };
        let authors = &mut self.authors;
        reader.as_owner(statement, &values, &mut |row| {
            if let Some(place) = row.bigint(0) {
                let facts = Author {
                    followed: row.is_true(1),
                    shown: row.is_true(2),
                };
                authors.insert(unknown[place as usize - 1].clone(), facts);
            }
            ControlFlow::Continue(())
        })
    }

    /// Learns about those of the groups that are not known yet, in one statement.
    pub fn ask_groups<'k>(
        &mut self,
        reader: &Reader,
        groups: impl Iterator<Item = &'k Key>,
    ) -> Outcome<()> {
        if self.groups.complete || self.viewer.is_none() || reader.feed.memberships.is_none() {
            return Ok(());
        }
        let unknown = distinct(groups.filter(|group| {
            !self.groups.keys.contains(group) && !self.members.contains_key(group)
        }));
        if unknown.is_empty() {
            return Ok(());
        }
        let kind = reader.feed.group_kind().unwrap_or_default();
        let values = [
            reader.user(self.viewer),
            Some(keys_datum(unknown.iter().copied(), kind)),
        ];
        let members = &mut self.members;
        members.extend(unknown.iter().map(|group| ((*group).clone(), false)));
        reader.as_owner(Statement::Member, &values, &mut |row| {
            if let Some(place) = row.bigint(0) {
                members.insert(unknown[place as usize - 1].clone(), true);
            }
            ControlFlow::Continue(())
        })
    }

    fn list_followees(
        &mut self,
        reader: &Reader,
        wanted: bool,
        limit: Option<usize>,
    ) -> Outcome<()> {
        let wanted = wanted && reader.feed.follows.is_some();
        let kind = reader
            .feed
            .follows
            .as_ref()
            .map(|follows| follows.followee.kind);
        self.followees = self.listing(reader, wanted, Statement::Followees, kind, limit)?;
        let followee = Author {
            followed: true,
            shown: true,
        };
        let known = self
            .followees
            .keys
            .iter()
            .map(|key| (key.clone(), followee));
        self.authors.extend(known);
        Ok(())
    }

    fn list_groups(&mut self, reader: &Reader, wanted: bool, limit: Option<usize>) -> Outcome<()> {
        let memberships = reader.feed.memberships.as_ref();
        let kind = memberships.map(|memberships| memberships.group.kind);
        let wanted = wanted && memberships.is_some();
        self.groups = self.listing(reader, wanted, Statement::Groups, kind, limit)?;
        Ok(())
    }

    fn listing(
        &self,
        reader: &Reader,
        wanted: bool,
        statement: Statement,
        kind: Option<Oid>,
        limit: Option<usize>,
    ) -> Outcome<Listing> {
        let mut listing = Listing {
            keys: HashSet::new(),
            settled: true,
            complete: wanted,
        };
        let (true, Some(viewer), Some(kind)) = (wanted, self.viewer, kind) else {
            return Ok(listing);
        };
        let values = [
            reader.user(Some(viewer)),
            limit.map(|limit| Datum::from(limit as i64)),
        ];
        let mut rows = 0;
        let mut failed = None;
        reader.as_owner(statement, &values, &mut |row| {
            rows += 1;
            match row.key(0, kind) {
                Ok(key) => listing.keys.extend(key),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })?;
        listing.complete = limit.is_none_or(|limit| rows < limit);
        listing.settled = listing.complete;
        failed.map_or(Ok(listing), Err)
    }
}

fn distinct<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<&'k Key> {
    let mut seen = HashSet::new();
    keys.filter(|key| seen.insert(*key)).collect()
}
