//! When posts that wait are looked up in the storage, and when they are ranked.

use super::best::Best;
use super::every::known;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::timeline::reader::Reader;

impl Best<'_> {
    /// Looks up those that lose by what is pending: they may be behind the cursor, and where they were scored no row is read.
    pub(super) fn look_up_losing(&mut self, reader: &Reader) -> Outcome<()> {
        let moved = self.touched.moved.iter().filter(|(_, one)| one.loses);
        let losing = moved.map(|(post, _)| (*post).clone()).collect();
        self.look_up(reader, losing)
    }

    /// How many of the posts that only gain by what is pending are to be looked up rather than rows read on, until these bound
    /// them: where they are few to what has been read, so that the one never costs many times the other.
    pub(super) fn worth_looking_up(&self, bound: f64, rank: Option<f64>) -> usize {
        let count = rank.map(|rank| self.waiting.count_from(&self.question, bound, rank));
        count.filter(|count| *count <= self.read).unwrap_or(0)
    }

    /// Looks up some of them, those that gain most.
    pub(super) fn look_up_some(&mut self, reader: &Reader, count: usize) -> Outcome<()> {
        let posts = self.waiting.take_unknown(count);
        self.look_up(reader, posts)
    }

    fn look_up(&mut self, reader: &Reader, posts: Vec<Key>) -> Outcome<()> {
        let indexes = self.indexes;
        let mut rows = reader.as_the_owner(|| indexes.of_posts(posts.iter()))?;
        rows.retain(|row| self.listings.contains(&row.listing));
        self.waiting.meet(&self.question, &self.touched, &rows)
    }

    /// Ranks some of the posts that wait, those that come before any other may.
    pub(super) fn rank(&mut self, reader: &Reader, bound: f64) -> Outcome<()> {
        let posts = self.waiting.take(bound);
        let ranked = known(reader, self.counts, self.question, &posts)?;
        self.ready.extend(ranked);
        self.sort(reader);
        Ok(())
    }
}
