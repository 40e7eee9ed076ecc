//! Ranked pages a second by several clients, beside writers and the worker: as many as there can be, and at a fixed rate.

use postgres::Client;

use super::clients::{self, Clients, Found, WRITES};
use super::latency::quantiles;
use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{grouped, maximum, ratio, written};
use crate::report::table;
use crate::scenarios::section::{Section, counted};
use crate::scenarios::worker::Worker;
use crate::scenarios::{pgbench, upkeep};
use crate::server;

/// Clients that ask for as many pages as they get: one for each core there usually is here, and two.
const AT_ONCE: [usize; 2] = [2, 4];
/// Clients at a fixed rate: enough that nobody waits for another's page to end.
const AT_A_RATE: usize = 8;
/// The pages a second that are asked for.
const RATE: u32 = 1_000;
/// Where the rate asked for is out of reach, this share of the highest one is asked for as well: a server is not run at its limit.
const BELOW_THE_LIMIT: f64 = 0.7;
/// Runs have seeds of their own, fewer than so many for each seed of the benchmark.
const SEEDS: u64 = 100;
/// Likes fall on so many of the newest posts, at most.
const RECENT: i64 = 10_000;

/// One run: what was asked for, and what came.
struct Run {
    which: Which,
    clients: usize,
    asked: Option<u32>,
    found: Found,
    /// What the worker had not applied when the clients had gone.
    pending: i64,
}

pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    worker: &Worker,
) -> Outcome<Section> {
    let title = format!("Ranked pages under load, {}", stage.network.name());
    if !worker.would_run() {
        return Ok(Section {
            title,
            summary: Vec::new(),
            text: "Skipped: pg_feed is not in shared_preload_libraries or pg_feed.worker is off, so there is no worker.\n"
                .into(),
        });
    }
    let program = pgbench::version()?;
    server::leave_the_core()?;
    stage.note_written(client)?;
    let readers = stage.some_readers(client, stage.readers)?;
    let mut runs = Vec::new();
    for which in Which::ALL {
        eprintln!(
            "ranked: warming {} readers, {}",
            readers.len(),
            which.name()
        );
        stage.warm(client, which, &readers)?;
        client.batch_execute("CHECKPOINT")?;
        worker.switch_on(client)?;
        let found = of_feed(stage, client, options, which);
        worker.switch_off(client)?;
        runs.extend(found?);
        for which in Which::ALL {
            stage.cool(client, which)?;
        }
    }
    Ok(tell(title, stage, options, &program, &runs))
}

fn of_feed(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    which: Which,
) -> Outcome<Vec<Run>> {
    let mut runs = Vec::new();
    let mut run = |client: &mut Client, count: usize, asked: Option<u32>| -> Outcome<f64> {
        let last_post = stage.last(client)?;
        let clients = Clients {
            stage,
            which,
            count,
            rate: asked,
            seconds: options.effort.seconds,
            last_post,
            recent: RECENT.min(last_post),
            // Nobody is to like again what was liked before.
            seed: options.seed * SEEDS + (which as u64) * SEEDS / 2 + runs.len() as u64,
        };
        let found = clients::run(clients)?;
        eprintln!(
            "ranked: {}, {count} clients: {} pages a second",
            which.name(),
            written(Some(found.rate))
        );
        let rate = found.rate;
        runs.push(Run {
            which,
            clients: count,
            asked,
            found,
            pending: upkeep::pending(client, &stage.feed(which))?,
        });
        Ok(rate)
    };
    let mut highest = 0.0_f64;
    for count in AT_ONCE {
        highest = highest.max(run(client, count, None)?);
    }
    let asked = RATE;
    run(client, AT_A_RATE, Some(asked))?;
    if highest < f64::from(asked) {
        run(
            client,
            AT_A_RATE,
            Some((highest * BELOW_THE_LIMIT).max(1.0) as u32),
        )?;
    }
    Ok(runs)
}

fn tell(title: String, stage: Stage, options: &Options, program: &str, runs: &[Run]) -> Section {
    let rates: Vec<String> = WRITES
        .iter()
        .map(|(name, _, rate)| format!("{rate} {name}"))
        .collect();
    Section {
        title,
        summary: runs.iter().map(|run| line(stage, run)).collect(),
        text: format!(
            "{program}, prepared statements; {} s for each run, its first seconds left out. Every one of {} readers is warm, and \
             pages are the first ones of random readers, with all columns. The worker is on, and other clients write {} a second \
             beside them. Milliseconds. `took` is from the beginning of a page to its end; `late` is how long after it was due a page \
             began, and `waited` both together. Where the rate asked for is out of reach, lateness grows for as long as the run \
             takes and says no more than that. Both feeds capture every write.\n\n{}\n{}",
            options.effort.seconds,
            grouped(stage.readers),
            rates.join(", "),
            pages(runs),
            writes(runs)
        ),
    }
}

fn pages(runs: &[Run]) -> String {
    let rows = runs.iter().map(|run| {
        let pages = &run.found.pages;
        let mut row = vec![
            run.name(),
            run.clients.to_string(),
            counted(pages.took.len()),
            written(Some(run.found.rate)),
        ];
        row.extend(quantiles(&pages.took).map(written));
        row.push(written(maximum(&pages.took).map(|most| most / 1e3)));
        let [late, _, late_p99] = quantiles(&pages.late);
        let [waited, _, waited_p99] = quantiles(&pages.waited());
        row.extend(match run.asked {
            Some(_) => [late, late_p99, waited, waited_p99].map(written),
            None => [None; 4].map(written),
        });
        row.push(grouped(run.pending));
        row
    });
    let head = [
        "pages",
        "clients",
        "pages counted",
        "a second",
        "took p50",
        "p95",
        "p99",
        "max",
        "late p50",
        "p99",
        "waited p50",
        "p99",
        "pending at the end",
    ];
    table(&head, &rows.collect::<Vec<_>>())
}

/// What writers met meanwhile.
fn writes(runs: &[Run]) -> String {
    let mut head = vec!["writes beside".to_owned()];
    for (name, ..) in WRITES {
        head.extend([format!("{name}, n"), "p50".into(), "p99".into()]);
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows = runs.iter().map(|run| {
        let mut row = vec![run.name()];
        for place in 0..WRITES.len() {
            let took = match run.found.writes.get(&place) {
                Some(writes) => writes.took.as_slice(),
                None => &[],
            };
            let [p50, _, p99] = quantiles(took);
            row.extend([counted(took.len()), written(p50), written(p99)]);
        }
        row
    });
    table(&head, &rows.collect::<Vec<_>>())
}

impl Run {
    fn name(&self) -> String {
        match self.asked {
            None => format!("{}, {} clients", self.which.name(), self.clients),
            Some(rate) => format!(
                "{}, {} a second asked for",
                self.which.name(),
                grouped(rate.into())
            ),
        }
    }
}

fn line(stage: Stage, run: &Run) -> [String; 5] {
    let [_, _, p99] = quantiles(&run.found.pages.took);
    let what = format!("{}, {}: pages a second", stage.network.name(), run.name());
    let (against, other) = match run.asked {
        Some(rate) => ("asked for", Some(f64::from(rate))),
        None => ("", None),
    };
    [
        format!("{what} (p99 {} ms)", written(p99)),
        written(Some(run.found.rate)),
        against.into(),
        match other {
            Some(_) => written(other),
            None => String::new(),
        },
        match other {
            Some(_) => written(ratio(Some(run.found.rate), other)),
            None => String::new(),
        },
    ]
}
