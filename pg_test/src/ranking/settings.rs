//! The settings by which a feed is ranked, with their defaults and with random ones.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use crate::engagement::{DAY, HOUR};

/// Weights of the factors, in the order of the formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub engagement: f64,
    pub relevance: f64,
    pub quality: f64,
    pub recency: f64,
    pub social_proof: f64,
    pub context: f64,
    pub semantic: f64,
}

impl Weights {
    /// Nothing counts.
    pub const NONE: Self = Self {
        engagement: 0.0,
        relevance: 0.0,
        quality: 0.0,
        recency: 0.0,
        social_proof: 0.0,
        context: 0.0,
        semantic: 0.0,
    };
}

/// Settings `rank.*`, `candidates.*` and `seen.keep`; lengths of time are in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Rank {
    pub weights: Weights,
    pub engagement_half: f64,
    pub relevance_half: f64,
    pub relevance_half_life: i64,
    pub quality_min: u32,
    pub recency_half_life: i64,
    pub social_half: f64,
    pub out_of_network: f64,
    pub seen: f64,
    pub seen_keep: i64,
    pub diversity_decay: f64,
    pub diversity_floor: f64,
    /// How many posts each set has at most.
    pub timeline: u32,
    pub trending: u32,
    pub similar: u32,
    pub max_age: i64,
}

impl Default for Rank {
    fn default() -> Self {
        Self {
            weights: Weights {
                engagement: 0.25,
                relevance: 0.20,
                quality: 0.15,
                recency: 0.15,
                social_proof: 0.10,
                context: 0.08,
                semantic: 0.07,
            },
            engagement_half: 50.0,
            relevance_half: 5.0,
            relevance_half_life: 30 * DAY,
            quality_min: 30,
            recency_half_life: 24 * HOUR,
            social_half: 3.0,
            out_of_network: 0.75,
            seen: 0.2,
            seen_keep: 14 * DAY,
            diversity_decay: 0.5,
            diversity_floor: 0.25,
            timeline: 400,
            trending: 100,
            similar: 100,
            max_age: 7 * DAY,
        }
    }
}

impl Rank {
    /// All of them, as `feed.configure` takes them.
    pub fn settings(&self) -> Value {
        let length = |seconds: i64| format!("{seconds} seconds");
        let weights = &self.weights;
        json!({
            "rank.engagement": weights.engagement,
            "rank.relevance": weights.relevance,
            "rank.quality": weights.quality,
            "rank.recency": weights.recency,
            "rank.social_proof": weights.social_proof,
            "rank.context": weights.context,
            "rank.semantic": weights.semantic,
            "rank.engagement_half": self.engagement_half,
            "rank.relevance_half": self.relevance_half,
            "rank.relevance_half_life": length(self.relevance_half_life),
            "rank.quality_min": self.quality_min,
            "rank.recency_half_life": length(self.recency_half_life),
            "rank.social_half": self.social_half,
            "rank.out_of_network": self.out_of_network,
            "rank.seen": self.seen,
            "rank.diversity_decay": self.diversity_decay,
            "rank.diversity_floor": self.diversity_floor,
            "candidates.timeline": self.timeline,
            "candidates.trending": self.trending,
            "candidates.similar": self.similar,
            "candidates.max_age": length(self.max_age),
            "seen.keep": length(self.seen_keep),
        })
    }

    /// The defaults now and then; else anything, so that sets end in the middle and a few impressions tell of quality.
    pub fn random(rng: &mut StdRng) -> Self {
        if rng.random_bool(0.15) {
            return Self::default();
        }
        let mut pick = |values: &[f64]| *values.choose(rng).expect("there are values");
        let mut weight = || pick(&[0.0, 0.05, 0.1, 0.25, 0.3, 1.0, 2.5]);
        let weights = Weights {
            engagement: weight(),
            relevance: weight(),
            quality: weight(),
            recency: weight(),
            social_proof: weight(),
            context: weight(),
            semantic: weight(),
        };
        Self {
            weights,
            engagement_half: pick(&[0.5, 5.0, 50.0, 1e4]),
            relevance_half: pick(&[0.1, 5.0, 5.0, 300.0]),
            social_half: pick(&[0.5, 1.0, 3.0]),
            out_of_network: pick(&[0.0, 0.5, 0.75, 1.0]),
            seen: pick(&[0.0, 0.2, 0.9, 1.0]),
            diversity_decay: pick(&[0.0, 0.5, 0.5, 0.9, 1.0]),
            diversity_floor: pick(&[0.0, 0.25, 0.25, 1.0]),
            relevance_half_life: length(rng, &[HOUR, 3 * DAY, 30 * DAY, 400 * DAY]),
            recency_half_life: length(rng, &[HOUR, 24 * HOUR, 24 * HOUR, 90 * DAY]),
            seen_keep: length(rng, &[DAY, 14 * DAY, 14 * DAY, 90 * DAY]),
            max_age: length(
                rng,
                &[DAY, 7 * DAY, 7 * DAY, 30 * DAY, 400 * DAY, 4_000 * DAY],
            ),
            quality_min: count(rng, &[0, 1, 2, 5, 30]),
            timeline: count(rng, &[0, 1, 7, 40, 400]),
            trending: count(rng, &[0, 1, 7, 40, 100]),
            similar: count(rng, &[0, 1, 7, 40, 100]),
        }
    }
}

fn length(rng: &mut StdRng, values: &[i64]) -> i64 {
    *values.choose(rng).expect("there are values")
}

fn count(rng: &mut StdRng, values: &[u32]) -> u32 {
    *values.choose(rng).expect("there are values")
}
