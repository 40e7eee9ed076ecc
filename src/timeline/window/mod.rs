//! A warm viewer's timeline: their window, what is pending, and what the window leaves out, merged; below its floor, pull.
//!
//! found (the viewer's window) + pending (changes not yet applied) -> merge -> candidates, which the rules then screen
//!
//! Entries and pending rows are hints: each names a post that is looked up by time and id in the caller's snapshot. A hint
//! too many costs a look-up. None is missing: whatever changed since the window was built is either applied, and then the
//! entry is there, or pending, and then the pending row is.

mod found;
mod pending;

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::circle::Circle;
use super::post::Post;
use super::pull::Pull;
use super::query::{From, PostQuery};
use super::reader::Reader;
use super::rules::Reasons;
use super::sources::Sources;
use super::stream::{Draw, Stream};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::scan::Place;
use found::Found;

/// A post that may be in the timeline, by the time and id under which it is to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub created_at: i64,
    pub id: Key,
    /// Where it stood.
    pub place: Option<Place>,
}

/// Whose timeline is wanted, for which reasons, how far back.
#[derive(Clone, Copy)]
pub struct Wish<'v> {
    pub viewer: &'v Key,
    pub only: Reasons,
    pub replies: bool,
    pub oldest: i64,
}

impl<'v> Wish<'v> {
    /// The timeline below a position without any window.
    pub fn pull(self, reader: &Reader, circle: &mut Circle, below: Position) -> Outcome<Pull<'v>> {
        circle.list(
            reader,
            self.only.has(Reasons::FOLLOW),
            self.only.has(Reasons::GROUP) && reader.feed.posts.group.is_some(),
        )?;
        Ok(Pull::new(
            self.viewer,
            self.only,
            self.replies,
            below,
            self.oldest,
        ))
    }
}

/// The timeline of a warm viewer.
pub struct Window<'v> {
    wish: Wish<'v>,
    found: Found,
    /// Pending posts that may reach the viewer, oldest first.
    pending: Vec<Hint>,
    /// Everything above this position has been given.
    below: Position,
    /// The next ones from either side, newest first, down to the end of the present stretch.
    hinted: VecDeque<Post>,
    asked: VecDeque<Post>,
    sources: Option<Sources>,
    /// The end of the stretch: behind it the next one begins.
    stretch: Option<Position>,
    /// The end of the window, or of what is wanted of it.
    end: Position,
    /// The last stretch has begun.
    ended: bool,
    rest: Option<Pull<'v>>,
}

impl<'v> Window<'v> {
    /// The window of a viewer, if they are warm and it pays to use it for what is below this position.
    pub fn open(
        reader: &Reader,
        circle: &mut Circle,
        wish: Wish<'v>,
        below: &Position,
    ) -> Outcome<Option<Window<'v>>> {
        if !wish.only.has(Reasons::FOLLOW.with(Reasons::GROUP)) {
            return Ok(None);
        }
        let Some(mut found) = Found::of(reader, wish.viewer)? else {
            return Ok(None);
        };
        let under = |floor: &Position| below.compare(floor, &reader.order) != Ordering::Less;
        if found.floor.as_ref().is_some_and(under) {
            return Ok(None);
        }
        let Some(pending) = pending::hints(reader, circle, wish, below, &mut found)? else {
            return Ok(None);
        };
        if wish.only.has(Reasons::OWN) && reader.feed.settings.own {
            found.ask_author(wish.viewer.clone());
        }
        let end = match &found.floor {
            Some(floor) if floor.created_at >= wish.oldest => floor.clone(),
            _ => reader.below(wish.oldest),
        };
        Ok(Some(Window {
            wish,
            end,
            found,
            pending,
            below: below.clone(),
            hinted: VecDeque::new(),
            asked: VecDeque::new(),
            sources: None,
            stretch: None,
            ended: false,
            rest: None,
        }))
    }

    /// Begins the next stretch: some hints, looked up, and the sources down to the last of them. False at the floor.
    fn advance(&mut self, reader: &Reader, count: usize) -> Outcome<bool> {
        if self.ended {
            return Ok(false);
        }
        let mut hints = self.entries(reader, count)?;
        let last = hints.last().map(at).filter(|_| hints.len() == count);
        let above_floor =
            |last: &Position| last.compare(&self.end, &reader.order) == Ordering::Less;
        let stretch = match last.filter(above_floor) {
            Some(last) => last,
            None => {
                self.ended = true;
                self.end.clone()
            }
        };
        while let Some(next) = self
            .pending
            .pop_if(|next| at(next).compare(&stretch, &reader.order) != Ordering::Greater)
        {
            hints.push(next);
        }
        hints.sort_by(|one, other| at(one).compare(&at(other), &reader.order));
        hints.dedup_by(|later, former| at(later) == at(former));
        hints.retain(|hint| at(hint).compare(&stretch, &reader.order) != Ordering::Greater);
        let query = PostQuery::without_pins(From::Keys, self.wish.replies);
        self.hinted = reader.look_up(query, &hints)?.into();
        self.sources = self.found.has_sources().then(|| {
            Sources::new(
                self.found.authors.clone(),
                self.found.groups.clone(),
                self.wish.replies,
                &self.below,
                stretch.created_at,
            )
        });
        self.stretch = Some(stretch);
        Ok(true)
    }

    /// The next entries, newest first.
    fn entries(&self, reader: &Reader, count: usize) -> Outcome<Vec<Hint>> {
        let oldest = self.end.created_at;
        self.found
            .entries(reader, self.wish.viewer, &self.below, oldest, count)
    }

    /// The next post of the stretch, from either side; None at its end.
    fn take(&mut self, reader: &Reader, circle: &Circle, batch: usize) -> Outcome<Option<Post>> {
        if self.asked.is_empty()
            && let Some(sources) = &mut self.sources
        {
            self.asked = sources.next(reader, circle, batch)?.into();
            if let Some(end) = &self.stretch {
                self.asked
                    .retain(|post| post.at.compare(end, &reader.order) != Ordering::Greater);
            }
            if self.asked.is_empty() {
                self.sources = None;
            }
        }
        let first = match (self.hinted.front(), self.asked.front()) {
            (Some(one), Some(other)) => {
                one.at.compare(&other.at, &reader.order) != Ordering::Greater
            }
            (Some(_), None) => true,
            (None, _) => false,
        };
        Ok(match first {
            true => self.hinted.pop_front(),
            false => self.asked.pop_front(),
        })
    }
}

fn at(hint: &Hint) -> Position {
    Position {
        pinned: false,
        created_at: hint.created_at,
        id: hint.id.clone(),
    }
}

impl Stream for Window<'_> {
    fn next(&mut self, reader: &Reader, circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>> {
        if let Some(rest) = &mut self.rest {
            return rest.next(reader, circle, draw);
        }
        let mut posts: Vec<Post> = Vec::with_capacity(draw.batch);
        while posts.len() < draw.batch {
            match self.take(reader, circle, draw.batch)? {
                Some(post) => {
                    if post.at.compare(&self.below, &reader.order) == Ordering::Greater {
                        self.below = post.at.clone();
                        posts.push(post);
                    }
                }
                None => {
                    if let Some(end) = self.stretch.take() {
                        self.below = end;
                    }
                    if !self.advance(reader, draw.batch)? {
                        break;
                    }
                }
            }
        }
        if !posts.is_empty() {
            return Ok(posts);
        }
        let Some(floor) = self.found.floor.clone() else {
            return Ok(Vec::new());
        };
        let mut rest = self.wish.pull(reader, circle, floor)?;
        let posts = rest.next(reader, circle, draw)?;
        self.rest = Some(rest);
        Ok(posts)
    }
}
