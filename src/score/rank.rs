//! What a place in one list is worth when several lists are fused into one.

use super::error::{ScoreError, finite_not_negative};

/// `1 / (k + rank)`, rank from 1. Summed over lists it is reciprocal rank fusion.
///
/// Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
/// methods", SIGIR 2009, who found k = 60. The larger k, the less the first places stand out.
pub fn reciprocal_rank(rank: i64, k: f64) -> Result<f64, ScoreError> {
    let k = finite_not_negative("k", k)?;
    if rank < 1 {
        return Err(ScoreError::argument("rank", "1 or greater", rank));
    }
    Ok(1.0 / (k + rank as f64))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_place_is_one_over_k_plus_one() {
        assert_eq!(reciprocal_rank(1, 60.0), Ok(1.0 / 61.0));
        assert_eq!(reciprocal_rank(1, 0.0), Ok(1.0));
        assert!(reciprocal_rank(i64::MAX, 60.0).unwrap() > 0.0);
    }

    #[test]
    fn places_below_one_are_refused() {
        assert_eq!(
            reciprocal_rank(0, 60.0).unwrap_err().to_string(),
            "rank must be 1 or greater, not 0"
        );
        assert!(reciprocal_rank(i64::MIN, 60.0).is_err());
        assert!(reciprocal_rank(1, -0.5).is_err());
        assert!(reciprocal_rank(1, f64::NAN).is_err());
    }

    proptest! {
        #[test]
        fn a_later_place_is_never_worth_more(rank in 1..i64::MAX, k in 0.0..1e9f64) {
            prop_assert!(reciprocal_rank(rank, k).unwrap() >= reciprocal_rank(rank + 1, k).unwrap());
        }

        #[test]
        fn results_are_numbers(rank in any::<i64>(), k in prop::num::f64::ANY) {
            if let Ok(worth) = reciprocal_rank(rank, k) {
                prop_assert!(worth.is_finite() && worth >= 0.0);
            }
        }
    }
}
