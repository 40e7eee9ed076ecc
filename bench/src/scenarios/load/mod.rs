//! Mixed load: what an app asks of the whole feed at once, by many clients, with the worker on, against plain SQL that an app would write.

mod agreement;
mod clients;
mod ground;
mod latency;
mod mix;
mod soak;
mod spike;
mod stage;
mod steady;
mod stress;

use postgres::Client;

use crate::failure::Outcome;
use crate::network::Network;
use crate::record::Section;
use crate::scenarios::{Bench, pgbench};
use crate::server;
use ground::{CLIENTS, Ground, LEAVE_OUT};
use stage::Stage;

/// A part of the scenario, to be chosen on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A fixed rate well below the limit.
    Steady,
    /// Ten times that for some seconds.
    Spike,
    /// Rates that rise until one cannot be held.
    Stress,
    /// The steady rate for longer.
    Soak,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Steady, Self::Spike, Self::Stress, Self::Soak];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Spike => "spike",
            Self::Stress => "stress",
            Self::Soak => "soak",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Steady => {
                "what reads and writes take at a rate well below the limits, by socket and TCP"
            }
            Self::Spike => {
                "ten times that rate for some seconds, and how long until it is as before"
            }
            Self::Stress => "rates that rise until one cannot be held; ranked pages a second",
            Self::Soak => "half of what the feed can do, for longer: whether anything drifts",
        }
    }
}

/// Runs the chosen parts on one network, which share a stage.
pub fn measure(bench: &Bench, network: Network, chosen: &[Part]) -> Outcome<Vec<Section>> {
    let named = |part: &Part, section: Section| Section {
        scenario: format!("load.{}", part.name()),
        network: network.name().into(),
        ..section
    };
    if let Some(why) = missing(bench) {
        let skipped = chosen.iter().map(|part| {
            let section = Section {
                title: format!("Mixed load, {}", part.name()),
                skipped: Some(why.clone()),
                ..Section::default()
            };
            named(part, section)
        });
        return Ok(skipped.collect());
    }
    let stage = Stage::of(network, bench.options);
    let found = parts(stage, bench, chosen);
    let taken_down = stage.take_down();
    let sections = found?;
    taken_down?;
    let pairs = chosen.iter().zip(sections);
    Ok(pairs.map(|(part, section)| named(part, section)).collect())
}

/// What keeps the load from being measured here.
fn missing(bench: &Bench) -> Option<String> {
    if !bench.worker.would_run() {
        return Some(
            "pg_feed is not in shared_preload_libraries or pg_feed.worker is off, so there is no worker".into(),
        );
    }
    pgbench::version().err().map(|failure| failure.to_string())
}

fn parts(stage: Stage, bench: &Bench, chosen: &[Part]) -> Outcome<Vec<Section>> {
    eprintln!("load: on {}", stage.network.schema());
    server::leave_the_core()?;
    let mut client = server::connect()?;
    stage.set_up(&mut client, bench.options)?;
    agreement::require(&mut client, stage)?;
    client.batch_execute("CHECKPOINT")?;
    bench.worker.switch_on(&mut client)?;
    let found = under_load(stage, &mut client, bench, chosen);
    bench.worker.switch_off(&mut client)?;
    found
}

fn under_load(
    stage: Stage,
    client: &mut Client,
    bench: &Bench,
    chosen: &[Part],
) -> Outcome<Vec<Section>> {
    let mut ground = Ground::survey(stage, client, bench.options)?;
    let mut sections = Vec::new();
    for part in chosen {
        eprintln!("load: {} on {}", part.name(), stage.network.schema());
        let section = match part {
            Part::Steady => steady::measure(&mut ground),
            Part::Spike => spike::measure(&mut ground),
            Part::Stress => stress::measure(&mut ground),
            Part::Soak => soak::measure(&mut ground),
        };
        let section = section.map_err(|failure| failure.while_doing(part.name()))?;
        let text = format!("{}\n\n{}", section.text, told(&ground)?);
        sections.push(Section { text, ..section });
    }
    Ok(sections)
}

/// What is to be known of every part.
fn told(ground: &Ground) -> Outcome<String> {
    Ok(format!(
        "{}, {CLIENTS} clients, prepared statements, worker on. Of a hundred transactions: {}. Everybody reads as one of {} readers, all of them \
         warm. Each connection first learns what the feed is: the first {LEAVE_OUT} s of a run do not count, less where it is shorter than {} s. \
         Clients share the cores with the server.\n",
        pgbench::version()?,
        mix::told(),
        ground.stage.readers,
        2 * LEAVE_OUT
    ))
}
