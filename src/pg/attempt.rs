//! Work that may end in a PostgreSQL ERROR which is then not one: run in a subtransaction, undone on failure.

use std::panic::AssertUnwindSafe;

use pgrx::pg_sys::panic::CaughtError;
use pgrx::{PgTryBuilder, pg_sys};

use crate::error::{Failure, Outcome};

/// Runs `work`; an ERROR raised by PostgreSQL within becomes a failure with its code and message.
///
/// Whatever the work held (open tables, locks, changed settings, another identity) is given back by the abort of the
/// subtransaction: catching the ERROR alone would leave it behind. No transaction id is assigned, so this works on a
/// standby.
pub fn attempt<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    // SAFETY: the memory context and resource owner of before are restored behind either end of the subtransaction,
    // as every procedural language does.
    unsafe {
        let context = pg_sys::CurrentMemoryContext;
        let owner = pg_sys::CurrentResourceOwner;
        pg_sys::BeginInternalSubTransaction(std::ptr::null());
        pg_sys::MemoryContextSwitchTo(context);
        let result = PgTryBuilder::new(AssertUnwindSafe(work))
            .catch_others(|error| Err(failure(error)))
            .execute();
        match result {
            Ok(_) => pg_sys::ReleaseCurrentSubTransaction(),
            Err(_) => pg_sys::RollbackAndReleaseCurrentSubTransaction(),
        }
        pg_sys::MemoryContextSwitchTo(context);
        pg_sys::CurrentResourceOwner = owner;
        result
    }
}

fn failure(error: CaughtError) -> Failure {
    match error {
        CaughtError::PostgresError(report)
        | CaughtError::ErrorReport(report)
        | CaughtError::RustPanic {
            ereport: report, ..
        } => Failure::caught(report.sql_error_code(), report.message()),
    }
}
