//! The log that pgbench keeps of each transaction: how long they took, and how late they began. Knows no server.

use std::collections::BTreeMap;

use crate::failure::{Failure, Outcome};
use crate::report::figures::{median, quantile};

/// Transactions of one kind, by time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transactions {
    /// What each took from its beginning, and how long after its time it began; in microseconds.
    pub took: Vec<f64>,
    pub late: Vec<f64>,
}

impl Transactions {
    pub fn and(mut self, other: &Self) -> Self {
        self.took.extend(&other.took);
        self.late.extend(&other.late);
        self
    }

    /// From when each was due until its end.
    pub fn waited(&self) -> Vec<f64> {
        let both = self.took.iter().zip(&self.late);
        both.map(|(took, late)| took + late).collect()
    }
}

/// p50, p95 and p99 of some times, in milliseconds.
pub fn quantiles(times: &[f64]) -> [Option<f64>; 3] {
    let [p50, p95, p99] = [median(times), quantile(times, 0.95), quantile(times, 0.99)];
    [p50, p95, p99].map(|time| time.map(|time| time / 1e3))
}

/// Reads lines `client transaction time script epoch microseconds [lag]`, by number of the script. With a rate, pgbench counts a
/// transaction's time from when it was due, and the lag is in it. What ended in the first seconds after the first line is left out.
pub fn read(log: &str, leave_out: u64) -> Outcome<BTreeMap<usize, Transactions>> {
    let mut lines = Vec::new();
    for line in log.lines() {
        let fields: Option<Vec<u64>> = line.split(' ').map(|field| field.parse().ok()).collect();
        match fields.as_deref() {
            Some([_, _, time, script, seconds, micros]) => {
                lines.push((seconds * 1_000_000 + micros, *script, *time, 0));
            }
            Some([_, _, time, script, seconds, micros, lag]) => {
                lines.push((seconds * 1_000_000 + micros, *script, *time, *lag));
            }
            _ => {
                return Err(Failure::said(format!("pgbench logged \"{line}\"")));
            }
        }
    }
    let first = lines.iter().map(|line| line.0).min().unwrap_or_default();
    let mut all: BTreeMap<usize, Transactions> = BTreeMap::new();
    for (at, script, time, lag) in lines {
        if at >= first + leave_out * 1_000_000 {
            let known = all.entry(script as usize).or_default();
            known.took.push(time.saturating_sub(lag) as f64);
            known.late.push(lag as f64);
        }
    }
    Ok(all)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_took_what_its_lag_leaves() {
        let log = "0 1 1500 0 100 0 500\n1 1 4000 1 100 5 0\n0 2 2000 0 103 0 1000\n";
        let all = read(log, 0).unwrap();
        assert_eq!(all[&0].took, [1000.0, 1000.0]);
        assert_eq!(all[&0].late, [500.0, 1000.0]);
        assert_eq!(all[&0].waited(), [1500.0, 2000.0]);
        assert_eq!(all[&1].took, [4000.0]);
    }

    #[test]
    fn the_first_seconds_are_left_out() {
        let log = "0 1 10 0 100 0\n0 2 20 0 101 999999\n0 3 30 0 102 0\n";
        assert_eq!(read(log, 2).unwrap()[&0].took, [30.0]);
        assert!(read("", 2).unwrap().is_empty());
    }

    #[test]
    fn quantiles_are_in_milliseconds() {
        let times: Vec<f64> = (1..=100).map(|n| f64::from(n) * 1e3).collect();
        assert_eq!(quantiles(&times), [Some(50.0), Some(95.0), Some(99.0)]);
        assert_eq!(quantiles(&[]), [None, None, None]);
    }

    #[test]
    fn what_is_no_line_of_a_log_is_named() {
        let said = read("0 1 skipped 0 100 0", 0).unwrap_err().to_string();
        assert!(said.contains("skipped"), "{said}");
    }
}
