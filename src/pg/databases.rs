//! The databases of the cluster, as the shared catalogs list them.

use std::ffi::CStr;

use pgrx::pg_sys::{self, Oid};

/// The database of this process.
pub fn mine() -> Oid {
    // SAFETY: plain read of backend state.
    unsafe { pg_sys::MyDatabaseId }
}

/// Whether this server replays the WAL of another.
pub fn in_recovery() -> bool {
    // SAFETY: reads shared memory until the answer is no, then a variable.
    unsafe { pg_sys::RecoveryInProgress() }
}

/// The databases that accept connections and are not templates; needs a transaction, but no database.
pub fn open_ones() -> Vec<Oid> {
    let mut open = Vec::new();
    // SAFETY: a scan of a shared catalog, closed again; each tuple has the fixed part FormData_pg_database and is valid
    // until the next one.
    unsafe {
        let table = pg_sys::table_open(
            pg_sys::DatabaseRelationId,
            pg_sys::AccessShareLock as pg_sys::LOCKMODE,
        );
        let scan = pg_sys::systable_beginscan(
            table,
            Oid::INVALID,
            false,
            std::ptr::null_mut(),
            0,
            std::ptr::null_mut(),
        );
        loop {
            let tuple = pg_sys::systable_getnext(scan);
            if tuple.is_null() {
                break;
            }
            let data = (*tuple).t_data;
            let form = (data as *const u8).add(usize::from((*data).t_hoff))
                as *const pg_sys::FormData_pg_database;
            // Limit 0 keeps users out; -2 marks what an interrupted DROP DATABASE left.
            let limited = matches!((*form).datconnlimit, 0 | -2);
            if (*form).datallowconn && !(*form).datistemplate && !limited {
                open.push((*form).oid);
            }
        }
        pg_sys::systable_endscan(scan);
        pg_sys::table_close(table, pg_sys::AccessShareLock as pg_sys::LOCKMODE);
    }
    open
}

/// The database of that name, where the calling role has its owner's rights.
pub(super) fn owned(name: &CStr) -> Option<Oid> {
    // SAFETY: look-ups in the server's caches; missing_ok makes InvalidOid of what is not there.
    unsafe {
        let database = pg_sys::get_database_oid(name.as_ptr(), true);
        (database != Oid::INVALID && is_owner(database)).then_some(database)
    }
}

/// # Safety
/// In a transaction.
unsafe fn is_owner(database: Oid) -> bool {
    // SAFETY: looks the role and the database up in the server's caches.
    unsafe {
        let role = pg_sys::GetUserId();
        #[cfg(feature = "pg15")]
        let owns = pg_sys::pg_database_ownercheck(database, role);
        #[cfg(not(feature = "pg15"))]
        let owns = pg_sys::object_ownercheck(pg_sys::DatabaseRelationId, database, role);
        owns
    }
}
