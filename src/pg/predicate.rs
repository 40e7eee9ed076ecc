//! A condition of the feed, kept ready to be tested on a row that no statement fetched.

use pgrx::pg_sys::{self, Oid};

use super::expression::{Expression, Mention};
use crate::error::Outcome;

/// A planned condition, in memory of its own.
#[derive(Debug)]
pub struct Predicate {
    node: *mut pg_sys::Expr,
    /// Whatever the row holds, it raises no error.
    pub is_safe: bool,
    memory: pg_sys::MemoryContext,
}

impl Predicate {
    /// Plans a condition over a table whose row has the name `alias`. NULL will count as false.
    pub fn new(relation: Oid, alias: &str, condition: &str) -> Outcome<Predicate> {
        Self::of(Expression::over_row(
            relation,
            alias,
            &format!("({condition}) IS TRUE"),
        )?)
    }

    /// Plans a stored condition over a table, or a partition of it, by the names its columns had then. NULL will count as false.
    pub fn stored(relation: Oid, condition: &str, mentions: &[Mention]) -> Outcome<Predicate> {
        let condition = format!("({condition}) IS TRUE");
        Self::of(Expression::stored_condition(
            relation, &condition, mentions,
        )?)
    }

    fn of(expression: Expression) -> Outcome<Predicate> {
        // SAFETY: the planner's result is copied into a context that lives until this value is dropped.
        unsafe {
            let planned = pg_sys::expression_planner(expression.node() as *mut pg_sys::Expr);
            // What is leakproof tells nothing of its arguments, not even by an error.
            let is_safe = !pg_sys::contain_leaked_vars(planned as *mut pg_sys::Node);
            let memory = pg_sys::AllocSetContextCreateExtended(
                pg_sys::CacheMemoryContext,
                c"pg_feed condition".as_ptr(),
                pg_sys::ALLOCSET_SMALL_MINSIZE as usize,
                pg_sys::ALLOCSET_SMALL_INITSIZE as usize,
                pg_sys::ALLOCSET_SMALL_MAXSIZE as usize,
            );
            let former = pg_sys::MemoryContextSwitchTo(memory);
            let node = pg_sys::copyObjectImpl(planned as *const _) as *mut pg_sys::Expr;
            pg_sys::MemoryContextSwitchTo(former);
            Ok(Predicate {
                node,
                is_safe,
                memory,
            })
        }
    }

    /// Makes it ready to be tested, as the role now acting: rights on its functions are checked here.
    pub fn ready(&self) -> Test {
        // SAFETY: the state lives in the memory of the read, longer than the test.
        unsafe {
            let memory = pg_sys::CreateStandaloneExprContext();
            Test {
                state: pg_sys::ExecInitExpr(self.node, std::ptr::null_mut()),
                memory,
            }
        }
    }
}

impl Drop for Predicate {
    fn drop(&mut self) {
        // SAFETY: made by `new`, and nothing else refers to it.
        unsafe { pg_sys::MemoryContextDelete(self.memory) };
    }
}

/// A condition ready for one read.
pub struct Test {
    state: *mut pg_sys::ExprState,
    memory: *mut pg_sys::ExprContext,
}

impl Test {
    /// Whether the row in a slot of its table passes.
    pub(super) fn passes(&self, slot: *mut pg_sys::TupleTableSlot) -> bool {
        // SAFETY: the slot holds a row of the table that the condition was parsed over.
        unsafe {
            (*self.memory).ecxt_scantuple = slot;
            let passes = pg_sys::ExecCheck(self.state, self.memory);
            pg_sys::MemoryContextReset((*self.memory).ecxt_per_tuple_memory);
            passes
        }
    }
}

impl Drop for Test {
    fn drop(&mut self) {
        // After an ERROR the memory of the transaction goes as a whole.
        if !std::thread::panicking() {
            // SAFETY: made by Predicate::ready.
            unsafe { pg_sys::FreeExprContext(self.memory, true) };
        }
    }
}
