//! Every post that may be there with its rank, from the app's own posts and what is counted of them: the reference, and the way
//! where scores are not up to date.

use std::ops::ControlFlow;

use super::candidate::Candidate;
use super::question::{Order, Question};
use crate::engagement::count::{self, Counts};
use crate::engagement::ledger::Ledger;
use crate::engagement::source::{Ledgers, Tally};
use crate::engagement::sums::Sums;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::hour_of;
use crate::settings::Replies;
use crate::timeline::post::Post;
use crate::timeline::query::{From, Pins, PostQuery};
use crate::timeline::reader::Reader;
use crate::timeline::stream::SHOWN;

/// How many posts are asked about by their ids; of more, all are.
const ASKED_BY_ID: usize = 10_000;

/// All posts that may be there, in no order.
pub fn every(reader: &Reader, counts: &Counts, question: Question) -> Outcome<Vec<Candidate>> {
    match question.order {
        Order::Window => within_window(reader, counts, question, hour_of(question.oldest)),
        Order::Decay | Order::Gravity => {
            let posts = created_within(reader, question, question.oldest)?;
            rank_all(reader, counts, question, posts)
        }
    }
}

/// Some of the posts that may be there, in no order.
pub fn known(
    reader: &Reader,
    counts: &Counts,
    question: Question,
    ids: &[Key],
) -> Outcome<Vec<Candidate>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut posts = reader.look_up_ids(query(question, From::Ids), ids)?;
    posts.retain(|post| (question.oldest..=question.latest).contains(&post.at.created_at));
    rank_all(reader, counts, question, posts)
}

/// Which posts may be there at all.
pub fn query(question: Question, from: From) -> PostQuery {
    PostQuery {
        from,
        pins: Pins::Ignored,
        group_pins: false,
        replies: question.replies != Replies::None,
        public_only: true,
    }
}

fn rank_all(
    reader: &Reader,
    counts: &Counts,
    question: Question,
    posts: Vec<Post>,
) -> Outcome<Vec<Candidate>> {
    let ledgers = of_posts(reader, counts, &posts)?;
    let none = Ledger::default();
    let formula = &question.terms.formula;
    let mut candidates = Vec::with_capacity(posts.len());
    for post in &posts {
        let ledger = ledgers.get(&post.at.id).unwrap_or(&none);
        let created_at = post.at.created_at;
        let rank = match question.order {
            Order::Decay => count::hot(formula, ledger, Some(created_at), question.as_of)?
                .unwrap_or(f64::NEG_INFINITY),
            _ => question.gravity(formula.engagement(ledger), created_at)?,
        };
        candidates.push(Candidate::counted(post, rank, formula, ledger));
    }
    Ok(candidates)
}

/// Posts with an event in the hours from the first to that of the clock, ranked by what is counted and not looked up.
fn within_window(
    reader: &Reader,
    counts: &Counts,
    question: Question,
    first: i64,
) -> Outcome<Vec<Candidate>> {
    let formula = &question.terms.formula;
    let mut sums = counts.within(reader, first, hour_of(question.as_of))?;
    if formula.worths.iter().any(|worth| !worth.has_times) {
        add_timeless(reader, counts, question, first, &mut sums)?;
    }
    Ok(sums.filter_map(|post, counts| {
        let rank = formula.engagement_of(counts)?;
        Some(Candidate::named(post, rank))
    }))
}

/// Adds what has no time of its own and is as old as its post.
fn add_timeless(
    reader: &Reader,
    counts: &Counts,
    question: Question,
    first: i64,
    sums: &mut Sums,
) -> Outcome<()> {
    let posts = created_within(reader, question, first)?;
    let counted = of_posts(reader, counts, &posts)?;
    let timeless: Vec<usize> = (0..)
        .zip(&question.terms.formula.worths)
        .filter(|(_, worth)| !worth.has_times)
        .map(|(signal, _)| signal)
        .collect();
    for post in &posts {
        let Some(ledger) = counted.get(&post.at.id) else {
            continue;
        };
        for signal in timeless.iter().filter(|signal| ledger.count(**signal) != 0) {
            sums.add(post.at.id.clone(), *signal, None, ledger.count(*signal));
        }
    }
    Ok(())
}

/// What is counted of some posts.
fn of_posts(reader: &Reader, counts: &Counts, posts: &[Post]) -> Outcome<Ledgers> {
    match posts.len() <= ASKED_BY_ID {
        true => counts.about(reader, &ids(posts)),
        false => counts.all(reader),
    }
}

fn ids(posts: &[Post]) -> Vec<Key> {
    posts.iter().map(|post| post.at.id.clone()).collect()
}

/// The public posts since a time that may be shown.
fn created_within(reader: &Reader, question: Question, lower: i64) -> Outcome<Vec<Post>> {
    let mut posts = Vec::new();
    let from = reader.above(question.latest);
    reader.walk(query(question, From::Everybody), &from, lower, &mut |row| {
        if row.is_true(SHOWN) {
            posts.extend(reader.kinds.post(row, 0)?);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(posts)
}
