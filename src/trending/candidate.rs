//! A post with its rank, before it is known whether the viewer sees it, and behind.

use std::cmp::Ordering;

use crate::engagement::formula::Formula;
use crate::engagement::ledger::Ledger;
use crate::merge::key::Key;
use crate::pg::scan::Place;
use crate::pg::snapshot::Sight;
use crate::timeline::by_index::stats::Scored;
use crate::timeline::post::Post;
use crate::timeline::reader::Reader;
use crate::timeline::window::Hint;

/// The rank and post behind which a page starts.
#[derive(Debug, Clone)]
pub struct Behind {
    pub rank: f64,
    pub id: Key,
    /// What the read of the first page saw; None: that is this very read.
    pub sight: Option<Sight>,
}

/// A post that may be on a page.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub rank: f64,
    pub engagement: f64,
    /// By signal.
    pub counts: Vec<i64>,
    pub id: Key,
    /// When it was written and where it stands; None: nobody has looked.
    stands: Option<(i64, Option<Place>)>,
}

impl Candidate {
    /// From a row of the storage.
    pub fn of(row: Scored, rank: f64) -> Candidate {
        Candidate {
            stands: Some((row.created_at, row.place)),
            id: row.id,
            rank,
            engagement: row.engagement,
            counts: row.counts,
        }
    }

    /// From its id, for lists that tell ranks alone.
    pub fn named(id: Key, rank: f64) -> Candidate {
        Candidate {
            rank,
            engagement: 0.0,
            counts: Vec::new(),
            id,
            stands: None,
        }
    }

    /// From a post and what is counted of it.
    pub fn counted(post: &Post, rank: f64, formula: &Formula, ledger: &Ledger) -> Candidate {
        let signals = 0..formula.worths.len();
        Candidate {
            rank,
            engagement: formula.engagement(ledger),
            counts: signals.map(|signal| ledger.count(signal)).collect(),
            id: post.at.id.clone(),
            stands: Some((post.at.created_at, None)),
        }
    }

    /// Where to find it, if that is known.
    pub fn hint(&self) -> Option<Hint> {
        self.stands.map(|(created_at, place)| Hint {
            created_at,
            id: self.id.clone(),
            place,
        })
    }

    /// `Less` means: stands nearer to the top than one of another rank and id.
    pub fn compare(&self, rank: f64, id: &Key, reader: &Reader) -> Ordering {
        rank.total_cmp(&self.rank)
            .then_with(|| id.compare(&self.id, &reader.order))
    }
}
