//! Scores made from counts: a row of `stats` for each post, written only where it changes.

use std::collections::BTreeMap;

use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::{Value, json};

use super::super::statements::Maintained;
use crate::engagement::bound::{ceiling, reach};
use crate::engagement::count;
use crate::engagement::formula::Formula;
use crate::engagement::ledger::Ledger;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::{spi, value};
use crate::score::{Moment, hot, hour_of};

/// How a post stands, as table `stats` has it.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    created_at: Option<i64>,
    listing: i64,
    /// As PostgreSQL writes an array.
    counts: String,
    engagement: f64,
    hot: Option<f64>,
    ceiling: Option<f64>,
    reach: f64,
    due: Option<i64>,
    place: Option<String>,
}

/// A post as the app's table has it.
struct Post {
    created_at: i64,
    listing: i64,
    place: Option<String>,
}

type ByPost<T> = BTreeMap<Key, T>;

/// Scores some posts anew; tells whether any waits for an hour to come.
pub fn again(feed: &Maintained, formula: &Formula, posts: &[&Key]) -> Outcome<bool> {
    if posts.is_empty() {
        return Ok(false);
    }
    let present = present(feed, posts)?;
    let mut ledgers = ledgers(feed, posts)?;
    let mut former = held(feed, posts)?;
    let now = spi::transaction_time();
    let (mut put, mut gone) = (BTreeMap::new(), Vec::new());
    for post in posts {
        let ledger = ledgers.remove(*post).unwrap_or_default();
        let before = former.remove(*post);
        match present.get(*post) {
            None => gone.extend(before.map(|_| *post)),
            Some(found) => {
                let standing = standing(feed, formula, found, &ledger, before.as_ref(), now)?;
                if before.as_ref() != Some(&standing) {
                    put.insert(*post, standing);
                }
            }
        }
    }
    if !gone.is_empty() {
        let gone = feed.posts(gone.into_iter());
        feed.execute(include_str!("../../../sql/counting/gone.sql"), &[gone])?;
    }
    write(feed, &put)?;
    Ok(put.values().any(|standing| standing.due.is_some()))
}

/// Those of some posts that do not stand as their counts say, with how they stand and should.
pub fn differing(
    feed: &Maintained,
    formula: &Formula,
    posts: &[&Key],
) -> Outcome<Vec<(Key, Value)>> {
    let present = present(feed, posts)?;
    let mut ledgers = ledgers(feed, posts)?;
    let held = held(feed, posts)?;
    let now = spi::transaction_time();
    let mut differing = Vec::new();
    for post in posts {
        let ledger = ledgers.remove(*post).unwrap_or_default();
        let found = present.get(*post);
        let held = held.get(*post);
        // An hour has come, and the applier has not.
        if held.is_some_and(|held| held.due.is_some_and(|due| due <= now)) {
            continue;
        }
        let right = match found {
            None => None,
            Some(found) => Some(Standing {
                place: held.and_then(|held| held.place.clone()),
                ..standing(feed, formula, found, &ledger, held, now)?
            }),
        };
        if right.as_ref() != held {
            let detail = json!({ "there": right.as_ref().map(told), "kept": held.map(told) });
            differing.push(((*post).clone(), detail));
        }
    }
    Ok(differing)
}

/// What tells two standings apart.
fn told(standing: &Standing) -> Value {
    json!({
        "counts": standing.counts,
        "engagement": standing.engagement,
        "hot": standing.hot,
        "listed": standing.listing > 0,
        "bounds": [standing.ceiling, Some(standing.reach)],
        "is_due": standing.due.is_some(),
    })
}

fn standing(
    feed: &Maintained,
    formula: &Formula,
    post: &Post,
    ledger: &Ledger,
    before: Option<&Standing>,
    now: i64,
) -> Outcome<Standing> {
    let hot_now = count::hot(formula, ledger, Some(post.created_at), now)?;
    let engagement = formula.engagement(ledger);
    let hours = formula.hours(ledger, post.created_at).into_iter();
    let due = hours.map(|hour| hour.start).find(|start| *start > now);
    // What one more engagement of weight 1 would be by itself.
    let one_more = Moment::new("now", now)
        .and_then(|now| hot(1.0, now, formula.half_life))
        .map_err(count::not_scored)?;
    let counts: Vec<String> = (0..feed.loaded.feed.signals.len())
        .map(|signal| ledger.count(signal).to_string())
        .collect();
    Ok(Standing {
        created_at: Some(post.created_at),
        listing: hot_now.map_or(0, |_| post.listing),
        counts: format!("{{{}}}", counts.join(",")),
        engagement,
        hot: hot_now,
        ceiling: hot_now.map(|hot| {
            let former = before.and_then(|before| before.ceiling);
            ceiling(hot, former, one_more)
        }),
        reach: reach(engagement, before.map(|before| before.reach)),
        due,
        place: post.place.clone(),
    })
}

/// The posts as they are now.
fn present(feed: &Maintained, posts: &[&Key]) -> Outcome<ByPost<Post>> {
    let mut found = BTreeMap::new();
    let kind = feed.kinds.post;
    let sql = feed
        .sql
        .listed(include_str!("../../../sql/counting/posts.sql"))?;
    feed.collect_sql(sql, &[feed.posts(posts.iter().copied())], |row| {
        // One without a time shows nowhere, and nobody is told when it comes or goes.
        if let (Some(id), Some(created_at)) = (row.key(0, kind)?, row.bigint(1)) {
            found.insert(
                id,
                Post {
                    created_at,
                    listing: row.int(2).map_or(0, i64::from),
                    place: row.text(3),
                },
            );
        }
        Ok(())
    })?;
    Ok(found)
}

/// What is counted of them.
fn ledgers(feed: &Maintained, posts: &[&Key]) -> Outcome<ByPost<Ledger>> {
    let mut ledgers: ByPost<Ledger> = BTreeMap::new();
    let kind = feed.kinds.post;
    let among = include_str!("../../../sql/engagement/kept_among.sql");
    feed.collect(among, &[feed.posts(posts.iter().copied())], |row| {
        let (post, place, n) = (row.key(0, kind)?, row.smallint(1), row.bigint(3));
        if let (Some(post), Some(place), Some(n)) = (post, place, n) {
            let hour = row.bigint(2).filter(|hour| *hour != i64::MIN);
            let ledger = ledgers.entry(post).or_default();
            ledger.add((place - 1) as usize, hour, n);
        }
        Ok(())
    })?;
    Ok(ledgers)
}

/// How they stand.
fn held(feed: &Maintained, posts: &[&Key]) -> Outcome<ByPost<Standing>> {
    let mut held = BTreeMap::new();
    let kind = feed.kinds.post;
    let sql = include_str!("../../../sql/counting/held.sql");
    feed.collect(sql, &[feed.posts(posts.iter().copied())], |row| {
        if let Some(post) = row.key(0, kind)? {
            held.insert(
                post,
                Standing {
                    created_at: row.bigint(1),
                    listing: row.smallint(2).map_or(0, i64::from),
                    counts: row.text(3).unwrap_or_default(),
                    engagement: row.float(4).unwrap_or_default(),
                    hot: row.float(5),
                    ceiling: row.float(6),
                    reach: row.float(7).unwrap_or_default(),
                    due: row.bigint(8),
                    place: row.text(9),
                },
            );
        }
        Ok(())
    })?;
    Ok(held)
}

fn write(feed: &Maintained, put: &BTreeMap<&Key, Standing>) -> Outcome<()> {
    if put.is_empty() {
        return Ok(());
    }
    let rows = || put.values();
    let floats = |number: fn(&Standing) -> Option<f64>| {
        let numbers = rows().map(move |row| number(row).map(value::float_datum));
        array(numbers, pg_sys::FLOAT8OID, pg_sys::FLOAT8ARRAYOID)
    };
    let times = |time: fn(&Standing) -> Option<i64>, kind: Oid| {
        let times = rows().map(move |row| time(row).map(Datum::from));
        array(times, kind, value::array_of(kind))
    };
    let texts = |text: fn(&Standing) -> Option<&str>| {
        let texts = rows().map(move |row| text(row).map(value::text_datum));
        array(texts, pg_sys::TEXTOID, pg_sys::TEXTARRAYOID)
    };
    let hour = |row: &Standing| row.hot.and(row.created_at).map(hour_of);
    feed.execute(
        include_str!("../../../sql/counting/put.sql"),
        &[
            feed.posts(put.keys().copied()),
            times(|row| row.created_at, feed.kinds.time),
            feed.numbers(rows().map(|row| row.listing)),
            times(hour, pg_sys::TIMESTAMPTZOID),
            texts(|row| Some(&row.counts)),
            floats(|row| Some(row.engagement)),
            floats(|row| row.hot),
            floats(|row| row.ceiling),
            floats(|row| Some(row.reach)),
            times(|row| row.due, pg_sys::TIMESTAMPTZOID),
            texts(|row| row.place.as_deref()),
        ],
    )
}

fn array(values: impl Iterator<Item = Option<Datum>>, kind: Oid, of: Oid) -> (Oid, Option<Datum>) {
    (of, Some(value::array_with_nulls(values, kind)))
}
