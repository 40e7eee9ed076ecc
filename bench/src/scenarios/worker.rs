//! The server's background worker: switched off while others are measured, so that nothing is maintained behind their backs.

use std::thread;
use std::time::{Duration, Instant};

use postgres::Client;

use crate::failure::{Failure, Outcome};

const WORKER: &str = include_str!("../../sql/server/worker.sql");

/// How long a worker may take to come or go.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was found at the start.
pub struct Worker {
    pub preloaded: bool,
    runs: bool,
    /// What ALTER SYSTEM had set before.
    by_system: Option<String>,
}

impl Worker {
    pub fn find(client: &mut Client) -> Outcome<Self> {
        let row = client.query_one(WORKER, &[])?;
        let worker = Self {
            preloaded: row.get("preloaded"),
            runs: row.get("runs"),
            by_system: row.get("by_system"),
        };
        if worker.would_run() {
            eprintln!("pg_feed.worker is switched while this runs, and put back at the end");
        }
        Ok(worker)
    }

    /// Whether there is a worker to measure.
    pub fn would_run(&self) -> bool {
        self.preloaded && self.runs
    }

    /// Ends the worker and waits until it has gone.
    pub fn switch_off(&self, client: &mut Client) -> Outcome<()> {
        if !self.would_run() {
            return Ok(());
        }
        client.batch_execute("ALTER SYSTEM SET pg_feed.worker = off")?;
        reload(client, false)
    }

    /// Lets the worker come, and waits for it: there must be a feed.
    pub fn switch_on(&self, client: &mut Client) -> Outcome<()> {
        client.batch_execute("ALTER SYSTEM SET pg_feed.worker = on")?;
        reload(client, true)
    }

    /// Leaves the setting as it was found.
    pub fn put_back(&self, client: &mut Client) -> Outcome<()> {
        if !self.would_run() {
            return Ok(());
        }
        client.batch_execute(match &self.by_system {
            Some(_) => "ALTER SYSTEM SET pg_feed.worker = on",
            None => "ALTER SYSTEM RESET pg_feed.worker",
        })?;
        Ok(client.batch_execute("SELECT pg_reload_conf()")?)
    }
}

fn reload(client: &mut Client, wanted: bool) -> Outcome<()> {
    client.batch_execute("SELECT pg_reload_conf()")?;
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let row = client.query_one(WORKER, &[])?;
        let there = row.get::<_, Option<i32>>("worker").is_some();
        if row.get::<_, bool>("runs") == wanted && there == wanted {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    Err(Failure::said(match wanted {
        true => "no worker of pg_feed came: is max_worker_processes too low?",
        false => "the worker of pg_feed did not go although it was switched off",
    }))
}
