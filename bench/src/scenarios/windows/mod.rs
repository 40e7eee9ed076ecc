//! Materialized windows: what a page costs, what they cost writers and the applier, and how far behind they are.

mod authors;
mod fan_out;
mod insert;
mod lag;
mod page;
mod pending;
pub mod stage;
mod taken;

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::record::{Case, Section};
use crate::scenarios::Bench;
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
            Self::Page => "a page of a materialized window, against a fan-out table and Redis",
            Self::Insert => "the insert of a post, against a fan-out trigger and a bare table",
            Self::FanOut => "maintenance alone, against one INSERT of the same rows",
            Self::Trim => "the same while windows are trimmed",
            Self::Lag => "from the commit of a post until it is in the windows",
            Self::Pending => "a page while much is pending",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Page => "A page from a window",
            Self::Insert => "Writing a post",
            Self::FanOut => "Fan-out, windows grow",
            Self::Trim => "Fan-out, windows trimmed",
            Self::Lag => "Lag of windows",
            Self::Pending => "A page while much is pending",
        }
    }

    /// What the part found.
    fn section(self, network: Network, text: String, cases: Vec<Case>) -> Section {
        Section {
            scenario: format!("windows.{}", self.name()),
            network: network.name().into(),
            title: self.title().into(),
            text,
            cases,
            ..Section::default()
        }
    }
}

/// Runs one part.
pub fn measure(bench: &Bench, network: Network, part: Part) -> Outcome<Vec<Section>> {
    eprintln!("windows: {} on {}", part.name(), network.schema());
    let section = match part == Part::Lag && !bench.worker.would_run() {
        true => lag::skipped(network, bench.worker),
        false => on_stage(bench, part, network)?,
    };
    Ok(vec![section])
}

/// Each part has tables and feeds of its own, so that none meets what another wrote.
fn on_stage(bench: &Bench, part: Part, network: Network) -> Outcome<Section> {
    let stage = Stage::of(network);
    let options = bench.options;
    let found = stage.set_up(options).and_then(|mut client| match part {
        Part::Page => page::measure(stage, &mut client, options),
        Part::Insert => insert::measure(stage, &mut client, options),
        Part::FanOut => fan_out::measure(stage, &mut client, options, Windows::Grow),
        Part::Trim => fan_out::measure(stage, &mut client, options, Windows::Trimmed),
        Part::Lag => lag::measure(stage, &mut client, options, bench.worker),
        Part::Pending => pending::measure(stage, &mut client, options),
    });
    let taken_down = stage.take_down();
    let section = found.map_err(|failure: Failure| {
        failure.while_doing(&format!("{} on {}", part.name(), network.schema()))
    })?;
    taken_down?;
    Ok(section)
}
