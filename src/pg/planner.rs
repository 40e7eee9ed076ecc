//! How our statements are planned: without JIT; those of reads and maintenance by their indexes, those of pages in the order asked for.

use pgrx::pg_sys;

use super::variable::Changed;

/// Runs `work` without the JIT compiler: our statements touch few rows, whatever their estimates say, and compiling takes seconds.
pub fn without_jit<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: a setting of this backend.
    let _restored = unsafe { Changed::to(&raw mut pg_sys::jit_enabled, false) };
    work()
}

/// Runs `work` with the planner bound to index order.
///
/// A generic plan knows neither how few rows a page takes nor that the scan stops early. Left alone the
/// planner now and then sorts a whole table for twenty rows.
pub fn by_index_order<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: settings of this backend.
    let _restored = unsafe {
        [
            Changed::to(&raw mut pg_sys::enable_seqscan, false),
            Changed::to(&raw mut pg_sys::enable_bitmapscan, false),
            Changed::to(&raw mut pg_sys::enable_sort, false),
        ]
    };
    work()
}

/// Runs `work` with the planner bound to indexes.
///
/// A batch of maintenance touches a small part of what there is, but where the storage grows fast its statistics lag
/// behind, and a scan of all windows looks cheap.
pub fn by_index<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: settings of this backend.
    let _restored = unsafe { Changed::to(&raw mut pg_sys::enable_seqscan, false) };
    work()
}

/// Runs `work` with the planner bound to indexes, but free to sort what they give.
///
/// For the newest rows of somebody: an index by time stops early, while a sort reads all rows of whoever has many; but where
/// there is no such index, a sort reads less than a walk through the rows of everybody.
pub fn by_index_or_sort<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: settings of this backend.
    let _restored = unsafe {
        [
            Changed::to(&raw mut pg_sys::enable_seqscan, false),
            Changed::to(&raw mut pg_sys::enable_bitmapscan, false),
            Changed::to(&raw mut pg_sys::enable_sort, true),
        ]
    };
    work()
}

/// Runs `work` with the planner free to choose: for statements that go through whole tables.
pub fn by_cost<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: settings of this backend.
    let _restored = unsafe {
        [
            Changed::to(&raw mut pg_sys::enable_seqscan, true),
            Changed::to(&raw mut pg_sys::enable_bitmapscan, true),
            Changed::to(&raw mut pg_sys::enable_sort, true),
        ]
    };
    work()
}
