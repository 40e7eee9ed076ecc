//! Procedures that commit on their way.

use std::ffi::c_int;

use pgrx::pg_sys;

use super::function::Call;
use crate::error::{Failure, Outcome};

/// Runs `work`, which may commit what it has done so far; 2D000 where the caller does not allow that.
pub fn run(
    call: &Call,
    name: &str,
    work: impl FnOnce(&dyn Fn() -> Outcome<()>) -> Outcome<()>,
) -> Outcome<()> {
    if is_atomic(call) {
        return Err(Failure::invalid_termination(format!(
            "{name} commits, and cannot be called within a transaction"
        ))
        .hint("CALL it on its own, outside a transaction block and of any function."));
    }
    // SAFETY: connect and finish come in pairs; an unwinding ERROR leaves the pop to the transaction's end.
    unsafe {
        if pg_sys::SPI_connect_ext(pg_sys::SPI_OPT_NONATOMIC as c_int)
            != pg_sys::SPI_OK_CONNECT as c_int
        {
            return Err(Failure::internal("could not connect to SPI"));
        }
        let result = work(&|| {
            pg_sys::SPI_commit();
            Ok(())
        });
        pg_sys::SPI_finish();
        result
    }
}

fn is_atomic(call: &Call) -> bool {
    let context = call.context();
    // SAFETY: the context of a procedure's call is a CallContext, told by its tag.
    unsafe {
        context.is_null()
            || (*context).type_ != pg_sys::NodeTag::T_CallContext
            || (*(context as *mut pg_sys::CallContext)).atomic
    }
}
