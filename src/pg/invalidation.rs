//! Notices that a table changed: tells what this backend has cached that its copy is old.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use pgrx::pg_sys::{self, Datum, Oid};

use super::catalog::{self, Shape};
use crate::error::Outcome;

thread_local! {
    static WATCHED: RefCell<HashSet<Oid>> = RefCell::new(HashSet::new());
    /// Watched tables of which nothing matters but their shape.
    static SHAPES: RefCell<HashMap<Oid, Option<Shape>>> = RefCell::new(HashMap::new());
    /// Those of them of which a message came that has not been looked into.
    static DOUBTFUL: RefCell<HashSet<Oid>> = RefCell::new(HashSet::new());
    static CHANGES: Cell<u64> = const { Cell::new(0) };
    static REGISTERED: Cell<bool> = const { Cell::new(false) };
}

/// A number that grows whenever one of the watched tables changed its definition.
pub fn changes() -> u64 {
    // Looking into one may let further messages in.
    while let Some(relation) = DOUBTFUL.with_borrow_mut(pop) {
        let shape = catalog::shape(relation);
        SHAPES.with_borrow_mut(|shapes| {
            if shapes.get(&relation).is_some_and(|known| *known != shape) {
                shapes.remove(&relation);
                CHANGES.set(CHANGES.get().wrapping_add(1));
            }
        });
    }
    CHANGES.get()
}

fn pop(relations: &mut HashSet<Oid>) -> Option<Oid> {
    let relation = relations.iter().next().copied()?;
    relations.take(&relation)
}

/// Watches these tables from now on, in this backend.
pub fn watch(relations: impl Iterator<Item = Oid>) {
    if !REGISTERED.replace(true) {
        // SAFETY: the callback is a plain function that stays valid for the life of the backend.
        unsafe {
            pg_sys::CacheRegisterRelcacheCallback(Some(changed), Datum::null());
            // Statements hold names of schemas and functions, which no relcache message tells of.
            for cache in [
                pg_sys::SysCacheIdentifier::NAMESPACEOID,
                pg_sys::SysCacheIdentifier::PROCOID,
            ] {
                pg_sys::CacheRegisterSyscacheCallback(cache as i32, Some(renamed), Datum::null());
            }
        }
    }
    WATCHED.with_borrow_mut(|watched| watched.extend(relations));
}

/// From now on nothing of these tables, which are watched already, matters but their shape: messages come of them all the time,
/// since every VACUUM sends one.
pub fn watch_shape(relations: impl Iterator<Item = Oid>) {
    for relation in relations {
        let shape = catalog::shape(relation);
        SHAPES.with_borrow_mut(|shapes| shapes.insert(relation, shape));
    }
}

/// Tells all backends, at commit, that this table's definition (or what hangs on it) changed.
fn announce(relation: Oid) {
    // SAFETY: raises if the table is no more.
    unsafe { pg_sys::CacheInvalidateRelcacheByRelid(relation) };
}

/// Tells all backends, at commit, that the definition of some feed changed.
pub fn announce_definition() -> Outcome<()> {
    super::catalog::registry_tables()?
        .into_iter()
        .for_each(announce);
    // Messages of a command that is still running are forgotten if it fails, with its effects cached here already.
    // SAFETY: makes what was done so far visible to what follows.
    unsafe { pg_sys::CommandCounterIncrement() };
    Ok(())
}

/// Must not raise, allocate in PostgreSQL or look anything up: it runs in the middle of cache work.
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn changed(_argument: Datum, relation: Oid) {
    if is_known_by_shape(relation) {
        return;
    }
    let concerned = relation == Oid::INVALID
        || WATCHED.with(|watched| {
            // Borrowed means: being extended right now; then better one reload too many.
            watched
                .try_borrow()
                .map_or(true, |watched| watched.contains(&relation))
        });
    if concerned {
        CHANGES.set(CHANGES.get().wrapping_add(1));
    }
}

/// Whether the message is kept to be looked into later. What cannot be borrowed now counts as a change.
fn is_known_by_shape(relation: Oid) -> bool {
    let is_known = SHAPES.with(|shapes| {
        shapes
            .try_borrow()
            .is_ok_and(|shapes| shapes.contains_key(&relation))
    });
    is_known
        && DOUBTFUL.with(|doubtful| {
            doubtful.try_borrow_mut().is_ok_and(|mut doubtful| {
                doubtful.insert(relation);
                true
            })
        })
}

/// As careful as [`changed`].
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn renamed(_argument: Datum, _cache: i32, _hash: u32) {
    CHANGES.set(CHANGES.get().wrapping_add(1));
}
