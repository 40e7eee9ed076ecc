//! What a reader must know of machine, server and run to judge the figures.

use std::fs;

use crate::failure::Outcome;
use crate::options::{Columns, Command, Options};
use crate::server;

const FACTS: &str = include_str!("../../sql/report/facts.sql");
const OF_WRITES: &str = include_str!("../../sql/report/facts_of_writes.sql");

/// Facts about one run.
pub struct Facts {
    /// The server's day, for the name of the report.
    pub date: String,
    lines: Vec<(String, String)>,
}

impl Facts {
    /// Reads machine and server before the run.
    pub fn gather(options: &Options) -> Outcome<Self> {
        let mut client = server::connect()?;
        let row = client.query_one(FACTS, &[])?;
        let mut facts = Self {
            date: row.get("date"),
            lines: Vec::new(),
        };
        facts.tell("machine", machine());
        facts.tell("server", row.get::<_, String>("server"));
        facts.tell("settings", row.get::<_, String>("settings"));
        facts.tell("scale", options.scale.to_string());
        facts.tell("seed", options.seed.to_string());
        match options.command {
            Command::Engagement => facts.tell("rounds", options.rounds.to_string()),
            Command::Ranked => facts.tell(
                "viewers of each kind",
                format!("up to {}, {} rounds", options.viewers, options.rounds),
            ),
            _ => facts.tell_of_viewers(options),
        }
        facts.tell("load average at the start", load());
        Ok(facts)
    }

    fn tell_of_viewers(&mut self, options: &Options) {
        self.tell(
            "viewers of each kind",
            format!("up to {}, {} rounds", options.viewers, options.rounds),
        );
        self.tell(
            "own posts",
            if options.own {
                "part of every page"
            } else {
                "left out by every contender"
            },
        );
        if options.command != Command::Windows {
            self.tell(
                "a row",
                match options.columns {
                    Columns::Keys => "keys and time of a post, from every contender",
                    Columns::All => {
                        "keys and time of a post; from timeline_for rank, reasons and cursor too"
                    }
                    Columns::Bodies => "the same with the body of the post, from every contender",
                },
            );
        }
    }

    /// Adds what figures of writes depend on.
    pub fn tell_of_writes(&mut self) -> Outcome<()> {
        let mut client = server::connect()?;
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
        let row = client.query_one(OF_WRITES, &[])?;
        self.tell("pg_feed", row.get::<_, String>("extension"));
        self.tell(
            "settings that writes depend on",
            row.get::<_, String>("settings"),
        );
        self.tell("preloaded", row.get::<_, String>("preloaded"));
        Ok(())
    }

    /// Adds what is known only after the run.
    pub fn finish(&mut self) {
        self.tell(
            "load average at the end (the run itself counts as 1)",
            load(),
        );
    }

    /// The facts as a list.
    pub fn list(&self) -> String {
        self.lines
            .iter()
            .map(|(name, value)| format!("- {name}: {value}\n"))
            .collect()
    }

    /// Adds a fact.
    pub fn tell(&mut self, name: &str, value: impl Into<String>) {
        self.lines.push((name.to_owned(), value.into()));
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
