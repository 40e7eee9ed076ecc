//! Posts in the order of a score: which may be there, what each is worth, and who of them the viewer sees.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use foldhash::HashSet;

use crate::engagement::count::{self, Counts};
use crate::engagement::formula::Formula;
use crate::engagement::ledger::Ledger;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::interval::Length;
use crate::score::{Span, gravity, hour_of};
use crate::settings::Replies;
use crate::timeline::circle::Circle;
use crate::timeline::post::Post;
use crate::timeline::query::{From, Pins, PostQuery};
use crate::timeline::reader::Reader;
use crate::timeline::rules::{Audience, Rules};
use crate::timeline::stream::SHOWN;

/// The formulas by which posts are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Decay,
    Gravity,
    Window,
}

impl Order {
    pub const NAMES: [(&str, Order); 3] = [
        ("decay", Order::Decay),
        ("gravity", Order::Gravity),
        ("window", Order::Window),
    ];
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    pub order: Order,
    pub within: Length,
    pub as_of: i64,
    pub viewer: Option<&'q Key>,
}

/// A post with the number by which it is ordered.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub post: Post,
    pub rank: f64,
    pub ledger: Ledger,
}

impl Ranked {
    /// `Less` means: stands nearer to the top than one of another rank and id.
    pub fn compare(&self, rank: f64, id: &Key, reader: &Reader) -> Ordering {
        rank.total_cmp(&self.rank)
            .then_with(|| id.compare(&self.post.at.id, &reader.order))
    }
}

/// How many posts are asked about by their ids; of more, all are.
const ASKED_BY_ID: usize = 10_000;

/// How many posts are screened at a time.
const SCREENED: usize = 64;

/// The first `want` posts behind a rank and id, as the viewer sees them.
pub fn page(
    reader: &Reader,
    formula: &Formula,
    question: Question,
    after: Option<(f64, &Key)>,
    want: usize,
) -> Outcome<Vec<Ranked>> {
    let mut ranked = all(reader, formula, question)?;
    if let Some((rank, id)) = after {
        ranked.retain(|one| one.compare(rank, id, reader) == Ordering::Greater);
    }
    ranked.sort_by(|one, other| one.compare(other.rank, &other.post.at.id, reader));
    let rules = Rules {
        audience: Audience::Anybody,
        replies: reader.feed.settings.replies,
    };
    let mut circle = Circle::new(question.viewer, false);
    let mut page = Vec::new();
    let mut rest = ranked.into_iter();
    while page.len() < want {
        let batch: Vec<Ranked> = rest
            .by_ref()
            .take(SCREENED.max(want - page.len()))
            .collect();
        if batch.is_empty() {
            break;
        }
        let posts = batch.iter().map(|one| one.post.clone()).collect();
        let shown: HashSet<Key> = rules
            .screen(reader, &mut circle, posts)?
            .into_iter()
            .map(|shown| shown.post.at.id)
            .collect();
        page.extend(
            batch
                .into_iter()
                .filter(|one| shown.contains(&one.post.at.id)),
        );
    }
    page.truncate(want);
    Ok(page)
}

/// Every post that may be there with its rank, in no order.
fn all(reader: &Reader, formula: &Formula, question: Question) -> Outcome<Vec<Ranked>> {
    let counts = Counts::open(reader)?;
    let lower = question.within.before(question.as_of);
    match question.order {
        Order::Decay | Order::Gravity => {
            let posts = created_within(reader, lower, question.as_of)?;
            let mut ledgers = match posts.len() <= ASKED_BY_ID {
                true => counts.about(reader, &ids(&posts))?,
                false => counts.all(reader)?,
            };
            posts
                .into_iter()
                .map(|post| {
                    let ledger = ledgers.remove(&post.at.id).unwrap_or_default();
                    let rank = rank(reader, formula, question, &post, &ledger)?;
                    Ok(Ranked { post, rank, ledger })
                })
                .collect()
        }
        Order::Window => within_window(reader, &counts, formula, question, hour_of(lower)),
    }
}

/// The number by which a post is ordered.
fn rank(
    reader: &Reader,
    formula: &Formula,
    question: Question,
    post: &Post,
    ledger: &Ledger,
) -> Outcome<f64> {
    let created_at = post.at.created_at;
    if question.order == Order::Decay {
        let hot = count::hot(formula, ledger, Some(created_at), question.as_of)?;
        return Ok(hot.unwrap_or(f64::NEG_INFINITY));
    }
    let age = i128::from(question.as_of) - i128::from(created_at);
    gravity(
        formula.engagement(ledger),
        Span::Micros(age),
        reader.feed.settings.gravity_exponent,
        reader.feed.settings.gravity_offset_hours,
    )
    .map_err(count::not_scored)
}

/// Posts with an event in the hours from the first to that of the clock.
fn within_window(
    reader: &Reader,
    counts: &Counts,
    formula: &Formula,
    question: Question,
    first: i64,
) -> Outcome<Vec<Ranked>> {
    let last = hour_of(question.as_of);
    let ledgers = counts.within(reader, first, last)?;
    let mut asked: HashSet<Key> = ledgers.keys().cloned().collect();
    let mut posts = Vec::new();
    if formula.worths.iter().any(|worth| !worth.has_times) {
        // Their rows are as old as the post.
        posts = created_within(reader, first, question.as_of)?;
    }
    posts.iter().for_each(|post| {
        asked.remove(&post.at.id);
    });
    let asked: Vec<Key> = asked.into_iter().collect();
    posts.extend(reader.look_up_ids(query(reader, From::Ids), &asked)?);
    posts.retain(|post| post.at.created_at <= question.as_of);
    let mut ledgers = counts.about(reader, &ids(&posts))?;
    let ranked = posts.into_iter().filter_map(|post| {
        let ledger = ledgers.remove(&post.at.id)?;
        let rank = formula.engagement_within(&ledger, post.at.created_at, first, last)?;
        Some(Ranked { post, rank, ledger })
    });
    Ok(ranked.collect())
}

fn ids(posts: &[Post]) -> Vec<Key> {
    posts.iter().map(|post| post.at.id.clone()).collect()
}

fn query(reader: &Reader, from: From) -> PostQuery {
    PostQuery {
        from,
        pins: Pins::Ignored,
        group_pins: false,
        replies: reader.feed.settings.replies != Replies::None,
        public_only: true,
    }
}

/// The public posts of some time that may be shown.
fn created_within(reader: &Reader, lower: i64, upper: i64) -> Outcome<Vec<Post>> {
    let mut posts = Vec::new();
    let from = reader.above(upper);
    reader.walk(query(reader, From::Everybody), &from, lower, &mut |row| {
        if row.is_true(SHOWN) {
            posts.extend(reader.kinds.post(row, 0)?);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(posts)
}
