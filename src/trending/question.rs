//! What is asked of trending: the formula, how far back, at which time, for whom, by which terms.

use super::terms::Terms;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::settings::Replies;

/// The formulas by which posts are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Decay,
    Gravity,
    Window,
}

impl Order {
    pub const NAMES: [(&str, Order); 3] = [
        ("decay", Order::Decay),
        ("gravity", Order::Gravity),
        ("window", Order::Window),
    ];
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    pub order: Order,
    /// Posts written before are not wanted, nor those written after `latest`.
    pub oldest: i64,
    pub latest: i64,
    pub as_of: i64,
    pub replies: Replies,
    /// Posts of this author are not wanted.
    pub but: Option<&'q Key>,
    pub terms: &'q Terms,
}

impl Question<'_> {
    /// The rank by gravity of a post with an engagement, written at a time.
    pub fn gravity(&self, engagement: f64, created_at: i64) -> Outcome<f64> {
        let age = i128::from(self.as_of) - i128::from(created_at);
        self.terms.gravity(engagement, age)
    }
}
