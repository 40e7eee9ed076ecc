//! Whom people follow: by index where that can be, else by statement. As the feed's owner.

use std::ops::ControlFlow;

use super::by_index::link::Link;
use super::people::{condition, name, uncollated};
use super::reader::Reader;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::fill;

/// Of how many people a statement tells at once.
const AT_ONCE: usize = 256;

/// Whom somebody follows, each once, in no order.
pub fn followees(reader: &Reader, follower: &Key) -> Outcome<Vec<Key>> {
    let mut found = Vec::new();
    let follower = std::slice::from_ref(follower);
    followees_of_each(reader, follower, &mut |followees| found = followees)?;
    Ok(found)
}

/// Gives `sink` whom each of some people follows, one after the other, each account once.
pub fn followees_of_each(
    reader: &Reader,
    people: &[Key],
    sink: &mut dyn FnMut(Vec<Key>),
) -> Outcome<()> {
    if reader.feed.follows.is_none() {
        people.iter().for_each(|_| sink(Vec::new()));
        return Ok(());
    }
    let read = reader.by_links(|links| {
        let Some(mut follows) = links.followees.as_ref().and_then(Link::open) else {
            return Ok(None);
        };
        for person in people {
            let mut followees = Vec::new();
            follows.each(&[person], |followee| {
                followees.push(followee);
                Ok(true)
            })?;
            followees.sort_unstable();
            followees.dedup();
            sink(followees);
        }
        Ok(Some(()))
    })?;
    match read {
        Some(()) => Ok(()),
        None => people
            .chunks(AT_ONCE)
            .try_for_each(|people| by_statement(reader, people, sink)),
    }
}

fn by_statement(reader: &Reader, people: &[Key], sink: &mut dyn FnMut(Vec<Key>)) -> Outcome<()> {
    let Some(follows) = &reader.feed.follows else {
        return Ok(());
    };
    let sql = fill(
        include_str!("../../sql/timeline/followees_of_each.sql"),
        &[
            ("key", &uncollated(&follows.followee)),
            ("follows", &follows.table.name),
            ("follower", &name(&follows.follower)),
            ("followee", &name(&follows.followee)),
            ("active", &condition(&follows.active)),
        ],
    )?;
    let user = reader.feed.user_kind();
    let parameters = [(
        array_of(family_of(user)),
        Some(keys_datum(people.iter(), user)),
    )];
    let mut all = vec![Vec::new(); people.len()];
    let mut failed: Option<Failure> = None;
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            match (row.bigint(0), row.key(1, user)) {
                (Some(place), Ok(followee)) => all[place as usize - 1].extend(followee),
                (_, Err(failure)) => failed = Some(failure),
                _ => {}
            }
            ControlFlow::Continue(())
        })
    })?;
    all.into_iter().for_each(sink);
    failed.map_or(Ok(()), Err)
}
