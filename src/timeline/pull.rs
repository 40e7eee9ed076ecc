//! A timeline without anything materialized: walk the newest posts, then merge the viewer's sources.
//!
//! Neither way is good alone. Where the viewer follows much of what is posted, walking over posts fills a page in
//! a few dozen steps; where followees are few or silent, the walk would cross the whole table, but asking each
//! source for its newest posts costs one index probe each. No statistics tell which is which, so the walk gets a
//! budget in proportion to what the merge would cost; if it ends short, what was found stays and the merge goes
//! on from where the walk stands. The sum is at most a constant times the better of the two.

use std::ops::ControlFlow;

use super::circle::Circle;
use super::post::Post;
use super::reader::Reader;
use super::rules::Reasons;
use super::statements::{From, Pins, PostQuery};
use super::stream::{SHOWN, Stream};
use crate::error::Outcome;
use crate::merge::frontier::{Frontier, Request};
use crate::merge::key::Key;
use crate::merge::position::Position;

/// One probe of a source costs about as much as this many steps of the walk.
const STEPS_PER_SOURCE: usize = 4;

/// The walk's budget for no source at all: about the cost of starting the merge.
const STEPS_AT_LEAST: usize = 64;

/// While a long list of followees is known only in part, each author met is asked about, in chunks of this
/// many posts ...
const STEPS_PER_CHUNK: usize = 64;

/// ... until this many were walked over; then the whole list is read.
const STEPS_UNLISTED: usize = 256;

/// The viewer's timeline before the rules: candidates by walk, then by merge.
pub struct Pull<'v> {
    viewer: &'v Key,
    only: Reasons,
    replies: bool,
    oldest: i64,
    below: Position,
    steps: usize,
    phase: Phase,
}

enum Phase {
    Walk,
    Merge(Merge),
    End,
}

struct Merge {
    authors: Vec<Key>,
    groups: Vec<Key>,
    frontier: Frontier<Post>,
}

impl<'v> Pull<'v> {
    /// Candidates from below a position and not older than `oldest`, for the reasons wanted.
    pub fn new(
        viewer: &'v Key,
        only: Reasons,
        replies: bool,
        below: Position,
        oldest: i64,
    ) -> Pull<'v> {
        Pull {
            viewer,
            only,
            replies,
            oldest,
            below,
            steps: 0,
            phase: Phase::Walk,
        }
    }

    fn query(&self, from: From) -> PostQuery {
        PostQuery {
            from,
            pins: Pins::Ignored,
            group_pins: false,
            replies: self.replies,
            public_only: false,
        }
    }

    /// The authors and groups whose posts may be candidates, as far as the circle has them listed.
    fn sources(&self, reader: &Reader, circle: &Circle) -> (Vec<Key>, Vec<Key>) {
        let mut authors: Vec<Key> = circle.followees().cloned().collect();
        if self.has_own(reader) && !circle.follows(self.viewer) {
            authors.push(self.viewer.clone());
        }
        let groups = match reader.feed.posts.group {
            Some(_) => circle.groups().cloned().collect(),
            None => Vec::new(),
        };
        (authors, groups)
    }

    fn has_own(&self, reader: &Reader) -> bool {
        reader.feed.settings.own && self.only.has(Reasons::OWN)
    }

    fn walk(&mut self, reader: &Reader, circle: &mut Circle, want: usize) -> Outcome<Vec<Post>> {
        if !circle.is_listed() && self.steps >= STEPS_UNLISTED {
            circle.list_all(reader)?;
        }
        let listed = circle.is_listed();
        let own = self.has_own(reader).then_some(self.viewer);
        let budget = if listed {
            let (authors, groups) = self.sources(reader, circle);
            if authors.is_empty() && groups.is_empty() {
                self.phase = Phase::End;
                return Ok(Vec::new());
            }
            let sources = authors.len() + groups.len();
            (STEPS_AT_LEAST + STEPS_PER_SOURCE * sources).saturating_sub(self.steps)
        } else {
            STEPS_PER_CHUNK
        };
        let (mut steps, mut stopped, mut found, mut stand) = (0, budget == 0, Vec::new(), None);
        if budget > 0 {
            reader.walk(
                self.query(From::Everybody),
                &self.below,
                self.oldest,
                &mut |row| {
                    steps += 1;
                    stopped = steps >= budget;
                    if row.is_true(SHOWN) && (!listed || candidate(reader, circle, own, row)?) {
                        found.extend(reader.kinds.post(row, 0)?);
                        stopped |= listed && found.len() >= want;
                    }
                    if stopped {
                        stand = reader.kinds.post(row, 0)?.map(|post| post.at);
                        return Ok(ControlFlow::Break(()));
                    }
                    Ok(ControlFlow::Continue(()))
                },
            )?;
        }
        self.steps += steps;
        if let Some(stand) = stand {
            self.below = stand;
        }
        if !stopped {
            self.phase = Phase::End;
        } else if listed && steps >= budget {
            let (authors, groups) = self.sources(reader, circle);
            let sources = authors.len() + groups.len();
            self.phase = Phase::Merge(Merge {
                authors,
                groups,
                frontier: Frontier::new(sources, &self.below, self.oldest),
            });
        }
        Ok(found)
    }
}

/// Whether a post walked over comes from a source of the viewer.
fn candidate(
    reader: &Reader,
    circle: &Circle,
    own: Option<&Key>,
    row: &crate::pg::receiver::Row,
) -> Outcome<bool> {
    let author = reader.kinds.author(row, 0)?;
    if author.is_some_and(|author| circle.follows(&author) || own == Some(&author)) {
        return Ok(true);
    }
    let group = reader.kinds.group(row, 0)?;
    Ok(group.is_some_and(|group| circle.belongs_to(&group)))
}

impl Merge {
    fn next(&mut self, reader: &Reader, pull: [PostQuery; 2], want: usize) -> Outcome<Vec<Post>> {
        while let Some(request) = self.frontier.request(want, &reader.order) {
            let answer = self.ask(reader, pull, &request)?;
            let floor = reader.below(request.oldest);
            self.frontier
                .absorb(&request, answer, &floor, &reader.order);
        }
        Ok(self.frontier.take(want, &reader.order))
    }

    /// Sources count authors first, then groups; each kind is asked in one statement.
    fn ask(
        &self,
        reader: &Reader,
        queries: [PostQuery; 2],
        request: &Request,
    ) -> Outcome<Vec<(usize, Position, Post)>> {
        let count = self.authors.len();
        let (authors, groups): (Vec<usize>, Vec<usize>) =
            (0..request.sources.len()).partition(|place| request.sources[*place] < count);
        let mut answer = Vec::new();
        for (places, query) in [(authors, queries[0]), (groups, queries[1])] {
            if places.is_empty() {
                continue;
            }
            let sources = places.iter().map(|place| {
                let source = request.sources[*place];
                let key = self
                    .authors
                    .get(source)
                    .unwrap_or_else(|| &self.groups[source - count]);
                (key, self.frontier.below(source))
            });
            let posts = reader.probe(query, sources, request.oldest, request.limit)?;
            answer.extend(
                posts
                    .into_iter()
                    .map(|(place, post)| (places[place], post.at.clone(), post)),
            );
        }
        Ok(answer)
    }
}

impl Stream for Pull<'_> {
    fn next(&mut self, reader: &Reader, circle: &mut Circle, want: usize) -> Outcome<Vec<Post>> {
        loop {
            let queries = [self.query(From::Author), self.query(From::Group)];
            match &mut self.phase {
                Phase::End => return Ok(Vec::new()),
                Phase::Merge(merge) => return merge.next(reader, queries, want),
                Phase::Walk => {
                    let found = self.walk(reader, circle, want)?;
                    if !found.is_empty() {
                        return Ok(found);
                    }
                }
            }
        }
    }
}
