//! The arguments that the reads share, checked.

use std::ops::ControlFlow;
use std::rc::Rc;

use pgrx::pg_sys::Oid;

use super::by_statement::Statement;
use super::cursor::{Binding, Cursor};
use super::reader::{Reader, read};
use super::rules::Reasons;
use crate::definition::cache::{Loaded, feed_of};
use crate::definition::stored::binding_anew;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::identity;

/// Pages hold from one to this many rows.
const LARGEST_PAGE: i32 = 1000;

/// The feed of the called function, whose leading arguments must have the types that the feed's keys have now.
pub fn loaded_with(call: &Call, expected: impl Fn(&Loaded) -> Vec<Oid>) -> Outcome<Rc<Loaded>> {
    let (loaded, declared) = feed_of(call)?;
    let expected = expected(&loaded);
    if declared.len() < expected.len() || declared[..expected.len()] != expected {
        return Err(Failure::not_ready(
            "the function was made for other key types than the feed has now",
        )
        .hint(format!("Run {}.", binding_anew(&loaded.feed.name))));
    }
    Ok(loaded)
}

/// The number of rows asked for; 22023 outside what a page holds.
pub fn page_size(call: &Call, argument: usize) -> Outcome<usize> {
    match call.int(argument) {
        None => Err(Failure::null("page_size")),
        Some(size @ 1..=LARGEST_PAGE) => Ok(size as usize),
        Some(size) => Err(Failure::invalid(format!("invalid page_size: {size}"))
            .hint(format!("A page holds 1 to {LARGEST_PAGE} rows."))),
    }
}

/// The reasons asked for; all where the argument is NULL.
pub fn only(call: &Call, argument: usize) -> Outcome<Reasons> {
    let Some(names) = call.texts(argument) else {
        return Ok(Reasons::ALL);
    };
    names.into_iter().try_fold(Reasons::NONE, |all, name| {
        let name = name.unwrap_or_else(|| "null".to_owned());
        Reasons::named(&name)
            .map(|reason| all.with(reason))
            .ok_or_else(|| {
                Failure::invalid(format!("unrecognized reason \"{name}\" in \"only\""))
                    .hint("Reasons are: own, follow, group.")
            })
    })
}

/// The cursor, if one was passed.
pub fn cursor(
    reader: &Reader,
    call: &Call,
    argument: usize,
    binding: &Binding,
) -> Outcome<Option<Cursor>> {
    let Some(text) = call.text(argument) else {
        return Ok(None);
    };
    let cursor = Cursor::decode(&text, binding)?;
    Ok(Some(Cursor {
        after: reader.bounded(cursor.after)?,
        ..cursor
    }))
}

/// A viewer where the read needs one: 22004 without.
pub fn required(viewer: Option<Key>) -> Outcome<Key> {
    viewer.ok_or_else(|| Failure::null("viewer"))
}

/// The viewer of a call that does something for one, with the viewer as its first argument.
pub fn viewer_of(call: &Call, loaded: &Rc<Loaded>) -> Outcome<Key> {
    loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    read(loaded, |reader| required(viewer(reader, call, 0)?))
}

/// The viewer given, or that of the session where setting security.viewer tells one; another is refused.
pub fn viewer(reader: &Reader, call: &Call, argument: usize) -> Outcome<Option<Key>> {
    let given = call.key(argument, reader.feed.user_kind())?;
    if reader.feed.settings.viewer.is_none() {
        return Ok(given);
    }
    let mut of_session = Ok(None);
    reader.as_caller(Statement::Viewer, &[], &mut |row| {
        of_session = row.key(0, reader.feed.user_kind());
        ControlFlow::Break(())
    })?;
    let of_session = of_session?;
    match given {
        None => Ok(of_session),
        same if same == of_session => Ok(same),
        other if identity::is_superuser() => Ok(other),
        _ => Err(Failure::denied("viewer is not that of the session")
            .hint("Setting security.viewer names the viewer; leave the argument NULL to use it.")),
    }
}
