//! The posts nearest to something that a viewer sees, nearest first: by an index while it gives as many as are wanted, else among
//! all posts, so that no rule ever makes the result shorter.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use foldhash::HashMap;

use super::approximate::searching;
use super::embeddings::known;
use super::few::are_few;
use super::statement::{DISTANCE, Way, direction, parameters, text};
use crate::definition::model::Embedding;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::receiver::Row;
use crate::settings::Replies;
use crate::timeline::circle::{Circle, hides_nobody};
use crate::timeline::post::Post;
use crate::timeline::reader::{BEGINNING, Reader};
use crate::timeline::rules::{Rules, Shown};

/// Which posts come into question.
#[derive(Debug, Clone, Copy)]
pub struct Nearest<'q> {
    /// None older, and none younger, than these; in microseconds since 2000-01-01 00:00 UTC.
    pub oldest: i64,
    pub latest: i64,
    pub public_only: bool,
    pub without_author: Option<&'q Key>,
    pub without_post: Option<&'q Key>,
}

/// Where the rules may turn posts away, of four that are wanted one more is drawn, and so many at least.
const LEAST_SPARE: usize = 8;

/// How many times as many are drawn where the rules turned too many away.
const GROWTH: usize = 4;

/// Where more are drawn an index is no shorter way.
const MOST_BY_INDEX: usize = 2_048;

/// What a step through an index costs, by what it costs to look at a post: measured with 384 numbers, which stand in the row, and
/// with 1,536, which stand elsewhere and have to be fetched.
const STEP: f64 = 30.0;
const STEP_OF_WIDE: f64 = 4.0;

/// Values of more bytes stand elsewhere than in their rows.
const WIDE: usize = 2_000;

/// A post with its distance.
type Found = (Post, f64);

/// The first `want` posts by cosine distance to a vector, equally near ones by id, greatest first; each with its similarity, from
/// -1 to 1. A post without an embedding, with one of other dimensions or of zeros is near to nothing.
pub fn nearest(
    reader: &Reader,
    circle: &mut Circle,
    rules: &Rules,
    to: &[f64],
    question: Nearest,
    want: usize,
) -> Outcome<Vec<(Shown, f64)>> {
    let Some(embedding) = known(reader.feed) else {
        return Ok(Vec::new());
    };
    let fits = |dimensions| dimensions as usize == to.len();
    if !embedding.dimensions.is_none_or(fits) || want == 0 {
        return Ok(Vec::new());
    }
    let search = Search {
        reader,
        embedding,
        rules,
        to,
        question,
    };
    let mut most = want + search.spare(want);
    let mut by_index = embedding.index.is_some() && !search.is_short(most)?;
    loop {
        by_index &= most <= MOST_BY_INDEX;
        let found = match by_index {
            true => search.by_index(most)?,
            false => search.draw(Way::Exact, most)?,
        };
        // What is near to nothing stands behind all others.
        let is_all = found.len() < most || found.iter().any(|(_, distance)| distance.is_nan());
        let mut shown = search.screen(circle, found)?;
        if shown.len() >= want || (is_all && !by_index) {
            shown.truncate(want);
            return Ok(shown);
        }
        match is_all {
            // The index gave up, or holds no more: only a look at all posts can tell.
            true => by_index = false,
            false => most *= GROWTH,
        }
    }
}

struct Search<'s> {
    reader: &'s Reader<'s>,
    embedding: &'s Embedding,
    rules: &'s Rules,
    to: &'s [f64],
    question: Nearest<'s>,
}

impl Search<'_> {
    /// How many more than those wanted are drawn at first.
    fn spare(&self, want: usize) -> usize {
        let may_turn_away =
            !hides_nobody(self.reader.feed) || self.rules.replies == Replies::Followed;
        match may_turn_away {
            true => LEAST_SPARE.max(want / 4),
            false => 0,
        }
    }

    /// Whether so few posts are of the time asked for that to look at all of them is no longer way than an index.
    ///
    /// An index by distance knows no times. Where w of all n posts are of that time, it steps over n / w posts for each that is:
    /// over most * n / w for as many as are drawn. That costs more than to look at w posts where w * w < step * most * n.
    fn is_short(&self, most: usize) -> Outcome<bool> {
        let Nearest { oldest, latest, .. } = self.question;
        if oldest == BEGINNING {
            return Ok(false);
        }
        let width = if self.embedding.half { 2 } else { 4 };
        let step = match self.to.len() * width > WIDE {
            true => STEP_OF_WIDE,
            false => STEP,
        };
        let even = (step * most as f64 * self.embedding.posts).sqrt();
        are_few(self.reader, oldest, latest, even.max(most as f64))
    }

    fn by_index(&self, most: usize) -> Outcome<Vec<Found>> {
        let to = direction(self.embedding, self.to)?;
        searching(self.reader, self.embedding, to, most, || {
            self.draw(Way::ByIndex, most)
        })
    }

    /// The nearest by one of the statements, in order.
    fn draw(&self, way: Way, most: usize) -> Outcome<Vec<Found>> {
        let Search {
            reader, embedding, ..
        } = self;
        let sql = text(reader, embedding, way, self.rules, self.question)?;
        let to = direction(embedding, self.to)?;
        let parameters = parameters(reader, to, self.question, most);
        let mut found: Vec<Found> = Vec::new();
        let mut failed = None;
        let mut sink = |row: &Row| {
            match read(reader, row) {
                Ok(one) => found.extend(one),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        };
        match way {
            Way::Exact => reader.run_at_large(sql, &parameters, &mut sink)?,
            Way::ByIndex => reader.run_by_index(sql, &parameters, &mut sink)?,
        }
        // An index may give them a little out of order.
        found.sort_by(|one, other| compare(reader, one, other));
        failed.map_or(Ok(found), Err)
    }

    /// Those that the viewer sees, with their similarity, in the same order.
    fn screen(&self, circle: &mut Circle, found: Vec<Found>) -> Outcome<Vec<(Shown, f64)>> {
        let distances: HashMap<Key, f64> = found
            .iter()
            .filter(|(_, distance)| !distance.is_nan())
            .map(|(post, distance)| (post.at.id.clone(), *distance))
            .collect();
        let posts = found.into_iter().map(|(post, _)| post);
        let posts = posts.filter(|post| distances.contains_key(&post.at.id));
        let shown = self.rules.screen(self.reader, circle, posts.collect())?;
        let similar = |shown: Shown| {
            let distance = distances.get(&shown.post.at.id)?;
            Some((shown, 1.0 - distance))
        };
        Ok(shown.into_iter().filter_map(similar).collect())
    }
}

fn read(reader: &Reader, row: &Row) -> Outcome<Option<Found>> {
    Ok(reader.kinds.post(row, 0)?.zip(row.float(DISTANCE)))
}

/// Nearer ones first; what is near to nothing last.
fn compare(reader: &Reader, one: &Found, other: &Found) -> Ordering {
    let nothing = one.1.is_nan().cmp(&other.1.is_nan());
    let distance = nothing.then_with(|| one.1.total_cmp(&other.1));
    distance.then_with(|| other.0.at.id.compare(&one.0.at.id, &reader.order))
}
