//! Whom to follow: a page against two hops in SQL and against counting alone, and what the packed lists cost.

mod contest;
mod keeping;
mod page;
mod pure;
mod stage;

use crate::failure::Outcome;
use crate::network::Network;
use crate::options::Options;
use crate::record::Section as Recorded;
use crate::scenarios::Bench;
use crate::scenarios::section::Section;
use stage::Stage;

/// Runs on one network.
pub fn measure(bench: &Bench, network: Network) -> Outcome<Vec<Recorded>> {
    let found = on(bench.options, network);
    let taken_down = Stage::of(network).take_down();
    let sections = found?;
    taken_down?;
    let recorded = sections
        .into_iter()
        .map(|section| section.recorded("suggest", network));
    Ok(recorded.collect())
}

fn on(options: &Options, network: Network) -> Outcome<Vec<Section>> {
    let stage = Stage::of(network);
    eprintln!("suggest: packing on {}", network.schema());
    let (mut client, built) = stage.set_up(options)?;
    eprintln!("suggest: pages on {}", network.schema());
    let page = page::measure(&stage, &mut client, options)?;
    eprintln!("suggest: what keeping costs on {}", network.schema());
    let keeping = keeping::measure(&stage, &mut client, options, &built)?;
    Ok(vec![page, keeping])
}
