//! Pages of the timeline in the form of ranked ones: newest first, without scores.

use super::pages::Line;
use crate::cursor::Binding;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::timeline::circle::Circle;
use crate::timeline::cursor::Cursor;
use crate::timeline::newest::{Stretch, newest};
use crate::timeline::reader::Reader;
use crate::timeline::rules::Reasons;

/// The page of `want` posts behind a cursor, or the first one.
pub fn recent(
    reader: &Reader,
    viewer: &Key,
    binding: &Binding,
    after: Option<&str>,
    want: usize,
) -> Outcome<Vec<Line>> {
    let below = match after {
        Some(text) => reader.bounded(Cursor::decode(text, binding)?.after)?,
        None => reader.top(),
    };
    let stretch = Stretch {
        only: Reasons::ALL,
        below,
        above: None,
    };
    let mut circle = Circle::new(Some(viewer), false);
    let posts = newest(reader, &mut circle, viewer, stretch, want)?;
    posts
        .into_iter()
        .map(|shown| {
            let cursor = Cursor {
                after: shown.post.at.clone(),
                only: Reasons::ALL,
            };
            Ok(Line {
                cursor: cursor.encode(binding)?,
                post: shown.post,
                score: None,
                reasons: shown.reasons,
                trending: false,
                similar: false,
            })
        })
        .collect()
}
