//! The program pgbench: where it is, and what it tells at the end of a run.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::failure::{Failure, Outcome};

/// The folder of the server's programs.
const FOLDER: &str = "PG_FEED_BENCH_BIN";

pub fn program() -> PathBuf {
    match std::env::var_os(FOLDER) {
        Some(folder) => PathBuf::from(folder).join("pgbench"),
        None => PathBuf::from("pgbench"),
    }
}

/// What pgbench is, for the report; stops with a sentence where there is none.
pub fn version() -> Outcome<String> {
    let found = Command::new(program()).arg("--version").output();
    match found {
        Ok(found) if found.status.success() => {
            Ok(String::from_utf8_lossy(&found.stdout).trim().to_owned())
        }
        _ => Err(Failure::said(format!(
            "pgbench does not run: set {FOLDER} to the folder of the server's programs"
        ))),
    }
}

/// How many transactions there were each second in a run that is over; stops with a sentence where one failed.
pub fn rate_of(done: &Output) -> Outcome<f64> {
    let said = String::from_utf8_lossy(&done.stdout);
    if !done.status.success() || !said.contains("failed transactions: 0 (") {
        let errors = String::from_utf8_lossy(&done.stderr);
        return Err(Failure::said(format!("pgbench failed: {errors} {said}")));
    }
    rate(&said).ok_or_else(|| Failure::said(format!("pgbench told no rate: {said}")))
}

/// The figure of the line `tps = 11500.123456 (without initial connection time)`.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn the_rate_is_read() {
        let said =
            "latency average = 1.1 ms\ntps = 11500.123456 (without initial connection time)\n";
        assert_eq!(rate(said), Some(11_500.123_456));
        assert_eq!(rate("no rate"), None);
    }
}
