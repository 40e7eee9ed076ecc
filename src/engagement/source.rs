//! Counts from the app's own tables: the reference, and the way where nothing is counted yet.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use foldhash::HashMap;
use pgrx::pg_sys::{self, Datum, Oid};

use super::ledger::Ledger;
use crate::definition::model::{Column, Feed, Signal, SignalSource};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// Ledgers by post; of a post without engagement there is none.
pub type Ledgers = HashMap<Key, Ledger>;

/// What takes counts.
pub trait Tally {
    /// Counts `n` more rows of a signal about a post, in an hour or in none.
    fn add(&mut self, post: Key, signal: usize, hour: Option<i64>, n: i64);
}

impl Tally for Ledgers {
    fn add(&mut self, post: Key, signal: usize, hour: Option<i64>, n: i64) {
        self.entry(post).or_default().add(signal, hour, n);
    }
}

/// Which rows are counted.
#[derive(Debug, Clone, Copy)]
pub enum Rows<'k> {
    All,
    /// Those about some posts.
    About(&'k [Key]),
    /// Those of the hours from one to another; of signals whose rows have no times none.
    Within(i64, i64),
}

/// Adds to a tally the rows of all signals but those of some places, in the snapshot of the read, as the feed's owner.
pub fn count(
    reader: &Reader,
    rows: Rows,
    but: &BTreeSet<i16>,
    tally: &mut impl Tally,
) -> Outcome<()> {
    let Some((sql, parameters)) = statement(reader.feed, rows, but)? else {
        return Ok(());
    };
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_at_large(sql, &parameters, &mut |row| {
            let post = row.key(0, reader.feed.post_kind());
            match (post, row.smallint(1), row.bigint(3)) {
                (Ok(Some(post)), Some(place), Some(n)) => {
                    let signal = (place - 1) as usize;
                    tally.add(post, signal, row.bigint(2), n);
                }
                (Err(failure), _, _) => failed = Some(failure),
                _ => {}
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(()), Err)
}

type Statement = (String, Vec<(Oid, Option<Datum>)>);

/// None where there is nothing to count.
fn statement(feed: &Feed, rows: Rows, but: &BTreeSet<i16>) -> Outcome<Option<Statement>> {
    let mut parts = Vec::new();
    for signal in &feed.signals {
        let Some(source) = &signal.source else {
            continue;
        };
        let source = source.as_ref().map_err(Failure::clone)?;
        let timeless = matches!(rows, Rows::Within(..)) && source.created_at.is_none();
        if timeless || but.contains(&signal.place) {
            continue;
        }
        let mut part = rows_of(feed, signal, source)?;
        if matches!(rows, Rows::About(_)) {
            part += &fill(
                include_str!("../../sql/engagement/among.sql"),
                &[("column", &identifier(&source.post.name))],
            )?;
        }
        parts.push(part);
    }
    if parts.is_empty() {
        return Ok(None);
    }
    let parts = parts.join("UNION ALL\n");
    let places = [("rows", parts.as_str())];
    let counted = include_str!("../../sql/engagement/counted.sql");
    let within = include_str!("../../sql/engagement/counted_within.sql");
    let post = feed.post_kind();
    Ok(Some(match rows {
        Rows::All => (fill(counted, &places)?, Vec::new()),
        Rows::About(posts) => {
            let posts = keys_datum(posts.iter(), post);
            let parameters = vec![(array_of(family_of(post)), Some(posts))];
            (fill(counted, &places)?, parameters)
        }
        Rows::Within(first, last) => {
            let hours = [first, last].map(|hour| (pg_sys::TIMESTAMPTZOID, Some(Datum::from(hour))));
            (fill(within, &places)?, hours.to_vec())
        }
    }))
}

/// A statement of the rows of one signal that count: post, place and hour.
pub fn rows_of(feed: &Feed, signal: &Signal, source: &SignalSource) -> Outcome<String> {
    fill(
        include_str!("../../sql/engagement/rows.sql"),
        &[
            ("post", &plain(&source.post, feed)),
            ("column", &identifier(&source.post.name)),
            ("place", &signal.place.to_string()),
            ("hour", &hour(source)),
            ("source", &source.table.name),
            ("active", &active(source)),
        ],
    )
}

/// A post key as all signals can give it: text without the collation of its column, integers of one width.
fn plain(column: &Column, feed: &Feed) -> String {
    let name = identifier(&column.name);
    match family_of(feed.post_kind()) {
        pg_sys::TEXTOID => format!("{name}::text COLLATE \"C\""),
        pg_sys::INT8OID => format!("{name}::bigint"),
        _ => name,
    }
}

/// The hour of a row in UTC; NULL where it has none.
fn hour(source: &SignalSource) -> String {
    let Some(column) = &source.created_at else {
        return "NULL::timestamptz".to_owned();
    };
    let name = identifier(&column.name);
    let start = match column.kind {
        pg_sys::TIMESTAMPTZOID => format!("date_trunc('hour', r.{name}, 'UTC')"),
        _ => format!("date_trunc('hour', r.{name}) AT TIME ZONE 'UTC'"),
    };
    format!("CASE WHEN isfinite(r.{name}) THEN {start} END")
}

/// The condition under which a row counts.
pub fn active(source: &SignalSource) -> String {
    source
        .active
        .as_ref()
        .map_or_else(|| "true".to_owned(), |active| format!("({active})"))
}
