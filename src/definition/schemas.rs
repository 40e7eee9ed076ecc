//! Where a feed's two schemas are: a feed is found by their names, so one that was renamed or dropped by hand is told,
//! with the statement that brings it back.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde::Deserialize;

use super::load;
use super::objects::storage;
use crate::error::{Failure, Outcome};
use crate::pg::spi::Session;
use crate::pg::value;

/// What became of a schema of reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// It is the feed's.
    There,
    /// One of its name is somebody else's.
    Foreign,
    Absent,
}

/// What became of the schema of a feed's reads, whose owner is the feed's.
pub fn reads(session: &Session, feed: &str, owner: Oid) -> Outcome<Reads> {
    let mut reads = Reads::Absent;
    session.once(
        include_str!("../../sql/definition/reads_schema.sql"),
        &[
            (pg_sys::NAMEOID, Some(value::name_datum(feed)?)),
            (pg_sys::OIDOID, Some(Datum::from(owner))),
        ],
        &mut |row| {
            reads = match row.is_true(1) {
                true => Reads::There,
                false => Reads::Foreign,
            };
            ControlFlow::Break(())
        },
    )?;
    Ok(reads)
}

/// Checks that the schema of the feed's reads is the feed's: it may have been renamed, or dropped by hand, and one of
/// its name made by somebody else.
pub fn check(session: &Session, feed: &str, owner: Oid) -> Outcome<()> {
    match reads(session, feed, owner)? {
        Reads::There => Ok(()),
        Reads::Foreign => Err(Failure::not_ready(format!(
            "schema \"{feed}\" does not belong to the feed's owner"
        ))
        .hint("Call feed.drop and feed.create, or give the schema to the owner of the feed.")),
        Reads::Absent => Err(match renamed(feed)? {
            Some(failure) => failure,
            None => absent(feed).hint("Call feed.drop and feed.create."),
        }),
    }
}

/// 55000 for a feed whose schema of reads is not there, but may be under another name.
pub fn renamed(feed: &str) -> Outcome<Option<Failure>> {
    Ok(renamings(feed)?.map(|hint| absent(feed).hint(hint)))
}

fn absent(feed: &str) -> Failure {
    Failure::not_ready(format!("schema \"{feed}\" is not there"))
        .detail(format!("It held the functions of feed \"{feed}\"."))
}

/// 55000 for a function called in a schema that is no feed's.
pub fn no_feed(schema: &str) -> Outcome<Failure> {
    let failure = Failure::not_ready(format!("schema \"{schema}\" is not that of a feed"));
    Ok(match renamings(schema)? {
        Some(hint) => failure.hint(hint),
        None => {
            failure.hint("Functions of a feed work in the schema that feed.create made for it.")
        }
    })
}

/// How to give a schema back the name of its feed, where the one or the other may have been renamed.
fn renamings(name: &str) -> Outcome<Option<String>> {
    let statements = load::look_up(include_str!("../../sql/definition/renamed.sql"), name)?;
    Ok((!statements.is_empty())
        .then(|| format!("If it was renamed, run {}.", statements.join(", or "))))
}

/// A registered feed whose storage is not in the schema that feed.create made for it.
#[derive(Debug, Deserialize)]
pub struct Displaced {
    pub owner: u32,
    gone: bool,
    remedy: String,
}

/// What became of the storage of a feed that cannot be loaded; None where there is no such feed.
pub fn displaced(feed: &str) -> Outcome<Option<Displaced>> {
    load::look_up(include_str!("../../sql/definition/displaced.sql"), feed)?
        .first()
        .map(|document| {
            serde_json::from_str(document)
                .map_err(|error| Failure::internal(format!("storage of feed \"{feed}\": {error}")))
        })
        .transpose()
}

impl Displaced {
    /// 55000 with the statement to run.
    pub fn failure(&self, feed: &str) -> Failure {
        let remedy = &self.remedy;
        if self.gone {
            return Failure::not_ready(format!("storage of feed \"{feed}\" is no longer there"))
                .hint(format!("Run {remedy}, then call feed.create."));
        }
        let schema = storage(feed);
        Failure::not_ready(format!(
            "storage of feed \"{feed}\" is not in schema \"{schema}\""
        ))
        .hint(format!("Run {remedy}."))
    }
}
