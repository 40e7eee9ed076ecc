//! All whom a viewer follows, whether they may be shown or not, where a read meets so many authors that it pays to know.

use foldhash::HashSet;

use super::by_index::link::Link;
use super::reader::Reader;
use crate::error::Outcome;
use crate::merge::key::Key;

/// That list, once it is known.
#[derive(Debug, Default)]
pub struct Followed {
    list: Option<HashSet<Key>>,
    /// It is longer than this, or no index lists it.
    longer_than: usize,
}

impl Followed {
    /// Reads the list by index, unless it is longer than `most`.
    pub fn list(&mut self, reader: &Reader, viewer: &Key, most: usize) -> Outcome<()> {
        if self.is_listed() || most <= self.longer_than {
            return Ok(());
        }
        let read = reader.by_links(|links| {
            let Some(mut followees) = links.followees.as_ref().and_then(Link::open) else {
                return Ok(None);
            };
            let mut list = HashSet::default();
            followees.each(&[viewer], |followee| {
                list.insert(followee);
                Ok(list.len() <= most)
            })?;
            Ok(Some(list))
        })?;
        match read {
            Some(list) if list.len() <= most => self.list = Some(list),
            _ => self.longer_than = most,
        }
        Ok(())
    }

    pub fn is_listed(&self) -> bool {
        self.list.is_some()
    }

    /// All of them; None where they are not known.
    pub fn all(&self) -> Option<&HashSet<Key>> {
        self.list.as_ref()
    }

    /// Whether somebody is in the list; None where it is not known.
    pub fn contains(&self, author: &Key) -> Option<bool> {
        self.list.as_ref().map(|list| list.contains(author))
    }
}
