//! Compares what is counted and scored with the app's tables, and mends what differs.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::check::{Difference, written};
use super::super::statements::{Maintained, count};
use super::progress::{self, Scoring};
use super::recount::{smallint, standing};
use super::{counter, fold, score};
use crate::engagement::source::rows_of;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::planner;

/// How many differences are mended in one step.
const MENDED: usize = 10_000;

/// A count that differs.
struct Miscount {
    signal: String,
    place: i16,
    post: Key,
    hour: i64,
    /// As PostgreSQL writes it; None for what has no time.
    written_hour: Option<String>,
    there: i64,
    kept: i64,
}

/// What differs, at most so many of each kind; to be called while the feed stands still.
pub fn differences(feed: &Maintained, most: usize) -> Outcome<Vec<Difference>> {
    let mut found: Vec<Difference> = miscounts(feed, most)?
        .into_iter()
        .map(|miscount| Difference {
            object: "count".to_owned(),
            detail: json!({
                "signal": miscount.signal,
                "post": written(&miscount.post),
                "hour": miscount.written_hour,
                "there": miscount.there,
                "kept": miscount.kept,
            }),
        })
        .collect();
    let scoring = progress::peek(feed)?;
    if scoring.is_done() {
        let mut behind = None;
        loop {
            let posts = progress::posts_behind(feed, behind.as_ref())?;
            let pending = pending_posts(feed)?;
            let asked: Vec<&Key> = posts
                .iter()
                .filter(|post| !pending.contains(post))
                .collect();
            for (post, detail) in score::differing(feed, &scoring.formula, &asked)? {
                let detail = json!({ "post": written(&post), "score": detail });
                found.push(Difference {
                    object: "score".to_owned(),
                    detail,
                });
            }
            behind = posts.last().cloned();
            if behind.is_none() || found.len() >= most {
                break;
            }
        }
    }
    for one in counter::differences(feed, most)? {
        found.push(Difference {
            object: "counter".to_owned(),
            detail: json!({
                "signal": one.signal,
                "post": written(&one.post),
                "column": one.column,
                "counted": one.counted,
            }),
        });
    }
    Ok(found)
}

fn miscounts(feed: &Maintained, most: usize) -> Outcome<Vec<Miscount>> {
    let mut unsettled = BTreeSet::new();
    let recounts = include_str!("../../../sql/counting/pending_recounts.sql");
    feed.collect(recounts, &[], |row| {
        unsettled.extend(row.smallint(0));
        Ok(())
    })?;
    let counted = super::recount::known(feed)?;
    let whole = &feed.loaded.feed;
    let mut found = Vec::new();
    for (signal, source) in whole.signal_sources() {
        if unsettled.contains(&signal.place) || !counted.is_counted(signal) {
            continue;
        }
        let sql = feed.sql.differences(&rows_of(whole, signal, source)?)?;
        let parameters = [smallint(signal.place), count(most)];
        planner::by_cost(|| {
            feed.collect_sql(sql, &parameters, |row| {
                if let Some(post) = row.key(0, feed.kinds.post)? {
                    found.push(Miscount {
                        signal: signal.name.clone(),
                        place: signal.place,
                        post,
                        hour: row.bigint(1).unwrap_or(i64::MIN),
                        written_hour: row.text(4),
                        there: row.bigint(2).unwrap_or_default(),
                        kept: row.bigint(3).unwrap_or_default(),
                    });
                }
                Ok(())
            })
        })?;
    }
    Ok(found)
}

/// Posts that are to be scored anew anyway.
fn pending_posts(feed: &Maintained) -> Outcome<BTreeSet<Key>> {
    let mut posts = BTreeSet::new();
    crate::pg::heap::read(feed.kept.pending, &feed.kinds.pending(), u32::MAX, |row| {
        if matches!(row.letter(0), Some(b'n' | b'p')) {
            posts.extend(row.key(6, feed.kinds.post)?);
        }
        Ok(true)
    })?;
    Ok(posts)
}

/// Mends some counts, and the scores made of them; how many, 0 at the end.
pub fn mend_counts(feed: &Maintained) -> Outcome<u64> {
    standing(feed, &[])?;
    let miscounts = feed.stand_still(|feed| miscounts(feed, MENDED))?;
    let sums = miscounts
        .iter()
        .map(|one| ((&one.post, one.hour, one.place), one.there - one.kept))
        .collect();
    let scoring = progress::scoring(feed)?;
    fold::add(feed, &sums, &scoring)?;
    Ok(miscounts.len() as u64)
}

/// Mends the scores of the next posts behind one: how many, and behind which to go on.
pub fn mend_scores(feed: &Maintained, behind: Option<&Key>) -> Outcome<(u64, Option<Key>)> {
    let scoring: Scoring = progress::scoring(feed)?;
    if !scoring.is_done() {
        return Ok((0, None));
    }
    let posts = progress::posts_behind(feed, behind)?;
    let asked: Vec<&Key> = posts.iter().collect();
    let differing = score::differing(feed, &scoring.formula, &asked)?;
    let wrong: Vec<&Key> = differing.iter().map(|(post, _)| post).collect();
    if score::again(feed, &scoring.formula, &wrong)? {
        progress::note_due(feed)?;
    }
    Ok((wrong.len() as u64, posts.last().cloned()))
}

/// Notes the counters that differ; how many.
pub fn mend_counters(feed: &Maintained) -> Outcome<u64> {
    let mut noted = 0;
    for (signal, _) in feed.loaded.feed.signal_sources() {
        noted += counter::note_all(feed, signal.place)?;
    }
    while counter::keep(feed)? {}
    Ok(noted)
}
