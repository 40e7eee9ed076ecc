//! A timeline without anything materialized: walk the newest posts, then merge the viewer's sources.
//!
//! Neither way is good alone. Where the viewer follows much of what is posted, walking over posts fills a page in
//! a few dozen steps; where followees are few or silent, the walk would cross the whole table, but asking each
//! source for its newest posts costs one index probe each. So the walk goes on only while it pays
//! (`merge::budget`); if it ends short, what was found stays and the merge goes on from where the walk stands.

use std::ops::ControlFlow;

use super::circle::Circle;
use super::post::Post;
use super::reader::Reader;
use super::rules::Reasons;
use super::statements::{From, Pins, PostQuery};
use super::stream::{Draw, SHOWN, Stream};
use crate::error::Outcome;
use crate::merge::budget::{Costs, Walked};
use crate::merge::frontier::{Frontier, Request};
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::receiver::Row;

/// While a long list of followees is known only in part, each author met is asked about, some at a time: first
/// after as many steps as this for each post the page lacks ...
const STEPS_FOR_A_POST: usize = 2;

/// ... never after fewer than this ...
const LEAST_CHUNK: usize = 16;

/// ... until this many were walked over; then the whole list is read, unless the page is nearly full.
const STEPS_UNLISTED: usize = 256;

/// The viewer's timeline before the rules: candidates by walk, then by merge.
pub struct Pull<'v> {
    viewer: &'v Key,
    only: Reasons,
    replies: bool,
    oldest: i64,
    below: Position,
    walked: Walked,
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
            walked: Walked::default(),
            phase: Phase::Walk,
        }
    }

    /// The authors and groups whose posts may be candidates, as far as the circle has them listed.
    fn sources(&self, reader: &Reader, circle: &Circle) -> (Vec<Key>, Vec<Key>) {
        let mut authors: Vec<Key> = circle.followees().cloned().collect();
        if let Some(own) = self.own(reader).filter(|own| !circle.lists(own)) {
            authors.push(own.clone());
        }
        let groups = match reader.feed.posts.group {
            Some(_) => circle.groups().cloned().collect(),
            None => Vec::new(),
        };
        (authors, groups)
    }

    /// The viewer, where their own posts are wanted.
    fn own(&self, reader: &Reader) -> Option<&'v Key> {
        (reader.feed.settings.own && self.only.has(Reasons::OWN)).then_some(self.viewer)
    }

    /// The next candidates by walking; leaves the phase of walking when that no longer pays.
    fn walk(&mut self, reader: &Reader, circle: &mut Circle, missing: usize) -> Outcome<Vec<Post>> {
        // Posts that a policy hides are no steps, so nothing would end a walk over them.
        if !circle.is_listed() && reader.hides_posts() {
            circle.list_all(reader)?;
        }
        if circle.is_listed() {
            return self.walk_listed(reader, circle, missing);
        }
        if self.walked.steps >= STEPS_UNLISTED && self.walked.to_go(missing) > STEPS_UNLISTED {
            circle.list_all(reader)?;
            return Ok(Vec::new());
        }
        let end = self.walked.steps + self.chunk(missing);
        let mut posts = Vec::new();
        let ended = self.steps(reader, |walked, reader, row| {
            if row.is_true(SHOWN) {
                posts.extend(reader.kinds.post(row, 0)?);
            }
            Ok(walked.steps >= end)
        })?;
        circle.ask_followed(reader, posts.iter().filter_map(|post| post.author.as_ref()))?;
        circle.ask_groups(reader, posts.iter().filter_map(|post| post.group.as_ref()))?;
        let own = self.own(reader);
        posts.retain(|post| {
            let (author, group) = (post.author.as_ref(), post.group.as_ref());
            author.is_some_and(|author| circle.follows(author) || own == Some(author))
                || group.is_some_and(|group| circle.belongs_to(group))
        });
        self.walked.found += posts.len();
        if ended {
            self.phase = Phase::End;
        }
        Ok(posts)
    }

    /// After how many steps to ask about the authors and groups met: about when the page may be full.
    fn chunk(&self, missing: usize) -> usize {
        match self.walked.steps {
            0 => (STEPS_FOR_A_POST * missing).clamp(LEAST_CHUNK, STEPS_UNLISTED),
            _ => self
                .walked
                .to_go(missing)
                .clamp(LEAST_CHUNK, STEPS_UNLISTED),
        }
    }

    /// Walking with all sources known by name.
    fn walk_listed(
        &mut self,
        reader: &Reader,
        circle: &Circle,
        missing: usize,
    ) -> Outcome<Vec<Post>> {
        let (authors, groups) = self.sources(reader, circle);
        let sources = authors.len() + groups.len();
        if sources == 0 {
            self.phase = Phase::End;
            return Ok(Vec::new());
        }
        let own = self.own(reader);
        let mut posts = Vec::new();
        let costs =
            match reader.reads_indexes(From::Author)? && reader.reads_indexes(From::Everybody)? {
                true => Costs::INDEXES,
                false => Costs::STATEMENTS,
            };
        let mut pays = self.walked.goes_on(missing, sources, costs) && !reader.hides_posts();
        if pays {
            let ended = self.steps(reader, |walked, reader, row| {
                if row.is_true(SHOWN) && candidate(reader, circle, own, row)? {
                    posts.extend(reader.kinds.post(row, 0)?);
                    walked.found += 1;
                }
                pays =
                    posts.len() < missing && walked.goes_on(missing - posts.len(), sources, costs);
                Ok(!pays)
            })?;
            if ended {
                self.phase = Phase::End;
                return Ok(posts);
            }
        }
        if posts.len() < missing {
            self.phase = Phase::Merge(Merge {
                authors,
                groups,
                frontier: Frontier::new(sources, &self.below, self.oldest),
            });
        }
        Ok(posts)
    }

    /// Walks on until `stop` says so; tells whether there is nothing below.
    fn steps(
        &mut self,
        reader: &Reader,
        mut stop: impl FnMut(&mut Walked, &Reader, &Row) -> Outcome<bool>,
    ) -> Outcome<bool> {
        let mut stand = None;
        let walked = &mut self.walked;
        let query = query(From::Everybody, self.replies);
        reader.walk(query, &self.below, self.oldest, &mut |row| {
            walked.steps += 1;
            if stop(walked, reader, row)? {
                stand = reader.kinds.post(row, 0)?.map(|post| post.at);
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        match stand {
            Some(stand) => {
                self.below = stand;
                Ok(false)
            }
            None => Ok(true),
        }
    }
}

fn query(from: From, replies: bool) -> PostQuery {
    PostQuery {
        from,
        pins: Pins::Ignored,
        group_pins: false,
        replies,
        public_only: false,
    }
}

/// Whether a post walked over comes from a source of the viewer.
fn candidate(reader: &Reader, circle: &Circle, own: Option<&Key>, row: &Row) -> Outcome<bool> {
    let author = reader.kinds.author(row, 0)?;
    if author.is_some_and(|author| circle.lists(&author) || own == Some(&author)) {
        return Ok(true);
    }
    let group = reader.kinds.group(row, 0)?;
    Ok(group.is_some_and(|group| circle.lists_group(&group)))
}

impl Merge {
    fn next(&mut self, reader: &Reader, pull: [PostQuery; 2], want: usize) -> Outcome<Vec<Post>> {
        if self.sweep(reader, pull, want)? {
            return Ok(self.frontier.take(want, &reader.order));
        }
        while let Some(request) = self.frontier.request(want, &reader.order) {
            let answer = self.ask(reader, pull, &request)?;
            let floor = reader.below(request.oldest);
            self.frontier
                .absorb(&request, answer, &floor, &reader.order);
        }
        Ok(self.frontier.take(want, &reader.order))
    }

    /// Asks source after source without a statement; false where that cannot be.
    fn sweep(&mut self, reader: &Reader, queries: [PostQuery; 2], want: usize) -> Outcome<bool> {
        let mut by_author = reader.scan(queries[0])?;
        let mut by_group = match self.groups.is_empty() {
            true => None,
            false => reader.scan(queries[1])?,
        };
        let able = (self.authors.is_empty() || by_author.is_some())
            && (self.groups.is_empty() || by_group.is_some());
        if !able {
            return Ok(false);
        }
        let (authors, groups) = (&self.authors, &self.groups);
        self.frontier.sweep(
            want,
            |oldest| reader.below(oldest),
            &reader.order,
            |source, below, oldest, limit| {
                let (scan, key) = match authors.get(source) {
                    Some(author) => (&mut by_author, author),
                    None => (&mut by_group, &groups[source - authors.len()]),
                };
                let posts = match scan {
                    Some(scan) => scan.newest(&reader.kinds, key, below, oldest, limit)?,
                    None => Vec::new(),
                };
                Ok(posts
                    .into_iter()
                    .map(|post| (post.at.clone(), post))
                    .collect())
            },
        )?;
        Ok(true)
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
    fn next(&mut self, reader: &Reader, circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>> {
        loop {
            let queries = [From::Author, From::Group].map(|from| query(from, self.replies));
            match &mut self.phase {
                Phase::End => return Ok(Vec::new()),
                Phase::Merge(merge) => return merge.next(reader, queries, draw.batch),
                Phase::Walk => {
                    let found = self.walk(reader, circle, draw.missing)?;
                    if !found.is_empty() {
                        return Ok(found);
                    }
                }
            }
        }
    }
}
