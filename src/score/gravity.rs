//! Engagement over a power of age: the family of Hacker News, whose order changes as time passes.

use super::error::{ScoreError, finite, in_range, written};
use super::time::Span;

const HACKER_NEWS_POINTS_EXPONENT: f64 = 0.8;
const HACKER_NEWS_GRAVITY: f64 = 1.8;
const HACKER_NEWS_OFFSET_HOURS: f64 = 2.0;

/// `engagement / (age_hours + offset_hours)^exponent`, in real hours; a negative age counts 0.
///
/// The general form of what Hacker News made known: with exponent 1.5 and 2 hours, its first published
/// formula over points less one. The larger the exponent, the faster a post sinks; the larger the offset, the
/// gentler the first hours. Age plus offset must be above 0, where the power is defined. An infinite age has
/// the limit as its score, for an exponent above 0 that is 0.
pub fn gravity(
    engagement: f64,
    age: Span,
    exponent: f64,
    offset_hours: f64,
) -> Result<f64, ScoreError> {
    let engagement = finite("engagement", engagement)?;
    let exponent = finite("exponent", exponent)?;
    let hours = age.age_hours() + finite("offset_hours", offset_hours)?;
    if hours <= 0.0 {
        return Err(ScoreError::argument(
            "age plus offset_hours",
            "greater than 0",
            format!("{} hours", written(hours)),
        ));
    }
    if engagement == 0.0 {
        // So that 0 divided by a power that underflowed is not NaN.
        return Ok(0.0);
    }
    in_range(engagement / hours.powf(exponent))
}

/// `(points - 1)^0.8 / (age_hours + 2)^1.8`, in real hours; a negative age counts 0. 0 below 1 point.
///
/// The constants are those of `news.arc`, the program behind Hacker News, as published with Arc. The author's
/// own vote is the point that does not count.
pub fn hacker_news(points: i64, age: Span) -> f64 {
    if points < 1 {
        return 0.0;
    }
    let hours = age.age_hours() + HACKER_NEWS_OFFSET_HOURS;
    ((points - 1) as f64).powf(HACKER_NEWS_POINTS_EXPONENT) / hours.powf(HACKER_NEWS_GRAVITY)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000_000;

    fn hours(hours: i64) -> Span {
        Span::new(0, 0, hours * HOUR)
    }

    #[test]
    fn gravity_divides_by_the_power_of_age() {
        assert_eq!(gravity(8.0, hours(2), 1.5, 2.0), Ok(1.0));
        assert_eq!(gravity(27.0, hours(7), 1.5, 2.0), Ok(1.0));
        assert_eq!(gravity(-8.0, hours(2), 1.5, 2.0), Ok(-1.0));
        assert_eq!(gravity(10.0, hours(4), 0.0, 2.0), Ok(10.0));
        assert_eq!(gravity(16.0, hours(4), 2.0, 0.0), Ok(1.0));
    }

    #[test]
    fn an_age_below_zero_counts_zero_and_an_endless_one_gives_zero() {
        assert_eq!(gravity(4.0, hours(-50), 2.0, 2.0), Ok(1.0));
        assert_eq!(gravity(4.0, Span::MinusForever, 2.0, 2.0), Ok(1.0));
        assert_eq!(gravity(4.0, Span::Forever, 2.0, 2.0), Ok(0.0));
        assert_eq!(hacker_news(100, Span::Forever), 0.0);
    }

    #[test]
    fn gravity_is_refused_where_it_is_not_defined() {
        assert_eq!(
            gravity(1.0, hours(0), 1.5, 0.0).unwrap_err().to_string(),
            "age plus offset_hours must be greater than 0, not 0 hours"
        );
        assert!(gravity(1.0, hours(1), 1.5, -2.0).is_err());
        assert!(gravity(f64::NAN, hours(1), 1.5, 2.0).is_err());
        assert!(gravity(1.0, hours(1), f64::INFINITY, 2.0).is_err());
        assert!(gravity(1.0, hours(1), 1.5, f64::NAN).is_err());
        assert_eq!(
            gravity(1.0, Span::Forever, -1.0, 2.0),
            Err(ScoreError::Overflow)
        );
        assert_eq!(gravity(0.0, hours(0), 100.0, 1e-100), Ok(0.0));
    }

    #[test]
    fn hacker_news_takes_one_point_off() {
        assert_eq!(hacker_news(1, hours(0)), 0.0);
        assert_eq!(hacker_news(0, hours(0)), 0.0);
        assert_eq!(hacker_news(i64::MIN, hours(0)), 0.0);
        let expected = 2f64.powf(-1.8);
        assert!((hacker_news(2, hours(0)) - expected).abs() < 1e-15);
        // 31^0.8 / 10^1.8
        assert!((hacker_news(32, hours(8)) - 0.247_223_274_876_129_1).abs() < 1e-15);
        assert!(hacker_news(i64::MAX, hours(0)).is_finite());
    }

    proptest! {
        #[test]
        fn older_is_never_better(
            points in any::<i64>(),
            engagement in 0.0..1e12f64,
            age in 0..1_000_000i64,
            more in 0..1_000_000i64,
        ) {
            let (young, old) = (hours(age), hours(age + more));
            prop_assert!(hacker_news(points, young) >= hacker_news(points, old));
            let score = |age| gravity(engagement, age, 1.5, 2.0).unwrap();
            prop_assert!(score(young) >= score(old));
        }

        #[test]
        fn results_are_numbers(
            (engagement, exponent, offset) in (prop::num::f64::ANY, prop::num::f64::ANY, prop::num::f64::ANY),
            (months, days, micros) in any::<(i32, i32, i64)>(),
            points in any::<i64>(),
        ) {
            let age = Span::new(months, days, micros);
            if let Ok(score) = gravity(engagement, age, exponent, offset) {
                prop_assert!(score.is_finite());
            }
            prop_assert!(hacker_news(points, age).is_finite());
        }
    }
}
