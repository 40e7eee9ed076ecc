//! Merging many sorted sources while opening few: which source to ask next, and which posts are final.
//!
//! Each source is known down to some position. A post is final once no source can still bring one that
//! stands above it. The newest k posts lie within the k sources whose heads are newest, so the first round
//! asks each source for little, and later rounds ask only those that reach above the k-th post held.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::key::TextOrder;
use super::position::Position;

/// How many sources are asked for their heads in one round; the k-th head of one round bounds the next.
const HEADS_PER_ROUND: usize = 256;

/// So few sources are asked for [`SHORT`] posts each at once: the descent of the index is what costs, and most
/// of them then need no second one.
const FEW: usize = 128;

/// How many posts each of few sources is asked for, unless the page needs fewer.
const SHORT: usize = 4;

/// How many posts the sources together are asked for at least, as a multiple of the page.
const ENOUGH: usize = 2;

/// What to ask next: the newest `limit` posts of each of `sources` below its own position, none older than `oldest`.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    pub sources: Vec<usize>,
    pub oldest: i64,
    pub limit: usize,
}

#[derive(Debug)]
struct Source {
    /// Everything above this position is here.
    below: Position,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Unasked,
    Open,
    Exhausted,
}

/// The merge of many sources; `T` is what is merged besides its position.
#[derive(Debug)]
pub struct Frontier<T> {
    sources: Vec<Source>,
    /// Held and not yet taken, newest last.
    items: Vec<(Position, T)>,
    oldest: i64,
}

impl<T> Frontier<T> {
    /// `count` sources, to be merged from below `start` down to the time `oldest`.
    pub fn new(count: usize, start: &Position, oldest: i64) -> Frontier<T> {
        let source = |_| Source {
            below: start.clone(),
            state: State::Unasked,
        };
        Frontier {
            sources: (0..count).map(source).collect(),
            items: Vec::new(),
            oldest,
        }
    }

    /// Below which position a source is to be asked.
    pub fn below(&self, source: usize) -> &Position {
        &self.sources[source].below
    }

    /// Ends a source of which nothing more is wanted.
    pub fn close(&mut self, source: usize) {
        self.sources[source].state = State::Exhausted;
    }

    /// Drops what is held and not wanted any more.
    pub fn retain(&mut self, wanted: impl Fn(&T) -> bool) {
        self.items.retain(|(_, item)| wanted(item));
    }

    /// What must be asked before `want` posts are final; None once they are, or nothing is left to ask.
    pub fn request(&self, want: usize, texts: &dyn TextOrder) -> Option<Request> {
        let bound = self
            .items
            .len()
            .checked_sub(want)
            .and_then(|nth| self.items.get(nth));
        let oldest = bound.map_or(self.oldest, |(at, _)| at.created_at);
        let unasked: Vec<usize> = self
            .in_state(State::Unasked)
            .take(HEADS_PER_ROUND)
            .collect();
        if !unasked.is_empty() {
            let limit = match self.sources.len() {
                few if few <= FEW => (ENOUGH * want).div_ceil(few).max(SHORT).min(want),
                _ => 1,
            };
            return Some(Request {
                sources: unasked,
                oldest,
                limit,
            });
        }
        let sources: Vec<usize> = self
            .in_state(State::Open)
            .filter(|source| {
                bound.is_none_or(|(at, _)| {
                    self.sources[*source].below.compare(at, texts) == Ordering::Less
                })
            })
            .collect();
        (!sources.is_empty()).then_some(Request {
            sources,
            oldest,
            limit: want,
        })
    }

    fn in_state(&self, state: State) -> impl Iterator<Item = usize> {
        self.sources
            .iter()
            .enumerate()
            .filter(move |(_, source)| source.state == state)
            .map(|(place, _)| place)
    }

    /// Takes in the answer to a request: posts by place in `request.sources`, each source's newest first.
    /// `floor` is the position just below the posts of `request.oldest`.
    pub fn absorb(
        &mut self,
        request: &Request,
        answer: Vec<(usize, Position, T)>,
        floor: &Position,
        texts: &dyn TextOrder,
    ) {
        let mut got = vec![0; request.sources.len()];
        for (place, at, item) in answer {
            got[place] += 1;
            self.sources[request.sources[place]].below = at.clone();
            self.items.push((at, item));
        }
        for (place, source) in request.sources.iter().enumerate() {
            let source = &mut self.sources[*source];
            source.state = State::Open;
            if got[place] < request.limit {
                source.below = floor.clone();
                if request.oldest <= self.oldest {
                    source.state = State::Exhausted;
                }
            }
        }
        self.order(texts);
    }

    /// Asks each source that can still contribute, one after the other, until `want` posts are final. What was found
    /// bounds what is asked next, so this is the way where a source costs no more alone than among others.
    ///
    /// `ask` is given a source, below which position, how old at most and how many posts; it returns the newest.
    pub fn sweep<E>(
        &mut self,
        want: usize,
        floor: impl Fn(i64) -> Position,
        texts: &dyn TextOrder,
        mut ask: impl FnMut(usize, &Position, i64, usize) -> Result<Vec<(Position, T)>, E>,
    ) -> Result<(), E> {
        // The times of the newest `want` posts held, the oldest of them on top.
        let mut newest: BinaryHeap<Reverse<i64>> = BinaryHeap::with_capacity(want + 1);
        let held = self.items.iter().rev().take(want);
        newest.extend(held.map(|(at, _)| Reverse(at.created_at)));
        for (place, source) in self.sources.iter_mut().enumerate() {
            let full = newest.len() >= want;
            let bound = newest.peek().filter(|_| full).map(|Reverse(time)| *time);
            let oldest = bound.map_or(self.oldest, |time| time.max(self.oldest));
            let spent = source.state == State::Exhausted || source.below.created_at < oldest;
            if spent {
                continue;
            }
            let found = ask(place, &source.below, oldest, want)?;
            source.state = State::Open;
            if found.len() < want {
                source.below = floor(oldest);
                if oldest <= self.oldest {
                    source.state = State::Exhausted;
                }
            } else if let Some((last, _)) = found.last() {
                source.below = last.clone();
            }
            for (at, item) in found {
                newest.push(Reverse(at.created_at));
                if newest.len() > want {
                    newest.pop();
                }
                self.items.push((at, item));
            }
        }
        self.order(texts);
        Ok(())
    }

    fn order(&mut self, texts: &dyn TextOrder) {
        self.items.sort_by(|(a, _), (b, _)| b.compare(a, texts));
        // A post may be in several sources: its author's and its group's.
        self.items.dedup_by(|(a, _), (b, _)| a == b);
    }

    /// Takes up to `want` final posts, newest first. None is left when this gives none after
    /// [`Frontier::request`] asked for nothing.
    pub fn take(&mut self, want: usize, texts: &dyn TextOrder) -> Vec<T> {
        let mut taken = Vec::new();
        while taken.len() < want {
            match self.items.last() {
                Some((at, _)) if self.is_final(at, texts) => {
                    taken.extend(self.items.pop().map(|(_, item)| item));
                }
                _ => break,
            }
        }
        taken
    }

    fn is_final(&self, at: &Position, texts: &dyn TextOrder) -> bool {
        self.sources.iter().all(|source| {
            source.state == State::Exhausted
                || at.compare(&source.below, texts) != Ordering::Greater
        })
    }
}

#[cfg(test)]
#[path = "frontier_test.rs"]
mod frontier_test;
