//! Rebuilds what differs from the app's tables, whether or not it was captured.

use super::batch::cool;
use super::refresh::{self, refresh};
use super::statements::Maintained;
use super::{check, counting};
use crate::error::Outcome;
use crate::merge::key::Key;

/// How many windows are looked at in one step.
const STEP: usize = 200;

/// What a step did, and the viewer behind whom the next one goes on; None at the end.
pub struct Step {
    pub corrected: u64,
    pub next: Option<Key>,
}

/// Forgets what was set aside, and entries of cold viewers.
pub fn begin(feed: &Maintained) -> Outcome<u64> {
    feed.execute(include_str!("../../sql/maintain/retry.sql"), &[])?;
    counting::retry(feed)?;
    let cold = feed.viewers(include_str!("../../sql/maintain/orphans.sql"), &[])?;
    cool(feed, &cold.iter().collect::<Vec<_>>())
}

/// Rebuilds those windows that differ behind a viewer, from the first one on where none is given.
pub fn step(feed: &Maintained, behind: Option<&Key>) -> Outcome<Step> {
    let (viewers, next) = feed.turn(behind, STEP)?;
    let different = feed.stand_still(|feed| check::of_windows(feed, viewers))?;
    let pulled = refresh::pulled(feed)?;
    let mut corrected = 0;
    for (viewer, _) in &different {
        corrected += refresh(feed, viewer, &pulled)?;
    }
    Ok(Step { corrected, next })
}
