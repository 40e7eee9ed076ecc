//! The viewer's sources, merged: authors and groups, asked in turn or all at once for what the page needs.

use super::circle::Circle;
use super::post::Post;
use super::query::{From, PostQuery};
use super::reader::Reader;
use crate::error::Outcome;
use crate::merge::frontier::{Frontier, Request};
use crate::merge::key::Key;
use crate::merge::position::Position;

/// Authors first, then groups, as the frontier counts them.
pub struct Sources {
    authors: Vec<Key>,
    groups: Vec<Key>,
    of_author: PostQuery,
    of_group: PostQuery,
    frontier: Frontier<Post>,
    /// How many authors the circle knew to be hidden when those were closed.
    hidden: usize,
}

impl Sources {
    /// The posts of these authors and groups from below a position, not older than `oldest`.
    pub fn new(
        authors: Vec<Key>,
        groups: Vec<Key>,
        replies: bool,
        below: &Position,
        oldest: i64,
    ) -> Sources {
        Sources {
            frontier: Frontier::new(authors.len() + groups.len(), below, oldest),
            hidden: 0,
            authors,
            groups,
            of_author: PostQuery::without_pins(From::Author, replies),
            of_group: PostQuery::without_pins(From::Group, replies),
        }
    }

    /// The next candidates, newest first; none at the end only.
    pub fn next(&mut self, reader: &Reader, circle: &Circle, want: usize) -> Outcome<Vec<Post>> {
        self.close(circle);
        if self.sweep(reader, want)? {
            return Ok(self.frontier.take(want, &reader.order));
        }
        while let Some(request) = self.frontier.request(want, &reader.order) {
            let answer = self.ask(reader, &request)?;
            let floor = reader.below(request.oldest);
            self.frontier
                .absorb(&request, answer, &floor, &reader.order);
        }
        Ok(self.frontier.take(want, &reader.order))
    }

    /// Asks nothing more of authors who turned out to be hidden from the viewer: however much they write, the page waits for
    /// one batch of it at most.
    fn close(&mut self, circle: &Circle) {
        if self.hidden == circle.count_hidden() {
            return;
        }
        self.hidden = circle.count_hidden();
        for (source, author) in self.authors.iter().enumerate() {
            if circle.hides(author) {
                self.frontier.close(source);
            }
        }
        self.frontier.retain(|post| {
            let author = post.author.as_ref();
            author.is_none_or(|author| !circle.hides(author))
        });
    }

    /// Asks source after source without a statement; false where that cannot be.
    fn sweep(&mut self, reader: &Reader, want: usize) -> Outcome<bool> {
        let mut by_author = reader.scan(self.of_author)?;
        let mut by_group = match self.groups.is_empty() {
            true => None,
            false => reader.scan(self.of_group)?,
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
    fn ask(&self, reader: &Reader, request: &Request) -> Outcome<Vec<(usize, Position, Post)>> {
        let count = self.authors.len();
        let (authors, groups): (Vec<usize>, Vec<usize>) =
            (0..request.sources.len()).partition(|place| request.sources[*place] < count);
        let mut answer = Vec::new();
        for (places, query) in [(authors, self.of_author), (groups, self.of_group)] {
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
