//! What runs beside a feed with everything attached: three scenarios share the copies of a network's tables and the feed upon
//! them, since making these takes minutes where the network is large.

pub mod copies;
mod definition;
pub mod stage;

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::record::Section;
use crate::scenarios::{Bench, Scenario, memory, storage, writes};
use crate::server;
use stage::Stage;

/// The scenarios of this stage among those that are asked for, in order: what is kept is told before anything writes to it.
pub fn among(asked: &[Scenario]) -> Vec<Scenario> {
    let all = [Scenario::Storage, Scenario::Memory, Scenario::Writes];
    all.into_iter().filter(|one| asked.contains(one)).collect()
}

/// Makes the stage, runs the scenarios upon it, and takes it down.
pub fn measure(
    bench: &Bench,
    network: Network,
    asked: &[Scenario],
) -> Vec<(Scenario, Outcome<Vec<Section>>)> {
    let stage = Stage::of(network);
    let mut found = Vec::new();
    match stage.set_up(bench.options) {
        Ok(()) => {
            for scenario in asked {
                found.push((*scenario, one(bench, stage, *scenario)));
            }
        }
        // Nothing can be told of any of them.
        Err(failure) => {
            let why = failure.while_doing("attaching everything").to_string();
            found.extend(
                asked
                    .iter()
                    .map(|scenario| (*scenario, Err(Failure::said(why.clone())))),
            );
        }
    }
    if let (Err(failure), Some(last)) = (stage.take_down(), asked.last()) {
        found.push((*last, Err(failure.while_doing("clearing away"))));
    }
    found
}

/// Each in a session of its own, by a program that may run on every core: whoever ran before may have left it on one.
fn one(bench: &Bench, stage: Stage, scenario: Scenario) -> Outcome<Vec<Section>> {
    eprintln!("{} on {}", scenario.name(), stage.network.schema());
    server::leave_the_core()?;
    let mut client = stage.connect()?;
    let found = match scenario {
        Scenario::Storage => storage::measure(stage, &mut client, bench.options),
        Scenario::Memory => memory::measure(stage, &mut client, bench.options),
        _ => writes::measure(stage, &mut client, bench.options),
    };
    server::leave_the_core()?;
    Ok(vec![found?])
}
