//! Wiring of the benchmark: reads the command line and runs what it asks for.

mod failure;
mod generator;
/// Counting as the extension does it, to be measured without a server.
#[path = "../../src/graph/mod.rs"]
#[allow(dead_code, unused_imports)]
mod graph;
mod options;
mod peers;
mod report;
mod scenarios;
mod server;
mod subject;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use options::{Command, Options};
use report::facts::Facts;
use scenarios::section::Section;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    match options.command {
        Command::Help => print!("{}", options::USAGE),
        Command::Generate => generator::generate(&options)?,
        Command::Pull => pull(&options)?,
        Command::Windows => windows(&options)?,
        Command::Engagement => engagement(&options)?,
        Command::Ranked => ranked(&options)?,
        Command::Suggest => suggest(&options)?,
        Command::All => {
            generator::generate(&options)?;
            pull(&options)?;
        }
    }
    Ok(())
}

fn pull(options: &Options) -> Outcome<()> {
    let mut facts = Facts::gather(options)?;
    let mut graphs = Vec::new();
    for graph in &options.graphs {
        graphs.push(scenarios::pull::measure(options, *graph)?);
    }
    facts.finish();
    let page = report::pull::page(options, &facts, &graphs);
    print!("{page}");
    if options.save {
        let path = report::save(&format!("{}-pull.md", facts.date), &page)?;
        eprintln!("saved {path}");
    }
    if graphs.iter().any(|graph| !graph.walks_agree) {
        return Err(Failure::said(
            "the pages of a walk do not add up to one large page: see the report",
        ));
    }
    Ok(())
}

fn windows(options: &Options) -> Outcome<()> {
    in_parts(
        options,
        "Materialized windows",
        "windows",
        scenarios::windows::measure,
    )
}

fn engagement(options: &Options) -> Outcome<()> {
    in_parts(
        options,
        "Engagement and trending",
        "engagement",
        scenarios::engagement::measure,
    )
}

fn ranked(options: &Options) -> Outcome<()> {
    in_parts(
        options,
        "Ranked pages",
        "ranked",
        scenarios::ranked::measure,
    )
}

fn suggest(options: &Options) -> Outcome<()> {
    in_parts(
        options,
        "Whom to follow",
        "suggest",
        scenarios::suggest::measure,
    )
}

/// Runs a scenario of several parts, and reports.
fn in_parts(
    options: &Options,
    title: &str,
    name: &str,
    measure: fn(&Options) -> Outcome<Vec<Section>>,
) -> Outcome<()> {
    let mut facts = Facts::gather(options)?;
    facts.tell_of_writes()?;
    let sections = measure(options)?;
    facts.finish();
    let page = report::parts::page(title, &facts, &sections);
    print!("{page}");
    if options.save {
        let path = report::save(&format!("{}-{name}.md", facts.date), &page)?;
        eprintln!("saved {path}");
    }
    Ok(())
}
