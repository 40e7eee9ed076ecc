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
    if contender == Contender::Worker {
        worker.switch_on(client)?;
    }
    let before = log::written(client)?.0;
    let mut liked =
        waits::during(|| clients::run(clients)).map(|(rate, waits)| (rate, waits, None));
    if contender == Contender::Worker {
        liked =
            liked.and_then(|(rate, waits, _)| Ok((rate, waits, Some(caught_up(stage, client)?))));
    }
    let after = log::written(client)?.0;
    if contender == Contender::Worker {
        worker.switch_off(client)?;
    }
    let (rate, waits, late) = liked?;
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
        log: (after - before) as f64 / there as f64,
        waits,
        late,
    })
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
