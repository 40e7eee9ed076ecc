//! Keeps workers away from a database that a statement wants for itself: DROP, RENAME, SET TABLESPACE, use as a template.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use pgrx::pg_sys::Oid;

use super::board::Worker;
use super::{BOARD, watch_transactions};
use crate::pg::{background, databases, latch};

/// Longer than it takes a worker to leave. Behind it PostgreSQL waits for others by its own rules, and tells of them.
const PATIENCE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(10);
/// A cancellation may come between two statements and be lost.
const STEPS_PER_CANCELLATION: u32 = 10;

thread_local! {
    /// The databases that the running transaction holds.
    static HELD: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

/// Holds a database until the transaction ends, and waits until its worker has left.
///
/// The hold ends with the transaction and not with the statement: only then others see what was done, and may connect
/// (again). It ends so however the statement ends, by ERROR or with its backend.
pub fn make_room(database: Oid) {
    let database = database.to_u32();
    if databases::in_recovery() || HELD.with_borrow(|held| held.contains(&database)) {
        return;
    }
    if BOARD.alone(|board| board.hold(database)) != Some(true) {
        return;
    }
    HELD.with_borrow_mut(|held| held.push(database));
    watch_transactions();
    let start = Instant::now();
    for step in 0.. {
        let cancel = step % STEPS_PER_CANCELLATION == 0;
        if !disturb(database, cancel) || start.elapsed() > PATIENCE {
            return;
        }
        latch::wait(STEP);
    }
}

/// Asks the worker of a database to look whether it may stay; with `cancel` in the middle of a statement, too. False where
/// there is none, nor one on its way.
pub fn disturb(database: u32, cancel: bool) -> bool {
    BOARD
        .alone(|board| match board.worker(database) {
            Worker::None | Worker::Gone(_) => false,
            Worker::Starting { .. } => true,
            Worker::Here {
                pid,
                waker,
                connected,
                ..
            } => {
                // With the lock held, so that the process is still this worker.
                if connected && cancel {
                    background::cancel(pid);
                }
                waker.wake();
                true
            }
        })
        .unwrap_or(false)
}

/// The transaction has ended: its databases may have workers again.
pub fn end() {
    let held = HELD.try_with(|held| {
        held.try_borrow_mut()
            .map(|mut held| std::mem::take(&mut *held))
    });
    for database in held.into_iter().flatten().flatten() {
        if let Some(Some(waker)) = BOARD.alone(|board| board.release(database)) {
            waker.wake();
        }
    }
}
