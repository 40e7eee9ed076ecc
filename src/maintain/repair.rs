//! Rebuilds what differs from the app's tables, whether or not it was captured.

use super::batch::cool;
use super::counting::check::{mend_counters, mend_counts, mend_scores};
use super::refresh::{self, refresh};
use super::statements::Maintained;
use super::{check, counting, packing};
use crate::error::Outcome;
use crate::merge::key::Key;

/// How many windows are looked at in one step.
const STEP: usize = 200;

/// What the next step looks at.
#[derive(Debug)]
pub enum Stage {
    /// Windows behind that of a viewer, or all.
    Windows(Option<Key>),
    /// Lists of followers behind one, or all.
    Lists(Option<Key>),
    Counts,
    /// The scores of posts behind one, or of all.
    Scores(Option<Key>),
    Counters,
    Done,
}

/// What a step did, and what the next one looks at.
pub struct Step {
    pub corrected: u64,
    pub next: Stage,
}

/// Forgets what was set aside, and entries of cold viewers.
pub fn begin(feed: &Maintained) -> Outcome<u64> {
    feed.execute(include_str!("../../sql/maintain/retry.sql"), &[])?;
    counting::retry(feed)?;
    let cold = feed.viewers(include_str!("../../sql/maintain/orphans.sql"), &[])?;
    cool(feed, &cold.iter().collect::<Vec<_>>())
}

/// Mends a part of what differs.
pub fn step(feed: &Maintained, stage: &Stage) -> Outcome<Step> {
    Ok(match stage {
        Stage::Windows(behind) => windows(feed, behind.as_ref())?,
        Stage::Lists(behind) => {
            let (corrected, next) = packing::mend(feed, behind.as_ref())?;
            let next = match next {
                None => Stage::Counts,
                next => Stage::Lists(next),
            };
            Step { corrected, next }
        }
        Stage::Counts => {
            let corrected = mend_counts(feed)?;
            let next = match corrected {
                0 => Stage::Scores(None),
                _ => Stage::Counts,
            };
            Step { corrected, next }
        }
        Stage::Scores(behind) => {
            let (corrected, last) = mend_scores(feed, behind.as_ref())?;
            let next = match last {
                None => Stage::Counters,
                last => Stage::Scores(last),
            };
            Step { corrected, next }
        }
        Stage::Counters => Step {
            corrected: mend_counters(feed)?,
            next: Stage::Done,
        },
        Stage::Done => Step {
            corrected: 0,
            next: Stage::Done,
        },
    })
}

/// Rebuilds those windows that differ behind a viewer, from the first one on where none is given.
fn windows(feed: &Maintained, behind: Option<&Key>) -> Outcome<Step> {
    let (viewers, next) = feed.turn(behind, STEP)?;
    let different = feed.stand_still(|feed| check::of_windows(feed, viewers))?;
    let pulled = refresh::pulled(feed)?;
    let mut corrected = 0;
    for (viewer, _) in &different {
        corrected += refresh(feed, viewer, &pulled)?;
    }
    let next = match next {
        None => Stage::Lists(None),
        next => Stage::Windows(next),
    };
    Ok(Step { corrected, next })
}
