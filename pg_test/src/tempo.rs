//! How fast the parts of the churn go: each waits for the others' progress, so that changes, maintenance and reads stay mixed.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(300);

/// Between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(1);

/// A count that several threads raise.
#[derive(Debug, Default)]
pub struct Count(AtomicUsize);

impl Count {
    pub fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    pub fn add(&self, more: usize) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }
}

/// Progress of everybody.
#[derive(Debug, Default)]
pub struct Tempo {
    /// Transactions that the writers have ended, one way or another.
    pub transactions: Count,
    /// Comparisons with the reference.
    pub comparisons: Count,
    /// Transactions that a reader waits for, whatever the number of comparisons.
    pub granted: Count,
    over: AtomicBool,
}

impl Tempo {
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Waits for a condition, or for the end; false at the end.
    pub fn wait(&self, what: &str, holds: impl Fn(&Self) -> bool) -> bool {
        let start = Instant::now();
        while !self.is_over() {
            if holds(self) {
                return true;
            }
            assert!(
                start.elapsed() < LIMIT,
                "{what} waits in vain after {} transactions and {} comparisons",
                self.transactions.get(),
                self.comparisons.get()
            );
            std::thread::sleep(PAUSE);
        }
        false
    }
}

/// Ends the churn, whether the thread that holds it returns or panics.
pub struct Ending<'a>(pub &'a Tempo);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Ends the churn if the thread that holds it panics.
pub struct Alarm<'a>(pub &'a Tempo);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}
