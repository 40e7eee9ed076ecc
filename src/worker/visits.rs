//! When the launcher starts a worker in which database. Pure.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::board::Parting;

/// How long a database without feeds is left alone; the first commit that defines one tells of it before.
const REST: Duration = Duration::from_secs(300);
/// Behind a worker that ended unexplained; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A worker that lived so long was well: what ended it is no repetition.
const WELL: Duration = Duration::from_secs(60);

/// The open databases, by OID, as the launcher knows them.
#[derive(Default)]
pub struct Visits {
    known: HashMap<u32, Visit>,
}

#[derive(Debug, Clone, Copy)]
struct Visit {
    state: State,
    since: Instant,
    pause: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A worker is there, or was asked for.
    There,
    /// To be visited then.
    Due(Instant),
    /// The same, or as soon as work is reported.
    Resting(Instant),
}

impl Visit {
    fn due(&self) -> Option<Instant> {
        match self.state {
            State::There => None,
            State::Due(at) | State::Resting(at) => Some(at),
        }
    }
}

impl Visits {
    /// These are the open databases now; new ones are due at once.
    pub fn list(&mut self, open: &[u32], now: Instant) {
        let open: HashSet<u32> = open.iter().copied().collect();
        self.known.retain(|database, _| open.contains(database));
        for database in open {
            self.known.entry(database).or_insert(Visit {
                state: State::Due(now),
                since: now,
                pause: FIRST_PAUSE,
            });
        }
    }

    pub fn knows(&self, database: u32) -> bool {
        self.known.contains_key(&database)
    }

    /// A database reported work and has no worker.
    pub fn told(&mut self, database: u32, now: Instant) {
        if let Some(visit) = self.known.get_mut(&database)
            && let State::Resting(_) = visit.state
        {
            visit.state = State::Due(now);
        }
    }

    /// The database that is due longest.
    pub fn next(&self, now: Instant) -> Option<u32> {
        self.known
            .iter()
            .filter_map(|(database, visit)| Some((visit.due()?, *database)))
            .filter(|(due, _)| *due <= now)
            .min()
            .map(|(_, database)| database)
    }

    /// How long until a database is due.
    pub fn until_next(&self, now: Instant) -> Option<Duration> {
        self.known
            .values()
            .filter_map(Visit::due)
            .min()
            .map(|due| due.saturating_duration_since(now))
    }

    pub fn entered(&mut self, database: u32, now: Instant) {
        if let Some(visit) = self.known.get_mut(&database) {
            visit.state = State::There;
            visit.since = now;
        }
    }

    pub fn postpone(&mut self, database: u32, until: Instant) {
        if let Some(visit) = self.known.get_mut(&database) {
            visit.state = State::Due(until);
        }
    }

    pub fn departed(&mut self, database: u32, parting: Parting, now: Instant) {
        let Some(visit) = self.known.get_mut(&database) else {
            return;
        };
        visit.state = match parting {
            Parting::Asked => State::Due(now),
            Parting::Idle => {
                visit.pause = FIRST_PAUSE;
                State::Resting(now + REST)
            }
            Parting::Unexplained => {
                if now.saturating_duration_since(visit.since) > WELL {
                    visit.pause = FIRST_PAUSE;
                }
                let due = now + visit.pause;
                visit.pause = (visit.pause * 2).min(LONGEST_PAUSE);
                State::Due(due)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_database_without_feeds_rests_until_it_reports_work() {
        let now = Instant::now();
        let mut visits = Visits::default();
        visits.list(&[1], now);
        assert_eq!(visits.next(now), Some(1));
        visits.entered(1, now);
        assert_eq!(visits.next(now + 2 * REST), None);
        visits.departed(1, Parting::Idle, now);
        assert_eq!(visits.next(now + REST - SECOND), None);
        assert_eq!(visits.until_next(now), Some(REST));
        visits.told(1, now + SECOND);
        assert_eq!(visits.next(now + SECOND), Some(1));
    }

    #[test]
    fn a_worker_that_keeps_failing_is_started_ever_more_rarely() {
        let now = Instant::now();
        let mut visits = Visits::default();
        visits.list(&[1], now);
        visits.entered(1, now);
        visits.departed(1, Parting::Unexplained, now);
        visits.told(1, now);
        assert_eq!(visits.until_next(now), Some(FIRST_PAUSE));
        visits.entered(1, now + SECOND);
        visits.departed(1, Parting::Unexplained, now + SECOND);
        assert_eq!(visits.until_next(now + SECOND), Some(2 * FIRST_PAUSE));
        visits.entered(1, now + SECOND);
        let later = now + 2 * WELL;
        visits.departed(1, Parting::Unexplained, later);
        assert_eq!(visits.until_next(later), Some(FIRST_PAUSE));
    }

    #[test]
    fn a_database_that_is_no_more_is_forgotten_and_a_new_one_is_due() {
        let now = Instant::now();
        let mut visits = Visits::default();
        visits.list(&[1, 2], now);
        visits.entered(1, now);
        visits.list(&[2, 3], now + SECOND);
        assert!(!visits.knows(1));
        assert_eq!(visits.next(now + SECOND), Some(2));
        visits.postpone(2, now + 3 * SECOND);
        assert_eq!(visits.next(now + SECOND), Some(3));
    }
}
