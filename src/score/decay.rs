//! Exponential decay in the log domain: a key whose order never changes as time passes, and its value at a time.
//!
//! Instead of shrinking every value as time goes on, each is scaled up by when it happened, counted from a
//! fixed landmark: "forward decay" (Cormode, Shkapenyuk, Srivastava and Xu, ICDE 2009). Kept as a base-2
//! logarithm, so that it neither overflows nor runs out of digits.

use super::error::{ScoreError, finite_not_negative, in_range, written};
use super::time::{HalfLife, Moment};

/// The sort key of `engagement` that happened at `at`: `log2(engagement) + (at - landmark) / half_life`.
///
/// One more unit means: twice the engagement, or one half-life later. -Infinity at engagement 0; an error
/// below 0.
pub fn hot(engagement: f64, at: Moment, half_life: HalfLife) -> Result<f64, ScoreError> {
    let engagement = finite_not_negative("engagement", engagement)?;
    Ok(engagement.log2() + half_life.count_until(at))
}

/// What is left of a [`hot`] at `as_of`, in units of engagement: `2^(hot - (as_of - landmark) / half_life)`.
///
/// 0 for a `hot` of -Infinity. Before the engagement happened the value is larger than it was then.
pub fn decayed_value(hot: f64, as_of: Moment, half_life: HalfLife) -> Result<f64, ScoreError> {
    if hot == f64::NEG_INFINITY {
        return Ok(0.0);
    }
    if !hot.is_finite() {
        let rule = "finite or -Infinity";
        return Err(ScoreError::argument("hot", rule, written(hot)));
    }
    in_range((hot - half_life.count_until(as_of)).exp2())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::time::Span;
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000_000;
    const LANDMARK: i64 = 7_305 * 24 * HOUR;

    fn at(micros: i64) -> Moment {
        Moment::new("at", micros).unwrap()
    }

    fn half_life(micros: i64) -> HalfLife {
        HalfLife::new(Span::new(0, 0, micros)).unwrap()
    }

    #[test]
    fn one_unit_is_twice_the_engagement_or_one_half_life() {
        let h = half_life(12 * HOUR);
        assert_eq!(hot(1.0, at(LANDMARK), h), Ok(0.0));
        assert_eq!(hot(2.0, at(LANDMARK), h), Ok(1.0));
        assert_eq!(hot(1.0, at(LANDMARK + 12 * HOUR), h), Ok(1.0));
        assert_eq!(hot(8.0, at(LANDMARK - 12 * HOUR), h), Ok(2.0));
    }

    #[test]
    fn no_engagement_is_minus_infinity_and_worth_nothing() {
        let h = half_life(HOUR);
        assert_eq!(hot(0.0, at(0), h), Ok(f64::NEG_INFINITY));
        assert_eq!(hot(-0.0, at(0), h), Ok(f64::NEG_INFINITY));
        assert_eq!(decayed_value(f64::NEG_INFINITY, at(0), h), Ok(0.0));
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let h = half_life(HOUR);
        for engagement in [-1.0, -f64::MIN_POSITIVE, f64::NAN, f64::INFINITY] {
            assert!(hot(engagement, at(0), h).is_err());
        }
        assert!(decayed_value(f64::NAN, at(0), h).is_err());
        assert!(decayed_value(f64::INFINITY, at(0), h).is_err());
    }

    #[test]
    fn too_little_is_zero_and_too_much_an_error() {
        let h = half_life(HOUR);
        let later = at(LANDMARK + 2_000 * HOUR);
        assert_eq!(decayed_value(0.0, later, h), Ok(0.0));
        assert_eq!(
            decayed_value(1024.0, at(LANDMARK), h),
            Err(ScoreError::Overflow)
        );
        assert_eq!(decayed_value(1023.0, at(LANDMARK), h), Ok(2f64.powi(1023)));
    }

    proptest! {
        #[test]
        fn the_value_halves_with_each_half_life(
            engagement in 1e-6..1e9f64,
            start in 0..20 * 365 * 24 * HOUR,
            hours in 1..720i64,
            lives in 0..60i64,
        ) {
            let h = half_life(hours * HOUR);
            let key = hot(engagement, at(LANDMARK + start), h).unwrap();
            let then = decayed_value(key, at(LANDMARK + start + lives * hours * HOUR), h).unwrap();
            let expected = engagement * 0.5f64.powi(lives as i32);
            // The key has an absolute error of some ulps of a number near 10^5.
            prop_assert!((then / expected - 1.0).abs() < 1e-9);
        }

        #[test]
        fn results_are_numbers(
            engagement in prop::num::f64::ANY,
            key in prop::num::f64::ANY,
            micros in i64::MIN + 1..i64::MAX,
            length in 1..i64::MAX,
        ) {
            let (moment, h) = (at(micros), half_life(length));
            if let Ok(key) = hot(engagement, moment, h) {
                prop_assert!(key.is_finite() || engagement == 0.0);
            }
            if let Ok(value) = decayed_value(key, moment, h) {
                prop_assert!(value.is_finite() && value >= 0.0);
            }
        }
    }
}
