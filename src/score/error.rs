//! What can be wrong with the arguments of a formula, and the checks that several formulas share.

/// Why a formula has no result. Messages are in PostgreSQL's style: lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// An argument outside what the formula takes.
    #[error("{argument} must be {rule}, not {value}")]
    Argument {
        argument: &'static str,
        rule: &'static str,
        /// The value that was wrong, as PostgreSQL writes it.
        value: String,
    },
    /// More successes than trials.
    #[error("positive must not be greater than total: {positive} > {total}")]
    MoreThanTotal { positive: i64, total: i64 },
    /// The result is too large for a float8.
    #[error("value out of range: overflow")]
    Overflow,
}

impl ScoreError {
    pub fn argument(argument: &'static str, rule: &'static str, value: impl ToString) -> Self {
        ScoreError::Argument {
            argument,
            rule,
            value: value.to_string(),
        }
    }

    /// What to do about it, as a sentence, where there is something to say beyond the message.
    pub fn hint(&self) -> Option<&'static str> {
        let ScoreError::Argument { argument, .. } = self else {
            return None;
        };
        match *argument {
            "at" | "as_of" => Some("Leave out infinite times with a condition on isfinite()."),
            "confidence" => Some("Give a share, such as 0.95 for 95 percent."),
            "half_life" => Some("Give an interval such as '12 hours'."),
            "hot" => Some("Give the result of feed.hot or feed.hot_sum."),
            _ => None,
        }
    }
}

/// `value`, if it is neither NaN nor infinite.
pub fn finite(argument: &'static str, value: f64) -> Result<f64, ScoreError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(ScoreError::argument(argument, "finite", written(value)))
    }
}

/// `value`, if it is finite and not below 0.
pub fn finite_not_negative(argument: &'static str, value: f64) -> Result<f64, ScoreError> {
    if finite(argument, value)? >= 0.0 {
        Ok(value)
    } else {
        Err(ScoreError::argument(
            argument,
            "0 or greater",
            written(value),
        ))
    }
}

/// `value`, if it is not below 0.
pub fn count(argument: &'static str, value: i64) -> Result<i64, ScoreError> {
    if value >= 0 {
        Ok(value)
    } else {
        Err(ScoreError::argument(argument, "0 or greater", value))
    }
}

/// `result`, unless it grew beyond what a float8 holds.
pub fn in_range(result: f64) -> Result<f64, ScoreError> {
    if result.is_finite() {
        Ok(result)
    } else {
        Err(ScoreError::Overflow)
    }
}

/// A number as PostgreSQL writes it, so that the message shows what the user typed.
pub fn written(value: f64) -> String {
    if value.is_infinite() {
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}Infinity");
    }
    // Debug turns to exponents where digits would fill a line; Display never does.
    let text = format!("{value:?}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_argument_and_the_value() {
        let message = |result: Result<f64, ScoreError>| result.unwrap_err().to_string();
        assert_eq!(
            message(finite("engagement", f64::NAN)),
            "engagement must be finite, not NaN"
        );
        assert_eq!(
            message(finite_not_negative("weight", f64::NEG_INFINITY)),
            "weight must be finite, not -Infinity"
        );
        assert_eq!(
            message(finite_not_negative("weight", -1.0)),
            "weight must be 0 or greater, not -1"
        );
        assert_eq!(
            count("n", i64::MIN).unwrap_err().to_string(),
            "n must be 0 or greater, not -9223372036854775808"
        );
    }

    #[test]
    fn numbers_are_written_shortly() {
        assert_eq!(written(-0.5), "-0.5");
        assert_eq!(written(-1e300), "-1e300");
        assert_eq!(written(f64::INFINITY), "Infinity");
    }
}
