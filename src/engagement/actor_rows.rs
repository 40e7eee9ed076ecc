//! The rows of signals that tell who engaged, as SQL: keys of all signals in one form, and times in UTC.

use pgrx::pg_sys;

use super::source::active;
use crate::definition::model::{Column, Feed, Signal, SignalSource};
use crate::error::{Failure, Outcome};
use crate::pg::catalog;
use crate::pg::value::family_of;
use crate::quote::{fill, identifier};

/// A signal that is no impression and whose rows tell who engaged.
pub struct Telling<'f> {
    pub signal: &'f Signal,
    pub source: &'f SignalSource,
    pub actor: &'f Column,
}

/// Two templates: of a signal whose rows have times, and of one whose rows are as old as their posts.
pub struct Templates {
    pub timed: &'static str,
    pub timeless: &'static str,
}

/// The signals of a feed that tell who engaged; an error for one of them that cannot be read.
pub fn telling(feed: &Feed) -> impl Iterator<Item = Outcome<Telling<'_>>> {
    feed.signals
        .iter()
        .filter(|signal| !signal.impression)
        .filter_map(|signal| match signal.source.as_ref()? {
            Ok(source) => Some(Ok(Telling {
                signal,
                source,
                actor: source.actor.as_ref()?,
            })),
            Err(failure) => Some(Err(Failure::clone(failure))),
        })
}

impl Telling<'_> {
    /// The column with the post.
    pub fn post(&self) -> &Column {
        &self.source.post
    }

    /// Fills the template that fits, with `more` places than all such templates have.
    pub fn rows(
        &self,
        feed: &Feed,
        templates: &Templates,
        more: &[(&str, &str)],
    ) -> Outcome<String> {
        let (source, posts) = (self.source, &feed.posts);
        let (template, time, row) = match &source.created_at {
            Some(time) => (templates.timed, time, "r"),
            None => (templates.timeless, &posts.created_at, "p"),
        };
        let at = identifier(&time.name);
        // The parameter $2 of those that ask since when.
        let (utc, since) = match time.kind {
            pg_sys::TIMESTAMPTZOID => (format!("{row}.{at}"), "$2"),
            _ => (
                format!("{row}.{at} AT TIME ZONE 'UTC'"),
                "($2 AT TIME ZONE 'UTC')",
            ),
        };
        let order = compared_as(&source.post, &posts.id);
        let mut places = vec![
            ("who", of_one_width(self.actor, &posts.author)),
            ("post", of_one_width(&source.post, &posts.id)),
            ("place", self.signal.place.to_string()),
            ("utc", utc),
            ("at", at),
            ("since", since.to_owned()),
            ("source", source.table.name.clone()),
            ("posts", posts.table.name.clone()),
            ("id", identifier(&posts.id.name)),
            ("actor", identifier(&self.actor.name)),
            ("column", identifier(&source.post.name)),
            ("active", active(source)),
            ("order", order),
        ];
        places.extend(more.iter().map(|(place, sql)| (*place, (*sql).to_owned())));
        let places: Vec<(&str, &str)> = places.iter().map(|(p, sql)| (*p, sql.as_str())).collect();
        fill(template, &places)
    }
}

/// A key of a signal's row that compares as another column does: text by its collation.
fn compared_as(column: &Column, like: &Column) -> String {
    let name = identifier(&column.name);
    match catalog::collation_name(like.collation) {
        Some(collation) => format!("r.{name}::text COLLATE {collation}"),
        None => format!("r.{name}"),
    }
}

/// The same as all signals can give it: integers of one width.
fn of_one_width(column: &Column, like: &Column) -> String {
    let key = compared_as(column, like);
    match family_of(like.kind) {
        pg_sys::INT8OID => format!("{key}::bigint"),
        _ => key,
    }
}
