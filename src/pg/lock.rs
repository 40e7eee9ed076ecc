//! Locks on tables of our own, by which one transaction at a time does a kind of work.

use std::ffi::c_int;

use pgrx::pg_sys::{self, Oid};

/// Conflicts with itself, and with nothing that reads or writes the table.
const ALONE: c_int = pg_sys::ShareUpdateExclusiveLock as c_int;

/// Takes the lock until the transaction ends, unless another holds it.
pub fn try_alone(relation: Oid) -> bool {
    // SAFETY: never waits.
    unsafe { pg_sys::ConditionalLockRelationOid(relation, ALONE) }
}

/// Takes the lock until the transaction ends, waiting for whoever holds it.
pub fn alone(relation: Oid) {
    // SAFETY: raises where the lock cannot be had in time.
    unsafe { pg_sys::LockRelationOid(relation, ALONE) };
}

/// Waits for whoever writes to a table, and keeps writers out until the transaction ends; reads go on.
pub fn against_writers(relation: Oid) {
    // SAFETY: as above; of a table that is no more only its number is locked.
    unsafe { pg_sys::LockRelationOid(relation, pg_sys::ShareRowExclusiveLock as c_int) };
}
