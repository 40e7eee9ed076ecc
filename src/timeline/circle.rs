//! The viewer's relations: whom they follow, which groups they belong to, whom they may not see.
//!
//! Everything here is read as the feed's owner and remembered for the length of one read, so that each author
//! and group is asked about once. A short list is read whole; of a long one only the authors and groups that
//! turn up are asked about, until it pays to read it whole too.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::asking::Asking;
use super::by_index::link::Link;
use super::by_statement::Statement;
use super::followed::Followed;
use super::listing::{Extent, Listed, Listing};
use super::met::Met;
use super::reader::Reader;
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::value::keys_datum;

/// What is known of an author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Author {
    followed: bool,
    /// Visible and not excluded for the viewer; None: not asked yet.
    shown: Option<bool>,
}

pub struct Circle<'v> {
    pub viewer: Option<&'v Key>,
    /// Of exclusions only those that hold both ways count.
    blocks_only: bool,
    followees: Listing,
    groups: Listing,
    authors: HashMap<Key, Author>,
    /// How many of them may not be shown.
    hidden: usize,
    /// Lists of followees are checked as they are read.
    checking: bool,
    members: HashMap<Key, bool>,
    followed: Followed,
    /// Whom a window leaves out, although the viewer follows them or belongs there.
    pub left_out: LeftOut,
}

/// Authors and groups that are no reason to be in a window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub authors: BTreeSet<Key>,
    pub groups: BTreeSet<Key>,
}

/// Whether every author may be shown to everybody.
pub fn hides_nobody(feed: &Feed) -> bool {
    feed.accounts.is_none() && feed.exclusions.is_empty()
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
            hidden: 0,
            checking: false,
            members: HashMap::new(),
            followed: Followed::default(),
            left_out: LeftOut::default(),
        }
    }

    /// Lists whom the viewer follows, shown or not, unless they are more than `most` or no index lists them: where many authors
    /// are met that is less work than to ask about each of them.
    pub fn list_followed(&mut self, reader: &Reader, most: usize) -> Outcome<()> {
        match self.viewer {
            Some(viewer) => self.followed.list(reader, viewer, most),
            None => Ok(()),
        }
    }

    /// Everybody whom the viewer follows, if [`Circle::list_followed`] listed them.
    pub fn everybody_followed(&self) -> Option<&HashSet<Key>> {
        self.followed.all()
    }

    /// Lists followees and groups, where candidates are wanted from them, each whole if short.
    pub fn list(&mut self, reader: &Reader, followees: bool, groups: bool) -> Outcome<()> {
        let extent = |wanted| {
            if wanted {
                Extent::Short
            } else {
                Extent::Nothing
            }
        };
        let (viewer, people) = (self.viewer, extent(followees));
        self.followees = Listing::read(reader, Listed::Followees, viewer, people)?;
        self.groups = Listing::read(reader, Listed::Groups, viewer, extent(groups))?;
        self.check(reader)
    }

    /// Lists the rest of what was too long for [`Circle::list`].
    pub fn list_all(&mut self, reader: &Reader) -> Outcome<()> {
        if !self.followees.settled {
            self.followees = Listing::read(reader, Listed::Followees, self.viewer, Extent::All)?;
        }
        if !self.groups.settled {
            self.groups = Listing::read(reader, Listed::Groups, self.viewer, Extent::All)?;
        }
        self.check(reader)
    }

    /// Leaves nobody on a list who may not be shown, on those that are read later as well.
    pub fn check_lists(&mut self, reader: &Reader) -> Outcome<()> {
        self.checking = true;
        self.check(reader)
    }

    fn check(&mut self, reader: &Reader) -> Outcome<()> {
        if self.checking && !self.followees.checked {
            let listed: Vec<Key> = self.followees.keys.iter().cloned().collect();
            self.ask_authors(reader, listed.iter())?;
            self.followees.checked = true;
        }
        Ok(())
    }

    /// Whether all followees, and all groups, are known by name.
    pub fn is_listed(&self) -> bool {
        self.followees.settled && self.groups.settled
    }

    /// Those known by name of whom it is not known that they may not be shown.
    pub fn followees(&self) -> impl Iterator<Item = &Key> {
        let keys = self.followees.keys.iter();
        keys.filter(|author| !self.hides(author))
    }

    pub fn groups(&self) -> impl Iterator<Item = &Key> {
        self.groups.keys.iter()
    }

    /// Whether the author is known to be a followee, shown or not.
    pub fn lists(&self, author: &Key) -> bool {
        self.followees.keys.contains(author)
    }

    /// Whether the author is known to be one who may not be shown.
    pub fn hides(&self, author: &Key) -> bool {
        self.hidden > 0 && self.authors.get(author).and_then(|known| known.shown) == Some(false)
    }

    /// How many authors are known to be such: it tells whether somebody has been found out.
    pub fn count_hidden(&self) -> usize {
        self.hidden
    }

    /// Whether the group is known to be one of the viewer's.
    pub fn lists_group(&self, group: &Key) -> bool {
        self.groups.keys.contains(group)
    }

    fn known(&self, author: &Key) -> Option<Author> {
        let asked = self.authors.get(author).copied();
        if !self.lists(author) {
            return asked;
        }
        let shown = asked.and_then(|asked| asked.shown);
        Some(Author {
            followed: true,
            shown: shown.or(self.followees.checked.then_some(true)),
        })
    }

    /// Whether the viewer follows the author, after [`Circle::ask_followed`] or [`Circle::ask_authors`].
    pub fn follows(&self, author: &Key) -> bool {
        let known = || self.known(author).is_some_and(|author| author.followed);
        self.followed.contains(author).unwrap_or_else(known)
    }

    /// Whether the author may be shown, after [`Circle::ask_authors`].
    pub fn shows(&self, author: &Key) -> bool {
        self.known(author).and_then(|author| author.shown) == Some(true)
    }

    /// Whether the viewer is an active member, after [`Circle::ask_groups`].
    pub fn belongs_to(&self, group: &Key) -> bool {
        self.lists_group(group) || self.members.get(group).copied().unwrap_or(false)
    }

    /// Opens what it takes to learn of one author or group after the other; None where only statements can tell.
    pub fn asking<'r>(&self, reader: &'r Reader) -> Outcome<Option<Asking<'r>>> {
        let grouped = reader.feed.posts.group.is_some() && reader.feed.memberships.is_some();
        reader.by_links(|links| {
            let facts = links
                .facts
                .as_ref()
                .and_then(|facts| facts.open(self.viewer, self.blocks_only));
            let member = links.member.as_ref().and_then(Link::open);
            let able = !grouped || member.is_some();
            Ok(facts.filter(|_| able).map(|facts| Asking { facts, member }))
        })
    }

    /// Whether the viewer follows the author: learned now, unless known.
    pub fn ask_author(&mut self, reader: &Reader, asking: &mut Asking, author: &Key) -> bool {
        if let Some(known) = self.known(author) {
            return known.followed;
        }
        let ask = || asking.follows(reader, author);
        let followed = self.followed.contains(author).unwrap_or_else(ask);
        let learned = Author {
            followed,
            shown: hides_nobody(reader.feed).then_some(true),
        };
        self.authors.insert(author.clone(), learned);
        followed
    }

    /// Whether the viewer is an active member of the group, likewise.
    pub fn ask_group(&mut self, reader: &Reader, asking: &mut Asking, group: &Key) -> bool {
        if self.groups.complete || self.lists_group(group) {
            return self.lists_group(group);
        }
        if let Some(known) = self.members.get(group) {
            return *known;
        }
        let belongs = match (&mut asking.member, self.viewer) {
            (Some(member), Some(viewer)) => reader.as_the_owner(|| member.holds(&[viewer, group])),
            _ => false,
        };
        self.members.insert(group.clone(), belongs);
        belongs
    }

    /// Learns which of the authors the viewer follows, as far as it is not known yet.
    pub fn ask_followed<'k>(
        &mut self,
        reader: &Reader,
        authors: impl Iterator<Item = &'k Key>,
    ) -> Outcome<()> {
        if self.followed.is_listed() {
            return Ok(());
        }
        let unknown = distinct(authors.filter(|author| self.known(author).is_none()));
        match self.learn(reader, &unknown, false)? {
            true => Ok(()),
            false => self.state(reader, &unknown),
        }
    }

    /// Learns all about those of the authors that are not known yet.
    pub fn ask_authors<'k>(
        &mut self,
        reader: &Reader,
        authors: impl Iterator<Item = &'k Key>,
    ) -> Outcome<()> {
        let known = |author: &Key| {
            self.known(author)
                .is_some_and(|author| author.shown.is_some())
        };
        let unknown = distinct(authors.filter(|author| !known(author)));
        match self.learn(reader, &unknown, true)? {
            true => Ok(()),
            false => self.state(reader, &unknown),
        }
    }

    /// Learns about authors without a statement: whom the viewer follows and, if wanted, who may be shown.
    /// False where that cannot be.
    fn learn(&mut self, reader: &Reader, authors: &[&Key], shown: bool) -> Outcome<bool> {
        if authors.is_empty() {
            return Ok(true);
        }
        let (viewer, blocks_only) = (self.viewer, self.blocks_only);
        let learned = reader.by_links(|links| {
            let facts = links.facts.as_ref();
            let Some(mut facts) = facts.and_then(|facts| facts.open(viewer, blocks_only)) else {
                return Ok(None);
            };
            let listed = &self.followees.keys;
            let met = match self.followed.is_listed()
                || authors.iter().all(|one| listed.contains(*one))
            {
                true => Met::default(),
                false => Met::among(links, viewer, authors)?,
            };
            for author in authors {
                let known = self
                    .authors
                    .entry((*author).clone())
                    .or_insert_with(|| Author {
                        followed: listed
                            .contains(*author)
                            .then_some(true)
                            .or_else(|| self.followed.contains(author))
                            .or_else(|| met.follows(author))
                            .unwrap_or_else(|| facts.followed(author)),
                        shown: hides_nobody(reader.feed).then_some(true),
                    });
                if shown {
                    let shown = facts.shown(author)?;
                    known.shown = Some(shown);
                    self.hidden += usize::from(!shown);
                }
            }
            Ok(Some(()))
        })?;
        Ok(learned.is_some())
    }

    /// Learns all about authors by one statement.
    fn state(&mut self, reader: &Reader, authors: &[&Key]) -> Outcome<()> {
        let values = [
            reader.user(self.viewer),
            Some(keys_datum(authors.iter().copied(), reader.feed.user_kind())),
        ];
        let statement = Statement::Authors {
            blocks_only: self.blocks_only,
        };
        let known = &mut self.authors;
        reader.as_owner(statement, &values, &mut |row| {
            if let Some(place) = row.bigint(0) {
                let author = Author {
                    followed: row.is_true(1),
                    shown: Some(row.is_true(2)),
                };
                self.hidden += usize::from(author.shown == Some(false));
                known.insert(authors[place as usize - 1].clone(), author);
            }
            ControlFlow::Continue(())
        })
    }

    /// Learns about those of the groups that are not known yet.
    pub fn ask_groups<'k>(
        &mut self,
        reader: &Reader,
        groups: impl Iterator<Item = &'k Key>,
    ) -> Outcome<()> {
        let Some(viewer) = self.viewer else {
            return Ok(());
        };
        if self.groups.complete || reader.feed.memberships.is_none() {
            return Ok(());
        }
        let known = |group: &Key| self.lists_group(group) || self.members.contains_key(group);
        let unknown = distinct(groups.filter(|group| !known(group)));
        if unknown.is_empty() {
            return Ok(());
        }
        let members = &mut self.members;
        members.extend(unknown.iter().map(|group| ((*group).clone(), false)));
        let learned = reader.by_links(|links| {
            let Some(mut member) = links.member.as_ref().and_then(Link::open) else {
                return Ok(None);
            };
            for group in &unknown {
                let holds = member.holds(&[viewer, group]);
                members.insert((*group).clone(), holds);
            }
            Ok(Some(()))
        })?;
        if learned.is_some() {
            return Ok(());
        }
        let kind = reader.feed.group_kind().unwrap_or_default();
        let values = [
            reader.user(self.viewer),
            Some(keys_datum(unknown.iter().copied(), kind)),
        ];
        reader.as_owner(Statement::Member, &values, &mut |row| {
            if let Some(place) = row.bigint(0) {
                members.insert(unknown[place as usize - 1].clone(), true);
            }
            ControlFlow::Continue(())
        })
    }
}

fn distinct<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<&'k Key> {
    let mut seen = HashSet::new();
    keys.filter(|key| seen.insert(*key)).collect()
}
