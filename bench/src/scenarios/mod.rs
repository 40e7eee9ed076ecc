//! What is measured: which scenarios there are, and in which order they run.

mod attached;
mod contest;
mod engagement;
mod folder;
pub mod kind;
mod load;
mod log;
mod memory;
mod pgbench;
mod ranked;
mod reads;
mod storage;
mod suggest;
mod timeline;
mod upkeep;
mod windows;
mod worker;
mod writes;

use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::record::Section;
use crate::{generator, server};
use worker::Worker;

/// Something that is measured on a network, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    Timeline,
    Windows(windows::Part),
    Engagement(engagement::Part),
    Ranked(ranked::Part),
    Suggest,
    Reads,
    Storage,
    Memory,
    Writes,
    Load(load::Part),
}

impl Scenario {
    /// All of them, in the order they run in.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Timeline];
        all.extend(windows::Part::ALL.map(Self::Windows));
        all.extend(engagement::Part::ALL.map(Self::Engagement));
        all.extend(ranked::Part::ALL.map(Self::Ranked));
        all.extend([
            Self::Suggest,
            Self::Reads,
            Self::Storage,
            Self::Memory,
            Self::Writes,
        ]);
        all.extend(load::Part::ALL.map(Self::Load));
        all
    }

    /// Its name on the command line and in the figures: the family, and behind a dot the part.
    pub fn name(self) -> String {
        match self {
            Self::Timeline => "timeline".into(),
            Self::Windows(part) => format!("windows.{}", part.name()),
            Self::Engagement(part) => format!("engagement.{}", part.name()),
            Self::Ranked(part) => format!("ranked.{}", part.name()),
            Self::Suggest => "suggest".into(),
            Self::Reads => "reads".into(),
            Self::Storage => "storage".into(),
            Self::Memory => "memory".into(),
            Self::Writes => "writes".into(),
            Self::Load(part) => format!("load.{}", part.name()),
        }
    }

    /// What it measures, for --help.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Timeline => "pages of a timeline without windows, first and deep",
            Self::Windows(part) => part.meaning(),
            Self::Engagement(part) => part.meaning(),
            Self::Ranked(part) => part.meaning(),
            Self::Suggest => "whom to follow: pages, and what packed lists cost",
            Self::Reads => "the other reads, with everything attached",
            Self::Storage => "what a feed with everything attached takes on disk, part by part",
            Self::Memory => "the private memory of a backend over very many calls",
            Self::Writes => "time and log of each kind of write, and of applying it",
            Self::Load(part) => part.meaning(),
        }
    }
}

/// What every scenario is told.
pub struct Bench<'a> {
    pub options: &'a Options,
    /// Switched off; who switches it on puts it off again.
    pub worker: &'a Worker,
}

/// Makes the networks and runs all scenarios asked for on each. What fails is told in its place, and the others go on. Whatever a
/// family has found is given to `take` at once: a run takes long, and may be ended before its end.
pub fn run(options: &Options, take: &mut dyn FnMut(Vec<Section>) -> Outcome<()>) -> Outcome<()> {
    generator::generate(options)?;
    let mut client = server::connect()?;
    client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
    let worker = Worker::find(&mut client)?;
    let bench = Bench {
        options,
        worker: &worker,
    };
    let measured = worker.switch_off(&mut client).and_then(|()| {
        options
            .networks
            .iter()
            .try_for_each(|network| measure(&bench, *network, take))
    });
    worker.put_back(&mut client)?;
    measured
}

/// Parts of a family that stand side by side share a stage.
fn measure(
    bench: &Bench,
    network: Network,
    take: &mut dyn FnMut(Vec<Section>) -> Outcome<()>,
) -> Outcome<()> {
    let asked = &bench.options.scenarios;
    let mut run = |family: &str, measure: &dyn Fn() -> Outcome<Vec<Section>>| {
        let found = timed(family, network, measure);
        take(found.unwrap_or_else(|failure| vec![failed(family, network, &failure)]))
    };
    if asked.contains(&Scenario::Timeline) {
        run("timeline", &|| timeline::measure(bench, network))?;
    }
    for scenario in asked {
        if let Scenario::Windows(part) = scenario {
            run(&scenario.name(), &|| {
                windows::measure(bench, network, *part)
            })?;
        }
    }
    let engagement = parts(asked, |scenario| match scenario {
        Scenario::Engagement(part) => Some(part),
        _ => None,
    });
    if !engagement.is_empty() {
        run("engagement", &|| {
            engagement::measure(bench, network, &engagement)
        })?;
    }
    let ranked = parts(asked, |scenario| match scenario {
        Scenario::Ranked(part) => Some(part),
        _ => None,
    });
    if !ranked.is_empty() {
        run("ranked", &|| ranked::measure(bench, network, &ranked))?;
    }
    if asked.contains(&Scenario::Suggest) {
        run("suggest", &|| suggest::measure(bench, network))?;
    }
    let attached = attached::among(asked);
    if !attached.is_empty() {
        run("everything attached", &|| {
            Ok(attached::measure(bench, network, &attached))
        })?;
    }
    let load = parts(asked, |scenario| match scenario {
        Scenario::Load(part) => Some(part),
        _ => None,
    });
    if !load.is_empty() {
        run("load", &|| load::measure(bench, network, &load))?;
    }
    Ok(())
}

/// Tells on stderr how long something took.
fn timed<Found>(what: &str, network: Network, measure: impl FnOnce() -> Found) -> Found {
    let started = Instant::now();
    let found = measure();
    let seconds = started.elapsed().as_secs();
    eprintln!("bench: {what} on {}: {seconds} s", network.name());
    found
}

/// The parts of one family that were asked for.
fn parts<Part>(asked: &[Scenario], part: fn(Scenario) -> Option<Part>) -> Vec<Part> {
    asked.iter().copied().filter_map(part).collect()
}

/// What stands in place of figures that could not be had.
fn failed(scenario: &str, network: Network, failure: &Failure) -> Section {
    eprintln!("bench: {scenario} on {}: {failure}", network.name());
    Section {
        scenario: scenario.into(),
        network: network.name().into(),
        title: scenario.into(),
        failed: Some(failure.to_string()),
        ..Section::default()
    }
}
