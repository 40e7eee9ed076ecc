//! The viewer's relations: whom they follow, which groups they belong to, whom they may not see.
//!
//! Everything here is read as the feed's owner and remembered for the length of one read, so that each author
//! and group is asked about once. A short list is read whole; of a long one only the authors and groups that
//! turn up are asked about, until it pays to read it whole too.

use std::ops::ControlFlow;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use pgrx::pg_sys::{Datum, Oid};

use super::links::{Link, OpenFacts, OpenLink};
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

/// Of whom a list of followees holds, this is known: others are left out.
const LISTED: Author = Author {
    followed: true,
    shown: true,
};

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

/// What is open while authors and groups are asked about one at a time.
pub struct Asking<'r> {
    facts: OpenFacts<'r>,
    member: Option<OpenLink<'r>>,
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
        self.known(author).unwrap_or(Author {
            followed: false,
            shown: false,
        })
    }

    fn known(&self, author: &Key) -> Option<Author> {
        match self.follows(author) {
            true => Some(LISTED),
            false => self.authors.get(author).copied(),
        }
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
        let unknown = distinct(authors.filter(|author| self.known(author).is_none()));
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
        if self.learn_authors(reader, &unknown)? {
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

    /// Opens what it takes to ask about one author or group at a time; None where only statements can answer.
    pub fn asking<'r>(&self, reader: &'r Reader) -> Outcome<Option<Asking<'r>>> {
        let blocks_only = self.blocks_only;
        let grouped = reader.feed.posts.group.is_some() && reader.feed.memberships.is_some();
        reader.by_links(|links| {
            let facts = links
                .facts
                .as_ref()
                .and_then(|facts| facts.open(blocks_only));
            let member = links.member.as_ref().and_then(Link::open);
            Ok(match facts {
                Some(facts) if !grouped || member.is_some() => Some(Asking { facts, member }),
                _ => None,
            })
        })
    }

    /// Learns about an author, unless known.
    pub fn ask_author(&mut self, reader: &Reader, asking: &mut Asking, author: &Key) -> Author {
        if let Some(known) = self.known(author) {
            return known;
        }
        let viewer = self.viewer;
        let learned = reader.as_the_owner(|| Author {
            followed: asking.facts.followed(viewer, author),
            shown: asking.facts.shown(viewer, author),
        });
        self.authors.insert(author.clone(), learned);
        learned
    }

    /// Learns whether the viewer is an active member of a group, unless known.
    pub fn ask_group(&mut self, reader: &Reader, asking: &mut Asking, group: &Key) -> bool {
        if self.groups.complete || self.groups.keys.contains(group) {
            return self.groups.keys.contains(group);
        }
        if let Some(known) = self.members.get(group) {
            return *known;
        }
        let learned = match (&mut asking.member, self.viewer) {
            (Some(member), Some(viewer)) => reader.as_the_owner(|| member.holds(&[viewer, group])),
            _ => false,
        };
        self.members.insert(group.clone(), learned);
        learned
    }

    /// Learns about authors without a statement; false where that cannot be.
    fn learn_authors(&mut self, reader: &Reader, unknown: &[&Key]) -> Outcome<bool> {
        let (viewer, blocks_only) = (self.viewer, self.blocks_only);
        let learned = reader.by_links(|links| {
            let facts = links.facts.as_ref();
            Ok(facts
                .and_then(|facts| facts.open(blocks_only))
                .map(|mut facts| {
                    let author = |key: &&Key| Author {
                        followed: facts.followed(viewer, key),
                        shown: facts.shown(viewer, key),
                    };
                    unknown.iter().map(author).collect::<Vec<_>>()
                }))
        })?;
        let Some(learned) = learned else {
            return Ok(false);
        };
        self.authors
            .extend(unknown.iter().map(|key| (*key).clone()).zip(learned));
        Ok(true)
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
        let viewer = self.viewer;
        let found = reader.by_links(|links| {
            let member = links.member.as_ref().and_then(Link::open);
            let holds = |mut member: OpenLink| {
                let holds = |group: &&Key| viewer.is_some_and(|who| member.holds(&[who, group]));
                unknown.iter().map(holds).collect::<Vec<_>>()
            };
            Ok(member.map(holds))
        })?;
        if let Some(found) = found {
            let unknown = unknown.iter().map(|group| (*group).clone());
            self.members.extend(unknown.zip(found));
            return Ok(());
        }
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
            keys: HashSet::with_capacity(limit.unwrap_or_default()),
            settled: true,
            complete: wanted,
        };
        let (true, Some(viewer), Some(kind)) = (wanted, self.viewer, kind) else {
            return Ok(listing);
        };
        if self.list_by_link(reader, statement, viewer, limit, &mut listing)? {
            return Ok(listing);
        }
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

impl Circle<'_> {
    /// Lists without a statement; false where that cannot be. A long list whose members must be looked up one by one
    /// is left to a statement, which can look up all at once.
    fn list_by_link(
        &self,
        reader: &Reader,
        which: Statement,
        viewer: &Key,
        limit: Option<usize>,
        listing: &mut Listing,
    ) -> Outcome<bool> {
        let of_people = which == Statement::Followees;
        let checked =
            of_people && (reader.feed.accounts.is_some() || !reader.feed.exclusions.is_empty());
        if checked && limit.is_none() {
            return Ok(false);
        }
        let listed = reader.by_links(|links| {
            let link = if of_people {
                &links.followees
            } else {
                &links.groups
            };
            let mut facts = match (checked, &links.facts) {
                (false, _) => None,
                (true, Some(facts)) => match facts.open(self.blocks_only) {
                    None => return Ok(None),
                    open => open,
                },
                (true, None) => return Ok(None),
            };
            let Some(mut link) = link.as_ref().and_then(Link::open) else {
                return Ok(None);
            };
            let mut rows = 0;
            link.each(&[viewer], |key| {
                let shown = match &mut facts {
                    None => true,
                    Some(facts) => facts.shown(Some(viewer), &key),
                };
                if shown {
                    rows += 1;
                    listing.keys.insert(key);
                }
                Ok(limit.is_none_or(|limit| rows < limit))
            })?;
            Ok(Some(rows))
        })?;
        let Some(rows) = listed else {
            return Ok(false);
        };
        listing.complete = limit.is_none_or(|limit| rows < limit);
        listing.settled = listing.complete;
        Ok(true)
    }
}

fn distinct<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<&'k Key> {
    let mut seen = HashSet::new();
    keys.filter(|key| seen.insert(*key)).collect()
}
