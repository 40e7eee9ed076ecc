//! Two hops by the app's table of follows: for each account met a place in a map.

use std::cmp::Ordering;

use foldhash::HashSet;

use super::offer::SPARE;
use super::page::{Page, Suggestion};
use crate::error::Outcome;
use crate::graph::{Draw, Method, Reached, TwoHops};
use crate::merge::key::Key;
use crate::pg::value::Collated;
use crate::timeline::follows::followees_of_each;

/// Offers whom the followees follow, who come in the order of their keys.
pub fn by_follows(page: &mut Page, method: Method, followed: &[Key]) -> Outcome<()> {
    let (reader, viewer) = (page.reader, page.viewer);
    let order = Collated(reader.feed.posts.author.collation);
    let mut hops = TwoHops::new();
    followees_of_each(reader, followed, &mut |follows| {
        hops.add(follows.into_iter())
    })?;
    let known: HashSet<&Key> = followed.iter().chain([viewer]).collect();
    let reached: Vec<(Key, Reached)> = hops
        .reached()
        .filter(|(account, _)| !known.contains(account))
        .collect();
    let compare = |one: &(Key, Reached), other: &(Key, Reached)| -> Ordering {
        let by_score = other.1.score(method).total_cmp(&one.1.score(method));
        by_score.then_with(|| one.0.compare(&other.0, &order))
    };
    let mut draw = Draw::new(reached, compare);
    let mut most = page.missing();
    while page.missing() > 0 {
        most *= SPARE;
        let drawn = draw.next(most);
        if drawn.is_empty() {
            break;
        }
        let suggestion = |(account, reached): (Key, Reached)| Suggestion {
            account,
            score: reached.score(method),
            mutual_count: reached.count,
            mutuals: reached
                .first()
                .iter()
                .map(|place| followed[*place as usize].clone())
                .collect(),
            source: "mutual",
        };
        page.offer(drawn.into_iter().map(suggestion).collect())?;
    }
    Ok(())
}
