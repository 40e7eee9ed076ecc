//! The feeds this backend has loaded, with what reads have prepared for them; loaded anew when a table changes.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::ManuallyDrop;
use std::rc::Rc;

use pgrx::pg_sys::{Datum, Oid};

use super::objects::storage;
use super::stored::StoredFeed;
use super::{load, model::Feed, schemas};
use crate::error::{Failure, Outcome};
use crate::pg::receiver::Sink;
use crate::pg::spi::{Plan, Session};
use crate::pg::{catalog, function::Call, identity, invalidation, spi};

/// A loaded feed and the statements prepared for it; both are dropped together when its tables change.
#[derive(Debug)]
pub struct Loaded {
    pub feed: Feed,
    /// What the reads keep for this feed: prepared statements, and the indexes they walk. Empty until the first read.
    pub prepared: RefCell<Option<Rc<dyn Any>>>,
    /// What maintenance, and reads that go through many rows, have prepared for it, by text.
    plans: RefCell<HashMap<String, Rc<Plan>>>,
    /// The count of changes at which it was loaded.
    pub changes: u64,
}

impl Loaded {
    /// The plan of a statement by its text, prepared at first use. No borrow is held while SQL runs.
    pub fn plan(&self, session: &Session, sql: String, types: &[Oid]) -> Outcome<Rc<Plan>> {
        let known = self.plans.borrow().get(&sql).cloned();
        match known {
            Some(plan) => Ok(plan),
            None => {
                let plan = Rc::new(session.prepare(&sql, types)?);
                self.plans.borrow_mut().insert(sql, plan.clone());
                Ok(plan)
            }
        }
    }

    /// Runs a statement that writes what somebody told the feed, as its owner.
    pub fn tell(
        &self,
        sql: String,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        identity::run_as(self.feed.owner, || {
            identity::with_pinned_path(|| {
                spi::session(|session| {
                    let (types, values): (Vec<_>, Vec<_>) = parameters.iter().copied().unzip();
                    let plan = self.plan(session, sql, &types)?;
                    session.run_anew(&plan, &values, sink)
                })
            })
        })
    }
}

/// What a feed is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Use {
    Reading,
    /// Only by conditions that hold until a row changes.
    Keeping,
}

/// By the schema of a feed's reads or of its storage, each for its use.
type Feeds = HashMap<(Oid, Use), Rc<Loaded>>;

// Never dropped: thread-local destructors run while the process exits, when SPI can free no plan any more.
thread_local! {
    static LOADED: ManuallyDrop<RefCell<Feeds>> =
        ManuallyDrop::new(RefCell::new(HashMap::new()));
}

/// The feed to which the called function belongs: that of the function's schema.
pub fn feed_of(call: &Call) -> Outcome<(Rc<Loaded>, Vec<Oid>)> {
    let declared = catalog::declared(call.function())
        .ok_or_else(|| Failure::internal("the called function is not in the catalog"))?;
    let name = || catalog::schema_name(declared.schema).unwrap_or_default();
    let loaded = loaded(declared.schema, Use::Reading, name)?;
    Ok((loaded, declared.arguments))
}

/// The feed of this name as maintenance sees it: what it builds must hold until a row changes.
pub fn kept(feed: &str) -> Outcome<Rc<Loaded>> {
    let schema = catalog::schema_named(&storage(feed));
    loaded(schema, Use::Keeping, || feed.to_owned())
}

/// By the schema of a feed's reads, or of its storage.
fn loaded(schema: Oid, purpose: Use, name: impl FnOnce() -> String) -> Outcome<Rc<Loaded>> {
    let fresh = LOADED.with(|loaded| {
        let loaded = loaded.borrow();
        loaded
            .get(&(schema, purpose))
            .filter(|found| found.changes == invalidation::changes())
            .cloned()
    });
    match fresh {
        Some(found) => Ok(found),
        None => load_anew(schema, purpose, &name()),
    }
}

fn load_anew(schema: Oid, purpose: Use, name: &str) -> Outcome<Rc<Loaded>> {
    invalidation::watch(catalog::registry_tables()?.into_iter());
    // Before it is loaded: what changes while it is has to be noticed.
    invalidation::watch(load::watched(name)?.into_iter());
    // Taken before loading: a change that arrives meanwhile makes the copy old at once.
    let changes = invalidation::changes();
    let feed = match purpose {
        Use::Reading => load::resolve(stored(name)?)?,
        Use::Keeping => load::resolve_lasting(stored(name)?)?,
    };
    // Emptied and vacuumed all the time, and read by their columns alone.
    let pending = feed
        .kept
        .as_ref()
        .map(|kept| [kept.pending, kept.pending_signal]);
    invalidation::watch_shape(pending.into_iter().flatten());
    let loaded = Rc::new(Loaded {
        feed,
        prepared: RefCell::new(None),
        plans: RefCell::default(),
        changes,
    });
    LOADED.with(|all| {
        all.borrow_mut()
            .insert((schema, purpose), Rc::clone(&loaded))
    });
    Ok(loaded)
}

fn stored(name: &str) -> Outcome<StoredFeed> {
    match load::stored(name)? {
        Some(stored) => Ok(stored),
        None => Err(match schemas::displaced(name)? {
            Some(displaced) => displaced.failure(name),
            None => schemas::no_feed(name)?,
        }),
    }
}
