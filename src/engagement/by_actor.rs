//! What people engaged with, impressions aside: somebody's newest rows, and how many rows there are since some time. From the
//! app's own tables, as the feed's owner.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};

use super::actor_rows::{Telling, Templates, telling};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::receiver::Row;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// A row of a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engaged {
    pub post: Key,
    /// When, in microseconds since 2000-01-01 00:00 UTC: the time of the row, or of its post where rows have none.
    pub at: i64,
    /// Its place among the signals of the feed.
    pub signal: usize,
}

/// The rows of a signal that somebody has about one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub actor: Key,
    /// The newest of them.
    pub newest: Engaged,
    pub n: i64,
}

/// The newest `most` rows of a person, ordered by time (newest first), signal, and post (greatest first); rows without a finite
/// time are none of them, nor are those of a signal without actors.
///
/// An error where a signal cannot be read.
pub fn newest(reader: &Reader, viewer: &Key, most: usize) -> Outcome<Vec<Engaged>> {
    let templates = Templates {
        timed: include_str!("../../sql/engagement/newest_of_signal.sql"),
        timeless: include_str!("../../sql/engagement/newest_without_time.sql"),
    };
    let most = most.to_string();
    let limit = [("most", most.as_str())];
    let Some(rows) = rows(reader, |telling| {
        telling.rows(reader.feed, &templates, &limit)
    })?
    else {
        return Ok(Vec::new());
    };
    let template = include_str!("../../sql/engagement/newest_by_actor.sql");
    let sql = fill(template, &[("rows", &rows), limit[0]])?;
    let actor = family_of(reader.feed.user_kind());
    let parameters = [(actor, reader.user(Some(viewer)))];
    let mut found = Vec::new();
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            match engaged(reader, row, 0) {
                Ok(engaged) => found.extend(engaged),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(found), Err)
}

/// The rows of some people since a time, by person, post and signal, in no order; those about some posts only, where given.
pub fn tallies(
    reader: &Reader,
    actors: &[Key],
    posts: Option<&[Key]>,
    since: i64,
) -> Outcome<Vec<Tally>> {
    let (user, post) = (reader.feed.user_kind(), reader.feed.post_kind());
    let whose = |telling: &Telling| {
        let actor = identifier(&telling.actor.name);
        let about =
            posts.map(|_| format!(" AND r.{} = ANY ($3)", identifier(&telling.post().name)));
        format!("r.{actor} = ANY ($1){}", about.unwrap_or_default())
    };
    let array = |keys: &[Key], kind| {
        (
            array_of(family_of(kind)),
            Some(keys_datum(keys.iter(), kind)),
        )
    };
    let parameters = [
        array(actors, user),
        (pg_sys::TIMESTAMPTZOID, Some(Datum::from(since))),
        array(posts.unwrap_or_default(), post),
    ];
    let mut found = Vec::new();
    let template = include_str!("../../sql/engagement/tallies.sql");
    since_then(reader, template, &parameters, whose, &mut |row| {
        if let (Some(actor), Some(newest), Some(n)) =
            (row.key(0, user)?, engaged(reader, row, 1)?, row.bigint(4))
        {
            found.push(Tally { actor, newest, n });
        }
        Ok(())
    })?;
    Ok(found)
}

/// Everybody with such rows since a time, in no order.
pub fn actors(reader: &Reader, since: i64) -> Outcome<Vec<Key>> {
    let user = reader.feed.user_kind();
    let parameters = [
        (array_of(family_of(user)), None),
        (pg_sys::TIMESTAMPTZOID, Some(Datum::from(since))),
    ];
    let whose = |telling: &Telling| format!("r.{} IS NOT NULL", identifier(&telling.actor.name));
    let mut found = Vec::new();
    let template = include_str!("../../sql/engagement/actors.sql");
    since_then(reader, template, &parameters, whose, &mut |row| {
        found.extend(row.key(0, user)?);
        Ok(())
    })?;
    Ok(found)
}

/// Runs a statement over the rows since the time `$2` of whom `whose` says, at large.
fn since_then(
    reader: &Reader,
    template: &str,
    parameters: &[(Oid, Option<Datum>)],
    whose: impl Fn(&Telling) -> String,
    sink: &mut dyn FnMut(&Row) -> Outcome<()>,
) -> Outcome<()> {
    let templates = Templates {
        timed: include_str!("../../sql/engagement/since.sql"),
        timeless: include_str!("../../sql/engagement/since_without_time.sql"),
    };
    let Some(rows) = rows(reader, |telling| {
        telling.rows(reader.feed, &templates, &[("whose", &whose(telling))])
    })?
    else {
        return Ok(());
    };
    let sql = fill(template, &[("rows", &rows)])?;
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_at_large(sql, parameters, &mut |row| match sink(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                failed = Some(failure);
                ControlFlow::Break(())
            }
        })
    })?;
    failed.map_or(Ok(()), Err)
}

/// The rows of all signals, each as `one` says; None where no signal tells who engaged.
fn rows(reader: &Reader, one: impl Fn(&Telling) -> Outcome<String>) -> Outcome<Option<String>> {
    let rows = telling(reader.feed)
        .map(|telling| one(&telling?))
        .collect::<Outcome<Vec<_>>>()?;
    Ok((!rows.is_empty()).then(|| rows.join("UNION ALL\n")))
}

/// Post, signal and time in the columns from `first` on.
fn engaged(reader: &Reader, row: &Row, first: usize) -> Outcome<Option<Engaged>> {
    let post = row.key(first, reader.feed.post_kind())?;
    let (Some(post), Some(place), Some(at)) =
        (post, row.smallint(first + 1), row.bigint(first + 2))
    else {
        return Ok(None);
    };
    let signal = (place - 1) as usize;
    Ok(Some(Engaged { post, at, signal }))
}
