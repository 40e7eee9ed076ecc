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
        let sql = feed.sql.counter(
            include_str!("../../../sql/counting/keep_counters.sql"),
            counter,
        )?;
        let parameters: [Parameter; 2] = [smallint(signal.place), count(POSTS)];
        // A trigger of the app, or a column too narrow, may refuse: that is told, and holds up nothing else.
        match attempt(|| feed.apply(Some(sql), &parameters)) {
            Ok(written) => more |= written as usize == POSTS,
            Err(failure) if failure.concerns_all_rows() => return Err(failure),
            Err(failure) => feed.execute(
                include_str!("../../../sql/maintain/failed.sql"),
                &[text(&failure.sentence())],
            )?,
        }
    }
    Ok(more)
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
