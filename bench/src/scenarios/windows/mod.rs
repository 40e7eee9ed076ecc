//! Materialized windows: what a page costs, what they cost writers and the applier, and how far behind they are.

mod backlog;
mod fan_out;
mod insert;
mod lag;
mod page;
pub mod stage;

use crate::failure::{Failure, Outcome};
use crate::generator::graph::Graph;
use crate::options::Options;
use crate::scenarios::section::{Section, Spread, counted};
use crate::scenarios::worker::Worker;
use crate::server;
use fan_out::Windows;
use stage::Stage;

pub use stage::ids;

/// A part of the scenario, to be chosen on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A warm page against peers.
    Page,
    /// The insert of a post, with and without capture.
    Insert,
    /// Maintenance alone, against one plain INSERT of the same rows, while windows grow.
    FanOut,
    /// The same while windows are trimmed.
    Trim,
    /// From the commit of a post to its being in the windows.
    Lag,
    /// A warm page while much is pending.
    Pending,
}

impl Part {
    pub const ALL: [Self; 6] = [
        Self::Page,
        Self::Insert,
        Self::FanOut,
        Self::Trim,
        Self::Lag,
        Self::Pending,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Insert => "insert",
            Self::FanOut => "fanout",
            Self::Trim => "trim",
            Self::Lag => "lag",
            Self::Pending => "pending",
        }
    }
}

/// How much of everything, besides what all scenarios share.
#[derive(Debug, Clone)]
pub struct Amounts {
    pub parts: Vec<Part>,
    /// Posts inserted by each author into either table.
    pub inserts: usize,
    /// Windows there are while the lag is measured.
    pub windows: usize,
    /// How long the lag is measured, at how many posts a second.
    pub seconds: u64,
    pub rate: u64,
    /// The most pending rows.
    pub backlog: i64,
}

impl Default for Amounts {
    fn default() -> Self {
        Self {
            parts: Part::ALL.to_vec(),
            inserts: 20_000,
            windows: 10_000,
            seconds: 60,
            rate: 100,
            backlog: 1_000_000,
        }
    }
}

/// Runs the chosen parts. The worker is switched off but for the lag, and put back whatever happens.
pub fn measure(options: &Options) -> Outcome<Vec<Section>> {
    let mut client = server::connect()?;
    let worker = Worker::find(&mut client)?;
    let measured = match worker.switch_off(&mut client) {
        Ok(()) => parts(options, &worker),
        Err(failure) => Err(failure),
    };
    let put_back = worker.put_back(&mut client);
    let sections = measured?;
    put_back?;
    Ok(sections)
}

fn parts(options: &Options, worker: &Worker) -> Outcome<Vec<Section>> {
    let mut sections = Vec::new();
    // Dense comes first where both are there: what is written is measured on the sparse graph, which has popular authors.
    let writable = options.graphs.last().copied().unwrap_or(Graph::Sparse);
    for part in &options.windows.parts {
        let graphs = match part {
            Part::Page => options.graphs.clone(),
            _ => vec![writable],
        };
        for graph in graphs {
            eprintln!("windows: {} on {}", part.name(), graph.schema());
            if *part == Part::Lag && !worker.would_run() {
                sections.push(lag::skipped(worker));
                continue;
            }
            sections.push(on_stage(options, worker, *part, graph)?);
        }
    }
    Ok(sections)
}

/// Each part has tables and feeds of its own, so that none meets what another wrote.
fn on_stage(options: &Options, worker: &Worker, part: Part, graph: Graph) -> Outcome<Section> {
    let stage = Stage::of(graph);
    let found = stage.set_up(options).and_then(|mut client| match part {
        Part::Page => page::measure(&stage, &mut client, options),
        Part::Insert => insert::measure(&stage, &mut client, options),
        Part::FanOut => fan_out::measure(&stage, &mut client, options, Windows::Grow),
        Part::Trim => fan_out::measure(&stage, &mut client, options, Windows::Trimmed),
        Part::Lag => lag::measure(&stage, &mut client, options, worker),
        Part::Pending => backlog::measure(&stage, &mut client, options),
    });
    let taken_down = stage.take_down();
    let section = found.map_err(|failure: Failure| {
        failure.while_doing(&format!("{} on {}", part.name(), graph.schema()))
    })?;
    taken_down?;
    Ok(section)
}
