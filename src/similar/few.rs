//! Whether few posts are of some time, by the planner's estimate, which each backend remembers for a minute.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt};
use pgrx::pg_sys::{self, Oid};

use crate::error::Outcome;
use crate::quote::{fill, identifier};
use crate::score::hour_of;
use crate::timeline::reader::Reader;

/// A table, and the hours of the times between which posts are expected.
type Asked = (Oid, i64, i64);

/// An answer is believed for so long, in microseconds: it decides how posts are found, never which.
const BELIEVED: i64 = 60 * MICROS_PER_SECOND;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// So many answers are remembered at most.
const REMEMBERED: usize = 256;

/// 2000-01-01 00:00 UTC, from which times are counted here, in seconds since 1970.
const EPOCH: i64 = 946_684_800;

/// The first and last times that PostgreSQL knows, about, in seconds since 1970.
const TIMES: (i64, i64) = (-210_866_000_000, 9_224_318_000_000);

thread_local! {
    static ANSWERS: RefCell<HashMap<Asked, (i64, f64)>> = RefCell::new(HashMap::new());
}

/// Whether fewer posts than that are of the time, as far as statistics tell.
pub fn are_few(reader: &Reader, oldest: i64, latest: i64, few: f64) -> Outcome<bool> {
    let table = reader.feed.posts.table.relation;
    let asked = (table, hour_of(oldest), hour_of(latest));
    let now = reader.transaction_time();
    let known = ANSWERS.with_borrow(|answers| answers.get(&asked).copied());
    if let Some((at, expected)) = known
        && (0..BELIEVED).contains(&now.saturating_sub(at))
    {
        return Ok(expected < few);
    }
    let expected = expected(reader, oldest, latest)?;
    ANSWERS.with_borrow_mut(|answers| {
        if answers.len() >= REMEMBERED {
            answers.clear();
        }
        answers.insert(asked, (now, expected));
    });
    Ok(expected < few)
}

fn expected(reader: &Reader, oldest: i64, latest: i64) -> Outcome<f64> {
    let posts = &reader.feed.posts;
    let [oldest, latest] = [oldest, latest].map(|at| {
        let seconds = at.div_euclid(MICROS_PER_SECOND).saturating_add(EPOCH);
        let time = format!("to_timestamp({})", seconds.clamp(TIMES.0, TIMES.1));
        match posts.created_at.kind {
            pg_sys::TIMESTAMPTZOID => time,
            _ => format!("{time} AT TIME ZONE 'UTC'"),
        }
    });
    let sql = fill(
        include_str!("../../sql/similar/within.sql"),
        &[
            ("posts", &posts.table.name),
            ("created_at", &identifier(&posts.created_at.name)),
            ("oldest", &oldest),
            ("latest", &latest),
        ],
    )?;
    reader.as_the_owner(|| reader.expected_rows(&sql))
}
