//! Windows grow by what is copied into them; they are cut back in turn, some at a time.

use super::statements::{Maintained, count};
use crate::error::Outcome;

/// A window may grow by this share of its size before its turn comes, if all grow alike.
const SLACK: u64 = 4;

/// Trims as many windows as `copied` entries pay for: one for each quarter of a window.
///
/// So looking at a window costs a few entries for each one copied, and a round over all of them comes each time they have
/// grown by a quarter on average. Nobody counts how long each window is.
pub fn trim(feed: &Maintained, copied: u64) -> Outcome<()> {
    let size = u64::from(feed.loaded.feed.settings.window_size);
    let turn = copied.div_ceil((size / SLACK).max(1)) as usize;
    if turn == 0 {
        return Ok(());
    }
    feed.execute(
        include_str!("../../sql/maintain/trim.sql"),
        &[count(turn), count(size as usize)],
    )
}
