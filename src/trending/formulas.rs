//! The SQL faces of the formulas: each converts its arguments and calls `score`. Declared in `sql/20_scores.sql`.

use pgrx::datum::{Interval, TimestampWithTimeZone};
use pgrx::pg_extern;

use super::{lasting, moment, or_raise, span};
use crate::score;

#[pg_extern]
fn gravity(engagement: f64, age: Interval, exponent: f64, offset_hours: f64) -> f64 {
    or_raise(score::gravity(
        engagement,
        span(age),
        exponent,
        offset_hours,
    ))
}

#[pg_extern]
fn hot(engagement: f64, at: TimestampWithTimeZone, half_life: Interval) -> f64 {
    or_raise((|| {
        score::hot(engagement, moment("at", at)?, lasting(half_life)?)
    })())
}

#[pg_extern]
fn decayed_value(hot: f64, as_of: TimestampWithTimeZone, half_life: Interval) -> f64 {
    or_raise((|| {
        score::decayed_value(hot, moment("as_of", as_of)?, lasting(half_life)?)
    })())
}

#[pg_extern]
fn reddit_hot(ups: i64, downs: i64, at: TimestampWithTimeZone) -> f64 {
    or_raise(moment("at", at).map(|at| score::reddit_hot(ups, downs, at)))
}

#[pg_extern]
fn hacker_news(points: i64, age: Interval) -> f64 {
    score::hacker_news(points, span(age))
}

#[pg_extern]
fn wilson_lower_bound(positive: i64, total: i64, confidence: f64) -> f64 {
    or_raise(score::wilson_lower_bound(positive, total, confidence))
}

#[pg_extern]
fn bayesian_average(total: f64, n: i64, prior_mean: f64, prior_weight: f64) -> f64 {
    or_raise(score::bayesian_average(total, n, prior_mean, prior_weight))
}

#[pg_extern]
fn reciprocal_rank(rank: i64, k: f64) -> f64 {
    or_raise(score::reciprocal_rank(rank, k))
}
