//! Counts of very many posts by signal alone: numbers in one row of memory, since most posts have a few. Pure.

use foldhash::HashMap;

use super::source::Tally;
use crate::merge::key::Key;

/// Counts by post and signal, whatever the hour.
pub struct Sums {
    /// Where the numbers of a post begin.
    starts: HashMap<Key, usize>,
    counts: Vec<i64>,
    signals: usize,
}

impl Sums {
    /// None yet, of so many signals.
    pub fn of(signals: usize) -> Sums {
        Sums {
            starts: HashMap::default(),
            counts: Vec::new(),
            signals,
        }
    }

    /// What comes of each post and its counts by signal, where anything does.
    pub fn filter_map<T>(self, mut to: impl FnMut(Key, &[i64]) -> Option<T>) -> Vec<T> {
        let counts = |start: usize| &self.counts[start..][..self.signals];
        let posts = self.starts.into_iter();
        posts
            .filter_map(|(post, start)| to(post, counts(start)))
            .collect()
    }
}

impl Tally for Sums {
    fn add(&mut self, post: Key, signal: usize, _: Option<i64>, n: i64) {
        let end = self.counts.len();
        let start = *self.starts.entry(post).or_insert(end);
        if start == end {
            self.counts.resize(end + self.signals, 0);
        }
        if let Some(count) = self.counts[start..][..self.signals].get_mut(signal) {
            *count += n;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_do_not_matter() {
        let mut sums = Sums::of(2);
        for (post, signal, hour, n) in [
            (7, 1, Some(10), 2),
            (8, 0, None, 1),
            (7, 1, Some(20), -1),
            (7, 0, Some(10), 4),
            (7, 2, Some(10), 9),
        ] {
            sums.add(Key::Int(post), signal, hour, n);
        }
        let mut posts = sums.filter_map(|post, counts| Some((post, counts.to_vec())));
        posts.sort_by_key(|(_, counts)| counts.clone());
        assert_eq!(
            posts,
            [(Key::Int(8), vec![1, 0]), (Key::Int(7), vec![4, 1])]
        );
    }
}
