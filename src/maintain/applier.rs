//! The one applier of a feed: who holds the lock works on it, as the feed's owner; everybody else goes away.
//!
//! First the lock, then, in later statements, the snapshots. Work on a snapshot older than the lock would not see what
//! the applier before it did, and would lose rows silently.

pub use super::batch::{Behind, Progress};
use pgrx::pg_sys::Oid;

use super::batch::run;
use super::sql::Sql;
use super::statements::{Maintained, text};
use crate::definition::objects::storage;
use crate::definition::{cache, load};
use crate::error::{Failure, Outcome};
use crate::pg::{identity, literals, lock, planner, spi};
use crate::quote::{fill, identifier};

/// How an applier comes by the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Goes away where another holds it.
    IfFree,
    Waiting,
}

/// One batch of maintenance of a feed, in the current transaction. None: another applier is at work, or the feed is
/// suspended because not every change is captured.
pub fn batch(feed: &str) -> Outcome<Option<Progress>> {
    next_batch(feed, &mut Behind::nothing())
}

/// The same where batches follow each other in one transaction: of what is pending behind some places, which move on.
pub fn next_batch(feed: &str, behind: &mut Behind) -> Outcome<Option<Progress>> {
    with(feed, Lock::IfFree, |feed| run(feed, behind))
}

/// Remembers what went wrong, to be shown in feed.status, unless an applier is at work: it will find out itself.
///
/// Asks the storage alone: a feed that cannot be resolved has its failures too.
pub fn record_failure(feed: &str, message: &str) -> Outcome<()> {
    let Some(stored) = load::stored(feed)? else {
        return Ok(());
    };
    let is_there = stored.tables.contains_key("maintenance");
    if !is_there || !lock::try_alone(Oid::from(stored.storage)) {
        return Ok(());
    }
    let data = identifier(&storage(feed));
    let sql = fill(
        include_str!("../../sql/maintain/failed.sql"),
        &[("data", &data)],
    )?;
    identity::run_as(Oid::from(stored.owner), || {
        identity::with_pinned_path(|| {
            spi::session(|session| session.change(&sql, &[text(message)]))
        })
    })
    .map(drop)
}

/// Does `work` as the one applier of a feed; None where there can be none now.
pub fn with<T>(
    feed: &str,
    how: Lock,
    work: impl FnOnce(&Maintained) -> Outcome<T>,
) -> Outcome<Option<T>> {
    if !identity::is_read_committed() {
        return Err(Failure::active_transaction(format!(
            "maintenance of feed \"{feed}\" must run at isolation level READ COMMITTED"
        ))
        .hint("Call it in a transaction of its own at the default isolation level."));
    }
    if identity::is_read_only() {
        return Err(Failure::read_only(format!(
            "feed \"{feed}\" cannot be maintained in a read-only transaction"
        ))
        .hint("On a standby, what the primary maintains arrives by itself."));
    }
    let before = cache::kept(feed)?;
    match how {
        Lock::IfFree if !lock::try_alone(before.feed.layout) => return Ok(None),
        Lock::IfFree => {}
        Lock::Waiting => lock::alone(before.feed.layout),
    }
    // Loaded again behind the lock: what the applier before did may have been built on a newer definition.
    let loaded = cache::kept(feed)?;
    let Some(kept) = &loaded.feed.kept else {
        return Ok(None);
    };
    identity::run_as(loaded.feed.owner, || {
        identity::without_row_security(|| {
            identity::with_setting(c"timezone", c"UTC", || {
                identity::with_pinned_path(|| {
                    literals::read_plainly(|| {
                        planner::by_index(|| {
                            spi::session(|session| {
                                work(&Maintained {
                                    session,
                                    loaded: &loaded,
                                    kept,
                                    sql: Sql::new(&loaded.feed, kept),
                                    kinds: kept.kinds,
                                    still: false,
                                })
                            })
                        })
                    })
                })
            })
        })
    })
    .map(Some)
}
