//! What is kept for a feed besides the app's tables, and the triggers that capture their changes: made, and kept fitting.

use std::collections::BTreeSet;

use pgrx::pg_sys::{self, Datum, Oid};

use super::authority::{answer, as_registrar};
use super::create::registry;
use super::kinds::{Kind, keys};
use super::model::Feed;
use super::objects::{close_storage, run_each, storage};
use super::told;
use crate::error::Outcome;
use crate::pg::spi::Session;
use crate::pg::{catalog, expression, identity, lock, value};
use crate::quote::{fill, identifier};

/// Makes what is missing, or all of it anew where key types have changed.
pub fn provide(session: &Session, feed: &Feed) -> Outcome<()> {
    if !(feed.is_stored && fits(session, feed)?) {
        let data = identifier(&storage(&feed.name));
        let drop = fill(
            include_str!("../../sql/feed/drop_storage.sql"),
            &[("data", &data)],
        )?;
        let [user, post, time, group] = keys(feed);
        let places = [
            ("data", data.as_str()),
            ("user", &user.declared()),
            ("post", &post.declared()),
            ("time", &time.declared()),
            ("group", &group.declared()),
            ("users", &list_of(user)),
            ("groups", &list_of(group)),
        ];
        let windows = fill(include_str!("../../sql/feed/storage.sql"), &places)?;
        let counting = fill(include_str!("../../sql/feed/counting.sql"), &places)?;
        let packing = fill(include_str!("../../sql/feed/packing.sql"), &places)?;
        as_registrar(|| {
            // Without a word on what was not there.
            identity::with_setting(c"client_min_messages", c"warning", || {
                session.command(&drop)
            })?;
            session.command(&windows)?;
            session.command(&counting)?;
            session.command(&packing)
        })?;
        close_storage(session, feed)?;
    }
    own(
        session,
        feed,
        include_str!("../../sql/feed/own_storage.sql"),
    )?;
    told::provide(session, feed)
}

/// Waits until everybody has ended who wrote to these tables, and keeps others from it until the change is committed: who
/// writes captures what mattered by the definition then, and windows of the new one may need more.
///
/// Before storage is touched: a writer may still have to append there.
pub fn await_writers(relations: impl Iterator<Item = Oid>) {
    // One order for all, or two changes could wait for each other.
    let relations: BTreeSet<u32> = relations.map(Oid::to_u32).collect();
    relations
        .into_iter()
        .map(Oid::from)
        .for_each(lock::against_writers);
}

/// Captures what is bound and leaves alone what is not.
pub fn recapture(session: &Session, feed: &str) -> Outcome<()> {
    let name = (pg_sys::NAMEOID, Some(value::name_datum(feed)?));
    let data = (pg_sys::NAMEOID, Some(value::name_datum(&storage(feed))?));
    run_each(
        session,
        include_str!("../../sql/feed/missing_triggers.sql"),
        &[name, data],
    )
}

/// Makes all windows of a feed cold.
pub fn new_generation(session: &Session, feed: &str) -> Outcome<()> {
    registry(
        session,
        include_str!("../../sql/definition/new_generation.sql"),
        feed,
    )
}

/// The type of a list of keys.
fn list_of(key: Kind) -> String {
    format!("{}[]", expression::type_name(key.kind))
}

fn oid(oid: Oid) -> (Oid, Option<Datum>) {
    (pg_sys::OIDOID, Some(Datum::from(oid)))
}

fn fits(session: &Session, feed: &Feed) -> Outcome<bool> {
    let [user, post, time, group] = keys(feed);
    let schema = value::name_datum(&storage(&feed.name))?;
    answer(
        session,
        include_str!("../../sql/feed/storage_fits.sql"),
        &[
            (pg_sys::NAMEOID, Some(schema)),
            oid(user.kind),
            oid(user.collation),
            oid(post.kind),
            oid(post.collation),
            oid(time.kind),
            oid(group.kind),
            oid(group.collation),
        ],
    )
}

/// Gives it to the feed's owner, who may be another than before.
fn own(session: &Session, feed: &Feed, template: &str) -> Outcome<()> {
    let sql = fill(
        template,
        &[
            ("data", &identifier(&storage(&feed.name))),
            ("owner", &identifier(&catalog::role_name(feed.owner)?)),
        ],
    )?;
    as_registrar(|| session.command(&sql))
}
