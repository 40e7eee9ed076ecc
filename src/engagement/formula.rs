//! From counts to scores: engagement, and its decayed form in the log domain. Pure.

use super::ledger::{Hour, Ledger};
use crate::score::{HalfLife, HotSum, Moment, ScoreError, hour_of};

/// What one row of a signal is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    pub weight: f64,
    /// Its rows have times of their own; else each is as old as its post.
    pub has_times: bool,
}

/// How counts become scores.
#[derive(Debug, Clone)]
pub struct Formula {
    /// By signal; a removed one is worth nothing.
    pub worths: Vec<Worth>,
    pub half_life: HalfLife,
    /// What a post is worth when it is written.
    pub base: f64,
}

impl Formula {
    /// `sum(weight * count)` over all signals.
    pub fn engagement(&self, ledger: &Ledger) -> f64 {
        let worths = self.worths.iter().enumerate();
        worths
            .map(|(signal, worth)| worth.weight * ledger.count(signal) as f64)
            .sum()
    }

    /// The same of counts by signal; None where there are none.
    pub fn engagement_of(&self, counts: &[i64]) -> Option<f64> {
        let worths = self.worths.iter().zip(counts);
        let counted = worths.filter(|(_, n)| **n != 0);
        let worth = counted.map(|(worth, n)| worth.weight * *n as f64);
        worth.reduce(|sum, one| sum + one)
    }

    /// Counts by hour, with those that have no times of their own in the hour of the post. A removed signal has none.
    pub fn hours(&self, ledger: &Ledger, created_at: i64) -> Vec<Hour> {
        let mut hours = ledger.hours();
        for (signal, worth) in self.worths.iter().enumerate() {
            let n = ledger.count(signal);
            if !worth.has_times && n != 0 {
                let start = hour_of(created_at);
                hours.push(Hour { start, signal, n });
            }
        }
        hours.sort_unstable();
        hours
    }

    /// `log2(base * 2^((created_at - L)/h) + sum(weight * n * 2^((hour - L)/h)))` over the hours that have begun by `clock`,
    /// where L is the start of 2020 and h the half-life: a post without engagement is worth `base` when it is written.
    pub fn hot(&self, ledger: &Ledger, created_at: Moment, clock: i64) -> Result<f64, ScoreError> {
        let base = HotSum::EMPTY.add(self.base, created_at, self.half_life)?;
        Ok(self.add(base, ledger, created_at, clock)?.hot())
    }

    /// What `hot` becomes by more rows, but for rounding: `log2(2^hot + sum(...))`.
    pub fn hot_with(
        &self,
        hot: f64,
        more: &Ledger,
        created_at: Moment,
        clock: i64,
    ) -> Result<f64, ScoreError> {
        let more = self.add(HotSum::EMPTY, more, created_at, clock)?.hot();
        Ok(sum_of_hot(hot, more))
    }

    fn add(
        &self,
        mut sum: HotSum,
        ledger: &Ledger,
        created_at: Moment,
        clock: i64,
    ) -> Result<HotSum, ScoreError> {
        for hour in self.hours(ledger, created_at.micros()) {
            let worth = self.worths.get(hour.signal);
            if let Some(worth) = worth.filter(|_| hour.start <= clock && hour.n > 0) {
                let at = Moment::new("hour", hour.start)?;
                sum = sum.add(worth.weight * hour.n as f64, at, self.half_life)?;
            }
        }
        Ok(sum)
    }
}

/// `log2(2^one + 2^other)`
pub fn sum_of_hot(one: f64, other: f64) -> f64 {
    let (high, low) = (one.max(other), one.min(other));
    match low == f64::NEG_INFINITY {
        true => high,
        false => high + (low - high).exp2().ln_1p() / std::f64::consts::LN_2,
    }
}
