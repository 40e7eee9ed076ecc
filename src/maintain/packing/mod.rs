//! Lists of followees, packed for two hops: built one follower after the other, then kept up with what is pending.
//!
//! batch -> begin (is what there is still right?), apply (pairs to look at again), build (the next followers) -> lists, numbers
//!
//! A pending pair says "look again whether this one follows that one", so order and repetition do not matter. A list is as the
//! app's table says but for pairs that are pending: a read asks the app's table about these.

mod apply;
mod build;
mod check;
mod lists;
mod numbers;

use pgrx::pg_sys::{self, Datum};

use super::statements::Maintained;
use crate::error::Outcome;
use crate::merge::key::Key;

pub use apply::apply;
pub use build::build;
pub use check::{differences, mend};

/// How far packing is.
#[derive(Debug)]
pub struct State {
    generation: Option<i64>,
    /// Lists of another one are not believed.
    pub epoch: i32,
    /// Every follower has a list.
    pub done: bool,
    reached: Option<Key>,
}

/// How far packing is; None where lists of followees are not packed.
pub fn state(feed: &Maintained) -> Outcome<Option<State>> {
    let Some(generation) = packable(feed) else {
        return Ok(None);
    };
    let mut state = None;
    let sql = include_str!("../../../sql/packing/state.sql");
    feed.collect(sql, &[], |row| {
        state = Some(State {
            generation: row.bigint(0),
            epoch: row.int(1).unwrap_or_default(),
            done: row.is_true(2),
            reached: row.key(3, feed.kinds.user)?,
        });
        Ok(())
    })?;
    Ok(state.filter(|state| state.generation == Some(generation)))
}

/// Begins anew where lists were packed by another definition or from other files: what was pending for these may have been
/// removed without being applied to them.
pub fn begin(feed: &Maintained) -> Outcome<()> {
    if state(feed)?.is_none() {
        begin_anew(feed)?;
    }
    Ok(())
}

/// All lists have to be packed anew.
pub fn begin_anew(feed: &Maintained) -> Outcome<()> {
    let Some(generation) = packable(feed) else {
        return Ok(());
    };
    feed.execute(
        include_str!("../../../sql/packing/begin.sql"),
        &[(pg_sys::INT8OID, Some(Datum::from(generation)))],
    )
}

fn packable(feed: &Maintained) -> Option<i64> {
    feed.loaded.feed.follows.as_ref()?.packable
}
