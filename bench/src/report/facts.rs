//! What a reader must know of machine, server and run to judge the figures.

use std::fs;
use std::process::Command;

use crate::failure::Outcome;
use crate::options::Options;
use crate::record::About;
use crate::server;

const FACTS: &str = include_str!("../../sql/report/facts.sql");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Reads machine and server before the run.
pub fn gather(options: &Options) -> Outcome<About> {
    let mut client = server::connect()?;
    client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
    let row = client.query_one(FACTS, &[])?;
    let told = |name: &str| row.get::<_, String>(name);
    let facts = [
        ("machine", machine()),
        ("server", told("server")),
        ("pg_feed", told("extension")),
        ("settings", told("settings")),
        ("preloaded", told("preloaded")),
        ("effort", format!("{:?}", options.effort)),
        ("load average at the start", load()),
    ];
    Ok(About {
        date: told("date"),
        commit: commit(),
        networks: options
            .networks
            .iter()
            .map(|network| network.name().to_owned())
            .collect(),
        scale: options.scale.clone(),
        seed: options.seed,
        facts: facts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        commands: vec![command()],
    })
}

/// Adds what is known only after the run.
pub fn finish(about: &mut About) {
    about.facts.push((
        "load average at the end (the run itself counts as 1)".into(),
        load(),
    ));
}

/// How this program was called, but for the folder of its report, which decides nothing.
fn command() -> String {
    let mut command = "cargo run --release -p bench --".to_owned();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--out" {
            arguments.next();
        } else {
            command.push(' ');
            command.push_str(&argument);
        }
    }
    command
}

/// The commit that the checkout is at, and whether something was changed in it since.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(["-C", ROOT])
            .args(arguments)
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&done.stdout).trim().to_owned();
        done.status.success().then_some(said)
    };
    match (
        git(&["rev-parse", "--short=12", "HEAD"]),
        git(&["status", "--porcelain", "-uno"]),
    ) {
        (Some(commit), Some(changed)) if changed.is_empty() => commit,
        (Some(commit), _) => format!("{commit} and changes"),
        _ => "unknown".into(),
    }
}

fn machine() -> String {
    let cores = std::thread::available_parallelism()
        .map_or_else(|_| "unknown".into(), |cores| cores.to_string());
    let model =
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.into());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_else(|| "unknown".into());
    format!("{cores} cores ({model}), memory {memory}")
}

/// The first value of a `name : value` file of the kernel.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':')
        .map(|(_, value)| value.trim().to_owned())
}

/// The load of the last one, five and fifteen minutes: other work on the machine spoils figures.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let averages: Vec<&str> = text.split_whitespace().take(3).collect();
    if averages.is_empty() {
        "unknown".into()
    } else {
        averages.join(", ")
    }
}
