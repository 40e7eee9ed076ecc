//! What factors weigh, and the constants by which they are made.

use super::super::time::HalfLife;

/// The factors by name, in the order in which they are summed.
pub const FACTORS: [&str; 7] = [
    "engagement",
    "relevance",
    "quality",
    "recency",
    "social_proof",
    "context",
    "semantic",
];

/// By which a ranked feed is scored.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// In the order of [`FACTORS`]; each 0 or above.
    pub weights: [f64; FACTORS.len()],
    /// Decayed engagement at which the factor is 1/2.
    pub engagement_half: f64,
    /// The viewer's decayed engagement with an author at which relevance is 1/2.
    pub relevance_half: f64,
    /// Fewer impressions say nothing of quality.
    pub quality_min: i64,
    /// In which recency halves.
    pub recency_half_life: HalfLife,
    /// Followees that engaged at which social proof is 1/2.
    pub social_half: f64,
    /// What is left of a score without a reason to see the post.
    pub out_of_network: f64,
    /// What is left of the score of a post seen before.
    pub seen: f64,
    /// What each post of the same author before it leaves of a score, above the floor.
    pub diversity_decay: f64,
    /// What is left at least.
    pub diversity_floor: f64,
}

impl Scale {
    /// What is left of a score behind `before` posts of the same author: `(1 - floor) * decay^before + floor`.
    ///
    /// X's published ranking of 2023 has this form, with 0.5 and 0.25.
    pub fn diversity(&self, before: u32) -> f64 {
        let decay = self
            .diversity_decay
            .powi(before.min(i32::MAX as u32) as i32);
        (1.0 - self.diversity_floor) * decay + self.diversity_floor
    }
}

/// How far an amount has come towards 1, which it never reaches; 1/2 at `half`. 0 for no amount.
pub fn saturated(amount: f64, half: f64) -> f64 {
    match amount > 0.0 {
        // The quotient first: a sum of two large numbers could overflow.
        true => 1.0 / (1.0 + half / amount),
        false => 0.0,
    }
}

/// What is left of 1 after a time in microseconds; a negative one counts 0.
pub fn faded(age: i128, half_life: HalfLife) -> f64 {
    let lives = age.max(0) as f64 / half_life.micros() as f64;
    (-lives).exp2()
}
