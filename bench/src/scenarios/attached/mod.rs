//! What runs beside a feed with everything attached: four scenarios share the copies of a network's tables and the feed upon
//! them, since making these takes minutes where the network is large.

pub mod copies;
mod definition;
pub mod stage;

use crate::network::Network;
use crate::record::Section;
use crate::scenarios::{Bench, Scenario, failed, memory, reads, storage, timed, writes};
use crate::server;
use stage::Stage;

/// The scenarios of this stage among those that are asked for, in order: what is kept is told before anything writes to it.
pub fn among(asked: &[Scenario]) -> Vec<Scenario> {
    let all = [
        Scenario::Reads,
        Scenario::Storage,
        Scenario::Memory,
        Scenario::Writes,
    ];
    all.into_iter().filter(|one| asked.contains(one)).collect()
}

/// Makes the stage, runs the scenarios upon it, and takes it down. What fails is told in its place.
pub fn measure(bench: &Bench, network: Network, asked: &[Scenario]) -> Vec<Section> {
    let stage = Stage::of(network);
    let mut found = Vec::new();
    match stage.set_up(bench.options) {
        Ok(()) => found.extend(asked.iter().map(|scenario| one(bench, stage, *scenario))),
        // Nothing can be told of any of them.
        Err(failure) => {
            let failure = failure.while_doing("attaching everything");
            let names = asked.iter().map(|scenario| scenario.name());
            found.extend(names.map(|name| failed(&name, network, &failure)));
        }
    }
    if let (Err(failure), Some(last)) = (stage.take_down(), asked.last()) {
        let failure = failure.while_doing("clearing away");
        found.push(failed(&last.name(), network, &failure));
    }
    found
}

/// Each in a session of its own, by a program that may run on every core: whoever ran before may have left it on one.
fn one(bench: &Bench, stage: Stage, scenario: Scenario) -> Section {
    let name = scenario.name();
    let found = timed(&name, stage.network, || {
        server::leave_the_core()?;
        let mut client = stage.connect()?;
        let found = match scenario {
            Scenario::Reads => reads::measure(stage, &mut client, bench.options),
            Scenario::Storage => storage::measure(stage, &mut client, bench.options),
            Scenario::Memory => memory::measure(stage, &mut client, bench.options),
            _ => writes::measure(stage, &mut client, bench.options),
        };
        server::leave_the_core()?;
        found
    });
    found.unwrap_or_else(|failure| failed(&name, stage.network, &failure))
}
