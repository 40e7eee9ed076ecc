//! The lower bound of a share of successes: how good something is at least, given how often it was tried.

use super::error::{ScoreError, count};
use super::normal::two_sided_z;

/// The lower end of Wilson's score interval for `positive` of `total`; in [0, positive / total], 0 at total 0.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
/// Statistical Association 22 (1927). `confidence` is that of the two-sided interval.
pub fn wilson_lower_bound(positive: i64, total: i64, confidence: f64) -> Result<f64, ScoreError> {
    let total = count("total", total)?;
    let positive = count("positive", positive)?;
    if positive > total {
        return Err(ScoreError::MoreThanTotal { positive, total });
    }
    Ok(lower_bound(positive, total, two_sided_z(confidence)?))
}

/// The same by how many standard errors the ends of the interval are away: of 0 to `total` positive ones.
pub(super) fn lower_bound(positive: i64, total: i64, z: f64) -> f64 {
    if positive == 0 {
        // Also where total is 0, or where z is so small that its square vanishes: both would divide 0 by 0.
        return 0.0;
    }
    let trials = total as f64;
    let share = positive as f64 / trials;
    let rest = (total - positive) as f64 / trials;
    let half = z * z / (2.0 * trials);
    let spread = (share * rest / trials * (z * z) + half * half).sqrt();
    // The usual form subtracts the spread from `share + half`, which cancels for few successes. The product of the
    // interval's two ends is share^2 / (1 + 2 half): dividing by the upper end gives the lower one in full precision.
    share * (share / (share + half + spread))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bound(positive: i64, total: i64) -> f64 {
        wilson_lower_bound(positive, total, 0.95).unwrap()
    }

    #[test]
    fn known_bounds() {
        assert!((bound(1, 1) - 0.206_549_314_377_237_4).abs() < 1e-15);
        assert!((bound(50, 100) - 0.403_831_530_365_995_6).abs() < 1e-15);
        assert!((bound(8, 10) - 0.490_162_471_536_641_7).abs() < 1e-15);
        assert_eq!(bound(0, 0), 0.0);
        assert_eq!(bound(0, 10), 0.0);
        assert_eq!(wilson_lower_bound(0, 1, 1e-308), Ok(0.0));
    }

    #[test]
    fn more_trials_of_the_same_share_are_better() {
        assert!(bound(1, 1) < bound(10, 10));
        assert!(bound(9, 10) < bound(900, 1_000));
        assert!(bound(i64::MAX, i64::MAX) <= 1.0);
        assert!(bound(i64::MAX, i64::MAX) > 1.0 - 1e-15);
        assert!(bound(1, i64::MAX) > 0.0);
    }

    #[test]
    fn counts_that_make_no_sense_are_refused() {
        let message = |positive, total, confidence| {
            wilson_lower_bound(positive, total, confidence)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            message(2, 1, 0.95),
            "positive must not be greater than total: 2 > 1"
        );
        assert_eq!(
            message(-1, 1, 0.95),
            "positive must be 0 or greater, not -1"
        );
        assert_eq!(message(0, -1, 0.95), "total must be 0 or greater, not -1");
        assert_eq!(
            message(0, 0, 95.0),
            "confidence must be greater than 0 and less than 1, not 95"
        );
    }

    proptest! {
        #[test]
        fn it_solves_wilsons_equation(
            total in 1..1_000_000i64,
            share in 0.0..=1.0f64,
            confidence in 0.01..0.9999f64,
        ) {
            let positive = (share * total as f64) as i64;
            let w = wilson_lower_bound(positive, total, confidence).unwrap();
            let p = positive as f64 / total as f64;
            prop_assert!((0.0..=p).contains(&w));
            // At the ends of the interval the share is z standard errors away.
            let z = two_sided_z(confidence).unwrap();
            let error = (w * (1.0 - w) / total as f64).sqrt();
            prop_assert!((p - w - z * error).abs() < 1e-9);
        }

        #[test]
        fn any_counts_have_a_bound_or_an_error(
            positive in prop_oneof![any::<i64>(), -1..3i64],
            total in prop_oneof![any::<i64>(), -1..3i64],
            confidence in prop_oneof![prop::num::f64::ANY, 0.0..1.0f64],
        ) {
            if let Ok(w) = wilson_lower_bound(positive, total, confidence) {
                prop_assert!((0.0..=1.0).contains(&w));
            }
        }
    }
}
