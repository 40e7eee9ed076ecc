//! Writer and looker at once: one commits posts at a fixed pace, the other sees when they are applied.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use super::super::stage::{Stage, Which};
use crate::failure::{Failure, Outcome};
use crate::server;

const INSERT: &str = include_str!("../../../../sql/windows/insert.sql");
const WAITING: &str = include_str!("../../../../sql/windows/waiting.sql");

/// How long the looker rests between two looks.
const REST: Duration = Duration::from_millis(2);
/// How long posts may be on their way once the last one is in.
const PATIENCE: Duration = Duration::from_secs(120);

/// Posts committed and not yet seen applied, and when they were committed.
type Waiting = Mutex<HashMap<i64, Instant>>;

/// What was seen.
pub struct Seen {
    /// From commit to application, in the order of application.
    pub lags: Vec<Duration>,
    /// From the end of one look to the end of the next.
    pub looks: Vec<Duration>,
    /// How late the writer was at most.
    pub late: Duration,
}

/// Writes posts by these authors, numbered behind `last`, so many a second.
pub fn keep(stage: Stage, authors: &[i64], last: i64, rate: u64) -> Outcome<Seen> {
    let waiting = Waiting::default();
    let written = AtomicBool::new(false);
    thread::scope(|scope| {
        let looker = scope.spawn(|| look(stage, &waiting, &written));
        let late = write(stage, authors, last, rate, &waiting);
        written.store(true, Ordering::Release);
        let (lags, looks) = looker
            .join()
            .map_err(|_| Failure::said("the looker broke off"))??;
        Ok(Seen {
            lags,
            looks,
            late: late?,
        })
    })
}

/// One post at a time, each at its moment. Answers how late one was at most.
fn write(
    stage: Stage,
    authors: &[i64],
    last: i64,
    rate: u64,
    waiting: &Waiting,
) -> Outcome<Duration> {
    let mut client = server::connect_to(stage.network)?;
    let insert = INSERT.replace("{table}", "posts");
    let insert = stage.prepare(&mut client, Which::Warm, &insert)?;
    let mut late = Duration::ZERO;
    let started = Instant::now();
    for (place, author) in authors.iter().enumerate() {
        let moment = Duration::from_secs_f64(place as f64 / rate as f64);
        match moment.checked_sub(started.elapsed()) {
            Some(rest) => thread::sleep(rest),
            None => late = late.max(started.elapsed() - moment),
        }
        let id = last + 1 + place as i64;
        client.execute(&insert, &[&id, author])?;
        lock(waiting)?.insert(id, Instant::now());
    }
    Ok(late)
}

/// Looks until all posts are applied. A post counts as applied at the end of the first look, begun after its commit, that
/// does not find it pending.
fn look(
    stage: Stage,
    waiting: &Waiting,
    written: &AtomicBool,
) -> Outcome<(Vec<Duration>, Vec<Duration>)> {
    let mut client = server::connect_to(stage.network)?;
    let statement = stage.prepare(&mut client, Which::Warm, WAITING)?;
    let (mut lags, mut looks) = (Vec::new(), Vec::new());
    let mut before: Option<Instant> = None;
    let mut ended: Option<Instant> = None;
    loop {
        let asked: Vec<i64> = lock(waiting)?.keys().copied().collect();
        let rows = client.query(&statement, &[])?;
        let now = Instant::now();
        if let Some(before) = before.replace(now) {
            looks.push(now - before);
        }
        let pending: HashSet<i64> = rows.iter().map(|row| row.get(0)).collect();
        let mut left = lock(waiting)?;
        for id in asked.iter().filter(|id| !pending.contains(id)) {
            if let Some(committed) = left.remove(id) {
                lags.push(now - committed);
            }
        }
        let left = left.len();
        if written.load(Ordering::Acquire) {
            let since = ended.get_or_insert(now).elapsed();
            if left == 0 && asked.is_empty() {
                return Ok((lags, looks));
            }
            if since > PATIENCE {
                return Err(Failure::said(format!(
                    "{left} posts were still pending {} s after the last one",
                    PATIENCE.as_secs()
                )));
            }
        }
        thread::sleep(REST);
    }
}

fn lock(waiting: &Waiting) -> Outcome<MutexGuard<'_, HashMap<i64, Instant>>> {
    waiting
        .lock()
        .map_err(|_| Failure::said("the writer or the looker broke off"))
}
