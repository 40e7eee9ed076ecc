//! Whom to follow: a page against two hops in SQL and against counting alone, and what the packed lists cost.

mod contest;
mod keeping;
mod page;
mod pure;
mod stage;

use crate::failure::Outcome;
use crate::network::Network;
use crate::options::Options;
use crate::record::Section;
use crate::scenarios::Bench;
use stage::Stage;

/// Runs on one network.
pub fn measure(bench: &Bench, network: Network) -> Outcome<Vec<Section>> {
    let stage = Stage::of(network);
    let found = on(stage, bench.options);
    let taken_down = stage.take_down();
    let sections = found?;
    taken_down?;
    let named = sections.map(|section| Section {
        scenario: "suggest".into(),
        network: network.name().into(),
        ..section
    });
    Ok(named.into())
}

fn on(stage: Stage, options: &Options) -> Outcome<[Section; 2]> {
    eprintln!("suggest: packing on {}", stage.network.schema());
    let mut client = stage.connect(options)?;
    let without = keeping::without_feed(stage, &mut client, options)?;
    let built = stage.set_up(&mut client)?;
    eprintln!("suggest: pages on {}", stage.network.schema());
    let page = page::measure(stage, &mut client, options)?;
    eprintln!("suggest: what keeping costs on {}", stage.network.schema());
    let keeping = keeping::measure(stage, &mut client, options, &built, &without)?;
    Ok([page, keeping])
}
