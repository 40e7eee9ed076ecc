//! A timeline without anything materialized: walk the newest posts, then merge the viewer's sources.
//!
//! Neither way is good alone. Where the viewer follows much of what is posted, walking over posts fills a page in
//! a few dozen steps; where followees are few or silent, the walk would cross the whole table, but asking each
//! source for its newest posts costs one index probe each. So the walk goes on only while it pays
//! (`merge::budget`); if it ends short, what was found stays and the merge goes on from where the walk stands.

use std::ops::ControlFlow;

use super::asking::Asking;
use super::circle::Circle;
use super::post::Post;
use super::query::{From, PostQuery};
use super::reader::Reader;
use super::rules::Reasons;
use super::sources::Sources;
use super::stream::{Draw, SHOWN, Stream};
use crate::error::Outcome;
use crate::merge::budget::{Costs, Walked};
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::receiver::Row;

/// While a long list of followees is known only in part, each author met is asked about; by statement some at a time,
/// first after as many steps as this for each post the page lacks ...
const STEPS_FOR_A_POST: usize = 2;

/// ... never after fewer than this ...
const LEAST_CHUNK: usize = 16;

/// ... until this many were walked over; then the whole list is read, unless the page is nearly full.
const STEPS_UNLISTED: usize = 256;

/// Once so many authors were found out to be hidden, all followees are asked about: one after the other costs a batch each.
const FOUND_OUT: usize = 3;

/// The viewer's timeline before the rules: candidates by walk, then by merge.
pub struct Pull<'v> {
    viewer: &'v Key,
    only: Reasons,
    replies: bool,
    oldest: i64,
    below: Position,
    walked: Walked,
    /// The authors of the posts that a walk gave last.
    given: Vec<Key>,
    phase: Phase,
}

enum Phase {
    Walk,
    Merge(Sources),
    End,
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
            given: Vec::new(),
            phase: Phase::Walk,
        }
    }

    /// The authors and groups whose posts may be candidates, as far as the circle has them listed.
    fn sources(&self, reader: &Reader, circle: &Circle) -> (Vec<Key>, Vec<Key>) {
        let own = self.own(reader).filter(|own| !circle.lists(own));
        let authors = circle.followees().chain(own).cloned().collect();
        let groups = match reader.feed.posts.group {
            Some(_) => circle.groups().cloned().collect(),
            None => Vec::new(),
        };
        (authors, groups)
    }

    /// How many those are.
    fn count(&self, reader: &Reader, circle: &Circle) -> usize {
        let own = self.own(reader).filter(|own| !circle.lists(own));
        let groups = match reader.feed.posts.group {
            Some(_) => circle.groups().count(),
            None => 0,
        };
        circle.followees().count() + own.iter().count() + groups
    }

    /// The viewer, where their own posts are wanted.
    fn own(&self, reader: &Reader) -> Option<&'v Key> {
        (reader.feed.settings.own && self.only.has(Reasons::OWN)).then_some(self.viewer)
    }

    /// Takes back what was counted as found and turned out to be hidden; where that goes on, all followees are asked about.
    fn look_back(&mut self, reader: &Reader, circle: &mut Circle) -> Outcome<()> {
        if circle.count_hidden() >= FOUND_OUT {
            circle.check_lists(reader)?;
        }
        let given = self.given.drain(..);
        self.walked.found -= given.filter(|author| circle.hides(author)).count();
        Ok(())
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
        let mut asking = circle.asking(reader)?;
        let end = self.walked.steps + self.chunk(missing, asking.is_some());
        let own = self.own(reader);
        let mut posts = Vec::new();
        let ended = self.steps(reader, |walked, reader, row| {
            let wanted = row.is_true(SHOWN)
                && match &mut asking {
                    Some(asking) => met(reader, circle, asking, own, row)?,
                    None => true,
                };
            if wanted {
                posts.extend(reader.kinds.post(row, 0)?);
            }
            Ok(walked.steps >= end || (asking.is_some() && posts.len() >= missing))
        })?;
        if asking.is_none() {
            circle.ask_followed(reader, posts.iter().filter_map(|post| post.author.as_ref()))?;
            circle.ask_groups(reader, posts.iter().filter_map(|post| post.group.as_ref()))?;
            posts.retain(|post| {
                let (author, group) = (post.author.as_ref(), post.group.as_ref());
                if author.is_some_and(|author| circle.hides(author)) {
                    return false;
                }
                author.is_some_and(|author| circle.follows(author) || own == Some(author))
                    || group.is_some_and(|group| circle.belongs_to(group))
            });
        }
        self.walked.found += posts.len();
        if ended {
            self.phase = Phase::End;
        }
        Ok(posts)
    }

    /// How many steps to take at once: where a statement asks about all authors and groups met, about as many as fill
    /// the page.
    fn chunk(&self, missing: usize, asking: bool) -> usize {
        match self.walked.steps {
            _ if asking => STEPS_UNLISTED,
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
        let sources = self.count(reader, circle);
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
            let (authors, groups) = self.sources(reader, circle);
            self.phase = Phase::Merge(Sources::new(
                authors,
                groups,
                self.replies,
                &self.below,
                self.oldest,
            ));
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
        let query = PostQuery::without_pins(From::Everybody, self.replies);
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

/// Whether a post walked over comes from a source of the viewer, asked about now unless known, and not from somebody who turned out
/// to be hidden.
fn met(
    reader: &Reader,
    circle: &mut Circle,
    asking: &mut Asking,
    own: Option<&Key>,
    row: &Row,
) -> Outcome<bool> {
    let author = reader.kinds.author(row, 0)?;
    if author.as_ref().is_some_and(|author| circle.hides(author)) {
        return Ok(false);
    }
    if author
        .is_some_and(|author| own == Some(&author) || circle.ask_author(reader, asking, &author))
    {
        return Ok(true);
    }
    let group = reader.kinds.group(row, 0)?;
    Ok(group.is_some_and(|group| circle.ask_group(reader, asking, &group)))
}

/// The same where all sources are known.
fn candidate(reader: &Reader, circle: &Circle, own: Option<&Key>, row: &Row) -> Outcome<bool> {
    let author = reader.kinds.author(row, 0)?;
    if author.as_ref().is_some_and(|author| circle.hides(author)) {
        return Ok(false);
    }
    if author.is_some_and(|author| circle.lists(&author) || own == Some(&author)) {
        return Ok(true);
    }
    let group = reader.kinds.group(row, 0)?;
    Ok(group.is_some_and(|group| circle.lists_group(&group)))
}

impl Stream for Pull<'_> {
    fn next(&mut self, reader: &Reader, circle: &mut Circle, draw: Draw) -> Outcome<Vec<Post>> {
        self.look_back(reader, circle)?;
        loop {
            match &mut self.phase {
                Phase::End => return Ok(Vec::new()),
                Phase::Merge(sources) => return sources.next(reader, circle, draw.batch),
                Phase::Walk => {
                    let found = self.walk(reader, circle, draw.missing)?;
                    if !found.is_empty() {
                        self.given = found
                            .iter()
                            .filter_map(|post| post.author.clone())
                            .collect();
                        return Ok(found);
                    }
                }
            }
        }
    }
}
