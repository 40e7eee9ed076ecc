//! The board without a server: who is told of what, in the orders in which it can happen.

#![allow(clippy::unwrap_used)]

use super::board::{Board, Parting, Worker};
use crate::pg::latch::Waker;

const DATABASE: u32 = 16_384;

fn launched() -> (Board, Waker) {
    let board = Board::new();
    let launcher = Waker::numbered(1);
    board.launcher_came(launcher);
    (board, launcher)
}

#[test]
fn work_wakes_the_launcher_then_the_worker_and_is_reported_once() {
    let (board, launcher) = launched();
    let (woken, place) = board.report_work(DATABASE);
    assert_eq!(woken, Some(launcher));
    assert!(board.has_heard(DATABASE, place));
    assert_eq!(board.neglected(), [DATABASE]);
    assert!(board.announce(DATABASE, 1));
    assert!(board.neglected().is_empty());
    let worker = Waker::numbered(2);
    assert!(board.came(DATABASE, 1, 42, worker));
    board.take_work(DATABASE);
    assert!(!board.has_heard(DATABASE, place));
    assert_eq!(board.report_work(DATABASE).0, Some(worker));
}

#[test]
fn a_held_database_gets_no_worker_and_loses_the_one_on_its_way() {
    let (board, launcher) = launched();
    assert!(board.announce(DATABASE, 1));
    assert!(board.hold(DATABASE) && board.hold(DATABASE));
    assert!(!board.came(DATABASE, 1, 42, Waker::numbered(2)));
    assert!(matches!(board.worker(DATABASE), Worker::Gone(_)));
    assert_eq!(board.departed(), [(DATABASE, Parting::Asked)]);
    assert!(!board.announce(DATABASE, 2));
    assert_eq!(board.release(DATABASE), Some(launcher));
    assert!(!board.announce(DATABASE, 3));
    board.release(DATABASE);
    assert!(board.announce(DATABASE, 4));
}

#[test]
fn a_worker_asked_for_by_a_former_launcher_is_sent_away() {
    let (board, _) = launched();
    assert!(board.announce(DATABASE, 1));
    board.launcher_left();
    board.launcher_came(Waker::numbered(3));
    assert!(board.announce(DATABASE, 2));
    assert!(!board.came(DATABASE, 1, 42, Waker::numbered(2)));
    assert!(board.came(DATABASE, 2, 43, Waker::numbered(4)));
    assert!(!board.give_up(DATABASE, 2));
    assert!(matches!(
        board.worker(DATABASE),
        Worker::Here { pid: 43, .. }
    ));
}

#[test]
fn why_a_worker_left_is_told_once() {
    let (board, launcher) = launched();
    assert!(board.announce(DATABASE, 9));
    assert!(board.give_up(DATABASE, 9));
    for (ticket, why) in [(1, Some(Parting::Idle)), (2, None)] {
        assert!(board.announce(DATABASE, ticket));
        assert!(board.came(DATABASE, ticket, 42, Waker::numbered(2)));
        assert!(board.is_settling(DATABASE));
        assert!(board.may_stay(DATABASE, true));
        assert!(!board.is_settling(DATABASE));
        if let Some(why) = why {
            board.explain(DATABASE, why);
        }
        assert_eq!(board.left(DATABASE), Some(launcher));
        let told = why.unwrap_or(Parting::Unexplained);
        assert_eq!(board.departed(), [(DATABASE, told)]);
        assert!(board.departed().is_empty());
    }
}

#[test]
fn a_full_board_makes_the_launcher_look_everywhere_and_still_holds() {
    let (board, launcher) = launched();
    assert!(board.shall_look_everywhere());
    let mut databases = 1..;
    while !board.shall_look_everywhere() {
        let database = databases.next().unwrap();
        let (woken, place) = board.report_work(database);
        assert_eq!(woken, Some(launcher));
        assert!(board.has_heard(database, place) || board.neglected().len() < database as usize);
    }
    let full = board.neglected().len();
    assert!(board.hold(DATABASE));
    assert!(board.shall_look_everywhere());
    assert_eq!(board.neglected().len(), full - 1);
    for database in board.neglected() {
        board.forget_work(database);
    }
    assert!(board.neglected().is_empty());
    assert_eq!(board.report_work(7).0, Some(launcher));
}
