//! The log that pgbench keeps of each transaction: when it was due, how late it began, and how long it took. Knows no server.

use crate::failure::{Failure, Outcome};

/// One transaction; times in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transaction {
    /// The place of its script in the mix.
    pub script: usize,
    /// When it was due, since 1970; without a rate, when it began.
    pub due: u64,
    /// How long after that it began.
    pub late: f64,
    /// From its beginning to its end.
    pub took: f64,
}

impl Transaction {
    /// From when it was due until its end: what somebody waited who wanted it then.
    pub fn waited(&self) -> f64 {
        self.late + self.took
    }

    pub fn end(&self) -> u64 {
        self.due + self.waited() as u64
    }
}

/// Transactions of one run by when they were due.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    pub transactions: Vec<Transaction>,
}

impl Log {
    /// Reads lines `client transaction time script epoch microseconds [lag]`, in which the lag is a part of the time. What ended in the
    /// first seconds behind the first end is left out.
    pub fn read(text: &str, leave_out: u64) -> Outcome<Self> {
        let mut transactions = Vec::new();
        for line in text.lines() {
            let fields: Option<Vec<u64>> =
                line.split(' ').map(|field| field.parse().ok()).collect();
            let (time, script, end, late) = match fields.as_deref() {
                Some([_, _, time, script, seconds, micros]) => {
                    (*time, *script, seconds * 1_000_000 + micros, 0)
                }
                Some([_, _, time, script, seconds, micros, lag]) => {
                    (*time, *script, seconds * 1_000_000 + micros, *lag)
                }
                _ => return Err(Failure::said(format!("pgbench logged \"{line}\""))),
            };
            transactions.push(Transaction {
                script: script as usize,
                due: end.saturating_sub(time),
                late: late as f64,
                took: time.saturating_sub(late) as f64,
            });
        }
        let first = transactions.iter().map(Transaction::end).min();
        let counts = first.unwrap_or_default() + leave_out * 1_000_000;
        transactions.retain(|transaction| transaction.end() >= counts);
        transactions.sort_by_key(|transaction| transaction.due);
        Ok(Self { transactions })
    }

    /// Those that were due in some span of time, its end left out.
    pub fn due_in(&self, from: u64, to: u64) -> Self {
        let due = self
            .transactions
            .iter()
            .filter(|one| (from..to).contains(&one.due));
        Self {
            transactions: due.copied().collect(),
        }
    }

    pub fn and(mut self, other: &Self) -> Self {
        self.transactions.extend(&other.transactions);
        self.transactions.sort_by_key(|transaction| transaction.due);
        self
    }

    /// What was waited for those of one script, or for all.
    pub fn waited(&self, script: Option<usize>) -> Vec<f64> {
        let asked = self
            .transactions
            .iter()
            .filter(|one| script.is_none_or(|script| one.script == script));
        asked.map(Transaction::waited).collect()
    }

    /// When the first of them was due, and when the last one ended.
    pub fn span(&self) -> Option<(u64, u64)> {
        let first = self.transactions.first()?.due;
        let last = self.transactions.iter().map(Transaction::end).max()?;
        Some((first, last))
    }

    /// Transactions a second, between the first end and the last.
    pub fn rate(&self) -> f64 {
        let ends = || self.transactions.iter().map(Transaction::end);
        match (ends().min(), ends().max()) {
            (Some(first), Some(last)) if last > first => {
                self.transactions.len() as f64 * 1e6 / (last - first) as f64
            }
            _ => 0.0,
        }
    }

    /// So much of it, as shares of the time in which transactions were due.
    pub fn part(&self, from: f64, to: f64) -> Self {
        let (Some(first), Some(last)) = (self.transactions.first(), self.transactions.last())
        else {
            return Self::default();
        };
        let at = |share: f64| first.due + ((last.due - first.due) as f64 * share) as u64;
        self.due_in(at(from), at(to) + u64::from(to >= 1.0))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_took_what_its_lag_leaves() {
        let text = "0 1 1500 0 100 2000 500\n1 1 4000 1 100 5000 0\n";
        let log = Log::read(text, 0).unwrap();
        let [second, first] = [log.transactions[1], log.transactions[0]];
        assert_eq!(
            (first.script, first.due, first.waited()),
            (0, 100_000_500, 1500.0)
        );
        assert_eq!((first.late, first.took), (500.0, 1000.0));
        assert_eq!(
            (second.script, second.due, second.end()),
            (1, 100_001_000, 100_005_000)
        );
        assert_eq!(log.waited(Some(1)), [4000.0]);
        assert_eq!(log.waited(None), [1500.0, 4000.0]);
    }

    #[test]
    fn the_first_seconds_are_left_out() {
        let text = "0 1 10 0 100 0\n0 2 20 0 101 999999\n0 3 30 0 102 0\n";
        assert_eq!(Log::read(text, 2).unwrap().waited(None), [30.0]);
        assert_eq!(Log::read("", 2).unwrap().rate(), 0.0);
    }

    #[test]
    fn a_rate_is_told_and_parts_are_of_the_time() {
        let text: String = (0..=100)
            .map(|n| format!("0 {n} 0 0 100 {}\n", n * 1_000))
            .collect();
        let log = Log::read(&text, 0).unwrap();
        assert_eq!(log.rate().round(), 1_010.0);
        assert_eq!(log.part(0.0, 0.1).transactions.len(), 10);
        assert_eq!(log.part(0.9, 1.0).transactions.len(), 11);
        assert_eq!(log.span(), Some((100_000_000, 100_100_000)));
    }

    #[test]
    fn what_is_no_line_of_a_log_is_named() {
        let said = Log::read("0 1 skipped 0 100 0", 0).unwrap_err().to_string();
        assert!(said.contains("skipped"), "{said}");
    }
}
