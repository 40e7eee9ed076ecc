//! The worker of one database: gives each of its feeds a batch of maintenance in turn, each in a transaction of its own, and
//! lets none of them stop the others.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use pgrx::pg_sys::Oid;

use super::board::Parting;
use super::turns::Turns;
use super::{BOARD, NOTES};
use crate::background_process;
use crate::definition::authority::as_registrar;
use crate::error::{Failure, Outcome, warn};
use crate::maintain;
use crate::pg::background::{self, Kind};
use crate::pg::latch::{self, Waker};
use crate::pg::{catalog, spi, transaction};
use crate::server_settings;

background_process!(pg_feed_worker, run);

pub const KIND: Kind = Kind {
    name: c"pg_feed worker",
    symbol: c"pg_feed_worker",
};

/// Behind a commit that woke the worker: what others commit meanwhile goes into the same batch, and they need not wake it.
const GATHERING: Duration = Duration::from_millis(20);

/// Settings that an administrator makes for clients. They would end a batch, or have it read or write otherwise.
const SETTINGS: [(&std::ffi::CStr, &std::ffi::CStr); 10] = [
    (c"application_name", c"pg_feed worker"),
    (c"role", c"none"),
    (c"statement_timeout", c"0"),
    // A table that is locked for long keeps its own feed waiting and no other. Below PostgreSQL's default for
    // deadlock_timeout: where a worker and a client wait for each other, the worker gives way.
    (c"lock_timeout", c"500ms"),
    (c"idle_in_transaction_session_timeout", c"0"),
    (c"transaction_timeout", c"0"),
    (c"default_transaction_isolation", c"read committed"),
    (c"default_transaction_read_only", c"off"),
    (c"default_transaction_deferrable", c"off"),
    (c"session_replication_role", c"origin"),
];

/// The database of this process, for its end.
static DATABASE: AtomicU32 = AtomicU32::new(0);

/// What a worker is told when it is started: its database, and which of all announced workers it is.
pub fn argument(database: u32, ticket: u32) -> u64 {
    u64::from(ticket) << 32 | u64::from(database)
}

fn run(argument: u64) {
    let (database, ticket) = (argument as u32, (argument >> 32) as u32);
    background::hear_signals();
    let (pid, waker) = (background::pid(), Waker::mine());
    if BOARD.alone(|board| board.came(database, ticket, pid, waker)) != Some(true) {
        return;
    }
    DATABASE.store(database, Ordering::Relaxed);
    background::at_exit(left);
    background::connect(Some(Oid::from(database)));
    for (name, value) in SETTINGS {
        background::set(name, value);
    }
    let mut applier = Applier {
        database,
        turns: Turns::default(),
        heeded: Instant::now(),
        vacuumed: Instant::now(),
    };
    let parting = applier.serve().unwrap_or_else(|failure| {
        warn(failure.within("pg_feed worker could not read the registry of feeds"));
        Parting::Unexplained
    });
    BOARD.alone(|board| board.explain(database, parting));
}

fn left() {
    let database = DATABASE.load(Ordering::Relaxed);
    if let Some(Some(launcher)) = BOARD.alone(|board| board.left(database)) {
        launcher.wake();
    }
}

struct Applier {
    database: u32,
    turns: Turns,
    /// When the notes of reads were taken last.
    heeded: Instant,
    /// When pending tables were looked at last.
    vacuumed: Instant,
}

impl Applier {
    /// Works until it may not stay or nothing is to be done here ever; tells which.
    fn serve(&mut self) -> Outcome<Parting> {
        let mut serving = false;
        while self.may_stay(serving) {
            BOARD.alone(|board| board.take_work(self.database));
            background::show_running("looking for feeds");
            let feeds = match transaction::run(feeds) {
                Ok(feeds) => feeds,
                // Cancelled in order to leave.
                Err(_) if !self.may_stay(serving) => break,
                Err(failure) => return Err(failure),
            };
            if feeds.is_empty() {
                return Ok(Parting::Idle);
            }
            if !serving {
                serving = true;
                continue;
            }
            let more = self.give_turns(&feeds);
            self.heed_readers(&feeds);
            if !more {
                self.vacuum(&feeds);
                self.rest();
            }
        }
        Ok(Parting::Asked)
    }

    /// Whether workers are wanted and nobody wants the database.
    fn may_stay(&self, serving: bool) -> bool {
        background::follow_configuration();
        let free = BOARD.alone(|board| board.may_stay(self.database, serving));
        server_settings::worker() && free == Some(true)
    }

    /// One batch for each feed; true where another one would find work.
    fn give_turns(&mut self, feeds: &[String]) -> bool {
        self.turns.keep(feeds);
        let mut more = false;
        for feed in feeds {
            if !self.turns.may_try(feed, Instant::now()) {
                continue;
            }
            if !self.may_stay(true) {
                return false;
            }
            background::show_running(&format!("maintaining feed \"{feed}\""));
            match transaction::run(|| maintain::batch(feed)) {
                Ok(progress) => {
                    self.turns.succeeded(feed);
                    more |= progress.is_some_and(|progress| progress.more);
                }
                Err(failure) => self.fail(feed, failure),
            }
        }
        more
    }

    /// Tells of a failure where it can be seen, once, and lets the feed wait.
    fn fail(&mut self, feed: &str, failure: Failure) {
        if !self.may_stay(true) {
            // Cancelled in order to leave.
            return;
        }
        let message = failure.sentence();
        if !self.turns.failed(feed, message.clone(), Instant::now()) {
            return;
        }
        if let Err(unrecorded) = transaction::run(|| maintain::record_failure(feed, &message)) {
            warn(unrecorded.within(format!(
                "a failure of feed \"{feed}\" could not be recorded"
            )));
        }
        warn(
            failure
                .within(format!("feed \"{feed}\" could not be maintained"))
                .hint("It is tried again, and told again when the reason changes; view feed.status shows it."),
        );
    }

    /// Makes room in pending tables that have been applied; at most once a naptime, for old snapshots may keep it from that.
    fn vacuum(&mut self, feeds: &[String]) {
        if self.vacuumed.elapsed() < server_settings::naptime() {
            return;
        }
        self.vacuumed = Instant::now();
        for feed in feeds {
            if !self.turns.may_try(feed, Instant::now()) || !self.may_stay(true) {
                continue;
            }
            background::show_running(&format!("vacuuming what feed \"{feed}\" has applied"));
            let done = transaction::run(|| maintain::vacuum::wanted(feed)).and_then(|wanted| {
                let mut wanted = wanted.iter();
                wanted.try_for_each(|one| transaction::vacuum(&one.table, one.shorten))
            });
            if let Err(failure) = done {
                self.fail(feed, failure);
            }
        }
    }

    /// Hands over who read what since the last time, at most once a naptime.
    fn heed_readers(&mut self, feeds: &[String]) {
        if self.heeded.elapsed() < server_settings::naptime() {
            return;
        }
        self.heeded = Instant::now();
        let mut notes = NOTES
            .alone(|notes| notes.take(self.database))
            .unwrap_or_default();
        for feed in feeds {
            let readers: Vec<_> = notes.remove(feed).unwrap_or_default().into_iter().collect();
            if !self.turns.may_try(feed, Instant::now()) || !self.may_stay(true) {
                continue;
            }
            background::show_running(&format!("heeding the readers of feed \"{feed}\""));
            if let Err(failure) = transaction::run(|| maintain::heed_readers(feed, &readers)) {
                self.fail(feed, failure);
            }
        }
    }

    /// Waits for a commit with work, for the naptime, or for a feed that failed to be tried again.
    fn rest(&self) {
        background::show_idle();
        let naptime = server_settings::naptime();
        let limit = self
            .turns
            .until_next(Instant::now())
            .map_or(naptime, |pause| pause.min(naptime));
        latch::rest(limit);
        if self.may_stay(true) {
            latch::rest(GATHERING);
        }
    }
}

/// The feeds of this database. None where it is not open to workers (any more).
fn feeds() -> Outcome<Vec<String>> {
    if !catalog::extension_is_here() {
        return Ok(Vec::new());
    }
    as_registrar(|| {
        spi::session(|session| {
            let mut feeds = Vec::new();
            session.once(
                include_str!("../../sql/worker/feeds.sql"),
                &[],
                &mut |row| {
                    feeds.extend(row.text(0));
                    ControlFlow::Continue(())
                },
            )?;
            Ok(feeds)
        })
    })
}
