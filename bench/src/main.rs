//! Wiring of the benchmark: reads the command line and does what it asks for.

mod effort;
mod failure;
mod generator;
/// Counting as the extension does it, to be measured without a server.
#[path = "../../src/graph/mod.rs"]
#[allow(dead_code, unused_imports)]
mod graph;
mod network;
mod options;
mod peers;
mod record;
mod report;
mod scenarios;
mod server;
mod subject;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use options::{Command, Options};
use record::{FORMAT, Run};

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
    match &options.command {
        Command::Help => print!("{}", options::help()),
        Command::Run => measure(&options)?,
        Command::Generate => generator::generate(&options)?,
        Command::Report(figures) => {
            let run = report::read(figures)?;
            report::write(&run, &options.out)?;
        }
        Command::Chapter(figures, template) => {
            report::chapter(&report::read(figures)?, template)?;
        }
        Command::Compare(earlier, later) => {
            report::compare(&report::read(earlier)?, &report::read(later)?)?;
        }
    }
    Ok(())
}

/// Measures, and writes the report even where some of it failed.
fn measure(options: &Options) -> Outcome<()> {
    let mut run = Run {
        format: FORMAT,
        about: report::facts::gather(options)?,
        sections: Vec::new(),
    };
    scenarios::run(options, &mut |found| {
        run.sections.extend(found);
        report::keep(&run, &options.out)
    })?;
    report::facts::finish(&mut run.about);
    report::write(&run, &options.out)?;
    match run
        .sections
        .iter()
        .filter(|section| section.failed.is_some())
        .count()
    {
        0 => Ok(()),
        failed => Err(Failure::said(format!(
            "{failed} scenarios failed: the report says which and why"
        ))),
    }
}
