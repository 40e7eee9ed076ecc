//! Who may change a feed, and when: ownership, isolation level, one change at a time.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};

use super::stored::StoredFeed;
use super::{load, schemas};
use crate::error::{Failure, Outcome};
use crate::pg::spi::Session;
use crate::pg::{identity, value};
use crate::worker;

const LOCK: &str = "LOCK TABLE feed.registry IN SHARE ROW EXCLUSIVE MODE";

/// Begins a change: READ COMMITTED only, one change at a time in a database.
///
/// First the lock, then, in later statements, the snapshots: a change that works on a snapshot older than its
/// lock would not see what the one before it did. Under the other levels the snapshot is older by definition.
pub fn begin_change(session: &Session, call: &str) -> Outcome<()> {
    if !identity::is_read_committed() {
        return Err(Failure::active_transaction(format!(
            "{call} must run at isolation level READ COMMITTED"
        ))
        .hint("Call it in a transaction of its own at the default isolation level."));
    }
    as_registrar(|| session.command(LOCK))?;
    // A feed may be new, or there may be no feed any more.
    worker::work_at_commit();
    Ok(())
}

/// Runs `work` as the owner of the registry, under its search_path: for our own objects only.
pub fn as_registrar<T>(work: impl FnOnce() -> T) -> T {
    identity::run_as(identity::BOOTSTRAP_SUPERUSER, || {
        identity::with_pinned_path(work)
    })
}

/// The stored form of a feed that the calling role owns; 42704 where there is none, 42501 where it may not, 55000 where
/// its storage was moved.
pub fn owned(session: &Session, feed: &str) -> Outcome<StoredFeed> {
    if let Some(stored) = load::stored(feed)? {
        check_owner(session, feed, Oid::from(stored.owner))?;
        return Ok(stored);
    }
    let displaced = schemas::displaced(feed)?.ok_or_else(|| {
        Failure::no_object(format!("feed \"{feed}\" does not exist"))
            .hint("SELECT feed FROM feed.definition lists the feeds that you own.")
    })?;
    check_owner(session, feed, Oid::from(displaced.owner))?;
    Err(displaced.failure(feed))
}

/// Checks that the calling role has the rights of a feed's owner.
pub fn check_owner(session: &Session, feed: &str, owner: Oid) -> Outcome<()> {
    match caller_has_role(session, owner)? {
        true => Ok(()),
        false => Err(Failure::denied(format!("must be owner of feed \"{feed}\""))),
    }
}

/// Whether the calling role has the rights of another.
pub fn caller_has_role(session: &Session, role: Oid) -> Outcome<bool> {
    answer(
        session,
        include_str!("../../sql/definition/caller_has_role.sql"),
        &[(pg_sys::OIDOID, Some(Datum::from(role)))],
    )
}

/// Checks that the calling role may create schemas here.
pub fn check_may_create(session: &Session) -> Outcome<()> {
    match answer(
        session,
        include_str!("../../sql/definition/caller_may_create.sql"),
        &[],
    )? {
        true => Ok(()),
        false => Err(
            Failure::denied("permission denied to create schemas in this database")
                .hint("Grant CREATE on the database to the calling role."),
        ),
    }
}

/// Whether a schema of this name is there.
pub fn schema_exists(session: &Session, name: &str) -> Outcome<bool> {
    answer(
        session,
        include_str!("../../sql/definition/schema_exists.sql"),
        &[(pg_sys::NAMEOID, Some(value::name_datum(name)?))],
    )
}

/// The truth of a statement's first column.
pub fn answer(session: &Session, sql: &str, parameters: &[(Oid, Option<Datum>)]) -> Outcome<bool> {
    let mut truth = false;
    session.once(sql, parameters, &mut |row| {
        truth = row.is_true(0);
        ControlFlow::Break(())
    })?;
    Ok(truth)
}
