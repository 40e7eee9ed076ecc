//! Columns of posts that are kept equal to counts: written in batches, in the order of their keys, never waiting for a lock.

use super::super::statements::{Maintained, Parameter, count, text};
use super::recount::smallint;
use crate::definition::model::{Column, Signal};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;
use crate::pg::planner;

/// How many posts are written at once: their locks are held until the batch is committed.
const POSTS: usize = 500;

/// The signals of a feed with a column.
fn counters<'f>(feed: &'f Maintained) -> impl Iterator<Item = (&'f Signal, &'f Column)> {
    let sources = feed.loaded.feed.signal_sources();
    sources.filter_map(|(signal, source)| Some((signal, source.counter.as_ref()?)))
}

/// Notes posts of which a count has changed, by the place of its signal.
pub fn note<'k>(
    feed: &Maintained,
    changed: impl Iterator<Item = (i16, &'k Key)> + Clone,
) -> Outcome<()> {
    for (signal, _) in counters(feed) {
        let posts = changed.clone().filter(|(place, _)| *place == signal.place);
        let mut posts: Vec<&Key> = posts.map(|(_, post)| post).collect();
        posts.dedup();
        if !posts.is_empty() {
            feed.execute(
                include_str!("../../../sql/counting/counters_due.sql"),
                &[smallint(signal.place), feed.posts(posts.into_iter())],
            )?;
        }
    }
    Ok(())
}

/// Notes posts that were written, for every signal.
pub fn note_posts(feed: &Maintained, posts: &[&Key]) -> Outcome<()> {
    let places: Vec<i16> = counters(feed).map(|(signal, _)| signal.place).collect();
    let all = places
        .iter()
        .flat_map(|place| posts.iter().map(move |post| (*place, *post)));
    note(feed, all)
}

/// Notes all posts whose column is not a signal's count.
pub fn note_all(feed: &Maintained, place: i16) -> Outcome<u64> {
    let found = counters(feed).find(|(signal, _)| signal.place == place);
    let Some((_, counter)) = found else {
        feed.execute(
            include_str!("../../../sql/counting/forget_counters.sql"),
            &[smallint(place)],
        )?;
        return Ok(0);
    };
    let sql = feed.sql.counter(
        include_str!("../../../sql/counting/counters_differing.sql"),
        counter,
    )?;
    planner::by_cost(|| feed.apply(Some(sql), &[smallint(place)]))
}

/// Whether any are noted.
pub fn waiting(feed: &Maintained) -> Outcome<bool> {
    let mut waiting = false;
    if counters(feed).next().is_some() {
        let any = include_str!("../../../sql/counting/any_counters.sql");
        feed.collect(any, &[], |row| {
            waiting = row.is_true(0);
            Ok(())
        })?;
    }
    Ok(waiting)
}

/// Writes some columns; true where more are left that nobody has locked.
pub fn keep(feed: &Maintained) -> Outcome<bool> {
    let mut more = false;
    for (signal, counter) in counters(feed) {
        more |= match write(feed, signal, counter, POSTS)? {
            Some(written) => written == POSTS,
            None => write_each(feed, signal, counter)?,
        };
    }
    Ok(more)
}

/// Writes at most so many columns; how many, None where a trigger of the app or a type too narrow refuses one of them.
fn write(
    feed: &Maintained,
    signal: &Signal,
    counter: &Column,
    most: usize,
) -> Outcome<Option<usize>> {
    let sql = feed.sql.counter(
        include_str!("../../../sql/counting/keep_counters.sql"),
        counter,
    )?;
    let parameters: [Parameter; 2] = [smallint(signal.place), count(most)];
    match attempt(|| feed.apply(Some(sql), &parameters)) {
        Ok(written) => Ok(Some(written as usize)),
        Err(failure) if failure.concerns_all_rows() => Err(failure),
        Err(failure) if most > 1 => {
            drop(failure);
            Ok(None)
        }
        Err(failure) => {
            let reason = failure.sentence();
            feed.execute(
                include_str!("../../../sql/counting/refuse_counter.sql"),
                &[smallint(signal.place), text(&reason)],
            )?;
            feed.execute(
                include_str!("../../../sql/maintain/failed.sql"),
                &[text(&reason)],
            )?;
            Ok(None)
        }
    }
}

/// Writes columns one by one, so that those at fault are found and set aside; true where more may be left.
fn write_each(feed: &Maintained, signal: &Signal, counter: &Column) -> Outcome<bool> {
    for _ in 0..POSTS {
        if write(feed, signal, counter, 1)? == Some(0) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A post whose column is not the count.
pub struct Differing {
    pub signal: String,
    pub post: Key,
    pub column: Option<i64>,
    pub counted: i64,
}

/// At most so many posts of each signal whose column is not the count.
pub fn differences(feed: &Maintained, most: usize) -> Outcome<Vec<Differing>> {
    let mut found = Vec::new();
    for (signal, counter) in counters(feed) {
        let sql = feed.sql.counter(
            include_str!("../../../sql/counting/counter_differences.sql"),
            counter,
        )?;
        planner::by_cost(|| {
            feed.collect_sql(sql, &[smallint(signal.place), count(most)], |row| {
                if let Some(post) = row.key(0, feed.kinds.post)? {
                    found.push(Differing {
                        signal: signal.name.clone(),
                        post,
                        column: row.bigint(1),
                        counted: row.bigint(2).unwrap_or_default(),
                    });
                }
                Ok(())
            })
        })?;
    }
    Ok(found)
}
