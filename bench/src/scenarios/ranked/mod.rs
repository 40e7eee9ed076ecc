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

use crate::failure::Outcome;
use crate::network::Network;
use crate::record::Section as Recorded;
use crate::scenarios::Bench;
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

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Page => "ranked pages by one client, against plain SQL",
            Self::Statements => "how many statements a ranked page takes",
            Self::Load => "ranked pages a second by several clients, beside writers and the worker",
        }
    }
}

/// Runs the chosen parts of one network, which share a stage.
pub fn measure(bench: &Bench, network: Network, chosen: &[Part]) -> Outcome<Vec<Recorded>> {
    let stage = Stage::of(network, bench.options);
    let found = parts(stage, bench, chosen);
    let taken_down = match bench.options.keep {
        true => Ok(()),
        false => stage.take_down(),
    };
    let sections = found?;
    taken_down?;
    Ok(sections)
}

/// Load comes last, whatever the order asked for: it writes.
fn parts(stage: Stage, bench: &Bench, chosen: &[Part]) -> Outcome<Vec<Recorded>> {
    let Bench { options, worker } = bench;
    let mut sections = Vec::new();
    for part in Part::ALL.into_iter().filter(|part| chosen.contains(part)) {
        eprintln!("ranked: {} on {}", part.name(), stage.network.schema());
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
        let section = section.map_err(|failure| failure.while_doing(part.name()))?;
        sections.push(section.recorded(&format!("ranked.{}", part.name()), stage.network));
    }
    Ok(sections)
}
