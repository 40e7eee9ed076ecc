//! Ranked pages: what one costs against plain SQL, and how many statements it takes; and what is similar.

mod agreement;
mod field;
mod making;
mod page;
mod plain;
mod similar;
mod stage;
mod statements;
mod turns;

use crate::failure::Outcome;
use crate::network::Network;
use crate::record::Section;
use crate::scenarios::Bench;
use stage::Stage;

/// A part of the scenario, to be chosen on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Pages by one client, against plain SQL.
    Page,
    /// How many statements a page takes.
    Statements,
    /// Similar posts and people, against plain SQL.
    Similar,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Page, Self::Statements, Self::Similar];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Statements => "statements",
            Self::Similar => "similar",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Page => "ranked pages by one client, against plain SQL",
            Self::Statements => "how many statements a ranked page takes",
            Self::Similar => "similar posts and people, against plain SQL",
        }
    }
}

/// Runs the chosen parts on one network, which share a stage.
pub fn measure(bench: &Bench, network: Network, chosen: &[Part]) -> Outcome<Vec<Section>> {
    let stage = Stage::of(network, bench.options)?;
    let found = parts(stage, bench, chosen);
    let taken_down = match bench.options.keep {
        true => Ok(()),
        false => stage.take_down(),
    };
    let sections = found?;
    taken_down?;
    Ok(sections)
}

fn parts(stage: Stage, bench: &Bench, chosen: &[Part]) -> Outcome<Vec<Section>> {
    let options = bench.options;
    let mut client = stage.provide(options)?;
    let mut sections = Vec::new();
    for part in chosen {
        eprintln!("ranked: {} on {}", part.name(), stage.network.schema());
        let section = match part {
            Part::Page => page::measure(stage, &mut client, options),
            Part::Statements => statements::measure(stage, &mut client),
            Part::Similar => similar::measure(stage, &mut client, options),
        };
        sections.push(Section {
            scenario: format!("ranked.{}", part.name()),
            network: stage.network.name().into(),
            ..section.map_err(|failure| failure.while_doing(part.name()))?
        });
    }
    Ok(sections)
}
