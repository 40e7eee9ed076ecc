//! An average that starts from an expectation and gives way to it less as ratings come in.

use super::error::{ScoreError, count, finite, finite_not_negative, in_range};

/// `(prior_weight * prior_mean + total) / (prior_weight + n)`: `n` ratings that sum up to `total`, together with
/// `prior_weight` imagined ones of `prior_mean`.
///
/// The mean of the posterior for a normal variable with a normal prior; known from the weighted rating of the
/// Internet Movie Database. An error without any rating, given or imagined.
pub fn bayesian_average(
    total: f64,
    n: i64,
    prior_mean: f64,
    prior_weight: f64,
) -> Result<f64, ScoreError> {
    let total = finite("total", total)?;
    let n = count("n", n)? as f64;
    let prior_mean = finite("prior_mean", prior_mean)?;
    let prior_weight = finite_not_negative("prior_weight", prior_weight)?;
    if n + prior_weight == 0.0 {
        let rule = "greater than 0 where n is 0";
        return Err(ScoreError::argument("prior_weight", rule, 0));
    }
    in_range((prior_weight * prior_mean + total) / (prior_weight + n))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_moves_from_the_expectation_to_the_ratings() {
        assert_eq!(bayesian_average(0.0, 0, 3.0, 10.0), Ok(3.0));
        assert_eq!(bayesian_average(50.0, 10, 3.0, 10.0), Ok(4.0));
        assert_eq!(bayesian_average(50.0, 10, 3.0, 0.0), Ok(5.0));
        assert_eq!(bayesian_average(-4.0, 1, 0.0, 1.0), Ok(-2.0));
    }

    #[test]
    fn what_has_no_average_is_refused() {
        assert_eq!(
            bayesian_average(0.0, 0, 3.0, 0.0).unwrap_err().to_string(),
            "prior_weight must be greater than 0 where n is 0, not 0"
        );
        assert!(bayesian_average(1.0, -1, 3.0, 5.0).is_err());
        assert!(bayesian_average(1.0, 1, 3.0, -5.0).is_err());
        assert!(bayesian_average(f64::NAN, 1, 3.0, 5.0).is_err());
        assert!(bayesian_average(1.0, 1, f64::INFINITY, 5.0).is_err());
        assert_eq!(
            bayesian_average(0.0, 0, 1e300, 1e300),
            Err(ScoreError::Overflow)
        );
    }

    proptest! {
        #[test]
        fn it_lies_between_expectation_and_mean(
            mean in -1e6..1e6f64,
            n in 1..1_000_000i64,
            prior in -1e6..1e6f64,
            weight in 0.0..1e6f64,
        ) {
            let average = bayesian_average(mean * n as f64, n, prior, weight).unwrap();
            let slack = 1e-6;
            prop_assert!(average >= mean.min(prior) - slack && average <= mean.max(prior) + slack);
        }

        #[test]
        fn results_are_numbers(
            total in prop::num::f64::ANY,
            n in any::<i64>(),
            prior in prop::num::f64::ANY,
            weight in prop::num::f64::ANY,
        ) {
            if let Ok(average) = bayesian_average(total, n, prior, weight) {
                prop_assert!(average.is_finite());
            }
        }
    }
}
