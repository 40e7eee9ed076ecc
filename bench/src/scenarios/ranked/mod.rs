//! Ranked pages: what one costs against plain SQL, how many statements it takes, and how many a second the server can give.

mod agreement;
mod clients;
mod field;
mod latency;
mod load;
mod making;
mod page;
mod plain;
mod stage;
mod statements;
mod turns;

use postgres::Client;

use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::scenarios::section::Section;
use crate::scenarios::worker::Worker;
use crate::server;
use stage::{Stage, Use};

/// A part of the scenario, to be chosen on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Pages by one client, against plain SQL.
    Page,
    /// How many statements a page takes.
    Statements,
    /// Pages a second by several clients, beside writers and the worker.
    Load,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Page, Self::Statements, Self::Load];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Statements => "statements",
            Self::Load => "load",
        }
    }
}

/// How much of everything, besides what all scenarios share.
#[derive(Debug, Clone)]
pub struct Amounts {
    pub parts: Vec<Part>,
    /// How many accounts have habits: viewers are drawn from these, and under load all of them are warm.
    pub readers: i64,
    /// Of load: how long each run takes, and how many pages a second are asked for.
    pub seconds: u64,
    pub rate: u32,
    /// Whether the stage stays for the next run.
    pub keep: bool,
}

impl Default for Amounts {
    fn default() -> Self {
        Self {
            parts: Part::ALL.to_vec(),
            readers: 2_000,
            seconds: 30,
            rate: 1_000,
            keep: false,
        }
    }
}

/// Runs the chosen parts on each graph. The worker is switched off but under load, and put back whatever happens.
pub fn measure(options: &Options) -> Outcome<Vec<Section>> {
    let mut client = server::connect()?;
    let worker = Worker::find(&mut client)?;
    let measured = match worker.switch_off(&mut client) {
        Ok(()) => graphs(options, &worker),
        Err(failure) => Err(failure),
    };
    let put_back = worker.put_back(&mut client);
    let sections = measured?;
    put_back?;
    Ok(sections)
}

fn graphs(options: &Options, worker: &Worker) -> Outcome<Vec<Section>> {
    let mut sections = Vec::new();
    for graph in &options.graphs {
        let stage = Stage::of(*graph, options);
        let found = parts(stage, options, worker);
        let taken_down = match options.ranked.keep {
            true => Ok(()),
            false => stage.take_down(),
        };
        sections.extend(found.map_err(|failure: Failure| failure.while_doing(graph.schema()))?);
        taken_down?;
    }
    Ok(sections)
}

/// The parts of one graph share a stage. Load comes last, whatever the order asked for: it writes.
fn parts(stage: Stage, options: &Options, worker: &Worker) -> Outcome<Vec<Section>> {
    let asked = |part: &Part| options.ranked.parts.contains(part);
    let mut sections = Vec::new();
    for part in Part::ALL.into_iter().filter(asked) {
        eprintln!("ranked: {} on {}", part.name(), stage.graph.schema());
        let wanted = match part {
            Part::Page => Use::Compare,
            Part::Statements | Part::Load => Use::Read,
        };
        let mut client = stage.provide(options, wanted)?;
        let section = match part {
            Part::Page => page::measure(stage, &mut client, options),
            Part::Statements => statements::measure(stage, &mut client, options),
            Part::Load => load::measure(stage, &mut client, options, worker),
        };
        sections.push(section.map_err(|failure| failure.while_doing(part.name()))?);
    }
    Ok(sections)
}

/// Puts client and server process on one core, unless the options say no; says so.
fn core(client: &mut Client, options: &Options) -> Outcome<String> {
    match options.pinned {
        true => server::share_a_core(client),
        false => Ok("not shared, as asked".into()),
    }
}
