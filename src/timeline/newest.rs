//! The newest posts of a viewer's timeline, from their window where they are warm, else pulled.

use super::circle::Circle;
use super::page::fill;
use super::reader::{BEGINNING, Reader};
use super::rules::{Audience, Reasons, Rules, Shown};
use super::window::{Window, Wish};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::settings::Replies;

/// Which stretch of a timeline.
pub struct Stretch<'p> {
    pub only: Reasons,
    pub below: Position,
    /// Above this position; None: down to the first post.
    pub above: Option<&'p Position>,
}

/// The first `want` posts of a stretch of the viewer's timeline, newest first. The circle is the viewer's.
pub fn newest(
    reader: &Reader,
    circle: &mut Circle,
    viewer: &Key,
    stretch: Stretch,
    want: usize,
) -> Outcome<Vec<Shown>> {
    let replies = reader.feed.settings.replies;
    let Stretch { only, below, above } = stretch;
    let rules = Rules {
        audience: Audience::Reason(only),
        replies,
    };
    let wish = Wish {
        viewer,
        only,
        replies: replies != Replies::None,
        oldest: above.map_or(BEGINNING, |above| above.created_at),
    };
    if let Some(mut stream) = Window::open(reader, circle, wish, &below)? {
        return fill(reader, circle, &rules, &mut stream, want, above);
    }
    let mut stream = wish.pull(reader, circle, below)?;
    fill(reader, circle, &rules, &mut stream, want, above)
}
