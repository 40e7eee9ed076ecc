//! Pages of the ranked feed: what was shown on earlier ones is left out, and behind the last ranked post the timeline goes on.

use std::cmp::Ordering;

use super::cursor::Cursor;
use super::ranked::{Ranked, Wanted, most_candidates, ranking};
use super::rest::rest;
use super::shown::ShownSet;
use crate::cursor::Binding;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::timeline::circle::Circle;
use crate::timeline::post::Post;
use crate::timeline::reader::Reader;
use crate::timeline::rules::Reasons;

/// A row of a page.
pub struct Line {
    pub post: Post,
    /// None: the post was not ranked.
    pub score: Option<f64>,
    pub reasons: Reasons,
    pub trending: bool,
    pub similar: bool,
    pub cursor: String,
}

impl Line {
    /// Why the viewer sees the post: those of the timeline, then the sets it was found in.
    pub fn reasons(&self) -> impl Iterator<Item = &'static str> {
        reasons(self.reasons, self.trending, self.similar)
    }
}

/// The names of reasons, and behind them those of the sets a post was found in.
pub fn reasons(
    reasons: Reasons,
    trending: bool,
    similar: bool,
) -> impl Iterator<Item = &'static str> {
    let sets = [(trending, "trending"), (similar, "similar")];
    let sets = sets.into_iter().filter(|(is_in, _)| *is_in);
    reasons.names().chain(sets.map(|(_, name)| name))
}

/// Where a page begins.
pub struct Start {
    pub as_of: i64,
    /// None: at the first post.
    pub behind: Option<Behind>,
}

/// What earlier pages showed, and where the rest of the timeline goes on if all ranked posts were shown.
pub struct Behind {
    /// No post was ranked that was written before.
    pub oldest: i64,
    pub shown: ShownSet,
    pub rest: Option<Position>,
}

/// The page of `want` posts that begins there.
pub fn page(
    reader: &Reader,
    viewer: &Key,
    binding: &Binding,
    start: Start,
    want: usize,
) -> Outcome<Vec<Line>> {
    let mut circle = Circle::new(Some(viewer), false);
    let oldest = reader.feed.spans.candidates.before(start.as_of);
    let mut walk = Walk {
        reader,
        viewer,
        binding,
        as_of: start.as_of,
        oldest: start.behind.as_ref().map_or(oldest, |behind| behind.oldest),
    };
    match start.behind {
        Some(Behind {
            shown,
            rest: Some(below),
            ..
        }) => walk.rest(&mut circle, below, shown, want),
        behind => {
            walk.oldest = walk.oldest.min(oldest);
            walk.ranked(&mut circle, behind.map(|behind| behind.shown), want)
        }
    }
}

/// The pages that follow from one first call.
struct Walk<'w> {
    reader: &'w Reader<'w>,
    viewer: &'w Key,
    binding: &'w Binding,
    as_of: i64,
    oldest: i64,
}

impl Walk<'_> {
    /// A page that begins among the ranked posts.
    fn ranked(
        &self,
        circle: &mut Circle,
        shown: Option<ShownSet>,
        want: usize,
    ) -> Outcome<Vec<Line>> {
        let wanted = Wanted {
            count: want,
            shown: shown.as_ref(),
        };
        let ranking = ranking(self.reader, circle, self.viewer, self.as_of, &wanted)?;
        let mut shown = shown.unwrap_or_else(|| {
            let ids: Vec<&Key> = ranking.all.iter().map(|at| &at.id).collect();
            ShownSet::new(most_candidates(self.reader.feed), &ids)
        });
        let mut lines = Vec::with_capacity(want);
        for one in ranking.posts {
            shown.insert(&one.candidate.post.at.id);
            lines.push(self.line_of(one, &shown)?);
        }
        if lines.len() < want {
            // Those above the rest cannot come again.
            for position in ranking.all {
                if position.compare(&ranking.rest, &self.reader.order) != Ordering::Greater {
                    shown.remove(&position.id);
                }
            }
            let missing = want - lines.len();
            lines.extend(self.rest(circle, ranking.rest, shown, missing)?);
        }
        Ok(lines)
    }

    /// A page, or the end of one, from the rest of the timeline.
    fn rest(
        &self,
        circle: &mut Circle,
        below: Position,
        shown: ShownSet,
        want: usize,
    ) -> Outcome<Vec<Line>> {
        let found = rest(self.reader, circle, self.viewer, below, &shown, want)?;
        let nothing = ShownSet::new(1, &[]);
        found
            .into_iter()
            .map(|one| {
                let at = &one.post.at;
                // Older than all that was ranked.
                let shown = if at.created_at < self.oldest {
                    &nothing
                } else {
                    &shown
                };
                let cursor = Cursor {
                    as_of: self.as_of,
                    oldest: self.oldest,
                    shown: shown.clone(),
                    rest: Some((at.created_at, at.id.clone())),
                };
                Ok(Line {
                    cursor: cursor.encode(self.binding)?,
                    post: one.post,
                    score: None,
                    reasons: one.reasons,
                    trending: false,
                    similar: false,
                })
            })
            .collect()
    }

    fn line_of(&self, one: Ranked, shown: &ShownSet) -> Outcome<Line> {
        let cursor = Cursor {
            as_of: self.as_of,
            oldest: self.oldest,
            shown: shown.clone(),
            rest: None,
        };
        Ok(Line {
            cursor: cursor.encode(self.binding)?,
            post: one.candidate.post,
            score: Some(one.score),
            reasons: one.candidate.reasons,
            trending: one.candidate.trending,
            similar: one.candidate.similar,
        })
    }
}
