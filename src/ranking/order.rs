//! How candidates stand, and the order that follows from it.

use std::cmp::Ordering;

use foldhash::{HashMap, HashMapExt};

use super::candidates::Candidate;
use super::features::Known;
use super::ranked::Wanted;
use crate::merge::key::Key;
use crate::score::feed::{Evidence, Scale, Standing, before_of_same};
use crate::timeline::reader::Reader;

/// How candidates stand by what is known of them.
pub fn standings(
    scale: &Scale,
    candidates: &[Candidate],
    known: &[Known],
    wanted: &Wanted,
) -> Vec<Standing> {
    let mut numbers: HashMap<&Key, usize> = HashMap::new();
    let mut number = |author| {
        let next = numbers.len();
        *numbers.entry(author).or_insert(next)
    };
    let score = |evidence: &Evidence| evidence.judge(scale).score(scale);
    let both = candidates.iter().zip(known);
    both.map(|(candidate, known)| Standing {
        author: candidate.post.author.as_ref().map(&mut number),
        least: score(&known.least),
        most: score(&known.most),
        shown: wanted.was_shown(candidate),
    })
    .collect()
}

/// The places of all candidates from the highest score down, with their scores and how many of the same author stand before each;
/// of a score that is not known the least is taken.
pub fn order(
    reader: &Reader,
    scale: &Scale,
    candidates: &[Candidate],
    standings: &[Standing],
) -> Vec<(usize, f64, u32)> {
    let scores = standings.iter().map(|standing| standing.least);
    let mut places: Vec<(usize, f64, u32)> = scores
        .enumerate()
        .map(|(place, score)| (place, score, 0))
        .collect();
    // Of equal scores the newest post comes first, then the one with the greatest key.
    let sort = |places: &mut Vec<(usize, f64, u32)>| {
        places.sort_by(
            |(one, left, _), (other, right, _)| match right.total_cmp(left) {
                Ordering::Equal => {
                    let (one, other) = (&candidates[*one].post.at, &candidates[*other].post.at);
                    one.compare(other, &reader.order)
                }
                order => order,
            },
        );
    };
    sort(&mut places);
    let before = before_of_same(places.iter().map(|(place, ..)| standings[*place].author));
    for ((_, score, of_same), before) in places.iter_mut().zip(before) {
        *of_same = before;
        *score *= scale.diversity(before);
    }
    sort(&mut places);
    places
}
