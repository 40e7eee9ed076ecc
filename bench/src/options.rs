//! The command line: what to do, on which networks, which scenarios and how much of each.

use std::path::PathBuf;

use crate::effort::Effort;
use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::scenarios::Scenario;

pub const USAGE: &str = "\
usage: cargo run --release -p bench -- [run] [options]
       cargo run --release -p bench -- generate [options]
       cargo run --release -p bench -- report FILE
       cargo run --release -p bench -- compare EARLIER LATER
       cargo run --release -p bench -- chapter FILE TEMPLATE

  run                  make the networks, unless they are there, measure, and write the report (the default)
  generate             make the networks only
  report FILE          make page and table anew from the figures of a run
  compare EARLIER LATER
                       tell what got slower than the noise of two runs; fails where something did
  chapter FILE TEMPLATE
                       fill figures of a run into a text, such as bench/results/how_fast.md

  --scale NAME         small (default): the network year, in minutes; full: dense and sparse, in an hour or two; or one network:
                       tiny, mvp, year, dense, sparse, large
  --scenarios LIST     by commas, such as windows.page,engagement (default: all of them; --help lists them)
  --seed NUMBER        of data and of the order of calls (default: 1)
  --out FOLDER         where report and figures go (default: bench/report)
  --unpinned           do not put client and server process on one core
  --keep               leave the stage of ranked pages for the next run, which takes one of the last twelve hours

How much of everything, by default as fits the scale:
";

const BEHIND: &str = "
The server is named by PG_FEED_BENCH_DSN, libpq keywords of a superuser, such as
PG_FEED_BENCH_DSN='host=/tmp port=5432 user=postgres dbname=bench'
";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Help,
    Run,
    Generate,
    Report(PathBuf),
    Compare(PathBuf, PathBuf),
    Chapter(PathBuf, PathBuf),
}

#[derive(Debug, Clone)]
pub struct Options {
    pub command: Command,
    /// The scale as it was asked for.
    pub scale: String,
    pub networks: Vec<Network>,
    pub scenarios: Vec<Scenario>,
    pub seed: u64,
    pub pinned: bool,
    pub keep: bool,
    pub out: PathBuf,
    pub effort: Effort,
}

impl Options {
    pub fn parse(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options = Self::of_scale("small")?;
        let mut words = Vec::new();
        let mut efforts: Vec<(String, String)> = Vec::new();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or_else(|| Failure::said(format!("{argument} needs a value, see --help")))
            };
            match argument.as_str() {
                "--scale" => {
                    let scale = Self::of_scale(&value()?)?;
                    options.scale = scale.scale;
                    options.networks = scale.networks;
                    options.effort = scale.effort;
                }
                "--scenarios" => options.scenarios = scenarios(&value()?)?,
                "--seed" => options.seed = within(&argument, &value()?, 0, u64::from(u32::MAX))?,
                "--out" => options.out = value()?.into(),
                "--unpinned" => options.pinned = false,
                "--keep" => options.keep = true,
                "--help" | "-h" => words.push("help".to_owned()),
                _ => match argument.strip_prefix("--") {
                    Some(name) if Effort::has(name) => efforts.push((name.to_owned(), value()?)),
                    Some(_) => {
                        return Err(Failure::said(format!(
                            "unknown argument \"{argument}\", see --help"
                        )));
                    }
                    None => words.push(argument),
                },
            }
        }
        // Whichever stands first on the line, a scale does not undo what was asked for by name.
        for (name, value) in efforts {
            let given = within(&format!("--{name}"), &value, 1, 1_000_000_000)?;
            options.effort.set(&name, given);
        }
        options.command = command(&words)?;
        Ok(options)
    }

    /// What is done at a scale where nothing else is said.
    pub fn of_scale(scale: &str) -> Outcome<Self> {
        let networks =
            match scale {
                "small" => vec![Network::Year],
                "full" => vec![Network::Dense, Network::Sparse],
                name => vec![Network::named(name).ok_or_else(|| {
                    Failure::said(format!("unknown scale \"{name}\", see --help"))
                })?],
            };
        Ok(Self {
            command: Command::Run,
            scale: scale.to_owned(),
            effort: Effort::on(&networks),
            networks,
            scenarios: Scenario::all(),
            seed: 1,
            pinned: true,
            keep: false,
            out: concat!(env!("CARGO_MANIFEST_DIR"), "/report").into(),
        })
    }
}

/// What --help says.
pub fn help() -> String {
    let effort: String = Effort::NAMES
        .iter()
        .map(|(name, meaning)| format!("  --{:<19}{meaning}\n", format!("{name} NUMBER")))
        .collect();
    let scenarios: String = Scenario::all()
        .iter()
        .map(|scenario| format!("  {:<21}{}\n", scenario.name(), scenario.meaning()))
        .collect();
    format!("{USAGE}{effort}\nScenarios:\n{scenarios}{BEHIND}")
}

fn command(words: &[String]) -> Outcome<Command> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["run"] => Ok(Command::Run),
        ["generate"] => Ok(Command::Generate),
        ["report", file] => Ok(Command::Report(file.into())),
        ["compare", earlier, later] => Ok(Command::Compare(earlier.into(), later.into())),
        ["chapter", figures, template] => Ok(Command::Chapter(figures.into(), template.into())),
        words if words.contains(&"help") => Ok(Command::Help),
        words => Err(Failure::said(format!(
            "what is \"{}\" to mean? see --help",
            words.join(" ")
        ))),
    }
}

/// Scenarios by name, in the order they are run in; the first word of a name stands for all that begin with it.
fn scenarios(list: &str) -> Outcome<Vec<Scenario>> {
    let asked: Vec<&str> = list.split(',').collect();
    let is_meant = |scenario: &Scenario, word: &str| {
        let name = scenario.name();
        name == word || name.split('.').next() == Some(word)
    };
    let all = Scenario::all();
    for word in &asked {
        if !all.iter().any(|scenario| is_meant(scenario, word)) {
            return Err(Failure::said(format!(
                "unknown scenario \"{word}\", see --help"
            )));
        }
    }
    Ok(all
        .into_iter()
        .filter(|scenario| asked.iter().any(|word| is_meant(scenario, word)))
        .collect())
}

fn within(name: &str, value: &str, least: u64, most: u64) -> Outcome<u64> {
    match value.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(Failure::said(format!(
            "{name} takes a number from {least} to {most}, not \"{value}\""
        ))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Outcome<Options> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn nothing_said_is_a_small_run_of_everything() {
        let options = parse("").unwrap();
        assert_eq!(options.command, Command::Run);
        assert_eq!(options.networks, [Network::Year]);
        assert_eq!(options.scenarios, Scenario::all());
        assert!(options.pinned && !options.keep);
    }

    #[test]
    fn a_scale_is_a_set_of_networks() {
        let options = parse("generate --scale full").unwrap();
        assert_eq!(options.networks, [Network::Dense, Network::Sparse]);
        assert_eq!(options.command, Command::Generate);
        assert_eq!(parse("--scale tiny").unwrap().networks, [Network::Tiny]);
    }

    #[test]
    fn what_is_asked_for_by_name_stays_whatever_the_scale() {
        let options = parse("--rounds 7 --scale tiny").unwrap();
        assert_eq!(options.effort.rounds, 7);
    }

    #[test]
    fn scenarios_are_chosen_by_family_or_part_and_keep_their_order() {
        let names = |line: &str| -> Vec<String> {
            let options = parse(line).unwrap();
            options
                .scenarios
                .iter()
                .map(|scenario| scenario.name())
                .collect()
        };
        assert_eq!(
            names("--scenarios windows.lag,timeline"),
            ["timeline", "windows.lag"]
        );
        assert!(names("--scenarios windows").len() > 3);
    }

    #[test]
    fn figures_of_a_run_are_read_again() {
        let options = parse("compare a.json b.json").unwrap();
        assert_eq!(
            options.command,
            Command::Compare("a.json".into(), "b.json".into())
        );
        assert_eq!(
            parse("report a.json").unwrap().command,
            Command::Report("a.json".into())
        );
        assert_eq!(parse("--help").unwrap().command, Command::Help);
        assert!(help().contains("windows.page"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, word) in [
            ("--scale", "--scale needs a value"),
            ("--scale round", "unknown scale \"round\""),
            ("--scenarios windows,loud", "unknown scenario \"loud\""),
            ("--rounds 0", "--rounds takes a number from 1"),
            ("--fast", "unknown argument \"--fast\""),
            ("compare a.json", "what is \"compare a.json\" to mean"),
        ] {
            let said = parse(line).unwrap_err().to_string();
            assert!(said.contains(word), "{line}: {said}");
        }
    }
}
