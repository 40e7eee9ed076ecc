//! The launcher: one process for the cluster, connected to no database, that starts a worker in each database with feeds.

use std::time::{Duration, Instant};

use pgrx::pg_sys::Oid;

use super::board::Worker;
use super::visits::Visits;
use super::{BOARD, board::Board};
use super::{applier, hold};
use crate::background_process;
use crate::error::{Failure, Outcome, warn};
use crate::pg::background::{self, Kind, Started};
use crate::pg::latch::{self, Waker};
use crate::pg::{databases, transaction};
use crate::server_settings;

background_process!(pg_feed_launcher, run);

const KIND: Kind = Kind {
    name: c"pg_feed launcher",
    symbol: c"pg_feed_launcher",
};

/// After a failure of the launcher itself.
const RESTART: Duration = Duration::from_secs(5);
/// How often the list of databases is read when nobody tells of a change.
const PATROL: Duration = Duration::from_secs(60);
/// While a worker finds out whether there is a feed, no other one is started: a cluster of many databases without feeds
/// shall not take all worker processes for a look. One that takes longer is not waited for.
const SETTLING: Duration = Duration::from_secs(5);
const SETTLING_STEP: Duration = Duration::from_millis(50);
/// A database that is held is looked at again so soon; the end of the hold wakes the launcher before.
const HELD: Duration = Duration::from_secs(1);
/// How often workers are told that they are switched off, until all have gone.
const SENDING_AWAY: Duration = Duration::from_millis(100);
/// How long to wait where the server allows no more processes; doubled each time.
const FULL: Duration = Duration::from_secs(10);
const LONGEST_FULL: Duration = Duration::from_secs(60);

pub fn register() {
    KIND.register(RESTART);
}

fn run(_argument: u64) {
    background::hear_signals();
    background::at_exit(|| {
        BOARD.alone(Board::launcher_left);
    });
    let waker = Waker::mine();
    BOARD.alone(|board| board.launcher_came(waker));
    background::connect(None);
    let mut launcher = Launcher {
        visits: Visits::default(),
        next_patrol: Instant::now(),
        starting: None,
        ticket: 0,
        full: None,
        switched_off: false,
    };
    loop {
        background::follow_configuration();
        let pause = launcher.round();
        latch::rest(pause);
    }
}

struct Launcher {
    visits: Visits,
    next_patrol: Instant,
    starting: Option<Starting>,
    /// Of the last worker that was announced.
    ticket: u32,
    /// Set while the server has no room for another process: until when, and how long that pause is.
    full: Option<(Instant, Duration)>,
    /// Workers were switched off when it looked last.
    switched_off: bool,
}

struct Starting {
    database: u32,
    ticket: u32,
    process: Started,
    since: Instant,
}

impl Launcher {
    /// Does what is to be done now; tells how long to wait before the next look.
    fn round(&mut self) -> Duration {
        let now = Instant::now();
        for (database, parting) in BOARD.alone(Board::departed).unwrap_or_default() {
            self.visits.departed(database, parting, now);
            // There is room again.
            self.full = self.full.map(|(_, pause)| (now, pause));
        }
        if !server_settings::worker() {
            return self.send_away();
        }
        self.switched_off = false;
        if let Err(failure) = self.start_workers(now) {
            warn(failure.within("pg_feed launcher could not look for databases"));
            return PATROL;
        }
        self.pause(now)
    }

    fn start_workers(&mut self, now: Instant) -> Outcome<()> {
        self.list(now)?;
        if self.is_settling(now) || self.full.is_some_and(|(until, _)| now < until) {
            return Ok(());
        }
        match self.visits.next(now) {
            Some(database) => self.start(database, now),
            None => Ok(()),
        }
    }

    /// Has all workers leave, also those in the middle of a statement; tells how long to wait before the next look.
    fn send_away(&mut self) -> Duration {
        // Once the workers have heard of the change: they shall know why they are cancelled.
        let heard = std::mem::replace(&mut self.switched_off, true);
        let present = BOARD.alone(Board::present).unwrap_or_default();
        for database in &present {
            hold::disturb(*database, heard);
        }
        match present.is_empty() {
            true => PATROL,
            false => SENDING_AWAY,
        }
    }

    fn pause(&self, now: Instant) -> Duration {
        if self.starting.is_some() {
            return SETTLING_STEP;
        }
        let due = self.visits.until_next(now).unwrap_or(PATROL);
        let room = self.full.map_or(Duration::ZERO, |(until, _)| {
            until.saturating_duration_since(now)
        });
        due.max(room).min(PATROL)
    }

    /// Reads the list of databases where it may have changed, and hears which have work.
    fn list(&mut self, now: Instant) -> Outcome<()> {
        let neglected = BOARD.alone(Board::neglected).unwrap_or_default();
        let unknown = neglected
            .iter()
            .any(|database| !self.visits.knows(*database));
        let told = BOARD.alone(Board::shall_look_everywhere).unwrap_or(false);
        if told || unknown || now >= self.next_patrol {
            self.visits.list(&open_databases()?, now);
            self.next_patrol = now + PATROL;
        }
        for database in neglected {
            match self.visits.knows(database) {
                true => self.visits.told(database, now),
                false => {
                    BOARD.alone(|board| board.forget_work(database));
                }
            }
        }
        Ok(())
    }

    /// Whether the worker started last is still finding out whether it is needed.
    fn is_settling(&mut self, now: Instant) -> bool {
        let Some(starting) = &self.starting else {
            return false;
        };
        let Starting {
            database, ticket, ..
        } = *starting;
        if starting.process.has_ended() {
            // Ended without having come, so that nothing else will tell of it.
            if BOARD.alone(|board| board.give_up(database, ticket)) == Some(true) {
                self.visits.postpone(database, now + HELD);
            }
        } else if now.saturating_duration_since(starting.since) < SETTLING
            && BOARD.alone(|board| board.is_settling(database)) == Some(true)
        {
            return true;
        }
        self.starting = None;
        false
    }

    fn start(&mut self, database: u32, now: Instant) -> Outcome<()> {
        if let Some(Worker::Here { .. }) = BOARD.alone(|board| board.worker(database)) {
            // Started by a launcher before this one.
            self.visits.entered(database, now);
            return Ok(());
        }
        self.ticket = self.ticket.wrapping_add(1);
        let ticket = self.ticket;
        if BOARD.alone(|board| board.announce(database, ticket)) != Some(true) {
            self.visits.postpone(database, now + HELD);
            return Ok(());
        }
        // Looked up once more behind the announcement: who drops the database from now on waits for the worker, and what
        // was dropped before is not found.
        let give_up = || BOARD.alone(|board| board.give_up(database, ticket));
        let open = open_databases().inspect_err(|_| {
            give_up();
        })?;
        self.visits.list(&open, now);
        if !self.visits.knows(database) {
            give_up();
            return Ok(());
        }
        match applier::KIND.start(applier::argument(database, ticket)) {
            Some(process) => {
                self.visits.entered(database, now);
                self.full = None;
                self.starting = Some(Starting {
                    database,
                    ticket,
                    process,
                    since: now,
                });
            }
            None => {
                give_up();
                self.wait_for_room(now);
            }
        }
        Ok(())
    }

    /// Too few processes: told once, until there is room again.
    fn wait_for_room(&mut self, now: Instant) {
        let pause = match self.full {
            Some((_, pause)) => (pause * 2).min(LONGEST_FULL),
            None => {
                warn(
                    Failure::insufficient_resources(
                        "no background worker process is left for pg_feed",
                    )
                    .detail("Feeds of some databases are not maintained; their reads are exact, but slower.")
                    .hint("Increase max_worker_processes: pg_feed needs one, and one more for each database with feeds."),
                );
                FULL
            }
        };
        self.full = Some((now + pause, pause));
    }
}

fn open_databases() -> Outcome<Vec<u32>> {
    let open = transaction::run(|| Ok(databases::open_ones()))?;
    Ok(open.into_iter().map(Oid::to_u32).collect())
}
