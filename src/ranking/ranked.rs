//! Candidates in the order of their scores.

use super::candidates::{Asked, Candidate, Candidates, candidates};
use super::order::order;
use super::shown::ShownSet;
use super::study::Study;
use crate::definition::model::Feed;
use crate::engagement::by_actor::newest;
use crate::engagement::count::Counts;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::score::feed::{Evidence, Judged, Scale};
use crate::similar::interest::interest_of;
use crate::timeline::circle::Circle;
use crate::timeline::reader::Reader;
use crate::trending::terms::Terms;

/// A candidate with its score, and all that the score is made of.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub candidate: Candidate,
    pub evidence: Evidence,
    pub judged: Judged,
    /// How many posts of the same author stand before it by score before diversity.
    pub before: u32,
    pub diversity: f64,
    pub score: f64,
}

/// The first posts of a ranking.
pub struct Ranking {
    /// Those wanted, the highest score first.
    pub posts: Vec<Ranked>,
    /// Where all stand in time that are ranked, in no order.
    pub all: Vec<Position>,
    /// Below this position lies the rest of the timeline.
    pub rest: Position,
}

/// What of a ranking is wanted: so many posts, and none of those that were shown.
pub struct Wanted<'w> {
    pub count: usize,
    pub shown: Option<&'w ShownSet>,
}

impl Wanted<'_> {
    /// Everything.
    pub const ALL: Wanted<'static> = Wanted {
        count: usize::MAX,
        shown: None,
    };

    fn is_all(&self) -> bool {
        self.count == usize::MAX
    }

    pub fn was_shown(&self, candidate: &Candidate) -> bool {
        let id = &candidate.post.at.id;
        self.shown.is_some_and(|shown| shown.contains(id))
    }
}

/// By which constants a feed ranks.
pub fn scale(feed: &Feed) -> Scale {
    let settings = &feed.settings;
    Scale {
        weights: [
            settings.rank_engagement,
            settings.rank_relevance,
            settings.rank_quality,
            settings.rank_recency,
            settings.rank_social_proof,
            settings.rank_context,
            settings.rank_semantic,
        ],
        engagement_half: settings.engagement_half,
        relevance_half: settings.relevance_half,
        quality_min: i64::from(settings.quality_min),
        recency_half_life: feed.spans.recency,
        social_half: settings.social_half,
        out_of_network: settings.out_of_network,
        seen: settings.seen,
        diversity_decay: settings.diversity_decay,
        diversity_floor: settings.diversity_floor,
    }
}

/// How many of the viewer's newest engagements tell whom they like: so a viewer with many costs no more than one with so many.
const ENGAGED: usize = 1_000;

/// How many followees are listed for each candidate, before each author is asked about instead.
const WORTH: usize = 4;

/// How many posts may be ranked.
pub fn most_candidates(feed: &Feed) -> usize {
    let settings = &feed.settings;
    let most = [
        settings.candidates_timeline,
        settings.candidates_trending,
        settings.candidates_similar,
    ];
    most.into_iter().sum::<u32>() as usize
}

/// Ranks what there is for a viewer at a clock.
pub fn ranking(
    reader: &Reader,
    circle: &mut Circle,
    viewer: &Key,
    as_of: i64,
    wanted: &Wanted,
) -> Outcome<Ranking> {
    let counts = Counts::open(reader)?;
    let terms = Terms::of(reader.feed);
    let engaged = newest(reader, viewer, ENGAGED)?;
    let interest = interest_of(reader, viewer, as_of, &engaged, ENGAGED)?;
    let asked = Asked {
        viewer,
        counts: &counts,
        terms: &terms,
        as_of,
        engaged: &engaged,
        interest: interest.as_deref(),
    };
    let scale = scale(reader.feed);
    circle.list_followed(reader, WORTH * most_candidates(reader.feed))?;
    let Candidates { all, rest } = candidates(reader, circle, &asked)?;
    let mut study = Study::of(reader, circle, &asked, &scale, &all, wanted)?;
    match wanted.is_all() {
        true => study.learn_all(circle)?,
        false => study.learn_first(circle, wanted.count)?,
    }
    let (known, standings) = (&study.known, study.contest.posts());
    let places = order(reader, &scale, &all, standings);
    let posts = places
        .into_iter()
        .filter(|(place, ..)| standings[*place].is_known() && !standings[*place].shown)
        .take(wanted.count)
        .map(|(place, score, before)| Ranked {
            candidate: all[place].clone(),
            evidence: known[place].least,
            judged: known[place].least.judge(&scale),
            before,
            diversity: scale.diversity(before),
            score,
        });
    Ok(Ranking {
        posts: posts.collect(),
        all: all.iter().map(|one| one.post.at.clone()).collect(),
        rest,
    })
}
