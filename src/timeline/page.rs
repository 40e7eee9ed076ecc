//! Fills a page: draws candidates from a stream, applies the rules, draws again until the page is full.

use std::cmp::Ordering;

use super::circle::Circle;
use super::reader::Reader;
use super::rules::{Rules, Shown};
use super::stream::{Draw, Stream};
use crate::error::Outcome;
use crate::merge::position::Position;

/// The most candidates drawn at once, however many of them the rules turn away.
const LARGEST_BATCH: usize = 1024;

/// The first `want` posts of the stream that the viewer may see, above `floor` where one is given.
pub fn fill(
    reader: &Reader,
    circle: &mut Circle,
    rules: &Rules,
    stream: &mut dyn Stream,
    want: usize,
    floor: Option<&Position>,
) -> Outcome<Vec<Shown>> {
    let mut page = Vec::new();
    let mut batch = want;
    while page.len() < want {
        let draw = Draw {
            missing: want - page.len(),
            batch: batch.max(want - page.len()),
        };
        let mut posts = stream.next(reader, circle, draw)?;
        let drawn = posts.len();
        if let Some(floor) = floor {
            posts.retain(|post| post.at.compare(floor, &reader.order) == Ordering::Less);
        }
        let at_end = drawn == 0 || posts.len() < drawn;
        page.extend(rules.screen(reader, circle, posts)?);
        if at_end {
            break;
        }
        batch = (batch * 2).min(LARGEST_BATCH);
    }
    page.truncate(want);
    Ok(page)
}
