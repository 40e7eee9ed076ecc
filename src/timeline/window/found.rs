//! A viewer's window as it is stored: down to where it is complete, and whom to ask besides.

use super::super::reader::Reader;
use super::Hint;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;

/// The window of a warm viewer, in the caller's snapshot.
pub struct Found {
    pub floor: Option<Position>,
    /// Authors and groups to be asked for their posts: what the window leaves out, and what is pending.
    pub authors: Vec<Key>,
    pub groups: Vec<Key>,
}

impl Found {
    /// None for a viewer who is cold: without a window, or with one that was built on another definition.
    pub fn of(reader: &Reader, viewer: &Key) -> Outcome<Option<Found>> {
        let (Some(kept), Some(indexes)) = (&reader.feed.kept, reader.window_indexes()) else {
            return Ok(None);
        };
        let window = reader.as_the_owner(|| indexes.window(viewer))?;
        Ok(window
            .filter(|window| window.generation == kept.generation)
            .map(|window| Found {
                floor: window.floor,
                authors: window.authors,
                groups: window.groups,
            }))
    }

    pub fn has_sources(&self) -> bool {
        !self.authors.is_empty() || !self.groups.is_empty()
    }

    /// Asks for an author's posts too.
    pub fn ask_author(&mut self, author: Key) {
        if !self.authors.contains(&author) {
            self.authors.push(author);
        }
    }

    /// Asks for a group's posts too.
    pub fn ask_group(&mut self, group: Key) {
        if !self.groups.contains(&group) {
            self.groups.push(group);
        }
    }

    /// The next entries below a position, newest first.
    pub fn entries(
        &self,
        reader: &Reader,
        viewer: &Key,
        below: &Position,
        oldest: i64,
        count: usize,
    ) -> Outcome<Vec<Hint>> {
        let Some(indexes) = reader.window_indexes() else {
            return Ok(Vec::new());
        };
        reader.as_the_owner(|| indexes.entries(viewer, below, oldest, count))
    }
}
