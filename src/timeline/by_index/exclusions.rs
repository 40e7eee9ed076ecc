//! Tables of blocks and mutes by their indexes. Most people exclude few, and few exclude them: such a list is read once instead of
//! asking about each author.

use foldhash::HashSet;

use super::link::{Link, OpenLink};
use crate::definition::model::{Column, Exclusion};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::catalog;

/// A longer list is not read: each author is asked about.
const SHORT_LIST: usize = 64;

/// So many authors are asked about before it pays to read a list.
const FEW: usize = 2;

/// The indexes of one table.
#[derive(Debug)]
pub struct ExclusionIndexes {
    /// Whether one excludes another.
    pair: Link,
    /// Whom one excludes, and who excludes one. Only where every row counts and names somebody: how many others there are, nobody
    /// knows.
    excluded: Option<Link>,
    excluding: Option<Link>,
    pub both_ways: bool,
}

impl ExclusionIndexes {
    /// None without an index of the pairs.
    pub fn of(exclusion: &Exclusion, changes: u64) -> Outcome<Option<ExclusionIndexes>> {
        let Exclusion {
            table,
            viewer,
            author,
            both_ways,
            active,
        } = exclusion;
        let Some(pair) = Link::find(table, &[viewer, author], None, active, changes)? else {
            return Ok(None);
        };
        let listed = |of, wanted: &Column| {
            let all_count =
                active.is_none() && catalog::is_not_null(table.relation, wanted.attribute);
            match all_count {
                true => Link::find(table, &[of], Some(wanted), active, changes),
                false => Ok(None),
            }
        };
        Ok(Some(ExclusionIndexes {
            pair,
            excluded: listed(viewer, author)?,
            excluding: listed(author, viewer)?,
            both_ways: *both_ways,
        }))
    }

    /// Opens it as the role now acting; None where that may not read the table as a whole.
    pub fn open(&self) -> Option<OpenExclusion<'_>> {
        Some(OpenExclusion {
            pair: self.pair.open()?,
            excluded: List::Unread(0),
            excluding: List::Unread(0),
            indexes: self,
        })
    }
}

/// One side's list.
enum List {
    /// How many authors were asked about so far.
    Unread(usize),
    Short(HashSet<Key>),
    /// Too long, or none that could be read.
    Long,
}

impl List {
    /// What is known, once it has been tried to read it: that is when it pays.
    fn read(&mut self, link: &Option<Link>, of: &Key) -> Outcome<&List> {
        if let List::Unread(asked) = self {
            if *asked < FEW {
                *asked += 1;
                return Ok(self);
            }
            *self = List::Long;
            if let Some(mut link) = link.as_ref().and_then(Link::open) {
                let mut keys = HashSet::default();
                let mut rows = 0;
                link.each(&[of], |key| {
                    keys.insert(key);
                    rows += 1;
                    Ok(rows <= SHORT_LIST)
                })?;
                if rows <= SHORT_LIST {
                    *self = List::Short(keys);
                }
            }
        }
        Ok(self)
    }
}

/// A table in use for one viewer.
pub struct OpenExclusion<'a> {
    pair: OpenLink<'a>,
    excluded: List,
    excluding: List,
    indexes: &'a ExclusionIndexes,
}

impl OpenExclusion<'_> {
    /// Whether the viewer excludes the author or, where that counts as much, the author the viewer. The viewer is always the same.
    pub fn hides(&mut self, viewer: &Key, author: &Key) -> Outcome<bool> {
        let excludes = match self.excluded.read(&self.indexes.excluded, viewer)? {
            List::Short(excluded) => excluded.contains(author),
            _ => self.pair.holds(&[viewer, author]),
        };
        if excludes || !self.indexes.both_ways {
            return Ok(excludes);
        }
        Ok(
            match self.excluding.read(&self.indexes.excluding, viewer)? {
                List::Short(excluding) => excluding.contains(author),
                _ => self.pair.holds(&[author, viewer]),
            },
        )
    }
}
