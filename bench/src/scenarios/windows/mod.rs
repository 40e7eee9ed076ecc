//! Materialized windows: what a page costs, what they cost writers and the applier, and how far behind they are.

mod backlog;
mod fan_out;
mod insert;
mod lag;
mod page;
pub mod stage;

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::record::Section as Recorded;
use crate::scenarios::Bench;
use crate::scenarios::section::{Section, Spread, counted};
use crate::scenarios::worker::Worker;
use fan_out::Windows;
use stage::Stage;

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

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Page => "a page of a materialized window, against peers and Redis",
            Self::Insert => "the insert of a post, with and without capture",
            Self::FanOut => "maintenance alone, against one INSERT of the same rows",
            Self::Trim => "the same while windows are trimmed",
            Self::Lag => "from the commit of a post until it is in the windows",
            Self::Pending => "a page while much is pending",
        }
    }
}

/// Runs one part.
pub fn measure(bench: &Bench, network: Network, part: Part) -> Outcome<Vec<Recorded>> {
    eprintln!("windows: {} on {}", part.name(), network.schema());
    let scenario = format!("windows.{}", part.name());
    let section = match part == Part::Lag && !bench.worker.would_run() {
        true => lag::skipped(bench.worker),
        false => on_stage(bench.options, bench.worker, part, network)?,
    };
    Ok(vec![section.recorded(&scenario, network)])
}

/// Each part has tables and feeds of its own, so that none meets what another wrote.
fn on_stage(options: &Options, worker: &Worker, part: Part, network: Network) -> Outcome<Section> {
    let stage = Stage::of(network);
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
        failure.while_doing(&format!("{} on {}", part.name(), network.schema()))
    })?;
    taken_down?;
    Ok(section)
}
