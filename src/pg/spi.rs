//! Statements inside a read: kept plans, run in the caller's snapshot, each row given to a closure.
//!
//! A read must see one snapshot in all its statements, or a row could move between two of them and be lost.
//! `read_only` makes SPI use the active snapshot as it is; nothing here assigns a transaction id, so reads
//! work on a standby.

use std::ffi::{CString, c_int};
use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};

use super::receiver::{Receiver, Sink};
use super::{catalog, identity, literals, planner};
use crate::error::{Failure, Outcome};

/// A connection to SPI for the length of one call.
pub struct Session {
    _made_only_here: (),
}

/// Connects, runs `work`, disconnects. After an ERROR the end of the transaction disconnects.
pub fn session<T>(work: impl FnOnce(&Session) -> Outcome<T>) -> Outcome<T> {
    // SAFETY: connect and finish come in pairs; an unwinding ERROR leaves the pop to the transaction's end.
    unsafe {
        if pg_sys::SPI_connect() != pg_sys::SPI_OK_CONNECT as c_int {
            return Err(Failure::internal("could not connect to SPI"));
        }
        let result = work(&Session {
            _made_only_here: (),
        });
        pg_sys::SPI_finish();
        result
    }
}

/// Runs `work` with the newest snapshot as the active one, whatever the transaction's is.
pub fn with_latest_snapshot<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: push and pop come in pairs; an unwinding ERROR leaves the pop to the transaction's end.
    unsafe {
        pg_sys::PushActiveSnapshot(pg_sys::GetLatestSnapshot());
        let result = work();
        pg_sys::PopActiveSnapshot();
        result
    }
}

/// `now()`: when the transaction began, in microseconds since 2000-01-01 00:00 UTC.
pub fn transaction_time() -> i64 {
    // SAFETY: plain read of transaction state.
    unsafe { pg_sys::GetCurrentTransactionStartTimestamp() }
}

/// A prepared statement that outlives the transaction; freed when dropped.
#[derive(Debug)]
pub struct Plan {
    plan: pg_sys::SPIPlanPtr,
    types: Vec<Oid>,
}

impl Session {
    /// Prepares one statement. It gets a generic plan: preparing again on each call costs five times as much
    /// as running it.
    pub fn prepare(&self, sql: &str, types: &[Oid]) -> Outcome<Plan> {
        self.prepare_for(sql, types, pg_sys::CURSOR_OPT_GENERIC_PLAN)
    }

    fn prepare_for(&self, sql: &str, types: &[Oid], planning: u32) -> Outcome<Plan> {
        let text =
            CString::new(sql).map_err(|_| Failure::internal("a statement with a zero byte"))?;
        let mut types = types.to_vec();
        // SAFETY: the text and the types live through the call, which copies both.
        unsafe {
            let plan = literals::read_plainly(|| {
                pg_sys::SPI_prepare_cursor(
                    text.as_ptr(),
                    types.len() as c_int,
                    types.as_mut_ptr(),
                    planning as c_int,
                )
            });
            if plan.is_null() {
                return Err(Failure::internal(format!("could not prepare: {sql}")));
            }
            pg_sys::SPI_keepplan(plan);
            Ok(Plan { plan, types })
        }
    }

    /// Runs a plan with the values of its parameters (None: NULL) in the active snapshot, and gives each row
    /// to `sink`.
    pub fn run(&self, plan: &Plan, values: &[Option<Datum>], sink: &mut Sink) -> Outcome<()> {
        self.execute(plan, values, true, sink)
    }

    /// Runs a plan in a new snapshot, as maintenance does: it writes, and reads what was committed meanwhile.
    pub fn run_anew(&self, plan: &Plan, values: &[Option<Datum>], sink: &mut Sink) -> Outcome<()> {
        self.execute(plan, values, false, sink)
    }

    /// How many rows the planner expects of a statement without parameters.
    pub fn expected_rows(&self, sql: &str) -> Outcome<f64> {
        let plan = self.prepare(sql, &[])?;
        // SAFETY: the plan was kept, so the current owner holds what it is planned to until that is released; what is planned is
        // one statement.
        unsafe {
            let planned = pg_sys::SPI_plan_get_cached_plan(plan.plan);
            if planned.is_null() {
                return Err(Failure::internal(format!("could not plan: {sql}")));
            }
            let statement = catalog::nth((*planned).stmt_list, 0) as *mut pg_sys::PlannedStmt;
            let rows = (*(*statement).planTree).plan_rows;
            pg_sys::ReleaseCachedPlan(planned, pg_sys::CurrentResourceOwner);
            Ok(rows)
        }
    }

    /// How many rows the last statement changed.
    pub fn changed(&self) -> u64 {
        // SAFETY: a variable of this backend, set by the last statement.
        unsafe { pg_sys::SPI_processed }
    }

    /// Runs a statement once in a new snapshot, under the pinned search_path: definition calls write, and
    /// read what they wrote.
    pub fn once(
        &self,
        sql: &str,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        identity::with_pinned_path(|| self.once_as_found(sql, parameters, sink))
    }

    /// The same under the caller's search_path: to look up what the caller named.
    pub fn once_as_found(
        &self,
        sql: &str,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        let (types, values): (Vec<Oid>, Vec<Option<Datum>>) = parameters.iter().copied().unzip();
        let plan = self.prepare_for(sql, &types, pg_sys::CURSOR_OPT_CUSTOM_PLAN)?;
        self.run_anew(&plan, &values, sink)
    }

    /// Runs a statement that changes rows, as [`Session::once`] does; returns how many.
    pub fn change(&self, sql: &str, parameters: &[(Oid, Option<Datum>)]) -> Outcome<u64> {
        self.once(sql, parameters, &mut |_| ControlFlow::Continue(()))?;
        Ok(self.changed())
    }

    /// Runs statements without parameters and without result, DDL among them, under the pinned search_path.
    pub fn command(&self, sql: &str) -> Outcome<()> {
        let text =
            CString::new(sql).map_err(|_| Failure::internal("a statement with a zero byte"))?;
        // SAFETY: the text lives through the call; results are discarded with the connection.
        let status =
            identity::with_pinned_path(|| unsafe { pg_sys::SPI_execute(text.as_ptr(), false, 0) });
        match status {
            failed if failed < 0 => Err(Failure::internal(format!("SPI returned {failed}"))),
            _ => Ok(()),
        }
    }

    fn execute(
        &self,
        plan: &Plan,
        values: &[Option<Datum>],
        read_only: bool,
        sink: &mut Sink,
    ) -> Outcome<()> {
        if values.len() != plan.types.len() {
            return Err(Failure::internal(
                "a statement got the wrong number of values",
            ));
        }
        let mut receiver = Receiver::new(sink);
        // SAFETY: the parameter list has room for exactly these values, of the types the plan was prepared with;
        // receiver and list outlive the execution.
        let status = unsafe {
            let params = pg_sys::makeParamList(values.len() as c_int);
            for (slot, (value, kind)) in (*params)
                .params
                .as_mut_slice(values.len())
                .iter_mut()
                .zip(values.iter().zip(&plan.types))
            {
                slot.value = value.unwrap_or(Datum::null());
                slot.isnull = value.is_none();
                slot.pflags = pg_sys::PARAM_FLAG_CONST as u16;
                slot.ptype = *kind;
            }
            let options = pg_sys::SPIExecuteOptions {
                params,
                read_only,
                dest: receiver.as_dest(),
                ..Default::default()
            };
            planner::without_jit(|| pg_sys::SPI_execute_plan_extended(plan.plan, &options))
        };
        // SPI calls a SELECT into a destination of one's own a utility command.
        match status {
            failed if failed < 0 => Err(Failure::internal(format!("SPI returned {failed}"))),
            _ => Ok(()),
        }
    }
}

impl Drop for Plan {
    fn drop(&mut self) {
        // SAFETY: the plan was kept by SPI_keepplan and belongs to nobody else.
        unsafe { pg_sys::SPI_freeplan(self.plan) };
    }
}
