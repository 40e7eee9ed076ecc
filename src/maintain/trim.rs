//! Windows grow by what is copied into them; they are cut back in turn, some at a time.

use super::statements::{Maintained, count};
use crate::error::Outcome;

/// A window may grow by one part in so many of its size before its turn comes, if all grow alike: looking how long a window of
/// 400 is costs as much as copying some 30 posts, and room is cheap.
const SLACK: u64 = 2;

/// Trims as many windows as `copied` entries pay for: one for each half of a window.
///
/// So a round over all of them comes each time they have grown by half on average, and nobody counts how long each is.
pub fn trim(feed: &Maintained, copied: u64) -> Outcome<()> {
    let size = u64::from(feed.loaded.feed.settings.window_size);
    let turn = copied.div_ceil((size / SLACK).max(1)) as usize;
    if turn == 0 {
        return Ok(());
    }
    let last = feed.viewers(include_str!("../../sql/maintain/last_trimmed.sql"), &[])?;
    let (viewers, next) = feed.turn(last.first(), turn)?;
    feed.execute(
        include_str!("../../sql/maintain/trim.sql"),
        &[
            feed.users(viewers.iter().map(Some)),
            count(size as usize),
            feed.maybe_viewer(next.as_ref()),
        ],
    )
}
