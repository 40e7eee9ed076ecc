//! From what is known of a post to its factors.

use super::super::wilson::lower_bound;
use super::scale::{FACTORS, Scale, faded, saturated};

/// Within how many standard errors a share lies with a confidence of 0.95.
const STANDARD_ERRORS: f64 = 1.959_963_984_540_054;

/// What is known of a post and a viewer, before anything is weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// What its engagement is worth now, decayed; 0 or above.
    pub engagement: f64,
    /// The viewer's decayed engagement with its author; 0 or above.
    pub affinity: f64,
    /// Rows of signals that are no impressions.
    pub engaged: i64,
    /// Rows of those that are.
    pub impressions: i64,
    /// Microseconds since it was written.
    pub age: i128,
    /// Distinct followees of the viewer among those who engaged with it of late.
    pub followees: u32,
    /// The viewer is an active member of its group.
    pub member: bool,
    /// The cosine between its embedding and the viewer's interest; None where either is missing.
    pub cosine: Option<f64>,
    /// The viewer has a reason to see it.
    pub in_network: bool,
    /// It was marked as seen.
    pub seen: bool,
}

/// A post's factors and what is left of their sum, but for diversity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// In the order of [`FACTORS`]; each in [0, 1].
    pub factors: [f64; FACTORS.len()],
    /// 1, or what is left outside the viewer's network.
    pub source: f64,
    /// 1, or what is left of a post seen before.
    pub seen: f64,
}

impl Evidence {
    /// The factors of the post.
    pub fn judge(&self, scale: &Scale) -> Judged {
        let quality = match self.impressions < scale.quality_min.max(1) {
            true => 0.0,
            false => {
                let engaged = self.engaged.clamp(0, self.impressions);
                lower_bound(engaged, self.impressions, STANDARD_ERRORS)
            }
        };
        let cosine = self.cosine.filter(|cosine| cosine.is_finite());
        Judged {
            factors: [
                saturated(self.engagement, scale.engagement_half),
                saturated(self.affinity, scale.relevance_half),
                quality,
                faded(self.age, scale.recency_half_life),
                saturated(f64::from(self.followees), scale.social_half),
                if self.member { 1.0 } else { 0.0 },
                cosine.unwrap_or(0.0).clamp(0.0, 1.0),
            ],
            source: if self.in_network {
                1.0
            } else {
                scale.out_of_network
            },
            seen: if self.seen { scale.seen } else { 1.0 },
        }
    }
}

impl Judged {
    /// What each factor adds, in the order of [`FACTORS`].
    pub fn contributions(&self, scale: &Scale) -> [f64; FACTORS.len()] {
        std::array::from_fn(|nth| scale.weights[nth] * self.factors[nth])
    }

    /// The score before diversity.
    pub fn score(&self, scale: &Scale) -> f64 {
        let sum: f64 = self.contributions(scale).iter().sum();
        sum * self.source * self.seen
    }
}

#[cfg(test)]
#[path = "evidence_test.rs"]
pub mod evidence_test;
