//! Whom to follow: a page against two hops in SQL and against counting alone, and what the packed lists cost.

mod contest;
mod keeping;
mod page;
mod pure;
mod stage;

use crate::failure::{Failure, Outcome};
use crate::generator::graph::Graph;
use crate::options::Options;
use crate::scenarios::section::Section;
use crate::scenarios::worker::Worker;
use crate::server;
use stage::Stage;

/// Runs on each graph. The worker is switched off, and put back whatever happens.
pub fn measure(options: &Options) -> Outcome<Vec<Section>> {
    let mut client = server::connect()?;
    let worker = Worker::find(&mut client)?;
    let measured = match worker.switch_off(&mut client) {
        Ok(()) => graphs(options),
        Err(failure) => Err(failure),
    };
    let put_back = worker.put_back(&mut client);
    let sections = measured?;
    put_back?;
    Ok(sections)
}

fn graphs(options: &Options) -> Outcome<Vec<Section>> {
    let mut sections = Vec::new();
    for graph in &options.graphs {
        let found = on(options, *graph);
        let taken_down = Stage::of(*graph).take_down();
        sections.extend(found.map_err(|failure: Failure| {
            failure.while_doing(&format!("suggestions on {}", graph.schema()))
        })?);
        taken_down?;
    }
    Ok(sections)
}

fn on(options: &Options, graph: Graph) -> Outcome<Vec<Section>> {
    let stage = Stage::of(graph);
    eprintln!("suggest: packing on {}", graph.schema());
    let (mut client, built) = stage.set_up(options)?;
    eprintln!("suggest: pages on {}", graph.schema());
    let page = page::measure(&stage, &mut client, options)?;
    eprintln!("suggest: what keeping costs on {}", graph.schema());
    let keeping = keeping::measure(&stage, &mut client, options, &built)?;
    Ok(vec![page, keeping])
}
