//! The board on which launcher, workers and backends leave each other messages: which database has work, where its worker
//! is, and who wants the database for itself. It is in shared memory, of fixed size.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::pg::latch::Waker;

/// How many databases the board has room for: those with a worker, with work, or held. Twenty times as many as a server
/// has workers by default; what does not fit makes the launcher look everywhere.
const SLOTS: usize = 128;

/// The OID of no database.
const NONE: u32 = 0;

/// Where the worker of a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    None,
    /// The postmaster was asked for it; `ticket` tells this one from those asked for before.
    Starting {
        ticket: u32,
    },
    Here {
        pid: i32,
        waker: Waker,
        /// It can be cancelled: before, a cancellation would be its end.
        connected: bool,
        /// It has found feeds.
        serving: bool,
        parting: Parting,
    },
    /// It has left; the launcher has not seen it yet.
    Gone(Parting),
}

/// Why a worker leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// There is no feed.
    Idle,
    /// It was asked to: the database is held, or workers are switched off.
    Asked,
    /// It did not say: an error, or the administrator ended it.
    Unexplained,
}

struct Slot {
    database: AtomicU32,
    /// A commit left work that no worker has begun to look at.
    work: AtomicBool,
    worker: Cell<Worker>,
    /// How many backends want the database without a worker.
    holds: Cell<u32>,
}

impl Slot {
    const fn empty() -> Slot {
        Slot {
            database: AtomicU32::new(NONE),
            work: AtomicBool::new(false),
            worker: Cell::new(Worker::None),
            holds: Cell::new(0),
        }
    }

    fn is_of(&self, database: u32) -> bool {
        self.database.load(Ordering::Relaxed) == database
    }

    /// Gives the slot back if nothing is known of its database any more.
    fn tidy(&self) {
        let idle = self.worker.get() == Worker::None && self.holds.get() == 0;
        if idle && !self.work.load(Ordering::Relaxed) {
            self.database.store(NONE, Ordering::Relaxed);
        }
    }

    fn clear(&self, database: u32) {
        self.work.store(false, Ordering::Relaxed);
        self.worker.set(Worker::None);
        self.holds.set(0);
        self.database.store(database, Ordering::Relaxed);
    }
}

/// Everything but [`Board::has_heard`] is called with the board's lock held.
pub struct Board {
    launcher: Cell<Option<Waker>>,
    /// Work was reported, or a database changed, that no slot tells of.
    look_everywhere: Cell<bool>,
    slots: [Slot; SLOTS],
}

impl Board {
    pub fn new() -> Board {
        Board {
            launcher: Cell::new(None),
            look_everywhere: Cell::new(true),
            slots: [const { Slot::empty() }; SLOTS],
        }
    }

    fn find(&self, database: u32) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.is_of(database))
    }

    fn find_or_take(&self, database: u32) -> Option<&Slot> {
        let found = self.find(database);
        found.or_else(|| {
            let free = self.find(NONE)?;
            free.clear(database);
            Some(free)
        })
    }

    /// The same; where the board is full, at the cost of a database of which only work is known.
    fn find_or_make(&self, database: u32) -> Option<&Slot> {
        let found = self.find_or_take(database);
        found.or_else(|| {
            let spare = self
                .slots
                .iter()
                .find(|slot| slot.worker.get() == Worker::None && slot.holds.get() == 0)?;
            spare.clear(database);
            self.look_everywhere.set(true);
            Some(spare)
        })
    }

    // What commits do.

    /// Whether the work of this database has been reported already, at the place where it was last time. Without the lock.
    pub fn has_heard(&self, database: u32, place: usize) -> bool {
        // Whoever reads "work" here is seen by the worker: it takes that back before it takes its snapshot.
        std::sync::atomic::fence(Ordering::SeqCst);
        self.slots
            .get(place)
            .is_some_and(|slot| slot.is_of(database) && slot.work.load(Ordering::SeqCst))
    }

    /// Notes that a commit left work; tells whom to wake, and where it was noted.
    pub fn report_work(&self, database: u32) -> (Option<Waker>, usize) {
        let Some(slot) = self.find_or_take(database) else {
            self.look_everywhere.set(true);
            return (self.launcher.get(), SLOTS);
        };
        slot.work.store(true, Ordering::SeqCst);
        let place = self
            .slots
            .iter()
            .position(|other| std::ptr::eq(other, slot))
            .unwrap_or(SLOTS);
        let waker = match slot.worker.get() {
            Worker::Here { waker, .. } => Some(waker),
            // It will look at everything anyway.
            Worker::Starting { .. } => None,
            Worker::None | Worker::Gone(_) => self.launcher.get(),
        };
        (waker, place)
    }

    // What the launcher does.

    /// A launcher has come. What a former one had asked for is not expected any more.
    pub fn launcher_came(&self, waker: Waker) {
        self.launcher.set(Some(waker));
        self.look_everywhere.set(true);
        for slot in &self.slots {
            if let Worker::Starting { .. } = slot.worker.get() {
                slot.worker.set(Worker::None);
                slot.tidy();
            }
        }
    }

    pub fn launcher_left(&self) {
        self.launcher.set(None);
    }

    pub fn shall_look_everywhere(&self) -> bool {
        self.look_everywhere.replace(false)
    }

    /// The databases with work and without a worker.
    pub fn neglected(&self) -> Vec<u32> {
        self.slots
            .iter()
            .filter(|slot| slot.worker.get() == Worker::None && slot.work.load(Ordering::Relaxed))
            .map(|slot| slot.database.load(Ordering::Relaxed))
            .collect()
    }

    /// Forgets the work of a database in which no worker may run.
    pub fn forget_work(&self, database: u32) {
        if let Some(slot) = self.find(database) {
            slot.work.store(false, Ordering::SeqCst);
            slot.tidy();
        }
    }

    /// The workers that have left since the last call, each told once.
    pub fn departed(&self) -> Vec<(u32, Parting)> {
        let mut departed = Vec::new();
        for slot in &self.slots {
            if let Worker::Gone(parting) = slot.worker.get() {
                departed.push((slot.database.load(Ordering::Relaxed), parting));
                slot.worker.set(Worker::None);
                slot.tidy();
            }
        }
        departed
    }

    /// Announces a worker; false where the database is held, or has one.
    pub fn announce(&self, database: u32, ticket: u32) -> bool {
        let Some(slot) = self.find_or_make(database) else {
            return false;
        };
        let free = slot.worker.get() == Worker::None && slot.holds.get() == 0;
        if free {
            slot.worker.set(Worker::Starting { ticket });
        }
        free
    }

    /// The announced worker will not come; false where it has come already.
    pub fn give_up(&self, database: u32, ticket: u32) -> bool {
        let Some(slot) = self.find(database) else {
            return false;
        };
        let announced = slot.worker.get() == (Worker::Starting { ticket });
        if announced {
            slot.worker.set(Worker::None);
            slot.tidy();
        }
        announced
    }

    /// Whether the worker of a database is on its way, or has not found out yet whether there is a feed.
    pub fn is_settling(&self, database: u32) -> bool {
        matches!(
            self.worker(database),
            Worker::Starting { .. } | Worker::Here { serving: false, .. }
        )
    }

    pub fn worker(&self, database: u32) -> Worker {
        self.find(database)
            .map_or(Worker::None, |slot| slot.worker.get())
    }

    /// The workers that are there.
    pub fn present(&self) -> Vec<u32> {
        self.slots
            .iter()
            .filter(|slot| matches!(slot.worker.get(), Worker::Here { .. }))
            .map(|slot| slot.database.load(Ordering::Relaxed))
            .collect()
    }

    // What a worker does.

    /// A worker has come; false where it is not expected (any more).
    pub fn came(&self, database: u32, ticket: u32, pid: i32, waker: Waker) -> bool {
        let Some(slot) = self.find(database) else {
            return false;
        };
        if slot.worker.get() != (Worker::Starting { ticket }) {
            return false;
        }
        let held = slot.holds.get() > 0;
        slot.worker.set(match held {
            true => Worker::Gone(Parting::Asked),
            false => Worker::Here {
                pid,
                waker,
                connected: false,
                serving: false,
                parting: Parting::Unexplained,
            },
        });
        !held
    }

    /// Whether the worker may stay; what it says of itself is noted.
    pub fn may_stay(&self, database: u32, now_serving: bool) -> bool {
        let Some(slot) = self.find(database) else {
            return false;
        };
        let mut worker = slot.worker.get();
        if let Worker::Here {
            connected, serving, ..
        } = &mut worker
        {
            *connected = true;
            *serving |= now_serving;
        }
        slot.worker.set(worker);
        slot.holds.get() == 0
    }

    /// Takes what was reported, before looking for it.
    pub fn take_work(&self, database: u32) {
        if let Some(slot) = self.find(database) {
            slot.work.swap(false, Ordering::SeqCst);
        }
    }

    /// The worker says why it will leave.
    pub fn explain(&self, database: u32, why: Parting) {
        if let Some(slot) = self.find(database) {
            let mut worker = slot.worker.get();
            if let Worker::Here { parting, .. } = &mut worker {
                *parting = why;
            }
            slot.worker.set(worker);
        }
    }

    /// A worker has left its database; tells whom to wake.
    pub fn left(&self, database: u32) -> Option<Waker> {
        let slot = self.find(database)?;
        if let Worker::Here { parting, .. } = slot.worker.get() {
            slot.worker.set(Worker::Gone(parting));
        }
        self.launcher.get()
    }

    // What a backend does that wants a database for itself.

    /// No worker starts in the database from now on; false where the board is full.
    pub fn hold(&self, database: u32) -> bool {
        self.find_or_make(database)
            .map(|slot| slot.holds.set(slot.holds.get() + 1))
            .is_some()
    }

    /// The end of one [`Board::hold`]; tells whom to wake. The database may be another one now, or no more.
    pub fn release(&self, database: u32) -> Option<Waker> {
        if let Some(slot) = self.find(database) {
            slot.holds.set(slot.holds.get().saturating_sub(1));
            slot.tidy();
        }
        self.look_everywhere.set(true);
        self.launcher.get()
    }
}
