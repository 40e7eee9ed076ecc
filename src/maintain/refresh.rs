//! One viewer's window built anew: what belongs in it is asked of the app's tables, and only what differs is written.

use std::collections::BTreeSet;

use pgrx::pg_sys::Datum;

use super::statements::{Maintained, Parameter};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::spi;
use crate::pg::value::{family_of, key_datum};
use crate::timeline::circle::LeftOut;
use crate::timeline::contents::{Entry, Extent, contents, left_out};

/// Whom windows leave out.
pub fn pulled(feed: &Maintained) -> Outcome<LeftOut> {
    let mut pulled = LeftOut::default();
    feed.collect(include_str!("../../sql/maintain/pulled.sql"), &[], |row| {
        pulled.authors.extend(row.key(0, feed.kinds.user)?);
        pulled.groups.extend(row.key(1, feed.kinds.group)?);
        Ok(())
    })?;
    Ok(pulled)
}

/// Builds a viewer's window anew, or for the first time; returns how many entries it corrected.
pub fn refresh(feed: &Maintained, viewer: &Key, pulled: &LeftOut) -> Outcome<u64> {
    let size = feed.loaded.feed.settings.window_size as usize;
    let (leaving, wanted) = spi::with_latest_snapshot(|| {
        let leaving = left_out(feed.loaded, viewer, pulled)?;
        let wanted = contents(feed.loaded, viewer, &leaving, Extent::Newest(size))?;
        Ok((leaving, wanted))
    })?;
    let held = entries(feed, viewer)?;
    let (wanted_set, held_set): (BTreeSet<&Entry>, BTreeSet<&Entry>) =
        (wanted.iter().collect(), held.iter().collect());
    let leave: Vec<&Entry> = held_set.difference(&wanted_set).copied().collect();
    let join: Vec<&Entry> = wanted_set.difference(&held_set).copied().collect();
    if !leave.is_empty() {
        let parameters = [
            feed.viewer(viewer),
            feed.times(leave.iter().map(|entry| entry.created_at)),
            feed.posts(leave.iter().map(|entry| &entry.post)),
        ];
        feed.execute(
            include_str!("../../sql/maintain/remove_entries.sql"),
            &parameters,
        )?;
    }
    if !join.is_empty() {
        let parameters = [
            feed.viewer(viewer),
            feed.times(join.iter().map(|entry| entry.created_at)),
            feed.posts(join.iter().map(|entry| &entry.post)),
            feed.users(join.iter().map(|entry| entry.author.as_ref())),
        ];
        feed.execute(
            include_str!("../../sql/maintain/add_entries.sql"),
            &parameters,
        )?;
    }
    let floor = match wanted.last() {
        Some(last) if wanted.len() >= size => Some(last),
        _ => None,
    };
    put(feed, viewer, floor, &leaving)?;
    Ok((leave.len() + join.len()) as u64)
}

fn put(feed: &Maintained, viewer: &Key, floor: Option<&Entry>, leaving: &LeftOut) -> Outcome<()> {
    let post = family_of(feed.kinds.post);
    let parameters: [Parameter; 5] = [
        feed.viewer(viewer),
        (
            feed.kinds.time,
            floor.map(|entry| Datum::from(entry.created_at)),
        ),
        (post, floor.and_then(|entry| key_datum(&entry.post, post))),
        feed.users(leaving.authors.iter().map(Some)),
        feed.groups(leaving.groups.iter().map(Some)),
    ];
    feed.execute(
        include_str!("../../sql/maintain/put_window.sql"),
        &parameters,
    )
}

/// What is in a viewer's window.
pub fn entries(feed: &Maintained, viewer: &Key) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    feed.collect(
        include_str!("../../sql/maintain/entries.sql"),
        &[feed.viewer(viewer)],
        |row| {
            if let (Some(created_at), Some(post)) = (row.bigint(0), row.key(1, feed.kinds.post)?) {
                entries.push(Entry {
                    created_at,
                    post,
                    author: row.key(2, feed.kinds.user)?,
                });
            }
            Ok(())
        },
    )?;
    Ok(entries)
}

/// Down to where a window is complete, and whom it leaves out.
pub struct Window {
    pub floor: Option<Position>,
    pub left_out: LeftOut,
    pub generation: i64,
}

/// A viewer's window; None for a cold one.
pub fn window(feed: &Maintained, viewer: &Key) -> Outcome<Option<Window>> {
    let mut found = None;
    feed.collect(
        include_str!("../../sql/maintain/window.sql"),
        &[feed.viewer(viewer)],
        |row| {
            let floor = row.bigint(0).zip(row.key(1, feed.kinds.post)?);
            found = Some(Window {
                floor: floor.map(|(created_at, id)| Position {
                    pinned: false,
                    created_at,
                    id,
                }),
                generation: row.bigint(2).unwrap_or_default(),
                left_out: LeftOut {
                    authors: row.keys(3, feed.kinds.user)?.into_iter().collect(),
                    groups: row.keys(4, feed.kinds.group)?.into_iter().collect(),
                },
            });
            Ok(())
        },
    )?;
    Ok(found)
}
