//! `mark_seen`: the app tells which posts a viewer was shown.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum};

use crate::definition::cache::Loaded;
use crate::definition::objects::storage;
use crate::definition::told::lost;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::spi;
use crate::pg::value::{array_of, exact_array_of, family_of, key_datum, keys_datum};
use crate::pg_function;
use crate::quote::{fill, identifier};
use crate::timeline::arguments::{loaded_with, required, viewer};
use crate::timeline::reader::read;

pg_function!(feed_mark_seen, pg_finfo_feed_mark_seen, call_mark_seen);

/// `mark_seen(viewer, posts)`: posts that are not there are left out.
fn call_mark_seen(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| {
        let feed = &loaded.feed;
        vec![feed.user_kind(), exact_array_of(feed.post_kind())]
    })?;
    let posts = call.keys(1, loaded.feed.post_kind())?;
    let posts = posts.ok_or_else(|| Failure::null("posts"))?;
    let distinct: Vec<Key> = posts
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let (viewer, posts) = read(&loaded, |reader| {
        let viewer = required(viewer(reader, call, 0)?)?;
        let there = reader.readable(&distinct)?;
        let posts: Vec<Key> = there
            .into_iter()
            .map(|place| distinct[place].clone())
            .collect();
        Ok((viewer, posts))
    })?;
    if loaded.feed.seen.is_none() {
        return Err(lost(&loaded.feed.name, "seen posts"));
    }
    let marked = match posts.is_empty() {
        true => 0,
        false => mark(&loaded, &viewer, &posts)?,
    };
    Ok(Datum::from(marked as i32))
}

/// Marks posts as seen now; returns how many were not.
fn mark(loaded: &Loaded, viewer: &Key, posts: &[Key]) -> Outcome<i64> {
    let feed = &loaded.feed;
    let data = identifier(&storage(&feed.name));
    let sql = fill(include_str!("../../sql/seen/mark.sql"), &[("data", &data)])?;
    let (user, post) = (feed.user_kind(), feed.post_kind());
    let now = spi::transaction_time();
    let time = |at: i64| (pg_sys::TIMESTAMPTZOID, Some(Datum::from(at)));
    let parameters = [
        (family_of(user), key_datum(viewer, family_of(user))),
        (
            array_of(family_of(post)),
            Some(keys_datum(posts.iter(), post)),
        ),
        time(now),
        time(feed.spans.seen.before(now)),
    ];
    let mut marked = 0;
    loaded.tell(sql, &parameters, &mut |row| {
        marked = row.bigint(0).unwrap_or_default();
        ControlFlow::Continue(())
    })?;
    Ok(marked)
}
