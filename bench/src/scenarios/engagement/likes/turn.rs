//! One contender's turn: clients like for some seconds, upon an empty table.

use std::time::{Duration, Instant};

use postgres::Client;

use super::clients::{self, Clients};
use super::contender::Contender;
use super::waits::{self, Waits};
use crate::failure::{Failure, Outcome};
use crate::scenarios::engagement::stage::Stage;
use crate::scenarios::log;
use crate::scenarios::worker::Worker;

/// How long the worker may take to count what is pending when the clients have gone.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a turn gave.
pub struct Turn {
    /// Likes a second.
    pub rate: f64,
    /// Bytes of log for each like, until all are counted where somebody counts.
    pub log: f64,
    pub waits: Waits,
    /// How long the worker took to count the rest.
    pub late: Option<Duration>,
}

/// Runs it; the worker is on for its own turn only.
pub fn run(
    client: &mut Client,
    worker: &Worker,
    contender: Contender,
    clients: Clients,
) -> Outcome<Turn> {
    let stage = clients.stage;
    client.batch_execute(&format!("TRUNCATE {}, deltas", clients.table))?;
    match contender {
        Contender::Signal | Contender::Worker => stage.settle(client)?,
        Contender::Counter => client.batch_execute("VACUUM counter_posts")?,
        Contender::Bare | Contender::Delta => {}
    }
    let logged = match contender {
        Contender::Worker => {
            worker.switch_on(client)?;
            let logged = logged(client, contender, clients);
            worker.switch_off(client)?;
            logged
        }
        _ => logged(client, contender, clients),
    };
    let (rate, waits, late, log) = logged?;
    let there: i64 = client
        .query_one(&format!("SELECT count(*) FROM {}", clients.table), &[])?
        .get(0);
    match contender {
        Contender::Signal => stage.require_pending(client, there)?,
        Contender::Worker => stage.require_counted(client, clients.table, clients.posts.1)?,
        _ => {}
    }
    Ok(Turn {
        rate,
        log: log as f64 / there.max(1) as f64,
        waits,
        late,
    })
}

/// Likes a second, who waited, how late the worker was, and bytes of log until it had caught up.
fn logged(
    client: &mut Client,
    contender: Contender,
    clients: Clients,
) -> Outcome<(f64, Waits, Option<Duration>, i64)> {
    let before = log::written(client)?.0;
    let (rate, waits) = waits::during(|| clients::run(clients))?;
    let late = match contender {
        Contender::Worker => Some(caught_up(clients.stage, client)?),
        _ => None,
    };
    Ok((rate, waits, late, log::written(client)?.0 - before))
}

/// Waits until nothing is pending.
fn caught_up(stage: Stage, client: &mut Client) -> Outcome<Duration> {
    let started = Instant::now();
    while stage.pending(client)? > 0 {
        if started.elapsed() > PATIENCE {
            return Err(Failure::said(format!(
                "likes are still pending {} s after the last one",
                PATIENCE.as_secs()
            )));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(started.elapsed())
}
