//! How far the worker is behind: posts at a fixed pace, and for each the time from its commit until it is applied.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use postgres::Client;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::stage::{Stage, Which, ids};
use super::{Section, counted};
use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::report::figures::{maximum, median, p99, written};
use crate::report::table;
use crate::scenarios::kind::Kind;
use crate::scenarios::worker::Worker;
use crate::server;

const WRITTEN_BY: &str = include_str!("../../../sql/windows/written_by.sql");
const INSERT: &str = include_str!("../../../sql/windows/insert.sql");
const WAITING: &str = include_str!("../../../sql/windows/waiting.sql");

/// How long the poller rests between two looks.
const REST: Duration = Duration::from_millis(2);
/// How long posts may be on their way once the last one is in.
const PATIENCE: Duration = Duration::from_secs(120);

/// Posts committed and not yet seen applied, and when they were committed.
type Waiting = Mutex<HashMap<i64, Instant>>;

/// What stands in the report where there is no worker to measure.
pub fn skipped(worker: &Worker) -> Section {
    let why = match worker.preloaded {
        false => "Skipped: pg_feed is not in shared_preload_libraries, so there is no worker.\n",
        true => "Skipped: pg_feed.worker is off (a run that was killed leaves it so).\n",
    };
    Section {
        title: "Lag".into(),
        summary: Vec::new(),
        text: why.into(),
    }
}

/// Lets the worker run, writes, and looks.
pub fn measure(
    stage: &Stage,
    client: &mut Client,
    options: &Options,
    worker: &Worker,
) -> Outcome<Section> {
    server::leave_the_core()?;
    let amounts = &options.effort;
    let users = stage.network.size().users;
    let viewers = Kind::Random.viewers(client, users, amounts.windows, options.seed)?;
    eprintln!("windows: warming {} viewers", viewers.len());
    stage.warm(client, &viewers)?;
    client.batch_execute("CHECKPOINT")?;
    worker.switch_on(client)?;
    let found = both(*stage, client, options);
    worker.switch_off(client)?;
    let (lags, looks, late) = found?;
    let row = vec![
        counted(lags.len()),
        written(median(&lags)),
        written(p99(&lags)),
        written(maximum(&lags)),
        written(median(&looks)),
        written(p99(&looks)),
        written(Some(late.as_secs_f64() * 1e3)),
    ];
    let line = |which: &str, figure: Option<f64>| {
        [
            format!(
                "lag of windows at {} posts a second: {which}, ms",
                amounts.posts_rate
            ),
            written(figure),
            String::new(),
            String::new(),
            String::new(),
        ]
    };
    Ok(Section {
        title: format!("Lag, {}", stage.network.name()),
        summary: vec![
            line("p50", median(&lags)),
            line("p99", p99(&lags)),
            line("max", maximum(&lags)),
        ],
        text: format!(
            "Milliseconds from the commit of a post, as its writer learned of it, until another connection saw it applied: no \
             longer pending. That connection looks every few milliseconds, so a lag is too long by up to the time between two \
             looks. {} viewers are warm; posts are by the authors of random posts, {} a second for {} s from one connection; \
             synchronous_commit is what the server has. A writer that was late shows that the machine could not keep the \
             pace.\n\n{}",
            counted(viewers.len()),
            amounts.posts_rate,
            amounts.seconds,
            table(
                &[
                    "posts",
                    "lag p50",
                    "lag p99",
                    "lag max",
                    "between looks p50",
                    "between looks p99",
                    "writer late by, max",
                ],
                &[row]
            )
        ),
    })
}

/// Writer and poller at once: lags, times between two looks, both in milliseconds, and how late the writer was at most.
fn both(
    stage: Stage,
    client: &mut Client,
    options: &Options,
) -> Outcome<(Vec<f64>, Vec<f64>, Duration)> {
    let amounts = &options.effort;
    let count = (amounts.posts_rate * amounts.seconds) as usize;
    let last = stage.last(client)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let of: Vec<i64> = (0..count).map(|_| random.random_range(1..=last)).collect();
    let authors = ids(client, WRITTEN_BY, &[&of])?;
    let insert = stage.sql(Which::Warm, &INSERT.replace("{table}", "posts"));
    let waiting = Waiting::default();
    let written = AtomicBool::new(false);
    thread::scope(|scope| {
        let looker = scope.spawn(|| look(stage, &waiting, &written));
        let late = write(stage.network, &insert, &authors, last, amounts.posts_rate, &waiting);
        written.store(true, Ordering::Release);
        let (lags, looks) = looker
            .join()
            .map_err(|_| Failure::said("the poller broke off"))??;
        Ok((lags, looks, late?))
    })
}

/// One post at a time, each at its moment.
fn write(
    network: Network,
    insert: &str,
    authors: &[i64],
    last: i64,
    rate: u64,
    waiting: &Waiting,
) -> Outcome<Duration> {
    let mut client = server::connect_to(network)?;
    let insert = client.prepare(insert)?;
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
fn look(stage: Stage, waiting: &Waiting, written: &AtomicBool) -> Outcome<(Vec<f64>, Vec<f64>)> {
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
            looks.push(milliseconds(now - before));
        }
        let pending: HashSet<i64> = rows.iter().map(|row| row.get(0)).collect();
        let mut left = lock(waiting)?;
        for id in asked.iter().filter(|id| !pending.contains(id)) {
            if let Some(committed) = left.remove(id) {
                lags.push(milliseconds(now - committed));
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

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn lock(waiting: &Waiting) -> Outcome<std::sync::MutexGuard<'_, HashMap<i64, Instant>>> {
    waiting
        .lock()
        .map_err(|_| Failure::said("the writer or the poller broke off"))
}
