//! Pages of a timeline without windows: the first one of every kind of viewers, and how much deep ones cost.

mod deep;
mod first;
mod plans;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Bench;
use super::kind::Kind;
use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::record::Section;
use crate::{generator, server, subject};

/// Measures a network in a session of its own.
pub fn measure(bench: &Bench, network: Network) -> Outcome<Vec<Section>> {
    let options = bench.options;
    eprintln!("timeline on {}", network.schema());
    let mut client = server::connect_to(network)?;
    generator::require(&mut client, network, options)?;
    subject::create(&mut client, network)?;
    generator::warm(&mut client)?;
    let core = server::core(&mut client, options.pinned)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let found = first::measure(&mut client, options, network, &mut random).and_then(|first| {
        Ok((
            first,
            deep::measure(&mut client, options, network, &mut random)?,
        ))
    });
    server::leave_the_core()?;
    subject::drop_if_there(&mut client, network)?;
    let (mut cases, walks) = found?;
    cases.extend(walks.cases());
    if !walks.disagreeing.is_empty() {
        return Err(Failure::said(format!(
            "the pages of a walk do not add up to one large page for viewers {:?}",
            walks.disagreeing
        )));
    }
    let kinds: String = Kind::ALL
        .iter()
        .map(|kind| format!("- {}: {}\n", kind.name(), kind.meaning()))
        .collect();
    Ok(vec![Section {
        scenario: "timeline".into(),
        network: network.name().into(),
        title: "Timelines by pull".into(),
        text: format!(
            "A page is 20 posts, fetched in full: keys and time from every contender. Before timing, all contenders returned the \
             same posts for every viewer. The better of the two is, for each viewer, the plain query with the better median. A query \
             slower than 5 ms is called at most 5 times for a viewer. Core: {core}. {} of the walkers' timelines end before page 50.\n\n{kinds}",
            walks.short
        ),
        cases,
        ..Section::default()
    }])
}
