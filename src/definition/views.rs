//! The views of a feed: made, kept fitting, and opened to those who may read the feed.

use pgrx::pg_sys;

use super::authority::{answer, as_registrar};
use super::model::{Feed, Signal};
use super::objects::{callers, run_each};
use crate::error::Outcome;
use crate::pg::spi::Session;
use crate::pg::{catalog, identity, value};
use crate::quote::{fill, identifier, literal};

/// Makes the views, with a column for each signal. Views upon them live as long as key types do.
pub fn make(session: &Session, feed: &Feed) -> Outcome<()> {
    let home = identifier(&feed.name);
    let owner = identifier(&catalog::role_name(feed.owner)?);
    let places = [
        ("feed", home.as_str()),
        ("owner", &owner),
        ("columns", &columns(feed, "s.counts")),
        ("fields", &columns(feed, "((s.one).counts)")),
        ("signals", &signals(feed)),
    ];
    let are_there = are_there(session, feed)?;
    for template in [
        include_str!("../../sql/feed/views.sql"),
        include_str!("../../sql/feed/own_views.sql"),
    ] {
        let sql = fill(template, &places)?;
        as_registrar(|| session.command(&sql))?;
    }
    match are_there {
        true => Ok(()),
        false => open(session, feed),
    }
}

/// Makes room for views of other key types; 2BP01 while others' views depend on these.
pub fn drop(session: &Session, feed: &str) -> Outcome<()> {
    let sql = fill(
        include_str!("../../sql/feed/drop_views.sql"),
        &[("feed", &identifier(feed))],
    )?;
    // Without a word on what was not there.
    identity::with_setting(c"client_min_messages", c"warning", || {
        as_registrar(|| session.command(&sql))
    })
}

/// Whether the views are there, with these key types.
fn are_there(session: &Session, feed: &Feed) -> Outcome<bool> {
    answer(
        session,
        include_str!("../../sql/feed/views_fit.sql"),
        &[
            (pg_sys::NAMEOID, Some(value::name_datum(&feed.name)?)),
            (pg_sys::OIDOID, Some(feed.post_kind().into())),
            (pg_sys::OIDOID, Some(feed.user_kind().into())),
        ],
    )
}

/// Takes back what default privileges granted, and lets those read the views who may call the feed's functions.
fn open(session: &Session, feed: &Feed) -> Outcome<()> {
    let name = value::name_datum(&feed.name)?;
    run_each(
        session,
        include_str!("../../sql/feed/close_views.sql"),
        &[(pg_sys::NAMEOID, Some(name))],
    )?;
    for role in callers(session, &feed.name)? {
        let open = fill(
            include_str!("../../sql/feed/open_views.sql"),
            &[("feed", &identifier(&feed.name)), ("role", &role)],
        )?;
        as_registrar(|| session.command(&open))?;
    }
    Ok(())
}

/// The columns of signals, each behind a comma, from an array of counts.
fn columns(feed: &Feed, counts: &str) -> String {
    let column = |signal: &Signal| {
        let name = identifier(&signal.name);
        match signal.source {
            Some(_) => format!(", {counts}[{}] AS {name}", signal.place),
            None => format!(", NULL::bigint AS {name}"),
        }
    };
    feed.signals.iter().map(column).collect()
}

/// The names of signals as an array, NULL for those that were removed.
fn signals(feed: &Feed) -> String {
    let name = |signal: &Signal| match signal.source {
        Some(_) => literal(&signal.name),
        None => "NULL".to_owned(),
    };
    let names: Vec<String> = feed.signals.iter().map(name).collect();
    format!("ARRAY[{}]::text[]", names.join(", "))
}
