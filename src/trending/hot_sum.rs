//! The parts of the aggregate feed.hot_sum. Its state is bytes, so that it travels between workers.

use pgrx::datum::{Interval, TimestampWithTimeZone};
use pgrx::pg_extern;

use super::{lasting, moment, or_raise};
use crate::error::{Failure, raise};
use crate::score::HotSum;

/// Adds a row. NULL in any argument skips it, as aggregates do; NULL as state means that no row came yet.
#[pg_extern]
fn hot_sum_add(
    state: Option<&[u8]>,
    weight: Option<f64>,
    at: Option<TimestampWithTimeZone>,
    half_life: Option<Interval>,
) -> Option<Vec<u8>> {
    let so_far = state.map(read);
    let (Some(weight), Some(at), Some(half_life)) = (weight, at, half_life) else {
        return so_far.map(kept);
    };
    let sum = so_far.unwrap_or(HotSum::EMPTY);
    let added = (|| sum.add(weight, moment("at", at)?, lasting(half_life)?))();
    Some(kept(or_raise(added)))
}

/// Joins what two workers summed.
#[pg_extern]
fn hot_sum_merge(left: &[u8], right: &[u8]) -> Vec<u8> {
    kept(read(left).merge(read(right)))
}

/// The aggregate's result.
#[pg_extern]
fn hot_sum_result(state: &[u8]) -> f64 {
    read(state).hot()
}

fn kept(sum: HotSum) -> Vec<u8> {
    sum.to_bytes().to_vec()
}

/// Only the aggregate itself calls these functions, so other bytes are a mistake made by hand.
fn read(state: &[u8]) -> HotSum {
    HotSum::from_bytes(state)
        .unwrap_or_else(|| raise(Failure::invalid("value is no state of feed.hot_sum")))
}
