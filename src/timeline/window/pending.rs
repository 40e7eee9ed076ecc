//! What is pending for a viewer: posts to look up, and authors and groups to ask.

use std::cmp::Ordering;

use super::super::circle::Circle;
use super::super::reader::Reader;
use super::found::Found;
use super::{Hint, Wish, at};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::heap;
use crate::pg::receiver::Row;

/// With more pending rows than this, or in a table of more pages, pulling costs less than looking at all of them.
const MOST_ROWS: usize = 200;
const MOST_PAGES: u32 = 64;

/// More authors and groups than this to ask because of pending rows cost more than pulling.
const MOST_SOURCES: usize = 32;

/// Columns of table `pending`, counted from 0.
const KIND: usize = 0;
const VIEWER: usize = 2;
const AUTHOR: usize = 3;
const GROUP: usize = 4;
const CREATED_AT: usize = 5;
const POST: usize = 6;

/// A pending post.
struct Noted {
    hint: Hint,
    author: Option<Key>,
    group: Option<Key>,
}

/// Pending posts that may reach the viewer, oldest first; authors and groups to ask for are added to `found`. None where
/// too much is pending, or everything has to be looked at again.
pub fn hints(
    reader: &Reader,
    circle: &mut Circle,
    wish: Wish,
    below: &Position,
    found: &mut Found,
) -> Outcome<Option<Vec<Hint>>> {
    let Some(kept) = &reader.feed.kept else {
        return Ok(None);
    };
    let (user, post) = (reader.feed.user_kind(), reader.feed.post_kind());
    let mut noted = Vec::new();
    let (mut rows, mut asked) = (0, 0);
    let read = heap::read(kept.pending, &kept.kinds.pending(), MOST_PAGES, |row| {
        rows += 1;
        let concerns = row.key(VIEWER, user)?.as_ref() == Some(wish.viewer);
        match row.letter(KIND) {
            Some(b'n' | b'p') => {
                if let (Some(created_at), Some(id)) = (row.bigint(CREATED_AT), row.key(POST, post)?)
                {
                    let hint = Hint {
                        created_at,
                        id,
                        place: None,
                    };
                    if wanted(reader, &hint, wish, below, found) {
                        noted.push(Noted {
                            hint,
                            author: row.key(AUTHOR, user)?,
                            group: group_key(reader, row)?,
                        });
                    }
                }
            }
            Some(b'f') if concerns => {
                asked += 1;
                row.key(AUTHOR, user)?
                    .into_iter()
                    .for_each(|author| found.ask_author(author));
            }
            Some(b'g') if concerns => {
                asked += 1;
                group_key(reader, row)?
                    .into_iter()
                    .for_each(|group| found.ask_group(group));
            }
            Some(b'a') => {
                asked += 1;
                row.key(AUTHOR, user)?
                    .into_iter()
                    .for_each(|author| found.ask_author(author));
            }
            Some(b'r') => return Ok(false),
            _ => {}
        }
        Ok(rows < MOST_ROWS && asked < MOST_SOURCES)
    })?;
    match read {
        true => reaching(reader, circle, wish, noted).map(Some),
        false => Ok(None),
    }
}

/// The group of a row; of a feed whose posts are in no groups the column means nothing.
fn group_key(reader: &Reader, row: &Row) -> Outcome<Option<Key>> {
    match &reader.feed.posts.group {
        Some(group) => row.key(GROUP, group.kind),
        None => Ok(None),
    }
}

/// Whether a post could be on the pages wanted from the window.
fn wanted(reader: &Reader, hint: &Hint, wish: Wish, below: &Position, found: &Found) -> bool {
    let at = at(hint);
    hint.created_at >= wish.oldest
        && at.compare(below, &reader.order) == Ordering::Greater
        && found
            .floor
            .as_ref()
            .is_none_or(|floor| at.compare(floor, &reader.order) != Ordering::Greater)
}

/// Those whose author or group the viewer has.
fn reaching(
    reader: &Reader,
    circle: &mut Circle,
    wish: Wish,
    noted: Vec<Noted>,
) -> Outcome<Vec<Hint>> {
    circle.ask_followed(
        reader,
        noted.iter().filter_map(|noted| noted.author.as_ref()),
    )?;
    circle.ask_groups(
        reader,
        noted.iter().filter_map(|noted| noted.group.as_ref()),
    )?;
    let mut hints: Vec<Hint> = noted
        .into_iter()
        .filter(|noted| {
            let author = noted.author.as_ref();
            author.is_some_and(|author| author == wish.viewer || circle.follows(author))
                || noted
                    .group
                    .as_ref()
                    .is_some_and(|group| circle.belongs_to(group))
        })
        .map(|noted| noted.hint)
        .collect();
    hints.sort_by(|one, other| at(other).compare(&at(one), &reader.order));
    Ok(hints)
}
