//! Posts of which engagement is pending and nothing else: none is ranked, or even looked up, before a bound says that it may
//! be wanted.

use foldhash::HashSet;

use super::question::{Order, Question};
use super::touched::Touched;
use crate::engagement::count::not_scored;
use crate::engagement::formula::sum_of_hot;
use crate::engagement::ledger::Ledger;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::Moment;
use crate::timeline::by_index::stats::Scored;

/// How many are ranked at a time.
const CHUNK: usize = 32;

/// More than rounding makes of a bound, for its part.
const ROUNDING: f64 = 1e-9;

/// Posts that wait to be ranked.
#[derive(Debug, Default)]
pub struct Waiting {
    /// Of which only is known what they gain: the rank they would have by that alone. The highest last.
    unknown: Vec<(f64, Key)>,
    /// Those among them that are known by now.
    met: HashSet<Key>,
    /// With what they do not outrank, the highest last.
    known: Vec<(f64, Key)>,
}

impl Waiting {
    pub fn of(question: &Question, touched: &Touched) -> Waiting {
        let moved = touched.moved.iter();
        let mut unknown: Vec<(f64, Key)> = moved
            .map(|(post, one)| (gain(question, &one.gain), (*post).clone()))
            .collect();
        unknown.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        Waiting {
            unknown,
            ..Waiting::default()
        }
    }

    /// What one of them gains at most.
    pub fn gain(&self) -> Option<f64> {
        self.unknown.last().map(|(gain, _)| *gain)
    }

    /// What none outranks of those that are known; None: there are none.
    pub fn bound(&self) -> Option<f64> {
        self.known.last().map(|(bound, _)| *bound)
    }

    /// Whether all others, which rank below a bound without what they gain, rank below another one with it.
    pub fn stay_below(&self, question: &Question, bound: f64, rank: f64) -> bool {
        self.gain()
            .is_none_or(|gain| with_gain(question, bound, gain) < rank)
    }

    /// How many do not.
    pub fn count_from(&self, question: &Question, bound: f64, rank: f64) -> usize {
        let below = |(gain, _): &(f64, Key)| with_gain(question, bound, *gain) < rank;
        self.unknown.len() - self.unknown.partition_point(below)
    }

    /// Takes that many of those with the highest gains, to be looked up.
    pub fn take_unknown(&mut self, count: usize) -> Vec<Key> {
        let from = self.unknown.len().saturating_sub(count);
        let taken = self.unknown.drain(from..).map(|(_, post)| post);
        taken.filter(|post| !self.met.contains(post)).collect()
    }

    /// Some have been read.
    pub fn meet(&mut self, question: &Question, touched: &Touched, rows: &[Scored]) -> Outcome<()> {
        for row in rows {
            if let Some(one) = touched.moved.get(&row.id)
                && self.met.insert(row.id.clone())
            {
                let bound = bound(question, row, &one.gain)?;
                self.known.push((bound, row.id.clone()));
            }
        }
        self.known
            .sort_by(|(one, _), (other, _)| one.total_cmp(other));
        while self
            .unknown
            .pop_if(|(_, post)| self.met.contains(post))
            .is_some()
        {}
        Ok(())
    }

    /// Takes some of those that are known, with the highest bounds, none below `least` but the first: to be ranked.
    pub fn take(&mut self, least: f64) -> Vec<Key> {
        let above = self.known.partition_point(|(bound, _)| *bound < least);
        let from = self.known.len().saturating_sub(CHUNK).max(above);
        let from = from.min(self.known.len().saturating_sub(1));
        self.known.drain(from..).map(|(_, post)| post).collect()
    }
}

/// The rank of a post that has nothing else, written now.
fn gain(question: &Question, more: &Ledger) -> f64 {
    let formula = &question.terms.formula;
    let gain = match question.order {
        Order::Decay => Moment::new("as_of", question.as_of)
            .and_then(|at| formula.hot_with(f64::NEG_INFINITY, more, at, question.as_of))
            .map_err(not_scored),
        _ => question.gravity(formula.engagement(more), question.as_of),
    };
    // It will be an error where it matters.
    gain.unwrap_or(f64::INFINITY)
}

/// What a post does not outrank that without what it gains does not outrank `bound`.
fn with_gain(question: &Question, bound: f64, gain: f64) -> f64 {
    match question.order {
        Order::Decay => rounded_up(sum_of_hot(bound, gain)),
        _ => rounded_up(bound + gain),
    }
}

fn bound(question: &Question, row: &Scored, more: &Ledger) -> Outcome<f64> {
    let formula = &question.terms.formula;
    let bound = match question.order {
        Order::Decay => Moment::new("created_at", row.created_at)
            .and_then(|at| formula.hot_with(row.hot, more, at, question.as_of))
            .map_err(not_scored)?,
        _ => question.gravity(row.engagement + formula.engagement(more), row.created_at)?,
    };
    Ok(rounded_up(bound))
}

fn rounded_up(bound: f64) -> f64 {
    bound + ROUNDING * bound.abs().max(1.0)
}
