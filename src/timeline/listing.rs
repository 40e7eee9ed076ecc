//! The list of whom a viewer follows, or of the groups they belong to: read whole if short.

use std::ops::ControlFlow;

use foldhash::{HashSet, HashSetExt};
use pgrx::pg_sys::{Datum, Oid};

use super::by_index::link::Link;
use super::by_statement::Statement;
use super::circle::hides_nobody;
use super::reader::Reader;
use crate::error::Outcome;
use crate::merge::key::Key;

/// How many followees or groups are read at once before looking whether the page needs the rest:
/// a list longer than this is likely dense enough for a short walk over posts to fill the page.
const SHORT_LIST: usize = 128;

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Followees,
    Groups,
}

/// How much of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// No candidates come from it.
    Nothing,
    /// All if it is short, else the beginning.
    Short,
    All,
}

/// A list that may be known in part, or not at all because its sources are not wanted.
#[derive(Debug, Default)]
pub struct Listing {
    pub keys: HashSet<Key>,
    /// Nothing is missing that the read wants candidates from.
    pub settled: bool,
    /// What is not in `keys` is not in the list.
    pub complete: bool,
    /// Of followees: all in `keys` may be shown to the viewer. Otherwise that is asked of those whose posts are met.
    pub checked: bool,
}

impl Listing {
    /// Reads a viewer's list.
    pub fn read(
        reader: &Reader,
        which: Listed,
        viewer: Option<&Key>,
        extent: Extent,
    ) -> Outcome<Listing> {
        let feed = reader.feed;
        let kind = match which {
            Listed::Followees => feed.follows.as_ref().map(|follows| follows.followee.kind),
            Listed::Groups => feed.memberships.as_ref().map(|m| m.group.kind),
        };
        let limit = (extent == Extent::Short).then_some(SHORT_LIST + 1);
        let mut listing = Listing {
            keys: HashSet::with_capacity(limit.unwrap_or_default()),
            settled: true,
            complete: false,
            checked: hides_nobody(feed),
        };
        let Some(kind) = kind.filter(|_| extent != Extent::Nothing) else {
            return Ok(listing);
        };
        let rows = match viewer {
            None => 0,
            Some(viewer) => match listing.by_link(reader, which, viewer, limit)? {
                Some(rows) => rows,
                None => {
                    listing.checked = true;
                    listing.by_statement(reader, which, viewer, kind, limit)?
                }
            },
        };
        listing.complete = limit.is_none_or(|limit| rows < limit);
        listing.settled = listing.complete;
        Ok(listing)
    }

    /// Without a statement; None where that cannot be.
    fn by_link(
        &mut self,
        reader: &Reader,
        which: Listed,
        viewer: &Key,
        limit: Option<usize>,
    ) -> Outcome<Option<usize>> {
        reader.by_links(|links| {
            let link = match which {
                Listed::Followees => &links.followees,
                Listed::Groups => &links.groups,
            };
            let Some(mut link) = link.as_ref().and_then(Link::open) else {
                return Ok(None);
            };
            let mut rows = 0;
            link.each(&[viewer], |key| {
                rows += 1;
                self.keys.insert(key);
                Ok(limit.is_none_or(|limit| rows < limit))
            })?;
            Ok(Some(rows))
        })
    }

    /// The same by a statement, which tells of those followees alone that may be shown.
    fn by_statement(
        &mut self,
        reader: &Reader,
        which: Listed,
        viewer: &Key,
        kind: Oid,
        limit: Option<usize>,
    ) -> Outcome<usize> {
        let statement = match which {
            Listed::Followees => Statement::Followees,
            Listed::Groups => Statement::Groups,
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
                Ok(key) => self.keys.extend(key),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })?;
        failed.map_or(Ok(rows), Err)
    }
}
