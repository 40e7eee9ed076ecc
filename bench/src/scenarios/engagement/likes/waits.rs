//! Looks again and again who waits for a lock while something else runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::server;

const WAITS: &str = include_str!("../../../../sql/engagement/waits.sql");

/// How long to rest between two looks: a look takes the locks of the lock table itself.
pub const REST: Duration = Duration::from_millis(10);

/// How many looks there were, and in how many of them somebody waited.
#[derive(Debug, Clone, Copy, Default)]
pub struct Waits {
    pub looks: u64,
    /// For a row, or for the transaction that holds it.
    pub rows: u64,
    /// For another lock: of a relation, or to extend one.
    pub others: u64,
}

impl Waits {
    /// The share of looks that found somebody waiting for a row.
    pub fn of_rows(self) -> f64 {
        self.rows as f64 / self.looks.max(1) as f64
    }

    /// The share of looks that found somebody waiting for another lock.
    pub fn of_others(self) -> f64 {
        self.others as f64 / self.looks.max(1) as f64
    }
}

/// Does some work, and looks meanwhile, in a session of its own.
pub fn during<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Waits)> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let looker = scope.spawn(|| look(&done));
        let worked = work();
        done.store(true, Ordering::Release);
        let waits = looker
            .join()
            .map_err(|_| Failure::said("who looks for locks broke off"))??;
        Ok((worked?, waits))
    })
}

fn look(done: &AtomicBool) -> Outcome<Waits> {
    let mut client = server::connect()?;
    let statement = client.prepare(WAITS)?;
    let mut waits = Waits::default();
    while !done.load(Ordering::Acquire) {
        let row = client.query_one(&statement, &[])?;
        let [locks, rows, others] = ["locks", "rows", "others"].map(|name| row.get::<_, i64>(name));
        waits.looks += 1;
        waits.rows += u64::from(locks > 0 || rows > 0);
        waits.others += u64::from(others > 0);
        thread::sleep(REST);
    }
    Ok(waits)
}
