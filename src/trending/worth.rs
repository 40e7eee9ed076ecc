//! What posts are worth at a time, and how many rows of each signal they have: from the storage where that is up to date, from
//! counts else.

use foldhash::{HashMap, HashMapExt};

use super::terms::Terms;
use super::touched::touched;
use crate::engagement::count::{self, Counts};
use crate::engagement::ledger::Ledger;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::hour_of;
use crate::timeline::post::Post;
use crate::timeline::reader::Reader;

/// A post's engagement.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// By the hours up to the clock; -Infinity for nothing.
    pub hot: f64,
    /// By signal.
    pub counts: Vec<i64>,
}

/// What each of some posts, which have a time, is worth.
pub fn worths(
    reader: &Reader,
    counts: &Counts,
    terms: &Terms,
    as_of: i64,
    posts: &[&Post],
) -> Outcome<HashMap<Key, Worth>> {
    let mut found = HashMap::with_capacity(posts.len());
    // Scores of now may contain events that had not come at a clock in the past.
    if hour_of(as_of) >= hour_of(reader.transaction_time()) {
        scored(reader, counts, as_of, posts, &mut found)?;
    }
    let left: Vec<&Post> = posts
        .iter()
        .copied()
        .filter(|post| !found.contains_key(&post.at.id))
        .collect();
    let ids: Vec<Key> = left.iter().map(|post| post.at.id.clone()).collect();
    let ledgers = counts.about(reader, &ids)?;
    let none = Ledger::default();
    for post in left {
        let ledger = ledgers.get(&post.at.id).unwrap_or(&none);
        let hot = count::hot(&terms.formula, ledger, Some(post.at.created_at), as_of)?;
        let signals = 0..terms.formula.worths.len();
        found.insert(
            post.at.id.clone(),
            Worth {
                hot: hot.unwrap_or(f64::NEG_INFINITY),
                counts: signals.map(|signal| ledger.count(signal)).collect(),
            },
        );
    }
    Ok(found)
}

/// Adds those of which the storage has the score.
fn scored(
    reader: &Reader,
    counts: &Counts,
    as_of: i64,
    posts: &[&Post],
    found: &mut HashMap<Key, Worth>,
) -> Outcome<()> {
    let Some(indexes) = reader.stats_indexes() else {
        return Ok(());
    };
    if !reader.as_the_owner(|| indexes.are_open()) {
        return Ok(());
    }
    let Some(touched) = touched(reader, counts, as_of)? else {
        return Ok(());
    };
    let ids = posts
        .iter()
        .map(|post| &post.at.id)
        .filter(|id| !touched.contains(id));
    for row in reader.as_the_owner(|| indexes.of_posts(ids))? {
        found.insert(
            row.id,
            Worth {
                hot: row.hot,
                counts: row.counts,
            },
        );
    }
    Ok(())
}
