//! The formulas that turn engagement, votes and time into a number to order by. Pure: nothing here knows PostgreSQL.
//!
//! Two rules hold for every formula, so that no odd number ever tops a list (PostgreSQL sorts NaN above all):
//!
//! - Numbers and times given are finite; anything else is an error that names the argument. There are two
//!   exceptions: a `hot` of -Infinity means "no engagement", and an endless age gives the limit.
//! - A result is never NaN. One too small for a float8 is 0; one too large is [`ScoreError::Overflow`].

mod average;
pub mod cosine;
mod decay;
mod error;
pub mod feed;
mod gravity;
mod hot_sum;
mod normal;
mod rank;
mod reddit;
mod time;
mod wilson;

pub use average::bayesian_average;
pub use decay::{decayed_value, hot};
pub use error::ScoreError;
pub use gravity::{gravity, hacker_news};
pub use hot_sum::HotSum;
pub use rank::reciprocal_rank;
pub use reddit::reddit_hot;
pub use time::{HalfLife, Moment, Span, hour_of};
pub use wilson::wilson_lower_bound;
