//! How many standard deviations around the mean hold a given share of a normal distribution.

use std::f64::consts::{PI, SQRT_2};

use super::error::{ScoreError, written};

/// Each of Newton's steps doubles the exact digits; this many are never needed, the loop ends by itself.
const MAX_STEPS: usize = 64;
/// A step this small, relative to the whole, was the last but its square, which a float8 does not hold.
const LAST_STEP: f64 = 1e-9;
/// The level that nearly every call asks for, and its z, so that a ranking does not solve for it a thousand times.
const USUAL: (f64, f64) = (0.95, 1.959_963_984_540_054);

/// The two-sided z of a confidence level: a normal variable lies within `z` standard deviations of its mean with
/// probability `confidence`. 0.95 gives 1.959964. Good to some units in the last place for every level in (0, 1).
///
/// Solves `erf(z / sqrt 2) = confidence` by Newton's method, from a side on which it cannot overshoot.
pub fn two_sided_z(confidence: f64) -> Result<f64, ScoreError> {
    if !(confidence > 0.0 && confidence < 1.0) {
        let rule = "greater than 0 and less than 1";
        return Err(ScoreError::argument(
            "confidence",
            rule,
            written(confidence),
        ));
    }
    if confidence == USUAL.0 {
        return Ok(USUAL.1);
    }
    let x = if confidence < 0.5 {
        inverse_erf(confidence)
    } else {
        // Exact: both are multiples of the same power of two.
        inverse_erfc(1.0 - confidence)
    };
    Ok(x * SQRT_2)
}

/// `erf'(x)`; the derivative of `erfc` is its negative.
fn slope(x: f64) -> f64 {
    2.0 / PI.sqrt() * (-x * x).exp()
}

/// `x` with `erf(x) = p`, for p in (0, 0.5).
///
/// erf is concave right of 0: a tangent lies above it, so the tangent's root is never beyond the true one, and the
/// steps from 0 grow towards it.
fn inverse_erf(p: f64) -> f64 {
    let mut x = 0.0;
    for _ in 0..MAX_STEPS {
        let next = x + (p - libm::erf(x)) / slope(x);
        let step = next - x;
        x = next;
        if step <= LAST_STEP * x {
            break;
        }
    }
    x
}

/// `x` with `erfc(x) = q`, for q in (0, 0.5].
///
/// `ln erfc` is concave and falls; as `erfc(x) <= exp(-x^2)`, the root lies left of `sqrt(-ln q)`. From there each
/// tangent's root lies between the true one and the last. The logarithm keeps the far tail, where q is tiny, from
/// needing hundreds of steps.
fn inverse_erfc(q: f64) -> f64 {
    let mut x = (-q.ln()).sqrt();
    for _ in 0..MAX_STEPS {
        let tail = libm::erfc(x);
        let next = x + (tail / q).ln() * tail / slope(x);
        let step = x - next;
        x = next;
        if step <= LAST_STEP * x {
            break;
        }
    }
    x
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_levels_have_the_values_of_the_tables() {
        let known = [
            (0.5, 0.674_489_750_196_081_7),
            (0.8, 1.281_551_565_544_600_4),
            (0.9, 1.644_853_626_951_472_2),
            (0.95, 1.959_963_984_540_054),
            (0.99, 2.575_829_303_548_900_4),
            (0.999, 3.290_526_731_491_895),
            // Within one, two and three standard deviations.
            (0.682_689_492_137_085_9, 1.0),
            (0.954_499_736_103_641_6, 2.0),
            (0.997_300_203_936_739_8, 3.0),
        ];
        for (confidence, z) in known {
            let ours = two_sided_z(confidence).unwrap();
            assert!((ours / z - 1.0).abs() < 1e-13, "{confidence}: {ours}");
        }
    }

    #[test]
    fn the_usual_level_is_what_solving_for_it_gives() {
        let solved = inverse_erfc(1.0 - USUAL.0) * SQRT_2;
        assert!((solved / USUAL.1 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_ends_of_the_range_have_a_value() {
        // The next float8 below 1: z of a tail of 2^-53.
        assert!(
            (two_sided_z(1.0 - f64::EPSILON / 2.0).unwrap() - 8.292_361_075_813_597).abs() < 1e-9
        );
        let tiny = two_sided_z(1e-300).unwrap();
        assert!((tiny / 1e-300 - (PI / 2.0).sqrt()).abs() < 1e-12);
        assert!(two_sided_z(f64::from_bits(1)).unwrap() >= 0.0);
    }

    #[test]
    fn other_levels_are_refused() {
        for confidence in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
            assert!(two_sided_z(confidence).is_err());
        }
    }

    proptest! {
        #[test]
        fn the_share_within_z_is_the_confidence(confidence in 1e-12..0.5f64) {
            let share = libm::erf(two_sided_z(confidence).unwrap() / SQRT_2);
            prop_assert!((share / confidence - 1.0).abs() < 1e-14);
        }

        #[test]
        fn the_share_outside_z_is_the_rest(exponent in 0.31..15.0f64) {
            let confidence = 1.0 - 10f64.powf(-exponent);
            let rest = libm::erfc(two_sided_z(confidence).unwrap() / SQRT_2);
            // The tail changes by z^2 times as much as z does.
            prop_assert!((rest / (1.0 - confidence) - 1.0).abs() < 1e-13);
        }

        #[test]
        fn more_confidence_is_never_a_smaller_z(a in 1e-9..1.0f64, b in 1e-9..1.0f64) {
            let (low, high) = (a.min(b), a.max(b));
            let slack = 1.0 + 1e-14;
            prop_assert!(two_sided_z(low).unwrap() <= two_sided_z(high).unwrap() * slack);
        }
    }
}
