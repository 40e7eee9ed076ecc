//! The timeline behind the last ranked post: newest first, without what was ranked.

use super::shown::ShownSet;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::timeline::circle::Circle;
use crate::timeline::newest::{Stretch, newest};
use crate::timeline::reader::Reader;
use crate::timeline::rules::{Reasons, Shown};

/// The most posts that are drawn at once.
const LARGEST_DRAW: usize = 1_024;

/// The first `want` posts of the viewer's timeline below a position that were not shown.
pub fn rest(
    reader: &Reader,
    circle: &mut Circle,
    viewer: &Key,
    mut below: Position,
    shown: &ShownSet,
    want: usize,
) -> Outcome<Vec<Shown>> {
    let mut page: Vec<Shown> = Vec::new();
    let mut draw = want;
    while page.len() < want {
        let stretch = Stretch {
            only: Reasons::ALL,
            below: below.clone(),
            above: None,
        };
        let drawn = newest(reader, circle, viewer, stretch, draw)?;
        let ended = drawn.len() < draw;
        if let Some(last) = drawn.last() {
            below = last.post.at.clone();
        }
        page.extend(
            drawn
                .into_iter()
                .filter(|one| !shown.contains(&one.post.at.id)),
        );
        if ended {
            break;
        }
        draw = (draw * 2).min(LARGEST_DRAW);
    }
    page.truncate(want);
    Ok(page)
}
