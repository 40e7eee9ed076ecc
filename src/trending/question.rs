//! What is asked of trending: the formula, how far back, at which time, for whom.

use crate::engagement::count::not_scored;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::interval::Length;
use crate::score::{Span, gravity};
use crate::timeline::reader::Reader;

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
    pub within: Length,
    pub as_of: i64,
    pub viewer: Option<&'q Key>,
}

impl Question<'_> {
    /// The rank by gravity of a post with an engagement, written at a time.
    pub fn gravity(&self, reader: &Reader, engagement: f64, created_at: i64) -> Outcome<f64> {
        let age = i128::from(self.as_of) - i128::from(created_at);
        let settings = &reader.feed.settings;
        gravity(
            engagement,
            Span::Micros(age),
            settings.gravity_exponent,
            settings.gravity_offset_hours,
        )
        .map_err(not_scored)
    }
}
