//! Tables of blocks and mutes by their indexes. Most people exclude few, and few exclude them: such a list is read once instead of
//! asking about each author.

use foldhash::HashSet;

use super::link::{Link, OpenLink};
use crate::definition::model::Exclusion;
use crate::error::Outcome;
use crate::merge::key::Key;

/// A longer list is not read: each author is asked about.
const SHORT_LIST: usize = 64;

/// The indexes of one table.
#[derive(Debug)]
pub struct ExclusionIndexes {
    /// Whether one excludes another.
    pair: Link,
    /// Whom one excludes, and who excludes one. Only rows that all count are listed: how many others there are, nobody knows.
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
        let listed = |of, wanted| match active {
            None => Link::find(table, &[of], Some(wanted), active, changes),
            Some(_) => Ok(None),
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
            excluded: List::Unread,
            excluding: List::Unread,
            indexes: self,
        })
    }
}

/// One side's list.
enum List {
    Unread,
    Short(HashSet<Key>),
    /// Too long, or none that could be read.
    Long,
}

impl List {
    /// What is known once it has been tried to read it.
    fn read(&mut self, link: &Option<Link>, of: &Key) -> Outcome<&List> {
        if let List::Unread = self {
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
