//! The whole benchmark on its smallest network, end to end, so that no part of it rots. The server is named by
//! PG_FEED_BENCH_DSN, as `make test` does.

#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder for what the run writes, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("pg_feed-tiny-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the report");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(arguments)
        .output()
        .expect("the benchmark starts")
}

/// What the benchmark said, where it ended well.
fn said(done: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{err}\n{out}");
    out.into_owned()
}

/// The names under "Scenarios:" of --help.
fn scenarios() -> Vec<String> {
    let help = said(&bench(&["--help"]));
    help.lines()
        .skip_while(|line| *line != "Scenarios:")
        .skip(1)
        .map_while(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn figures(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("figures.json")).expect("figures of the run");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_smallest_network_end_to_end() {
    if std::env::var_os("PG_FEED_BENCH_DSN").is_none() {
        println!("SKIPPED: PG_FEED_BENCH_DSN names no server");
        return;
    }
    let folder = Folder::new();
    let out = folder.0.to_str().expect("a plain name");
    said(&bench(&["run", "--scale", "tiny", "--out", out]));

    let found = figures(&folder.0);
    let sections = found["sections"].as_array().expect("sections");
    for scenario in scenarios() {
        let of_it: Vec<&Value> = sections
            .iter()
            .filter(|section| section["scenario"] == scenario.as_str())
            .collect();
        assert!(!of_it.is_empty(), "{scenario} left nothing");
        for section in of_it {
            let cases = section["cases"].as_array().expect("cases");
            match section["skipped"].as_str() {
                Some(why) => println!("{scenario}: skipped: {why}"),
                None => assert!(!cases.is_empty(), "{scenario} has no figures"),
            }
            for case in cases {
                let contenders = case["contenders"].as_array().expect("contenders");
                println!(
                    "{scenario}: {}: {} contenders",
                    case["what"],
                    contenders.len()
                );
                assert!(!contenders.is_empty(), "{}", case["what"]);
            }
        }
    }

    let json = folder.0.join("figures.json");
    let json = json.to_str().expect("a plain name");
    said(&bench(&["compare", json, json]));
    for name in ["report.html", "report.md", "summary.md"] {
        let written = folder.0.join(name);
        std::fs::remove_file(&written).expect("a report");
        said(&bench(&["report", json, "--out", out]));
        let text = std::fs::read_to_string(&written).expect("the report anew");
        assert!(text.contains("timeline_for"), "{name}");
    }
}
