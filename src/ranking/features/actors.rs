//! Who engaged with posts of late: by index where that can be, by one statement for all other signals.

use std::ops::ControlFlow;

use pgrx::pg_sys::Oid;

use crate::definition::model::Feed;
use crate::engagement::actor_rows::{Telling, telling};
use crate::engagement::source::active;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::expression::type_name;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// Of each signal so many of the newest rows about a post tell who engaged: a viral post costs no more.
const MOST: usize = 200;

/// How many rows tell who engaged of late with a post that has these counts, and whether these are all there are.
pub fn newest(feed: &Feed, counts: &[i64]) -> (u32, bool) {
    let telling = feed.signals.iter().zip(counts).filter(|(signal, _)| {
        let source = signal
            .source
            .as_ref()
            .and_then(|source| source.as_ref().ok());
        !signal.impression && source.is_some_and(|source| source.actor.is_some())
    });
    telling.fold((0, true), |(rows, are_all), (_, count)| {
        let told = (*count).clamp(0, MOST as i64);
        (rows + told as u32, are_all && told == *count)
    })
}

/// For each post the people who engaged with it of late; somebody may be among them more than once.
pub fn actors(reader: &Reader, posts: &[Key]) -> Outcome<Vec<Vec<Key>>> {
    let mut actors = vec![Vec::new(); posts.len()];
    let left = reader.as_the_owner(|| by_index(reader, posts, &mut actors))?;
    by_statement(reader, posts, &left, &mut actors)?;
    Ok(actors)
}

/// Adds those that indexes give; returns the signals left to a statement.
fn by_index<'r>(
    reader: &'r Reader,
    posts: &[Key],
    actors: &mut [Vec<Key>],
) -> Outcome<Vec<Telling<'r>>> {
    let indexes = reader.actor_indexes()?;
    let mut left = Vec::new();
    for telling in telling(reader.feed) {
        let telling = telling?;
        match indexes.open((telling.signal.place - 1) as usize) {
            Some(mut index) => posts
                .iter()
                .zip(actors.iter_mut())
                .try_for_each(|(post, actors)| index.of_post(post, MOST, actors))?,
            None => left.push(telling),
        }
    }
    Ok(left)
}

fn by_statement(
    reader: &Reader,
    posts: &[Key],
    signals: &[Telling],
    actors: &mut [Vec<Key>],
) -> Outcome<()> {
    if signals.is_empty() || posts.is_empty() {
        return Ok(());
    }
    let (user, post) = (reader.feed.user_kind(), reader.feed.post_kind());
    let sql = statement(signals, family_of(user))?;
    let posts = keys_datum(posts.iter(), post);
    let parameters = [(array_of(family_of(post)), Some(posts))];
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            match (row.bigint(0), row.key(1, family_of(user))) {
                (Some(place), Ok(actor)) => actors[place as usize - 1].extend(actor),
                (_, Err(failure)) => failed = Some(failure),
                _ => {}
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(()), Err)
}

fn statement(signals: &[Telling], user: Oid) -> Outcome<String> {
    let most = MOST.to_string();
    let rows = signals
        .iter()
        .map(|Telling { source, actor, .. }| {
            let (template, at) = match &source.created_at {
                Some(at) => (
                    include_str!("../../../sql/ranking/actors_of_signal.sql"),
                    identifier(&at.name),
                ),
                None => (
                    include_str!("../../../sql/ranking/actors_without_time.sql"),
                    String::new(),
                ),
            };
            let places = [
                ("source", source.table.name.as_str()),
                ("post", &identifier(&source.post.name)),
                ("actor", &identifier(&actor.name)),
                ("at", &at),
                ("active", &active(source)),
                ("most", &most),
            ];
            fill(template, &places)
        })
        .collect::<Outcome<Vec<_>>>()?
        .join("    UNION ALL\n");
    let user = type_name(user);
    let places = [("rows", rows.as_str()), ("most", &most), ("user", &user)];
    fill(include_str!("../../../sql/ranking/actors.sql"), &places)
}
