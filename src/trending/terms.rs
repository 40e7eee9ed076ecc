//! By which terms posts are ranked: weights and settings. The pages that follow from one first call go by its terms, whatever
//! is configured meanwhile, or posts would change places between them.

use crate::definition::model::Feed;
use crate::engagement::count::{formula, not_scored};
use crate::engagement::formula::Formula;
use crate::error::Outcome;
use crate::score::{HalfLife, Moment, Span, decayed_value, gravity};

/// A number.
const WORD: usize = size_of::<f64>();

/// How many numbers stand before the weights.
const HEAD: usize = 4;

/// What is told instead of the weight of a signal that was removed.
const REMOVED: f64 = -1.0;

/// How counts and ages become ranks.
#[derive(Debug, Clone)]
pub struct Terms {
    pub formula: Formula,
    exponent: f64,
    offset_hours: f64,
    /// As a cursor carries them.
    numbers: Vec<f64>,
}

impl Terms {
    /// Those of a feed now.
    pub fn of(feed: &Feed) -> Terms {
        let formula = formula(feed);
        let settings = &feed.settings;
        let mut numbers = vec![
            formula.half_life.micros() as f64,
            formula.base,
            settings.gravity_exponent,
            settings.gravity_offset_hours,
        ];
        let signals = feed.signals.iter().zip(&formula.worths);
        numbers.extend(signals.map(|(signal, worth)| match signal.source {
            Some(_) => worth.weight,
            None => REMOVED,
        }));
        Terms {
            exponent: settings.gravity_exponent,
            offset_hours: settings.gravity_offset_hours,
            formula,
            numbers,
        }
    }

    /// As a cursor carries them.
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    /// Those that a cursor carries, for the signals that the feed has now; None where one of them was removed since, or they
    /// are no terms.
    pub fn carried(self, numbers: Vec<f64>) -> Option<Terms> {
        if numbers == self.numbers {
            return Some(self);
        }
        let (head, weights) = numbers.split_at_checked(HEAD)?;
        let mut formula = self.formula;
        for (place, worth) in formula.worths.iter_mut().enumerate() {
            let weight = *weights.get(place).unwrap_or(&0.0);
            let removed = self.numbers[HEAD + place] == REMOVED;
            if removed && weight > 0.0 {
                return None;
            }
            worth.weight = weight.max(0.0);
        }
        formula.half_life = HalfLife::new(Span::Micros(head[0] as i128)).ok()?;
        formula.base = head[1];
        let carried = Terms {
            formula,
            exponent: head[2],
            offset_hours: head[3],
            numbers: numbers.clone(),
        };
        numbers
            .iter()
            .all(|number| number.is_finite())
            .then_some(carried)
    }

    /// Whether these are the terms by which the feed scores now.
    pub fn are_those_of(&self, other: &Terms) -> bool {
        self.numbers == other.numbers
    }

    /// The rank by gravity of a post with an engagement, of an age in microseconds.
    pub fn gravity(&self, engagement: f64, age: i128) -> Outcome<f64> {
        gravity(
            engagement,
            Span::Micros(age),
            self.exponent,
            self.offset_hours,
        )
        .map_err(not_scored)
    }
}

/// What a `hot` is worth at a time.
pub fn value_at(terms: &Terms, hot: f64, as_of: i64) -> Outcome<f64> {
    Moment::new("as_of", as_of)
        .and_then(|as_of| decayed_value(hot, as_of, terms.formula.half_life))
        .map_err(not_scored)
}

/// Numbers as bytes of a cursor, behind how many there are.
pub fn put_numbers(content: &mut Vec<u8>, numbers: &[f64]) {
    content.extend((numbers.len() as u16).to_be_bytes());
    for number in numbers {
        content.extend(number.to_be_bytes());
    }
}

/// Reads them back, with what stands behind them.
pub fn take_numbers(content: &[u8]) -> Option<(Vec<f64>, &[u8])> {
    let (count, rest) = content.split_at_checked(size_of::<u16>())?;
    let count = u16::from_be_bytes(count.try_into().ok()?);
    let (numbers, rest) = rest.split_at_checked(usize::from(count) * WORD)?;
    let numbers = numbers
        .chunks_exact(WORD)
        .filter_map(|word| word.try_into().ok().map(f64::from_be_bytes));
    Some((numbers.collect(), rest))
}
