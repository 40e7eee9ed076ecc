//! Where candidates come from: streams of posts, newest first, that a page is filled from.
//!
//! This is the one interface between what holds posts and the rules that decide who sees them.

use std::ops::ControlFlow;

use super::circle::Circle;
use super::post::Post;
use super::query::{Pins, PostQuery};
use super::reader::Reader;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;

/// The column behind those of a post: whether a post walked over may be shown.
pub const SHOWN: usize = 7;

/// How many candidates are wanted next.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    /// Posts that the page still lacks.
    pub missing: usize,
    /// Candidates worth fetching at once, given how many the rules turned away so far; at least `missing`.
    pub batch: usize,
}

/// A source of candidates in the order of the feed.
pub trait Stream {
    /// The next candidates; none at the end only. The circle may be asked, and learns.
    fn next(&mut self, reader: &Reader, circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>>;
}

/// The posts of one author or one group.
pub struct Single<'k> {
    pub query: PostQuery,
    pub key: &'k Key,
    pub below: Position,
    pub oldest: i64,
    pub exhausted: bool,
}

impl Stream for Single<'_> {
    fn next(&mut self, reader: &Reader, _circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>> {
        if self.exhausted {
            return Ok(Vec::new());
        }
        let source = std::iter::once((self.key, &self.below));
        let posts: Vec<Post> = reader
            .probe(self.query, source, self.oldest, draw.batch)?
            .into_iter()
            .map(|(_, post)| post)
            .collect();
        self.exhausted = posts.len() < draw.batch;
        if let Some(last) = posts.last() {
            self.below = last.at.clone();
        }
        Ok(posts)
    }
}

/// The posts of everybody.
pub struct Everybody {
    pub query: PostQuery,
    pub below: Position,
    pub oldest: i64,
    pub exhausted: bool,
}

impl Stream for Everybody {
    fn next(&mut self, reader: &Reader, _circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>> {
        let mut posts = Vec::new();
        if self.exhausted {
            return Ok(posts);
        }
        let mut full = false;
        reader.walk(self.query, &self.below, self.oldest, &mut |row| {
            if row.is_true(SHOWN) {
                posts.extend(reader.kinds.post(row, 0)?);
            }
            full = posts.len() >= draw.batch;
            Ok(if full {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        self.exhausted = !full;
        if let Some(last) = posts.last() {
            self.below = last.at.clone();
        }
        Ok(posts)
    }
}

/// Pinned posts first, then the rest, each newest first.
pub struct PinnedFirst<S> {
    parts: Vec<S>,
}

impl<S: Stream> PinnedFirst<S> {
    /// The parts of a read that starts behind `after`, or at the top; `part` makes the stream of some pins
    /// from below a position.
    pub fn new(
        reader: &Reader,
        after: Option<&Position>,
        part: impl Fn(Pins, Position) -> S,
    ) -> PinnedFirst<S> {
        let start = after.cloned().unwrap_or_else(|| reader.top());
        let in_rest = after.is_some_and(|after| !after.pinned);
        let parts = match (&reader.feed.posts.pinned, in_rest) {
            (None, _) => vec![part(Pins::Ignored, start)],
            (Some(_), true) => vec![part(Pins::Rest, start)],
            (Some(_), false) => vec![part(Pins::Rest, reader.top()), part(Pins::Pinned, start)],
        };
        PinnedFirst { parts }
    }
}

impl<S: Stream> Stream for PinnedFirst<S> {
    fn next(&mut self, reader: &Reader, circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>> {
        while let Some(part) = self.parts.last_mut() {
            let posts = part.next(reader, circle, draw)?;
            if !posts.is_empty() {
                return Ok(posts);
            }
            self.parts.pop();
        }
        Ok(Vec::new())
    }
}
