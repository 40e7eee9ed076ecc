//! How our read statements are planned: by their indexes, in the order asked for, without JIT.

use pgrx::pg_sys;

/// Runs `work` with the planner bound to index order.
///
/// A generic plan knows neither how few rows a page takes nor that the scan stops early. Left alone the
/// planner now and then sorts a whole table for twenty rows, and the inflated estimates start the JIT compiler.
pub fn by_index_order<T>(work: impl FnOnce() -> T) -> T {
    let _restored = Switches::off();
    work()
}

struct Switches {
    seqscan: bool,
    bitmapscan: bool,
    sort: bool,
    jit: bool,
}

impl Switches {
    fn off() -> Switches {
        // SAFETY: a backend is one thread, and these are its own variables. They are set directly because the
        // setting machinery costs microseconds on each read; Drop restores them on every way out.
        unsafe {
            let former = Switches {
                seqscan: pg_sys::enable_seqscan,
                bitmapscan: pg_sys::enable_bitmapscan,
                sort: pg_sys::enable_sort,
                jit: pg_sys::jit_enabled,
            };
            pg_sys::enable_seqscan = false;
            pg_sys::enable_bitmapscan = false;
            pg_sys::enable_sort = false;
            pg_sys::jit_enabled = false;
            former
        }
    }
}

impl Drop for Switches {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe {
            pg_sys::enable_seqscan = self.seqscan;
            pg_sys::enable_bitmapscan = self.bitmapscan;
            pg_sys::enable_sort = self.sort;
            pg_sys::jit_enabled = self.jit;
        }
    }
}
