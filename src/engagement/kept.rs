//! Counts from the storage: what has been counted, and what is pending in the same snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use foldhash::HashSet;
use pgrx::pg_sys::{self, Datum, Oid};

use super::count::scoring;
use super::ledger::Ledger;
use super::source::{Rows, Tally};
use crate::definition::columns::COUNTED;
use crate::definition::model::Kept;
use crate::definition::objects::storage;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::heap;
use crate::pg::receiver::Row;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// How `-infinity` is stored: the hour of what has none.
const NO_HOUR: i64 = i64::MIN;

/// A pending difference of counts.
struct Difference {
    post: Key,
    place: i16,
    hour: Option<i64>,
    n: i64,
}

/// What is pending of a post.
#[derive(Debug, Default)]
pub struct Move {
    /// What it gains.
    pub gain: Ledger,
    /// Whether it loses something.
    pub loses: bool,
}

/// What the storage holds in the snapshot of a read.
pub struct Held {
    /// The places of the signals that are counted there.
    pub places: BTreeSet<i16>,
    /// All posts are scored by what scores depend on now.
    pub scored: bool,
    /// The first hour that has yet to add to the score of a post.
    pub due: Option<i64>,
    /// How often it could not be told what changed of a signal.
    pub recounts: i64,
    packed_before: i64,
    pending: Vec<Difference>,
    /// Posts that lost engagement, and by which transactions.
    losses: Vec<(Key, u64)>,
}

impl Held {
    /// Looks up which signals are counted, and what is pending of them.
    pub fn open(reader: &Reader) -> Outcome<Held> {
        let mut held = Held {
            places: BTreeSet::new(),
            scored: false,
            due: None,
            recounts: 0,
            packed_before: NO_HOUR,
            pending: Vec::new(),
            losses: Vec::new(),
        };
        let Some(kept) = &reader.feed.kept else {
            return Ok(held);
        };
        held.places = counted(reader, kept)?;
        heap::read(kept.counting, &kept.kinds.counting(), u32::MAX, |row| {
            held.packed_before = row.bigint(1).unwrap_or(NO_HOUR);
            held.scored = row.bigint(2) == Some(scoring(reader.feed, kept));
            held.due = row.bigint(5);
            held.recounts = row.bigint(6).unwrap_or_default();
            Ok(false)
        })?;
        let types = kept.kinds.pending_signal();
        let post = reader.feed.post_kind();
        heap::read(kept.pending_signal, &types, u32::MAX, |row| {
            let Some(place) = row.smallint(0) else {
                return Ok(true);
            };
            if row.is_true(RECOUNT) {
                held.places.remove(&place);
                held.recounts += 1;
            }
            let removed_by = row.bigint(REMOVED_BY).map(|by| by as u64);
            held.losses.extend(row.key(BEFORE.0, post)?.zip(removed_by));
            for (columns, n) in [(AFTER, 1), (BEFORE, -1)] {
                if let Some(post) = row.key(columns.0, post)? {
                    let hour = row.bigint(columns.1);
                    held.pending.push(Difference {
                        post,
                        place,
                        hour,
                        n,
                    });
                }
            }
            Ok(true)
        })?;
        let Held {
            places, pending, ..
        } = &mut held;
        pending.retain(|difference| places.contains(&difference.place));
        let mut signals = reader.feed.signals.iter();
        held.scored &=
            signals.all(|signal| signal.source.is_none() || held.places.contains(&signal.place));
        Ok(held)
    }

    /// Posts of which a loss is pending, and by which transactions.
    pub fn losses(&self) -> &[(Key, u64)] {
        &self.losses
    }

    /// The posts of which something is pending.
    pub fn moves(&self) -> BTreeMap<&Key, Move> {
        let mut moves: BTreeMap<&Key, Move> = BTreeMap::new();
        for difference in &self.pending {
            let of_post = moves.entry(&difference.post).or_default();
            if difference.n > 0 {
                let signal = (difference.place - 1) as usize;
                of_post.gain.add(signal, difference.hour, difference.n);
            }
            of_post.loses |= difference.n < 0;
        }
        moves
    }

    /// Adds to a tally what is counted and pending of some rows.
    pub fn count(&self, reader: &Reader, rows: Rows, tally: &mut impl Tally) -> Outcome<()> {
        if self.places.is_empty() {
            return Ok(());
        }
        let (sql, parameters) = self.statement(reader, rows)?;
        let mut failed = None;
        let kind = reader.feed.post_kind();
        let mut add = |row: &Row| {
            let (Some(post), Some(place), Some(n)) =
                (row.key(0, kind)?, row.smallint(1), row.bigint(3))
            else {
                return Ok(());
            };
            if self.places.contains(&place) {
                let hour = row.bigint(2).filter(|hour| *hour != NO_HOUR);
                let signal = (place - 1) as usize;
                tally.add(post, signal, hour, n);
            }
            Ok(())
        };
        reader.as_the_owner(|| {
            reader.run_at_large(sql, &parameters, &mut |row| match add(row) {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => {
                    failed = Some(failure);
                    ControlFlow::Break(())
                }
            })
        })?;
        if let Some(failure) = failed {
            return Err(failure);
        }
        let asked: Option<HashSet<&Key>> = match rows {
            Rows::About(posts) => Some(posts.iter().collect()),
            _ => None,
        };
        let pending = self.pending.iter().filter(|difference| match rows {
            Rows::Within(first, last) => difference
                .hour
                .is_some_and(|hour| (first..=last).contains(&hour)),
            _ => asked
                .as_ref()
                .is_none_or(|asked| asked.contains(&difference.post)),
        });
        for difference in pending {
            let signal = (difference.place - 1) as usize;
            tally.add(
                difference.post.clone(),
                signal,
                difference.hour,
                difference.n,
            );
        }
        Ok(())
    }

    fn statement(&self, reader: &Reader, rows: Rows) -> Outcome<(String, Vec<Parameter>)> {
        let data = identifier(&storage(&reader.feed.name));
        let kind = reader.feed.post_kind();
        let (template, parameters) = match rows {
            Rows::All => (include_str!("../../sql/engagement/kept.sql"), Vec::new()),
            Rows::About(posts) => (
                include_str!("../../sql/engagement/kept_among.sql"),
                vec![(
                    array_of(family_of(kind)),
                    Some(keys_datum(posts.iter(), kind)),
                )],
            ),
            Rows::Within(first, last) => (
                include_str!("../../sql/engagement/kept_within.sql"),
                [first, last, self.packed_before]
                    .map(|hour| (pg_sys::TIMESTAMPTZOID, Some(Datum::from(hour))))
                    .to_vec(),
            ),
        };
        Ok((fill(template, &[("data", &data)])?, parameters))
    }
}

type Parameter = (Oid, Option<Datum>);

/// Columns of table `pending_signal`, counted from 0: post and hour.
const AFTER: (usize, usize) = (2, 3);
const BEFORE: (usize, usize) = (4, 5);
const RECOUNT: usize = 6;
const REMOVED_BY: usize = 7;

/// The places of the signals that are counted as they are defined now.
fn counted(reader: &Reader, kept: &Kept) -> Outcome<BTreeSet<i16>> {
    let mut counted = BTreeMap::new();
    heap::read(kept.counted, &COUNTED, u32::MAX, |row| {
        if row.text(2).is_none() {
            counted.extend(row.smallint(0).zip(row.bigint(1)));
        }
        Ok(true)
    })?;
    let signals = reader.feed.signals.iter().filter(|signal| {
        let present = matches!(signal.source, Some(Ok(_)));
        present
            && signal.generation.is_some()
            && counted.get(&signal.place).copied() == signal.generation
    });
    Ok(signals.map(|signal| signal.place).collect())
}
