//! The sum of many decayed weights in the log domain, exact enough that the order of rows does not matter.
//!
//! Adding logarithms one by one would round the sum, a number in the thousands, at every row. So the sum is
//! kept as `sum * 2^exponent` with a whole exponent: moving it to a larger exponent is a shift and loses no
//! digit, and what an addition rounds away is carried along (the error-free addition is Knuth's, in The Art
//! of Computer Programming, volume 2, 4.2.2). Only the final logarithm rounds.

use super::error::{ScoreError, finite_not_negative};
use super::time::{HalfLife, Moment};

/// Three float8.
const BYTES: usize = 3 * size_of::<f64>();

/// A sum of `weight * 2^((at - landmark) / half_life)`: `(sum + carry) * 2^exponent`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotSum {
    /// A whole number, that of the largest term; a float8, because half-lives may be microseconds.
    exponent: f64,
    /// 0 while nothing but zeros was added; else at least 1/2, and at most twice the number of terms.
    sum: f64,
    /// What rounding took from `sum`.
    carry: f64,
}

impl HotSum {
    /// The sum of nothing.
    pub const EMPTY: HotSum = HotSum {
        exponent: 0.0,
        sum: 0.0,
        carry: 0.0,
    };

    /// Adds one weight; weight 0 adds nothing, one below 0 is an error.
    pub fn add(self, weight: f64, at: Moment, half_life: HalfLife) -> Result<HotSum, ScoreError> {
        let weight = finite_not_negative("weight", weight)?;
        if weight == 0.0 {
            return Ok(self);
        }
        // Whole half-lives and the powers of two of the weight go into the exponent, in whole numbers; what is
        // left, a fraction in [1/2, 1) times a power in [1, 2), can neither overflow nor vanish.
        let elapsed = at.micros_since_landmark();
        let whole = elapsed.div_euclid(half_life.micros());
        let rest = elapsed.rem_euclid(half_life.micros());
        let (fraction, power) = libm::frexp(weight);
        Ok(self.merge(HotSum {
            exponent: whole as f64 + f64::from(power),
            sum: fraction * (rest as f64 / half_life.micros() as f64).exp2(),
            carry: 0.0,
        }))
    }

    /// The sum of two sums, whichever comes first.
    pub fn merge(self, other: HotSum) -> HotSum {
        if other.sum == 0.0 {
            return self;
        }
        if self.sum == 0.0 {
            return other;
        }
        let (high, low) = if self.exponent >= other.exponent {
            (self, other)
        } else {
            (other, self)
        };
        // The cast saturates; a shift by thousands leaves 0, as it should.
        let shift = (low.exponent - high.exponent) as i32;
        let (sum, lost) = add_exactly(high.sum, libm::ldexp(low.sum, shift));
        HotSum {
            exponent: high.exponent,
            sum,
            carry: (high.carry + libm::ldexp(low.carry, shift)) + lost,
        }
    }

    /// The logarithm of the sum, comparable to [`super::hot`]; -Infinity where nothing but zeros was added.
    pub fn hot(self) -> f64 {
        self.exponent + (self.sum + self.carry).log2()
    }

    /// The three numbers one after the other, little end first: for keeping a sum outside Rust.
    pub fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let numbers = [self.exponent, self.sum, self.carry];
        for (place, number) in bytes.chunks_exact_mut(size_of::<f64>()).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// What [`HotSum::to_bytes`] made; None for bytes that cannot be from there.
    pub fn from_bytes(bytes: &[u8]) -> Option<HotSum> {
        let (numbers, rest) = bytes.as_chunks();
        let [exponent, sum, carry] = *numbers else {
            return None;
        };
        rest.is_empty().then(|| HotSum {
            exponent: f64::from_le_bytes(exponent),
            sum: f64::from_le_bytes(sum),
            carry: f64::from_le_bytes(carry),
        })
    }
}

/// The rounded sum and exactly what rounding took from it.
fn add_exactly(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_in_sum = sum - a;
    let a_in_sum = sum - b_in_sum;
    (sum, (a - a_in_sum) + (b - b_in_sum))
}

#[cfg(test)]
#[path = "hot_sum_test.rs"]
mod hot_sum_test;
