//! What is known of one post's engagement: whole numbers by signal, and by signal and hour. Pure.

/// The rows of all signals that are about one post, counted. Signals count from 0, in the order of addition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    counts: Vec<i64>,
    hours: Vec<Hour>,
}

/// How many rows of a signal fall into an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour {
    /// The hour's beginning, in microseconds since 2000-01-01 00:00 UTC.
    pub start: i64,
    pub signal: usize,
    pub n: i64,
}

impl Ledger {
    /// Counts `n` more rows of a signal, those of no hour too.
    pub fn add(&mut self, signal: usize, hour: Option<i64>, n: i64) {
        if self.counts.len() <= signal {
            self.counts.resize(signal + 1, 0);
        }
        self.counts[signal] += n;
        let Some(start) = hour else {
            return;
        };
        match self.hours.last_mut() {
            // Most of what is pending of a post is of one hour.
            Some(last) if (last.start, last.signal) == (start, signal) => last.n += n,
            _ => self.hours.push(Hour { start, signal, n }),
        }
    }

    /// The rows of a signal.
    pub fn count(&self, signal: usize) -> i64 {
        self.counts.get(signal).copied().unwrap_or(0)
    }

    /// Each signal's rows by hour, in order, each hour of a signal once; what cancels out is not there.
    pub fn hours(&self) -> Vec<Hour> {
        let mut sorted = self.hours.clone();
        sorted.sort_unstable();
        let mut hours: Vec<Hour> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match hours.last_mut() {
                Some(last) if (last.start, last.signal) == (next.start, next.signal) => {
                    last.n += next.n;
                }
                _ => hours.push(next),
            }
        }
        hours.retain(|hour| hour.n != 0);
        hours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_hour_are_one_number_and_what_cancels_is_gone() {
        let mut ledger = Ledger::default();
        ledger.add(1, Some(10), 2);
        ledger.add(0, Some(20), 1);
        ledger.add(1, Some(10), 1);
        ledger.add(0, Some(20), -1);
        ledger.add(2, None, 4);
        let hour = Hour {
            start: 10,
            signal: 1,
            n: 3,
        };
        assert_eq!(ledger.hours(), [hour]);
        assert_eq!(
            [0, 1, 2, 3].map(|signal| ledger.count(signal)),
            [0, 3, 4, 0]
        );
    }
}
