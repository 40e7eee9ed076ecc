//! Functions of the server without pgrx's guard around each call, for loops that stand in one guard as a whole: the guard costs
//! as much as the call.

use pgrx::pg_sys;

// SAFETY: as the server declares them. An ERROR jumps out of them, so they may be called only inside `guarded`.
unsafe extern "C-unwind" {
    pub fn index_getnext_tid(
        scan: pg_sys::IndexScanDesc,
        direction: pg_sys::ScanDirection::Type,
    ) -> pg_sys::ItemPointer;

    pub fn index_fetch_heap(scan: pg_sys::IndexScanDesc, slot: *mut pg_sys::TupleTableSlot)
    -> bool;

    pub fn index_deform_tuple(
        row: pg_sys::IndexTuple,
        descriptor: pg_sys::TupleDesc,
        values: *mut pg_sys::Datum,
        nulls: *mut bool,
    );

    pub fn visibilitymap_get_status(
        table: pg_sys::Relation,
        page: pg_sys::BlockNumber,
        buffer: *mut pg_sys::Buffer,
    ) -> u8;
}

/// Runs `work`, turning an ERROR inside into a panic of ours at its border.
///
/// # Safety
/// Nothing in `work` may have a destructor: an ERROR jumps over it.
pub unsafe fn guarded<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: as required of the caller; backends have one thread.
    unsafe { pg_sys::ffi::pg_guard_ffi_boundary(work) }
}
