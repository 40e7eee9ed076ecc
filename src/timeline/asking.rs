//! The indexes that tell of one author or group after the other whether the viewer follows or belongs.

use super::by_index::link::OpenLink;
use super::by_index::relations::OpenFacts;
use super::reader::Reader;
use crate::merge::key::Key;

/// What is open while one author or group after the other is asked about.
pub struct Asking<'r> {
    pub facts: OpenFacts<'r>,
    pub member: Option<OpenLink<'r>>,
}

impl Asking<'_> {
    /// Whether the viewer follows the author.
    pub fn follows(&mut self, reader: &Reader, author: &Key) -> bool {
        let mut ask = || self.facts.followed(author);
        // Who reads an index matters only where a condition is evaluated.
        let judged = reader
            .feed
            .follows
            .as_ref()
            .is_some_and(|follows| follows.active.is_some());
        if judged {
            reader.as_the_owner(ask)
        } else {
            ask()
        }
    }
}
