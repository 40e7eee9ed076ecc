//! Work that may end in a PostgreSQL ERROR which is then not one: run in a subtransaction, undone on failure.

use std::panic::AssertUnwindSafe;

use pgrx::pg_sys::panic::{CaughtError, ErrorReportWithLevel};
use pgrx::{PgSqlErrorCode, PgTryBuilder, pg_sys};

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
        let result = PgTryBuilder::new(AssertUnwindSafe(|| {
            work().map_err(|failure| Box::new((failure, None)))
        }))
        .catch_others(|error| {
            let passes = concerns_the_statement(&error);
            Err(Box::new((failure(&error), passes.then_some(error))))
        })
        .execute();
        match result {
            Ok(_) => pg_sys::ReleaseCurrentSubTransaction(),
            Err(_) => pg_sys::RollbackAndReleaseCurrentSubTransaction(),
        }
        pg_sys::MemoryContextSwitchTo(context);
        pg_sys::CurrentResourceOwner = owner;
        // Only now: left open, the subtransaction would be taken for a savepoint of the user's.
        result.map_err(|caught| match *caught {
            (_, Some(error)) => error.rethrow(),
            (failure, None) => failure,
        })
    }
}

fn report(error: &CaughtError) -> &ErrorReportWithLevel {
    match error {
        CaughtError::PostgresError(report)
        | CaughtError::ErrorReport(report)
        | CaughtError::RustPanic {
            ereport: report, ..
        } => report,
    }
}

/// What was caught, as a failure.
pub(super) fn failure(error: &CaughtError) -> Failure {
    let report = report(error);
    Failure::caught(report.sql_error_code(), report.message())
}

/// Cancellation, shutdown, lock time-outs, conflicts and lack of memory are not the work's own failures.
fn concerns_the_statement(error: &CaughtError) -> bool {
    [
        PgSqlErrorCode::ERRCODE_QUERY_CANCELED,
        PgSqlErrorCode::ERRCODE_ADMIN_SHUTDOWN,
        PgSqlErrorCode::ERRCODE_CRASH_SHUTDOWN,
        PgSqlErrorCode::ERRCODE_LOCK_NOT_AVAILABLE,
        PgSqlErrorCode::ERRCODE_T_R_SERIALIZATION_FAILURE,
        PgSqlErrorCode::ERRCODE_T_R_DEADLOCK_DETECTED,
        PgSqlErrorCode::ERRCODE_OUT_OF_MEMORY,
    ]
    .contains(&report(error).sql_error_code())
}
