//! Follows, memberships, accounts and exclusions by their indexes.
//!
//! Everything here runs as the feed's owner. Only what the read decides leaves it, never a row.

use super::exclusions::{ExclusionIndexes, OpenExclusion};
use super::link::{Link, OpenLink};
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::catalog;

/// The links of a feed; None where statements must answer.
#[derive(Debug)]
pub struct Links {
    pub followees: Option<Link>,
    /// Where every row counts and names somebody: how many others there are, nobody knows.
    pub followers: Option<Link>,
    /// Whether one follows another.
    pub followed: Option<Link>,
    pub groups: Option<Link>,
    pub member: Option<Link>,
    pub facts: Option<Facts>,
}

/// What tells about an author whether the viewer follows them and may see them.
#[derive(Debug)]
pub struct Facts {
    followed: Option<Link>,
    account: Option<Link>,
    exclusions: Vec<ExclusionIndexes>,
}

impl Links {
    pub fn of(feed: &Feed, changes: u64) -> Outcome<Links> {
        let follows = feed.follows.as_ref();
        let memberships = feed.memberships.as_ref();
        Ok(Links {
            followees: follows
                .map(|f| {
                    Link::find(
                        &f.table,
                        &[&f.follower],
                        Some(&f.followee),
                        &f.active,
                        changes,
                    )
                })
                .transpose()?
                .flatten(),
            followers: follows
                .filter(|f| {
                    let follower = f.follower.attribute;
                    f.active.is_none() && catalog::is_not_null(f.table.relation, follower)
                })
                .map(|f| {
                    Link::find(
                        &f.table,
                        &[&f.followee],
                        Some(&f.follower),
                        &f.active,
                        changes,
                    )
                })
                .transpose()?
                .flatten(),
            followed: follows
                .map(|f| {
                    let keys = [&f.follower, &f.followee];
                    Link::find(&f.table, &keys, None, &f.active, changes)
                })
                .transpose()?
                .flatten(),
            groups: memberships
                .map(|m| Link::find(&m.table, &[&m.member], Some(&m.group), &m.active, changes))
                .transpose()?
                .flatten(),
            member: memberships
                .map(|m| Link::find(&m.table, &[&m.member, &m.group], None, &m.active, changes))
                .transpose()?
                .flatten(),
            facts: Facts::of(feed, changes)?,
        })
    }
}

impl Facts {
    /// None unless each of them has its index.
    fn of(feed: &Feed, changes: u64) -> Outcome<Option<Facts>> {
        let mut facts = Facts {
            followed: None,
            account: None,
            exclusions: Vec::new(),
        };
        if let Some(f) = &feed.follows {
            let keys = [&f.follower, &f.followee];
            facts.followed = Link::find(&f.table, &keys, None, &f.active, changes)?;
            if facts.followed.is_none() {
                return Ok(None);
            }
        }
        if let Some(a) = &feed.accounts {
            facts.account = Link::find(&a.table, &[&a.id], None, &a.visible, changes)?;
            if facts.account.is_none() {
                return Ok(None);
            }
        }
        for exclusion in &feed.exclusions {
            match ExclusionIndexes::of(exclusion, changes)? {
                Some(indexes) => facts.exclusions.push(indexes),
                None => return Ok(None),
            }
        }
        Ok(Some(facts))
    }

    /// Opens all of them for a viewer as the role now acting; None where it may not read one as a whole.
    pub fn open(&self, viewer: Option<&Key>, blocks_only: bool) -> Option<OpenFacts<'_>> {
        let exclusions = self
            .exclusions
            .iter()
            .filter(|indexes| indexes.both_ways || !blocks_only)
            .map(ExclusionIndexes::open);
        Some(OpenFacts {
            viewer: viewer.cloned(),
            followed: opened(&self.followed)?,
            account: opened(&self.account)?,
            exclusions: exclusions.collect::<Option<_>>()?,
        })
    }
}

/// Opens a link that the feed may have; None where it has one that cannot be opened.
fn opened(link: &Option<Link>) -> Option<Option<OpenLink<'_>>> {
    match link {
        None => Some(None),
        Some(link) => link.open().map(Some),
    }
}

/// Facts about authors, one at a time, for one viewer or none.
pub struct OpenFacts<'a> {
    viewer: Option<Key>,
    followed: Option<OpenLink<'a>>,
    account: Option<OpenLink<'a>>,
    exclusions: Vec<OpenExclusion<'a>>,
}

impl OpenFacts<'_> {
    pub fn followed(&mut self, author: &Key) -> bool {
        match (&mut self.followed, &self.viewer) {
            (Some(followed), Some(viewer)) => followed.holds(&[viewer, author]),
            _ => false,
        }
    }

    /// Whether the author is visible, and not excluded for the viewer.
    pub fn shown(&mut self, author: &Key) -> Outcome<bool> {
        let account = self.account.as_mut();
        if account.is_some_and(|account| !account.holds(&[author])) {
            return Ok(false);
        }
        if let Some(viewer) = &self.viewer {
            for exclusion in &mut self.exclusions {
                if exclusion.hides(viewer, author)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}
