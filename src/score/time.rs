//! Times as formulas need them: moments, spans, ages in real hours, and half-lives.

use super::error::{ScoreError, written};

const MICROS_PER_HOUR: f64 = 3_600_000_000.0;
const MICROS_PER_DAY: i128 = 86_400_000_000;
const DAYS_PER_MONTH: i128 = 30;
/// 2020-01-01 00:00 UTC, from which the log domain counts; microseconds since 2000-01-01 00:00 UTC.
const LANDMARK_MICROS: i128 = 7_305 * MICROS_PER_DAY;
/// 2000-01-01 00:00 UTC in seconds of Unix time.
const UNIX_SECONDS_AT_2000: i128 = 946_684_800;

/// The hour in which a time lies, by its beginning; both in microseconds since 2000-01-01 00:00 UTC.
pub fn hour_of(time: i64) -> i64 {
    const MICROS_PER_HOUR: i64 = 3_600_000_000;
    time.div_euclid(MICROS_PER_HOUR)
        .saturating_mul(MICROS_PER_HOUR)
}

/// A finite point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    micros: i64,
}

impl Moment {
    /// From microseconds since 2000-01-01 00:00 UTC, as PostgreSQL stores a timestamptz.
    ///
    /// Refuses the two values that mean infinity: a post that is never or always newest has no score.
    pub fn new(argument: &'static str, micros: i64) -> Result<Moment, ScoreError> {
        match micros {
            i64::MAX => Err(ScoreError::argument(argument, "finite", "infinity")),
            i64::MIN => Err(ScoreError::argument(argument, "finite", "-infinity")),
            _ => Ok(Moment { micros }),
        }
    }

    /// As PostgreSQL stores it: microseconds since 2000-01-01 00:00 UTC.
    pub fn micros(self) -> i64 {
        self.micros
    }

    /// Microseconds since the landmark, 2020-01-01 00:00 UTC.
    pub fn micros_since_landmark(self) -> i128 {
        i128::from(self.micros) - LANDMARK_MICROS
    }

    /// Seconds since a second of Unix time.
    pub fn seconds_since_unix(self, second: i64) -> f64 {
        let start_micros = (i128::from(second) - UNIX_SECONDS_AT_2000) * 1_000_000;
        (i128::from(self.micros) - start_micros) as f64 / 1e6
    }
}

/// A length of time: PostgreSQL's interval, in which a month counts 30 days and a day 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Micros(i128),
    /// 'infinity', since PostgreSQL 17
    Forever,
    /// '-infinity', since PostgreSQL 17
    MinusForever,
}

impl Span {
    /// From the three parts in which PostgreSQL stores an interval.
    ///
    /// PostgreSQL writes infinity as the extremes of all three. Older servers know these values as an
    /// ordinary interval of 178 million years, for which infinity is as good.
    pub fn new(months: i32, days: i32, micros: i64) -> Span {
        match (months, days, micros) {
            (i32::MAX, i32::MAX, i64::MAX) => Span::Forever,
            (i32::MIN, i32::MIN, i64::MIN) => Span::MinusForever,
            _ => {
                let days = i128::from(months) * DAYS_PER_MONTH + i128::from(days);
                Span::Micros(days * MICROS_PER_DAY + i128::from(micros))
            }
        }
    }

    /// Real hours, below 0 for a negative span, infinite for an infinite one.
    pub fn hours(self) -> f64 {
        match self {
            Span::Micros(micros) => micros as f64 / MICROS_PER_HOUR,
            Span::Forever => f64::INFINITY,
            Span::MinusForever => f64::NEG_INFINITY,
        }
    }

    /// Real hours of an age: a negative one counts 0, so that a clock that is ahead gives no advantage.
    pub fn age_hours(self) -> f64 {
        self.hours().max(0.0)
    }
}

/// The time in which engagement loses half of its value; above 0 and finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfLife {
    micros: i128,
}

impl HalfLife {
    pub fn new(span: Span) -> Result<HalfLife, ScoreError> {
        match span {
            Span::Micros(micros) if micros > 0 => Ok(HalfLife { micros }),
            _ => Err(ScoreError::argument(
                "half_life",
                "greater than 0 and finite",
                format!("{} hours", written(span.hours())),
            )),
        }
    }

    /// Microseconds, at least 1.
    pub fn micros(self) -> i128 {
        self.micros
    }

    /// How many half-lives lie between the landmark and `at`; below 0 before it.
    pub fn count_until(self, at: Moment) -> f64 {
        at.micros_since_landmark() as f64 / self.micros as f64
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_landmark_is_the_start_of_2020() {
        let landmark = Moment::new("at", LANDMARK_MICROS as i64).unwrap();
        assert_eq!(landmark.micros_since_landmark(), 0);
        // 2020-01-01 00:00 UTC is Unix second 1577836800.
        assert_eq!(landmark.seconds_since_unix(1_577_836_800), 0.0);
        assert_eq!(landmark.seconds_since_unix(0), 1_577_836_800.0);
    }

    #[test]
    fn infinite_moments_are_refused() {
        let message = |micros| Moment::new("at", micros).unwrap_err().to_string();
        assert_eq!(message(i64::MAX), "at must be finite, not infinity");
        assert_eq!(message(i64::MIN), "at must be finite, not -infinity");
    }

    #[test]
    fn a_month_counts_30_days_and_a_day_24_hours() {
        assert_eq!(Span::new(1, 0, 0).hours(), 720.0);
        assert_eq!(Span::new(0, 1, 0).hours(), 24.0);
        assert_eq!(Span::new(1, -29, -3_600_000_000).hours(), 23.0);
        assert_eq!(Span::new(i32::MAX, i32::MAX, i64::MAX), Span::Forever);
    }

    #[test]
    fn a_half_life_is_above_zero_and_finite() {
        let message = |span| HalfLife::new(span).unwrap_err().to_string();
        let rule = "half_life must be greater than 0 and finite, not";
        assert_eq!(message(Span::new(0, 0, 0)), format!("{rule} 0 hours"));
        assert_eq!(message(Span::new(0, -1, 0)), format!("{rule} -24 hours"));
        assert_eq!(message(Span::Forever), format!("{rule} Infinity hours"));
        assert!(HalfLife::new(Span::new(0, 0, 1)).is_ok());
    }

    proptest! {
        #[test]
        fn any_span_has_hours(months: i32, days: i32, micros: i64) {
            let span = Span::new(months, days, micros);
            prop_assert!(!span.hours().is_nan());
            prop_assert!(span.age_hours() >= 0.0);
        }
    }
}
