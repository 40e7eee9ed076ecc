//! What is known of candidates, asked in a few statements for all of them at once. What is dear is asked of those alone of
//! which it may decide something; of all others it is known between which bounds it lies.

mod actors;
mod affinity;
pub mod lately;
mod social;

use super::candidates::{Asked, Candidate};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::cosine::cosine;
use crate::score::feed::Evidence;
use crate::seen;
use crate::similar::embeddings::embeddings;
use crate::timeline::circle::Circle;
use crate::timeline::post::Post;
use crate::timeline::reader::Reader;
use crate::timeline::rules::Reasons;
use crate::trending::terms::value_at;
use crate::trending::worth::{Worth, worths};
use lately::Lately;

/// What is known of a post: that its score is at least that of the one, and at most that of the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    pub least: Evidence,
    pub most: Evidence,
    /// How many rows tell who engaged with it of late.
    pub rows: u32,
    /// Nobody engaged with it whom these do not tell.
    pub are_all: bool,
}

impl Known {
    /// Whether it is known how many followees engaged with it.
    pub fn has_followees(&self) -> bool {
        self.least.followees == self.most.followees
    }

    /// Whether it is known how like the viewer's interest it is.
    pub fn has_likeness(&self) -> bool {
        self.least.cosine == self.most.cosine
    }
}

/// What is known of each candidate, in their order, before it is known whether anything dear matters.
pub fn survey(
    reader: &Reader,
    circle: &Circle,
    asked: &Asked,
    candidates: &[Candidate],
) -> Outcome<Vec<Known>> {
    let unweighed = candidates.iter().filter(|one| one.worth.is_none());
    let posts: Vec<&Post> = unweighed.map(|one| &one.post).collect();
    let worths = worths(reader, asked.counts, asked.terms, asked.as_of, &posts)?;
    let affinities = affinity::affinities(reader, asked, candidates)?;
    let ids: Vec<Key> = candidates
        .iter()
        .map(|one| one.post.at.id.clone())
        .collect();
    let seen = seen::among(reader, asked.viewer, asked.as_of, &ids)?;
    let followed = circle.everybody_followed();
    let followed = followed.map_or(u32::MAX, |all| all.len() as u32);
    let nothing = Worth {
        hot: f64::NEG_INFINITY,
        counts: Vec::new(),
    };
    let known = |Candidate {
                     post,
                     reasons,
                     worth,
                     ..
                 }: &Candidate| {
        let worth = worth.as_ref().or_else(|| worths.get(&post.at.id));
        let worth = worth.unwrap_or(&nothing);
        let author = post.author.as_ref();
        let affinity = author.and_then(|author| affinities.get(author).copied());
        let (engaged, impressions) = rows(reader, worth);
        let least = Evidence {
            engagement: value_at(asked.terms, worth.hot, asked.as_of)?,
            affinity: affinity.unwrap_or(0.0),
            engaged,
            impressions,
            age: i128::from(asked.as_of) - i128::from(post.at.created_at),
            followees: 0,
            member: post
                .group
                .as_ref()
                .is_some_and(|group| circle.belongs_to(group)),
            cosine: None,
            in_network: *reasons != Reasons::NONE,
            seen: seen.contains(&post.at.id),
        };
        let (rows, are_all) = actors::newest(reader.feed, &worth.counts);
        let most = Evidence {
            followees: followed.min(rows),
            cosine: asked.interest.map(|_| 1.0),
            ..least
        };
        Ok(Known {
            least,
            most,
            rows,
            are_all,
        })
    };
    candidates.iter().map(known).collect()
}

/// Learns of some candidates how many followees engaged with them at most, by what these did of late; where none of them did, or
/// all rows about a post are among the newest, that is how many they are.
pub fn bound_followees(
    reader: &Reader,
    lately: &Lately,
    candidates: &[Candidate],
    known: &mut [Known],
    places: &[usize],
) -> Outcome<()> {
    let id = |place: &usize| &candidates[*place].post.at.id;
    let posts: Vec<&Key> = places.iter().map(id).collect();
    for (place, at_most) in places.iter().zip(lately.at_most(reader, &posts)?) {
        let Some(at_most) = at_most else {
            continue;
        };
        let known = &mut known[*place];
        known.most.followees = known.most.followees.min(at_most);
        if known.are_all {
            known.least.followees = known.most.followees;
        }
    }
    Ok(())
}

/// Learns of some candidates how many followees of the viewer engaged with them.
pub fn learn_followees(
    reader: &Reader,
    circle: &mut Circle,
    candidates: &[Candidate],
    known: &mut [Known],
    places: &[usize],
) -> Outcome<()> {
    if places.is_empty() {
        return Ok(());
    }
    let ids = ids(candidates, places);
    let followees = social::followees_engaged(reader, circle, &ids)?;
    for (place, followees) in places.iter().zip(followees) {
        known[*place].least.followees = followees;
        known[*place].most.followees = followees;
    }
    Ok(())
}

/// Learns of some candidates how like the viewer's interest they are.
pub fn learn_likeness(
    reader: &Reader,
    asked: &Asked,
    candidates: &[Candidate],
    known: &mut [Known],
    places: &[usize],
) -> Outcome<()> {
    let Some(interest) = asked.interest else {
        return Ok(());
    };
    let ids = ids(candidates, places);
    let embeddings = embeddings(reader, &ids)?;
    for (place, id) in places.iter().zip(&ids) {
        let embedding = embeddings.get(id);
        let likeness = embedding.and_then(|embedding| cosine(interest, embedding));
        known[*place].least.cosine = likeness;
        known[*place].most.cosine = likeness;
    }
    Ok(())
}

fn ids(candidates: &[Candidate], places: &[usize]) -> Vec<Key> {
    let ids = places.iter().map(|place| &candidates[*place].post.at.id);
    ids.cloned().collect()
}

/// How many rows of signals a post has that are no impressions, and how many that are.
fn rows(reader: &Reader, worth: &Worth) -> (i64, i64) {
    let present = reader.feed.signals.iter().zip(&worth.counts);
    let present = present.filter(|(signal, _)| signal.source.is_some());
    present.fold(
        (0, 0),
        |(engaged, impressions), (signal, count)| match signal.impression {
            true => (engaged, impressions + count),
            false => (engaged + count, impressions),
        },
    )
}
