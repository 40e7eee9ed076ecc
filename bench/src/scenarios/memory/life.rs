//! What one backend did and how much memory it had meanwhile, by tenths of its calls. Knows no server.

use crate::failure::{Failure, Outcome};

/// In so many parts a backend's life is looked at.
pub const TENTHS: usize = 10;

/// A call that is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Call {
    /// When it was over, in microseconds of the clock.
    pub at: u64,
    /// The place of its script.
    pub script: usize,
    /// Microseconds.
    pub took: f64,
}

/// How much private memory the backend had at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub at: u64,
    pub bytes: f64,
}

/// All calls of one backend and all looks at it, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    calls: Vec<Call>,
    looks: Vec<Look>,
}

impl Life {
    /// Stops with a sentence where the backend was not seen at all.
    pub fn new(calls: Vec<Call>, looks: Vec<Look>) -> Outcome<Self> {
        match calls.is_empty() || looks.is_empty() {
            true => Err(Failure::said(
                "a backend was over before it could be looked at: ask for more calls",
            )),
            false => Ok(Self { calls, looks }),
        }
    }

    /// How many calls were over at the end of a tenth; tenths are numbered from 1.
    pub fn calls_after(&self, tenth: usize) -> usize {
        self.calls.len() * tenth / TENTHS
    }

    /// How long the calls of a tenth took: those of one script, or all.
    pub fn took(&self, tenth: usize, script: Option<usize>) -> Vec<f64> {
        let within = &self.calls[self.calls_after(tenth - 1)..self.calls_after(tenth)];
        let asked = within
            .iter()
            .filter(|call| script.is_none_or(|script| call.script == script));
        asked.map(|call| call.took).collect()
    }

    /// How much memory there was in a tenth: all looks in it, or where there was none the one that came nearest to its end.
    pub fn memory(&self, tenth: usize) -> Vec<f64> {
        let end = |tenth: usize| match self.calls_after(tenth) {
            0 => 0,
            calls => self.calls[calls - 1].at,
        };
        let (from, until) = (end(tenth - 1), end(tenth));
        let within = self
            .looks
            .iter()
            .filter(|look| look.at > from && look.at <= until);
        let found: Vec<f64> = within.map(|look| look.bytes).collect();
        if !found.is_empty() {
            return found;
        }
        let nearest = self.looks.iter().min_by_key(|look| look.at.abs_diff(until));
        nearest.map(|look| look.bytes).into_iter().collect()
    }
}

/// Reads lines `client transaction time script epoch microseconds` of a log that pgbench kept for one client.
pub fn calls(log: &str) -> Outcome<Vec<Call>> {
    let mut calls = Vec::new();
    for line in log.lines() {
        let fields: Option<Vec<u64>> = line.split(' ').map(|field| field.parse().ok()).collect();
        let Some([_, _, took, script, seconds, micros]) = fields.as_deref() else {
            return Err(Failure::said(format!("pgbench logged \"{line}\"")));
        };
        calls.push(Call {
            at: seconds * 1_000_000 + micros,
            script: *script as usize,
            took: *took as f64,
        });
    }
    Ok(calls)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn life() -> Life {
        let call = |n: u64| Call {
            at: n,
            script: (n % 2) as usize,
            took: n as f64,
        };
        let look = |at: u64| Look {
            at,
            bytes: at as f64 * 100.0,
        };
        Life::new(
            (1..=20).map(call).collect(),
            vec![look(1), look(3), look(4), look(19)],
        )
        .unwrap()
    }

    #[test]
    fn calls_are_parted_by_their_number() {
        assert_eq!(life().calls_after(TENTHS), 20);
        assert_eq!(life().took(1, None), [1.0, 2.0]);
        assert_eq!(life().took(10, Some(1)), [19.0]);
    }

    #[test]
    fn looks_belong_to_the_tenth_they_fall_into() {
        assert_eq!(life().memory(1), [100.0]);
        assert_eq!(life().memory(2), [300.0, 400.0]);
        assert_eq!(life().memory(3), [400.0]);
        assert_eq!(life().memory(9), [1900.0]);
    }

    #[test]
    fn a_log_is_read_line_by_line() {
        let found = calls("0 1 1500 0 100 7\n0 2 40 3 101 0\n").unwrap();
        assert_eq!((found[0].at, found[0].took), (100_000_007, 1500.0));
        assert_eq!(found[1].script, 3);
        assert!(
            calls("0 1 failed 0 100 0")
                .unwrap_err()
                .to_string()
                .contains("failed")
        );
        assert!(Life::new(found, Vec::new()).is_err());
    }
}
