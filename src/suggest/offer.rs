//! Accounts that were met, offered in order: keys are looked up of those alone whose turn comes.

use std::collections::VecDeque;

use foldhash::HashMap;

use super::lists::{Account, List, Lists};
use super::page::{Page, Suggestion};
use crate::error::Outcome;
use crate::graph::packed::View;
use crate::graph::{Draw, Tally, weight};
use crate::merge::key::Key;
use crate::pg::value::Collated;

/// How many times as many accounts as are missing are drawn at first, since some may not be suggested; and each time more.
pub const SPARE: usize = 2;

/// An account met, in how many lists it is, and what these weigh.
pub struct Met {
    pub account: Account,
    pub count: u32,
    pub weight: u64,
}

/// The same with its key.
pub struct Named {
    pub key: Key,
    pub met: Met,
}

/// How often accounts are met in lists.
pub struct Sums {
    numbered: Tally,
    others: HashMap<Key, (u32, u64)>,
}

impl Sums {
    pub fn of(lists: &Lists) -> Sums {
        Sums {
            numbered: Tally::new(lists.accounts),
            others: HashMap::default(),
        }
    }

    /// Adds a list, or a part of one; false where it is broken.
    pub fn add(&mut self, list: &List) -> bool {
        self.numbered.begin(list.len());
        match list {
            List::Packed(_, chunks) => chunks.iter().all(|(first, bytes)| {
                View::of(*first, bytes).is_some_and(|part| self.numbered.add(part))
            }),
            List::Loose(accounts) => accounts.iter().all(|account| match account {
                Account::Number(number) => self.numbered.add_one(*number),
                Account::Key(key) => {
                    let (count, sum) = self.others.entry(key.clone()).or_default();
                    *count += 1;
                    *sum += weight(list.len());
                    true
                }
            }),
        }
    }

    /// All that were met.
    pub fn met(self) -> Vec<Met> {
        let numbered = self.numbered.sums().into_iter();
        let numbered =
            numbered.map(|(number, count, weight)| (Account::Number(number), count, weight));
        let others = self.others.into_iter();
        let others = others.map(|(key, (count, weight))| (Account::Key(key), count, weight));
        numbered
            .chain(others)
            .map(|(account, count, weight)| Met {
                account,
                count,
                weight,
            })
            .collect()
    }
}

/// Offers accounts until the page is full: those with the highest scores first, of equal scores in the order of their keys.
pub fn offer(
    page: &mut Page,
    lists: &Lists,
    met: Vec<Met>,
    score: impl Fn(&Met) -> f64,
    mut suggest: impl FnMut(Vec<Named>) -> Outcome<Vec<Suggestion>>,
) -> Outcome<()> {
    let mut draw = Draw::new(met, |one, other| score(other).total_cmp(&score(one)));
    let mut ready = VecDeque::new();
    let mut most = page.missing();
    while page.missing() > 0 {
        most *= SPARE;
        if ready.len() < most {
            let drawn = draw.next_with_ties(most);
            ready.extend(named(page, lists, drawn, &score)?);
        }
        let next: Vec<Named> = ready.drain(..most.min(ready.len())).collect();
        if next.is_empty() {
            break;
        }
        page.offer(suggest(next)?)?;
    }
    Ok(())
}

/// Accounts with their keys, in order.
fn named(
    page: &Page,
    lists: &Lists,
    met: Vec<Met>,
    score: impl Fn(&Met) -> f64,
) -> Outcome<Vec<Named>> {
    let reader = page.reader;
    let order = Collated(reader.feed.posts.author.collation);
    let keys = reader.as_the_owner(|| lists.keys(met.iter().map(|met| &met.account)))?;
    let mut named: Vec<Named> = met
        .into_iter()
        .filter_map(|met| {
            let key = match &met.account {
                Account::Number(number) => keys.get(number)?.clone(),
                Account::Key(key) => key.clone(),
            };
            Some(Named { key, met })
        })
        .collect();
    named.sort_unstable_by(|one, other| {
        let by_score = score(&other.met).total_cmp(&score(&one.met));
        by_score.then_with(|| one.key.compare(&other.key, &order))
    });
    Ok(named)
}
