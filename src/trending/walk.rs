//! The pages that follow from one first call: what they have in common, and their rows.

use super::candidate::Behind;
use super::cursor::Cursor;
use super::question::Order;
use super::ranked::Ranked;
use super::terms::{Terms, value_at};
use crate::cursor::Binding;
use crate::engagement::count::Counts;
use crate::error::{Failure, Outcome};
use crate::pg::snapshot::Sight;

/// What the pages have in common that follow from one first call.
pub struct Walk {
    pub as_of: i64,
    pub terms: Terms,
    sight: Sight,
    recounts: i64,
    /// None: on the first page.
    pub behind: Option<Behind>,
}

impl Walk {
    pub fn begin(as_of: i64, counts: &Counts, terms: Terms) -> Walk {
        Walk {
            as_of,
            terms,
            sight: Sight::active(),
            recounts: counts.held.recounts,
            behind: None,
        }
    }

    /// Goes on behind a cursor; 22023 where it cannot be told any more what was shown.
    pub fn on(cursor: Cursor, counts: &Counts, terms: Terms) -> Outcome<Walk> {
        let Some(terms) = terms.carried(cursor.terms) else {
            return Err(outdated("A signal was removed since the first page."));
        };
        if cursor.recounts != counts.held.recounts {
            return Err(outdated(
                "Engagement was counted anew since the first page, and it cannot be told which posts it showed.",
            ));
        }
        Ok(Walk {
            as_of: cursor.as_of,
            terms,
            behind: Some(Behind {
                rank: cursor.rank,
                id: cursor.id,
                sight: Some(cursor.sight.clone()),
            }),
            sight: cursor.sight,
            recounts: cursor.recounts,
        })
    }

    /// A post as a row, with its cursor.
    pub fn line(&self, order: Order, binding: &Binding, one: Ranked) -> Outcome<Line> {
        let cursor = Cursor {
            as_of: self.as_of,
            sight: self.sight.clone(),
            recounts: self.recounts,
            terms: self.terms.numbers().to_vec(),
            rank: one.rank,
            id: one.post.at.id.clone(),
        };
        Ok(Line {
            score: match order {
                Order::Decay => value_at(&self.terms, one.rank, self.as_of)?,
                _ => one.rank,
            },
            cursor: cursor.encode(binding)?,
            one,
        })
    }
}

/// A result row before it becomes Datums.
pub struct Line {
    pub one: Ranked,
    pub score: f64,
    pub cursor: String,
}

fn outdated(why: &str) -> Failure {
    Failure::invalid("invalid cursor")
        .detail(why)
        .hint("Start from the first page.")
}
