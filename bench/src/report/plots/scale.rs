//! An axis: where figures stand on it and which of its places are marked. By logarithm where figures span decades.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

/// From this factor between least and greatest on, equal steps would press the small figures together.
const DECADES: f64 = 15.0;

/// With fewer marks nothing can be read off an axis.
const FEWEST: usize = 3;

/// An axis over a range of figures.
#[derive(Debug, Clone)]
pub struct Scale {
    low: f64,
    high: f64,
    is_log: bool,
    marks: Vec<f64>,
}

impl Scale {
    /// Equal steps from zero, for bars: their length is to be their figure. About so many marks.
    pub fn from_zero(values: &[f64], marks: usize) -> Self {
        let high = greatest(values);
        Self {
            low: 0.0,
            high: if high > 0.0 { high * 1.02 } else { 1.0 },
            is_log: false,
            marks: Vec::new(),
        }
        .marked(marks)
    }

    /// Equal factors, whatever the figures span.
    pub fn log(values: &[f64], marks: usize) -> Self {
        let (low, high) = (least_positive(values), greatest(values));
        Self {
            low: low / 1.25,
            high: high.max(low) * 1.25,
            is_log: true,
            marks: Vec::new(),
        }
        .marked(marks)
    }

    /// Equal factors where figures span decades, equal steps from zero where they do not.
    pub fn fitting(values: &[f64], marks: usize) -> Self {
        match spans_decades(values) {
            true => Self::log(values, marks),
            false => Self::from_zero(values, marks),
        }
    }

    /// An axis of the places of a curve, which are marked themselves. Zero stands a decade below the least other place where
    /// equal factors leave it none.
    pub fn of_places(places: &[f64]) -> Self {
        let is_log = spans_decades(places);
        let (low, high) = (
            places.iter().copied().fold(f64::MAX, f64::min),
            greatest(places),
        );
        let low = match is_log && low <= 0.0 {
            true => least_positive(places) / 10.0,
            false => low,
        };
        Self {
            low,
            high: if high > low { high } else { low + 1.0 },
            is_log,
            marks: places.to_vec(),
        }
    }

    /// Keeps of the marks what stands at least so far apart, as a share of the axis, and the last in any case.
    pub fn thinned(mut self, share: f64) -> Self {
        let mut kept: Vec<f64> = Vec::new();
        for mark in self.marks.iter().rev() {
            if kept
                .last()
                .is_none_or(|last| self.share(*last) - self.share(*mark) >= share)
            {
                kept.push(*mark);
            }
        }
        kept.reverse();
        self.marks = kept;
        self
    }

    fn marked(mut self, count: usize) -> Self {
        self.marks = match self.is_log {
            true => factors(self.low, self.high, count),
            false => steps(self.low, self.high, count),
        };
        self
    }

    /// Where a figure stands: 0 at the beginning of the axis, 1 at its end.
    fn share(&self, value: f64) -> f64 {
        let share = match self.is_log {
            true if value <= self.low => 0.0,
            true => (value / self.low).ln() / (self.high / self.low).ln(),
            false => (value - self.low) / (self.high - self.low),
        };
        share.clamp(0.0, 1.0)
    }
}

impl Ranged for Scale {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (f64::from(limit.1 - limit.0) * self.share(*value)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.marks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

pub fn spans_decades(values: &[f64]) -> bool {
    greatest(values) > least_positive(values) * DECADES
}

fn greatest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

fn least_positive(values: &[f64]) -> f64 {
    let least = values
        .iter()
        .copied()
        .filter(|value| *value > 0.0)
        .fold(f64::MAX, f64::min);
    if least < f64::MAX { least } else { 1.0 }
}

/// Round figures of equal factors: 1, 2, 5 of each decade, or fewer where those are too many. Of equal steps where there would
/// hardly be any.
fn factors(low: f64, high: f64, count: usize) -> Vec<f64> {
    let within = |digits: &[f64], every: i32| -> Vec<f64> {
        let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
        decades
            .filter(|decade| decade.rem_euclid(every) == 0)
            .flat_map(|decade| {
                digits
                    .iter()
                    .map(move |digit| digit * 10.0_f64.powi(decade))
            })
            .filter(|mark| (low..=high).contains(mark))
            .collect()
    };
    let ways: [(&[f64], i32); 4] = [
        (&[1.0, 2.0, 5.0], 1),
        (&[1.0, 3.0], 1),
        (&[1.0], 1),
        (&[1.0], 2),
    ];
    let mut marks = Vec::new();
    for (digits, every) in ways {
        marks = within(digits, every);
        if marks.len() <= count {
            break;
        }
    }
    match marks.len() {
        ..FEWEST => steps(low, high, count),
        _ => marks,
    }
}

/// Round figures of equal steps.
fn steps(low: f64, high: f64, count: usize) -> Vec<f64> {
    let least = (high - low) / count as f64;
    let decade = 10.0_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0]
        .map(|digit| digit * decade)
        .into_iter()
        .find(|step| *step >= least);
    let step = step.unwrap_or(decade * 10.0);
    let first = (low / step).ceil();
    let marks = (0..=count).map(|place| (first + place as f64) * step);
    marks.filter(|mark| *mark <= high).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(scale: &Scale, values: &[f64]) -> Vec<i32> {
        values
            .iter()
            .map(|value| scale.map(value, (0, 300)))
            .collect()
    }

    #[test]
    fn zero_has_a_place_before_the_least_other() {
        let values = [0.0, 10.0, 100.0, 1_000.0];
        let scale = Scale::of_places(&values);
        assert!(scale.is_log);
        assert_eq!(places(&scale, &values), [0, 100, 200, 300]);
    }

    #[test]
    fn equal_steps_begin_with_zero() {
        let scale = Scale::fitting(&[300.0, 900.0], 5);
        assert!(!scale.is_log);
        assert_eq!(scale.marks, [0.0, 200.0, 400.0, 600.0, 800.0]);
        assert_eq!(places(&scale, &[0.0]), [0]);
    }

    #[test]
    fn marks_are_round_and_not_too_many() {
        assert_eq!(Scale::log(&[20.0, 100.0], 5).marks, [20.0, 50.0, 100.0]);
        let wide = Scale::log(&[20.0, 72_000.0], 5);
        assert_eq!(wide.marks, [100.0, 1_000.0, 10_000.0]);
        let narrow = Scale::log(&[420.0, 730.0], 5);
        assert_eq!(narrow.marks, [400.0, 600.0, 800.0]);
        assert!(Scale::log(&[0.0], 5).marks.contains(&1.0));
    }

    #[test]
    fn marks_that_would_meet_are_left_out() {
        let scale = Scale::of_places(&[100.0, 110.0, 200.0, 600.0]).thinned(0.1);
        assert_eq!(scale.marks, [110.0, 200.0, 600.0]);
    }
}
