//! The functions behind the views `post_stats`, `signal_counts` and `engagement_hourly`: arguments in, rows out.

use std::ops::ControlFlow;
use std::rc::Rc;

use pgrx::pg_sys::{self, Datum, Oid};

use super::count::{self, Counts};
use super::ledger::Ledger;
use super::source::Ledgers;
use crate::definition::cache::Loaded;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::value::{
    array_of, counts_datum, exact_array_of, family_of, float_datum, key_datum, keys_datum,
};
use crate::pg_function;
use crate::quote::{fill, identifier};
use crate::score::hour_of;
use crate::timeline::arguments::loaded_with;
use crate::timeline::reader::{Reader, read};

pg_function!(post_stats_rows, pg_finfo_post_stats_rows, call_post_stats);
pg_function!(
    engagement_hourly_rows,
    pg_finfo_engagement_hourly_rows,
    call_engagement_hourly
);

/// A post as the views show it, whoever may read it in a feed.
struct Written {
    id: Key,
    author: Option<Key>,
    created_at: Option<i64>,
}

/// `post_stats_rows(posts)`: all posts that the caller may see, or those among them of some ids.
fn call_post_stats(call: &Call) -> Outcome<Datum> {
    let (loaded, only) = arguments(call)?;
    let (post, user) = (loaded.feed.post_kind(), loaded.feed.user_kind());
    let types = [
        post,
        user,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::FLOAT8OID,
        pg_sys::FLOAT8OID,
        pg_sys::INT8ARRAYOID,
    ];
    let rows = read(&loaded, |reader| {
        let formula = count::formula(reader.feed);
        let ledgers = ledgers(reader, only.as_deref())?;
        let none = Ledger::default();
        written(reader, only.as_deref())?
            .into_iter()
            .map(|found| {
                let ledger = ledgers.get(&found.id).unwrap_or(&none);
                let hot = count::hot(&formula, ledger, found.created_at, reader.now)?;
                Ok((found, formula.engagement(ledger), hot, ledger.clone()))
            })
            .collect::<Outcome<Vec<_>>>()
    })?;
    call.rows(
        types,
        rows.into_iter().map(|(found, engagement, hot, ledger)| {
            [
                key_datum(&found.id, post),
                found.author.and_then(|author| key_datum(&author, user)),
                found.created_at.map(Datum::from),
                Some(float_datum(engagement)),
                hot.map(float_datum),
                Some(counts_datum(count::columns(&loaded.feed, &ledger))),
            ]
        }),
    )
}

/// `engagement_hourly_rows(posts)`
fn call_engagement_hourly(call: &Call) -> Outcome<Datum> {
    let (loaded, only) = arguments(call)?;
    let post = loaded.feed.post_kind();
    let types = [post, pg_sys::TIMESTAMPTZOID, pg_sys::INT8ARRAYOID];
    let rows = read(&loaded, |reader| {
        let formula = count::formula(reader.feed);
        let ledgers = ledgers(reader, only.as_deref())?;
        let first = hour_of(reader.feed.spans.keep.before(reader.now));
        let mut rows = Vec::new();
        for found in written(reader, only.as_deref())? {
            let Some(ledger) = ledgers.get(&found.id) else {
                continue;
            };
            // A post without a time has no hour for what has none of its own.
            let created_at = found.created_at.unwrap_or(i64::MIN);
            let hours = formula.hours(ledger, created_at);
            for hour in hours.chunk_by(|one, next| one.start == next.start) {
                let start = hour[0].start;
                if start >= first && start < END {
                    let mut counts = Ledger::default();
                    hour.iter()
                        .for_each(|one| counts.add(one.signal, None, one.n));
                    rows.push((found.id.clone(), start, counts));
                }
            }
        }
        Ok(rows)
    })?;
    call.rows(
        types,
        rows.into_iter().map(|(id, hour, counts)| {
            [
                key_datum(&id, post),
                Some(Datum::from(hour)),
                Some(counts_datum(count::columns(&loaded.feed, &counts))),
            ]
        }),
    )
}

/// Later than every hour: that of a post dated infinity.
const END: i64 = hour_end();

const fn hour_end() -> i64 {
    i64::MAX - 7_200_000_000
}

/// The feed, and the posts asked about; all where there are none given.
fn arguments(call: &Call) -> Outcome<(Rc<Loaded>, Option<Vec<Key>>)> {
    let loaded = loaded_with(call, |loaded| vec![exact_array_of(loaded.feed.post_kind())])?;
    let only = call.keys(0, loaded.feed.post_kind())?;
    Ok((loaded, only))
}

fn ledgers(reader: &Reader, only: Option<&[Key]>) -> Outcome<Ledgers> {
    let counts = Counts::open(reader)?;
    match only {
        None => counts.all(reader),
        Some(posts) => counts.about(reader, posts),
    }
}

/// The posts that the caller may see by rights and policies.
fn written(reader: &Reader, only: Option<&[Key]>) -> Outcome<Vec<Written>> {
    let posts = &reader.feed.posts;
    let template = match only {
        None => include_str!("../../sql/engagement/posts.sql"),
        Some(_) => include_str!("../../sql/engagement/posts_among.sql"),
    };
    let sql = fill(
        template,
        &[
            ("posts", &posts.table.name),
            ("id", &identifier(&posts.id.name)),
            ("author", &identifier(&posts.author.name)),
            ("created_at", &identifier(&posts.created_at.name)),
        ],
    )?;
    let kind = reader.feed.post_kind();
    let parameters: Vec<(Oid, Option<Datum>)> = only
        .iter()
        .map(|ids| {
            (
                array_of(family_of(kind)),
                Some(keys_datum(ids.iter(), kind)),
            )
        })
        .collect();
    let mut found = Vec::new();
    let mut failed = None;
    reader.run_at_large(sql, &parameters, &mut |row| {
        match (row.key(0, kind), row.key(1, reader.feed.user_kind())) {
            (Ok(Some(id)), Ok(author)) => found.push(Written {
                id,
                author,
                created_at: row.bigint(2),
            }),
            (Err(failure), _) | (_, Err(failure)) => failed = Some(failure),
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    failed.map_or(Ok(found), Err)
}
