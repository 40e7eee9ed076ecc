//! A page as result rows: rank, keys in the app's own types, reasons, cursor.

use foldhash::{HashMap, HashMapExt};
use pgrx::pg_sys::{self, Datum};

use super::cursor::{Binding, Cursor};
use super::rules::{Reasons, Shown};
use crate::definition::cache::Loaded;
use crate::error::Outcome;
use crate::pg::function::Call;
use crate::pg::value;

/// A result row before it becomes Datums.
pub struct Line {
    shown: Shown,
    cursor: String,
    with_reasons: bool,
}

/// The posts of a page with their cursors.
pub fn lines(
    binding: &Binding,
    only: Reasons,
    with_reasons: bool,
    shown: Vec<Shown>,
) -> Outcome<Vec<Line>> {
    shown
        .into_iter()
        .map(|shown| {
            let after = shown.post.at.clone();
            let cursor = Cursor { after, only }.encode(binding)?;
            Ok(Line {
                shown,
                cursor,
                with_reasons,
            })
        })
        .collect()
}

/// Returns the lines as the function's result set.
pub fn emit(call: &Call, loaded: &Loaded, page: Vec<Line>) -> Outcome<Datum> {
    let (post, user) = (loaded.feed.post_kind(), loaded.feed.user_kind());
    let types = [
        pg_sys::INT4OID,
        post,
        user,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::TEXTARRAYOID,
        pg_sys::TEXTOID,
    ];
    let mut made = HashMap::new();
    call.rows(
        types,
        page.into_iter().enumerate().map(|(place, line)| {
            let found = &line.shown.post;
            [
                Some(Datum::from(place as i32 + 1)),
                value::key_datum(&found.at.id, post),
                found
                    .author
                    .as_ref()
                    .and_then(|author| value::key_datum(author, user)),
                Some(Datum::from(found.at.created_at)),
                line.with_reasons
                    .then(|| reasons(&mut made, line.shown.reasons)),
                Some(value::text_datum(&line.cursor)),
            ]
        }),
    )
}

/// The array of some reasons: a page has few different ones, each made once.
fn reasons(made: &mut HashMap<u8, Datum>, reasons: Reasons) -> Datum {
    *made
        .entry(reasons.bits())
        .or_insert_with(|| value::texts_datum(reasons.names()))
}
