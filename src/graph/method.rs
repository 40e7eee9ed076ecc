//! How accounts are scored by who of the viewer's followees follows them.

/// Weights are whole numbers of this part of 1, so that a sum does not depend on its order.
const PARTS: f64 = 1e12;

/// How accounts are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By how many of the viewer's followees follow them.
    Mutual,
    /// The same, each followee weighing the less the more people they follow: `1 / ln(1 + followees)`.
    ///
    /// L. A. Adamic, E. Adar, "Friends and neighbors on the Web", Social Networks 25 (2003), with the followees of those in between.
    AdamicAdar,
}

impl Method {
    /// The score of who is followed by `count` followees that weigh so much together.
    pub fn score(self, count: u32, weight: u64) -> f64 {
        match self {
            Method::Mutual => f64::from(count),
            Method::AdamicAdar => weight as f64 / PARTS,
        }
    }
}

/// What somebody weighs who follows so many, in parts: less than 1.45 * 10^12 where they follow anybody.
pub fn weight(followees: usize) -> u64 {
    (PARTS / (followees.max(1) as f64).ln_1p()).round() as u64
}
