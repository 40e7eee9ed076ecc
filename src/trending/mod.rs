//! Trending: posts in the order of their engagement, and the formulas of `score` as functions that need no feed.
//!
//! calls, view -> walk (what pages share) -> ranked (pages) -> best (by index: run, hours; by what is pending: touched, waiting, pending) or every (all of them) -> rules (who sees it) -> rows
//! beside: formulas and hot_sum, the faces of `score`

mod best;
mod calls;
mod candidate;
mod cursor;
mod every;
mod formulas;
mod hot_sum;
mod hours;
mod losses;
mod pending;
pub mod question;
pub mod ranked;
mod run;
pub mod terms;
mod touched;
mod view;
mod waiting;
mod walk;
pub mod worth;

use pgrx::datum::{Interval, TimestampWithTimeZone};

use crate::error::{Failure, raise};
use crate::score::{HalfLife, Moment, ScoreError, Span};

/// The result of a formula, or the end of the statement with what was wrong.
fn or_raise<T>(result: Result<T, ScoreError>) -> T {
    result.unwrap_or_else(|error| {
        let failure = match error {
            ScoreError::Overflow => Failure::out_of_range(error.to_string()),
            _ => Failure::invalid(error.to_string()),
        };
        raise(match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        })
    })
}

fn span(interval: Interval) -> Span {
    Span::new(interval.months(), interval.days(), interval.micros())
}

fn moment(argument: &'static str, at: TimestampWithTimeZone) -> Result<Moment, ScoreError> {
    Moment::new(argument, at.into_inner())
}

fn lasting(interval: Interval) -> Result<HalfLife, ScoreError> {
    HalfLife::new(span(interval))
}
