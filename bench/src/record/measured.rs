//! The figures of one contender.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::report::figures::{maximum, median, micros, quantile};

/// A run of calls is looked at in so many parts, one behind the other, to see how steady it was.
const BLOCKS: usize = 10;
/// So many parts tell how steady it was. By chance alone the parts of two runs that are alike lie wholly apart one time in three
/// where each has two of them, one time in ten with three, one time in thirty-five with four: 2 n! n! / (2n)!.
pub const ENOUGH_BLOCKS: usize = 4;
/// A part has so many calls where there are enough of them, and two at least.
const CALLS: usize = 5;

/// Whose figures they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// pg_feed.
    Ours,
    /// The least that anything costs here: a row by primary key, a table without triggers.
    Floor,
    /// What one would use instead.
    Peer,
}

/// What one contender took, or gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub name: String,
    pub role: Role,
    /// How many calls the quantiles are of.
    pub calls: usize,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
    /// Medians of the parts of the run in order of time: at most ten, the same parts for all contenders of a case.
    pub blocks: Vec<f64>,
}

impl Measured {
    /// Figures in order of time; none of none.
    pub fn of(name: impl Into<String>, role: Role, values: &[f64]) -> Option<Self> {
        let enough = ENOUGH_BLOCKS.min(values.len() / 2);
        let blocks = (values.len() / CALLS).max(enough).clamp(1, BLOCKS);
        Some(Self {
            name: name.into(),
            role,
            calls: values.len(),
            p50: median(values)?,
            p95: quantile(values, 0.95)?,
            p99: quantile(values, 0.99)?,
            max: maximum(values)?,
            blocks: parts(values, blocks).filter_map(median).collect(),
        })
    }

    /// Times of calls in order of time, as microseconds.
    pub fn timed(name: impl Into<String>, role: Role, times: &[Duration]) -> Option<Self> {
        let times: Vec<f64> = times.iter().map(micros).collect();
        Self::of(name, role, &times)
    }

    /// Times kept apart by viewer, each in order of rounds: the rounds follow each other in time.
    pub fn of_rounds<'a>(
        name: impl Into<String>,
        role: Role,
        viewers: impl Iterator<Item = &'a [Duration]>,
    ) -> Option<Self> {
        let viewers: Vec<&[Duration]> = viewers.collect();
        let rounds = viewers.iter().map(|times| times.len()).max().unwrap_or(0);
        let times: Vec<Duration> = (0..rounds)
            .flat_map(|round| viewers.iter().filter_map(move |times| times.get(round)))
            .copied()
            .collect();
        Self::timed(name, role, &times)
    }

    /// Turns that each gave one figure, such as a rate: every one of them is a part of its own.
    pub fn of_turns(name: impl Into<String>, role: Role, turns: &[f64]) -> Option<Self> {
        Some(Self {
            blocks: turns.to_vec(),
            ..Self::of(name, role, turns)?
        })
    }

    /// Runs that each gave many figures, one behind the other: every one of them is a part of its own.
    pub fn of_runs(name: impl Into<String>, role: Role, runs: &[Vec<f64>]) -> Option<Self> {
        Some(Self {
            blocks: runs.iter().filter_map(|run| median(run)).collect(),
            ..Self::of(name, role, &runs.concat())?
        })
    }

    /// A figure there is once, such as a size.
    pub fn once(name: impl Into<String>, role: Role, value: f64) -> Self {
        Self {
            name: name.into(),
            role,
            calls: 1,
            p50: value,
            p95: value,
            p99: value,
            max: value,
            blocks: vec![value],
        }
    }
}

/// So many parts of about equal length, one behind the other.
fn parts(values: &[f64], count: usize) -> impl Iterator<Item = &[f64]> {
    (0..count).map(move |part| {
        let edge = |part: usize| part * values.len() / count;
        &values[edge(part)..edge(part + 1)]
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_looked_at_in_parts() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let found = Measured::of("a", Role::Ours, &values).unwrap();
        assert_eq!(
            found.blocks,
            [4.0, 14.0, 24.0, 34.0, 44.0, 54.0, 64.0, 74.0, 84.0, 94.0]
        );
        assert_eq!((found.p50, found.p99, found.max), (49.0, 98.0, 99.0));
        assert_eq!(Measured::of("a", Role::Ours, &[]), None);
    }

    #[test]
    fn few_calls_are_few_parts() {
        let found = Measured::of("a", Role::Ours, &[3.0, 1.0, 2.0]).unwrap();
        assert_eq!(found.blocks, [2.0]);
        let eight: Vec<f64> = (0..8).map(f64::from).collect();
        let found = Measured::of("a", Role::Ours, &eight).unwrap();
        assert_eq!(found.blocks.len(), 4);
        let turns = Measured::of_turns("a", Role::Ours, &[3.0, 1.0, 2.0]).unwrap();
        assert_eq!(turns.blocks, [3.0, 1.0, 2.0]);
    }

    #[test]
    fn rounds_follow_each_other_whoever_the_viewer_is() {
        let millis = |times: &[u64]| -> Vec<Duration> {
            times
                .iter()
                .map(|time| Duration::from_millis(*time))
                .collect()
        };
        let first: Vec<u64> = (1..=10).collect();
        let (a, b) = (millis(&first), millis(&first));
        let viewers = [a.as_slice(), b.as_slice()];
        let found = Measured::of_rounds("a", Role::Ours, viewers.into_iter()).unwrap();
        assert_eq!(found.calls, 20);
        assert_eq!(found.blocks, [2_000.0, 4_000.0, 7_000.0, 9_000.0]);
    }
}
