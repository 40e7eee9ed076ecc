//! `feed_for`: arguments in, rows out.

use pgrx::pg_sys::{self, Datum};

use super::cursor::Cursor;
use super::pages::{Behind, Line, Start, page};
use crate::cursor::{Binding, invalid};
use crate::definition::cache::Loaded;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::function::Call;
use crate::pg::spi;
use crate::pg::value::{self, float_datum, key_datum};
use crate::pg_function;
use crate::timeline::arguments::{loaded_with, page_size, required, viewer};
use crate::timeline::reader::{Reader, read, read_at};
use crate::worker;

pg_function!(feed_for, pg_finfo_feed_for, call_feed_for);

/// `feed_for(viewer, page_size, after, as_of)`
fn call_feed_for(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let (post, user) = (loaded.feed.post_kind(), loaded.feed.user_kind());
    let want = page_size(call, 1)?;
    let as_of = clock(call, 3)?;
    let viewer = read(&loaded, |reader| required(viewer(reader, call, 0)?))?;
    let binding = Binding::new(&loaded.feed.name, "feed_for").key(Some(&viewer));
    let lines = ranked_page(&loaded, &viewer, &binding, call.text(2), as_of, want)?;
    let types = [
        pg_sys::INT4OID,
        post,
        user,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::FLOAT8OID,
        pg_sys::TEXTARRAYOID,
        pg_sys::TEXTOID,
    ];
    call.rows(
        types,
        lines.into_iter().enumerate().map(|(place, line)| {
            let author = line.post.author.as_ref();
            [
                Some(Datum::from(place as i32 + 1)),
                key_datum(&line.post.at.id, post),
                author.and_then(|author| key_datum(author, user)),
                Some(Datum::from(line.post.at.created_at)),
                line.score.map(float_datum),
                Some(value::texts_datum(line.reasons())),
                Some(value::text_datum(&line.cursor)),
            ]
        }),
    )
}

/// The clock that a call gives; 22004 for NULL, 22023 for an infinite one.
pub fn clock(call: &Call, argument: usize) -> Outcome<i64> {
    match call.bigint(argument) {
        None => Err(Failure::null("as_of")),
        Some(i64::MIN | i64::MAX) => Err(Failure::invalid("as_of must be finite")),
        Some(as_of) => Ok(as_of),
    }
}

/// A page behind a cursor, whose clock then counts, or the first one.
pub fn ranked_page(
    loaded: &Loaded,
    viewer: &Key,
    binding: &Binding,
    after: Option<String>,
    as_of: i64,
    want: usize,
) -> Outcome<Vec<Line>> {
    let cursor = after
        .map(|text| Cursor::decode(&text, binding))
        .transpose()?;
    let as_of = cursor.as_ref().map_or(as_of, |cursor| cursor.as_of);
    at_clock(loaded, as_of, |reader| {
        let behind = cursor.map(|cursor| behind(reader, cursor)).transpose()?;
        let lines = page(reader, viewer, binding, Start { as_of, behind }, want)?;
        worker::note_read(&reader.feed.name, viewer);
        Ok(lines)
    })
}

/// Reads posts up to a clock, but never those of which the time has not come.
pub fn at_clock<T>(
    loaded: &Loaded,
    as_of: i64,
    work: impl FnOnce(&Reader) -> Outcome<T>,
) -> Outcome<T> {
    read_at(loaded, as_of.min(spi::transaction_time()), work)
}

fn behind(reader: &Reader, cursor: Cursor) -> Outcome<Behind> {
    if [i64::MIN, i64::MAX].contains(&cursor.as_of) {
        return Err(invalid());
    }
    let rest = cursor.rest.map(|(created_at, id)| {
        reader.bounded(Position {
            pinned: false,
            created_at,
            id,
        })
    });
    Ok(Behind {
        oldest: cursor.oldest,
        shown: cursor.shown,
        rest: rest.transpose()?,
    })
}
