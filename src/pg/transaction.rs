//! Transactions of a process that has no client, and what is to be done when a transaction ends.

use std::ffi::CString;
use std::panic::AssertUnwindSafe;

use pgrx::{PgTryBuilder, pg_sys};

use super::variable::Changed;
use super::{attempt, catalog};
use crate::error::{Failure, Outcome};

/// Runs `work` in a transaction of its own: committed where it succeeds. Whatever goes wrong, any ERROR and any panic,
/// becomes a failure, and the transaction is aborted.
pub fn run<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    // SAFETY: called outside of transactions, by processes without a client; behind either end the process is outside
    // of transactions again, in a memory context that outlives them.
    unsafe {
        let result = PgTryBuilder::new(AssertUnwindSafe(|| {
            pg_sys::SetCurrentStatementStartTimestamp();
            pg_sys::StartTransactionCommand();
            // Around all statements there is one, as around those of a client; SPI takes newer ones inside.
            pg_sys::PushActiveSnapshot(pg_sys::GetTransactionSnapshot());
            let result = work()?;
            pg_sys::PopActiveSnapshot();
            pg_sys::CommitTransactionCommand();
            Ok(result)
        }))
        .catch_others(|error| Err(attempt::failure(&error)))
        .execute();
        if result.is_err() {
            pg_sys::AbortCurrentTransaction();
            // It was meant for what has just failed.
            (&raw mut pg_sys::QueryCancelPending).write_volatile(0);
        }
        pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
        result
    }
}

/// Calls `handler` at the end of every transaction of this backend from now on, and tells whether it was committed.
///
/// What was changed is visible to others by then. The handler must not raise.
pub fn at_each_end(handler: fn(bool)) {
    // SAFETY: the callback is a plain function, and its argument one, both valid for the life of the process.
    unsafe { pg_sys::RegisterXactCallback(Some(ended), handler as *mut std::ffi::c_void) };
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn ended(event: pg_sys::XactEvent::Type, handler: *mut std::ffi::c_void) {
    // SAFETY: the argument is the function with which this was registered.
    let handler = unsafe { std::mem::transmute::<*mut std::ffi::c_void, fn(bool)>(handler) };
    match event {
        pg_sys::XactEvent::XACT_EVENT_COMMIT => handler(true),
        // COMMIT PREPARED is another transaction, often of another backend.
        pg_sys::XactEvent::XACT_EVENT_ABORT | pg_sys::XactEvent::XACT_EVENT_PREPARE => {
            handler(false);
        }
        _ => {}
    }
}

/// Vacuums a table, given as SQL names it, in transactions of its own. With `shorten` empty pages at its end are given
/// back, for which it is locked for a moment, on standbys too.
pub fn vacuum(table: &str, shorten: bool) -> Outcome<()> {
    let statement = format!("VACUUM (TRUNCATE {shorten}, INDEX_CLEANUP off) {table}");
    let text = CString::new(statement).map_err(|_| Failure::internal("a name with a zero byte"))?;
    // SAFETY: as in `run`; the parse tree lives in a context of its own, for the statement ends transactions on its way.
    unsafe {
        let memory = pg_sys::AllocSetContextCreateExtended(
            pg_sys::TopMemoryContext,
            c"pg_feed vacuum".as_ptr(),
            pg_sys::ALLOCSET_SMALL_MINSIZE as usize,
            pg_sys::ALLOCSET_SMALL_INITSIZE as usize,
            pg_sys::ALLOCSET_SMALL_MAXSIZE as usize,
        );
        let portal = Changed::to(&raw mut pg_sys::PortalContext, memory);
        let result = PgTryBuilder::new(AssertUnwindSafe(|| {
            pg_sys::SetCurrentStatementStartTimestamp();
            pg_sys::StartTransactionCommand();
            pg_sys::MemoryContextSwitchTo(memory);
            let parsed = pg_sys::raw_parser(text.as_ptr(), pg_sys::RawParseMode::RAW_PARSE_DEFAULT);
            let raw = catalog::nth(parsed, 0) as *mut pg_sys::RawStmt;
            let state = pg_sys::make_parsestate(std::ptr::null_mut());
            pg_sys::ExecVacuum(state, (*raw).stmt as *mut pg_sys::VacuumStmt, true);
            pg_sys::CommitTransactionCommand();
            Ok(())
        }))
        .catch_others(|error| Err(attempt::failure(&error)))
        .execute();
        if result.is_err() {
            pg_sys::AbortCurrentTransaction();
            (&raw mut pg_sys::QueryCancelPending).write_volatile(0);
        }
        drop(portal);
        pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
        pg_sys::MemoryContextDelete(memory);
        result
    }
}

/// The running transaction's id, which never comes again; one is assigned if it has none.
pub fn assigned_id() -> u64 {
    // SAFETY: called in a transaction that writes.
    unsafe { pg_sys::GetTopFullTransactionId().value }
}
