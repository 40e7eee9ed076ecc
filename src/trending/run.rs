//! Rows of an index from the highest bound on, of which some have been read.

use std::cmp::Ordering;

use super::candidate::Candidate;
use crate::merge::key::Key;
use crate::timeline::by_index::stats::Start;
use crate::timeline::reader::Reader;

/// How many rows are read at a time: of all posts, where so many are wanted first and half of them then; and of one hour's.
const CHUNK: (usize, usize) = (16, 512);
pub const CHUNK_OF_HOUR: usize = 16;

/// Rows of an index from the highest bound on, those that have been read left out.
pub struct Run {
    pub listing: i16,
    /// Of gravity: those written in an hour.
    pub hour: Option<i64>,
    pub start: Start,
    /// No row behind ranks higher.
    pub bound: f64,
    /// Nor, among those of that very rank, has a higher id; None where that is not known.
    pub id_bound: Option<Key>,
}

impl Run {
    /// How many rows are read of it at a time where so many posts are wanted.
    pub fn chunk(&self, want: usize) -> usize {
        let (least, most) = CHUNK;
        match (self.hour, &self.start) {
            (Some(_), _) => CHUNK_OF_HOUR,
            (None, Start::At(_)) => want.clamp(least, most),
            (None, _) => (want / 2).clamp(least, most),
        }
    }

    /// Which of two runs may give the next post: `Greater` means this one.
    pub fn compare(&self, other: &Run, reader: &Reader) -> Ordering {
        let by_id = || match (&self.id_bound, &other.id_bound) {
            (Some(one), Some(other)) => one.compare(other, &reader.order),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, None) => Ordering::Equal,
        };
        self.bound.total_cmp(&other.bound).then_with(by_id)
    }

    /// Whether no row behind stands before a post.
    pub fn is_behind(&self, best: &Candidate, reader: &Reader) -> bool {
        match &self.id_bound {
            Some(id) if best.rank == self.bound => {
                best.id.compare(id, &reader.order) != Ordering::Less
            }
            _ => best.rank > self.bound,
        }
    }
}
