//! Waiting in a process until another one wakes it, time has passed, or the server ends.

use std::ffi::c_long;
use std::time::Duration;

use pgrx::pg_sys;

/// Wakes one process; may be kept in shared memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waker(usize);

impl Waker {
    /// That of this process.
    pub fn mine() -> Waker {
        // SAFETY: plain read; a process that is connected to shared memory has its latch there.
        Waker(unsafe { pg_sys::MyLatch } as usize)
    }

    /// Of nobody, to be told apart in tests without a server.
    #[cfg(test)]
    pub fn numbered(number: usize) -> Waker {
        Waker(number)
    }

    pub fn wake(self) {
        // SAFETY: latches of processes stay where they are as long as the server runs. Where the process has ended,
        // whoever has its place now wakes once for nothing.
        unsafe { pg_sys::SetLatch(self.0 as *mut pg_sys::Latch) };
    }
}

/// Waits in a statement until woken, at most so long, then handles interrupts. Ends the process with the postmaster.
pub fn wait(limit: Duration) {
    sleep(limit);
    pg_sys::check_for_interrupts!();
}

/// The same outside of transactions, in a process without a client: a request to cancel what it is doing comes too late
/// there, and is forgotten.
pub fn rest(limit: Duration) {
    sleep(limit);
    // SAFETY: a flag of this process that its signal handler sets.
    unsafe { (&raw mut pg_sys::QueryCancelPending).write_volatile(0) };
    pg_sys::check_for_interrupts!();
}

fn sleep(limit: Duration) {
    // Rounded up: a wait of less than a millisecond would turn into none, and a loop into a busy one.
    let milliseconds = limit.as_millis().saturating_add(1).min(i32::MAX as u128);
    // SAFETY: this process's own latch, which nobody else waits for.
    unsafe {
        pg_sys::WaitLatch(
            pg_sys::MyLatch,
            (pg_sys::WL_LATCH_SET | pg_sys::WL_TIMEOUT | pg_sys::WL_EXIT_ON_PM_DEATH) as i32,
            milliseconds as c_long,
            pg_sys::PG_WAIT_EXTENSION,
        );
        pg_sys::ResetLatch(pg_sys::MyLatch);
    }
}
