//! The background workers: a launcher for the cluster, an applier for each database with feeds, and what backends tell them.

mod applier;
mod board;
#[cfg(test)]
mod board_test;
mod hold;
mod launcher;
mod notes;
mod turns;
mod visits;

use std::cell::Cell;

use board::{Board, Worker};
use notes::Notes;

use crate::merge::key::Key;
use crate::pg::shared_memory::{self, Place, Shared};
use crate::pg::{background, databases, transaction, utility};
use crate::server_settings;

static BOARD: Shared<Board> = Shared::new(c"pg_feed board", Board::new);
/// Apart from the board, so that reads never make a commit wait.
static NOTES: Shared<Notes> = Shared::new(c"pg_feed notes", Notes::new);

static PLACES: [&dyn Place; 2] = [&BOARD, &NOTES];

/// What the library does when it is loaded. Without preloading there are the settings and nothing else.
pub fn load() {
    server_settings::define();
    if background::is_preloading() {
        shared_memory::request(&PLACES);
        launcher::register();
        utility::before_exclusive_use(hold::make_room);
    }
}

thread_local! {
    static WATCHING: Cell<bool> = const { Cell::new(false) };
    static WORK: Cell<bool> = const { Cell::new(false) };
    /// Where this backend's database stood on the board last time.
    static PLACE: Cell<usize> = const { Cell::new(0) };
}

/// Wakes the worker of this database, or the launcher where there is none, if and when the running transaction commits.
pub fn work_at_commit() {
    if BOARD.unguarded().is_some() {
        WORK.set(true);
        watch_transactions();
    }
}

/// Notes that a viewer's timeline was read, unless that would take a wait. Of many reads some notes are lost.
pub fn note_read(feed: &str, viewer: &Key) {
    if NOTES.unguarded().is_none() || !server_settings::worker() || databases::in_recovery() {
        return;
    }
    let database = databases::mine().to_u32();
    NOTES.alone_at_once(|notes| notes.write(database, feed, viewer));
}

/// The number of the process that maintains the feeds of this database, if there is one.
pub fn pid() -> Option<i32> {
    let database = databases::mine().to_u32();
    match BOARD.alone(|board| board.worker(database)) {
        Some(Worker::Here {
            pid, serving: true, ..
        }) => Some(pid),
        _ => None,
    }
}

/// Has [`ended`] called from now on, in this backend.
fn watch_transactions() {
    if !WATCHING.replace(true) {
        transaction::at_each_end(ended);
    }
}

fn ended(committed: bool) {
    if WORK.replace(false) && committed {
        report_work();
    }
    hold::end();
}

fn report_work() {
    let database = databases::mine().to_u32();
    let heard = BOARD
        .unguarded()
        .is_none_or(|board| board.has_heard(database, PLACE.get()));
    if heard {
        return;
    }
    if let Some((waker, place)) = BOARD.alone(|board| board.report_work(database)) {
        PLACE.set(place);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
