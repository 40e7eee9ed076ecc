//! Pages of posts in the order of their rank: candidates by index where scores are up to date, else all that may be there; and
//! who of them the viewer sees.

use std::cmp::Ordering;

use foldhash::{HashMap, HashSet};

use super::best::Best;
use super::candidate::{Behind, Candidate};
use super::every::{every, query};
use super::losses::losses;
use super::question::{Order, Question};
use super::terms::Terms;
use super::touched::touched;
use crate::engagement::count::Counts;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::timeline::circle::Circle;
use crate::timeline::post::Post;
use crate::timeline::query::From;
use crate::timeline::reader::Reader;
use crate::timeline::rules::{Audience, Reasons, Rules, Shown};
use crate::timeline::window::Hint;

/// A post that the viewer sees, with what it is worth.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub post: Post,
    pub reasons: Reasons,
    pub rank: f64,
    pub engagement: f64,
    /// By signal.
    pub counts: Vec<i64>,
}

/// The most candidates that are looked at at once.
const LARGEST_BATCH: usize = 1024;

/// Where candidates come from, the highest rank first.
enum Candidates<'r> {
    Best(Box<Best<'r>>),
    /// All that are left, in no order.
    All(Vec<Candidate>),
}

impl Candidates<'_> {
    fn next(&mut self, reader: &Reader, most: usize) -> Outcome<Vec<Candidate>> {
        match self {
            Candidates::Best(best) => best.next(reader, most),
            Candidates::All(rest) => Ok(first(rest, most, reader)),
        }
    }
}

/// Takes so many with the highest ranks out of all, in order; the others are not sorted, since few pages are asked for.
fn first(all: &mut Vec<Candidate>, most: usize, reader: &Reader) -> Vec<Candidate> {
    let mut taken = match all.len().checked_sub(most) {
        None | Some(0) => std::mem::take(all),
        Some(left) => {
            all.select_nth_unstable_by(left, |one, other| other.compare(one.rank, &one.id, reader));
            all.split_off(left)
        }
    };
    taken.sort_unstable_by(|one, other| one.compare(other.rank, &other.id, reader));
    taken
}

/// The first `want` posts behind a rank and id, as the viewer sees them.
pub fn page(
    reader: &Reader,
    counts: &Counts,
    circle: &mut Circle,
    question: Question,
    behind: Option<Behind>,
    want: usize,
) -> Outcome<Vec<Ranked>> {
    let lost = match behind.as_ref().and_then(|behind| behind.sight.as_ref()) {
        Some(sight) => losses(reader, counts, sight)?,
        None => HashSet::default(),
    };
    let mut candidates = candidates(reader, counts, question, behind, want)?;
    let rules = Rules {
        audience: Audience::Anybody,
        replies: question.replies,
    };
    let mut page = Vec::new();
    let mut batch = want.min(LARGEST_BATCH);
    while page.len() < want {
        let drawn = candidates.next(reader, batch)?;
        if drawn.is_empty() {
            break;
        }
        let drawn: Vec<Candidate> = drawn
            .into_iter()
            .filter(|one| !lost.contains(&one.id))
            .collect();
        let mut posts = look_up(reader, question, &drawn)?;
        posts.retain(|post| {
            let own = question.but.is_some() && post.author.as_ref() == question.but;
            post.at.created_at <= question.latest && !own
        });
        let mut shown: HashMap<Key, Shown> = rules
            .screen(reader, circle, posts)?
            .into_iter()
            .map(|shown| (shown.post.at.id.clone(), shown))
            .collect();
        page.extend(drawn.into_iter().filter_map(|one| {
            let Shown { post, reasons } = shown.remove(&one.id)?;
            Some(Ranked {
                post,
                reasons,
                rank: one.rank,
                engagement: one.engagement,
                counts: one.counts,
            })
        }));
        batch = (batch * 2).min(LARGEST_BATCH);
    }
    page.truncate(want);
    Ok(page)
}

fn look_up(reader: &Reader, question: Question, drawn: &[Candidate]) -> Outcome<Vec<Post>> {
    let hints: Option<Vec<Hint>> = drawn.iter().map(Candidate::hint).collect();
    match hints {
        Some(hints) => reader.look_up(query(question, From::Keys), &hints),
        None => {
            let ids: Vec<Key> = drawn.iter().map(|one| one.id.clone()).collect();
            reader.look_up_ids(query(question, From::Ids), &ids)
        }
    }
}

fn candidates<'r>(
    reader: &'r Reader,
    counts: &'r Counts,
    question: Question<'r>,
    behind: Option<Behind>,
    want: usize,
) -> Outcome<Candidates<'r>> {
    if question.order != Order::Window
        && question.terms.are_those_of(&Terms::of(reader.feed))
        && let Some(indexes) = reader.stats_indexes()
        && reader.as_the_owner(|| indexes.are_open())
        && let Some(touched) = touched(reader, counts, question.as_of)?
    {
        let best = Best::new(reader, indexes, counts, question, touched, behind, want)?;
        return Ok(Candidates::Best(Box::new(best)));
    }
    let mut all = every(reader, counts, question)?;
    if let Some(behind) = &behind {
        all.retain(|one| one.compare(behind.rank, &behind.id, reader) == Ordering::Greater);
    }
    Ok(Candidates::All(all))
}
