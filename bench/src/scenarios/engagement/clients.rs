//! Many clients at once: pgbench, with a script of the benchmark's.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::stage::Stage;
use crate::failure::{Failure, Outcome};
use crate::server;

const SCRIPT: &str = include_str!("../../../sql/engagement/like.pgbench");

/// The folder of the server's programs.
const FOLDER: &str = "PG_FEED_BENCH_BIN";

/// The clients of one run.
#[derive(Debug, Clone, Copy)]
pub struct Clients {
    pub stage: Stage,
    /// The table that they insert into.
    pub table: &'static str,
    pub count: usize,
    pub seconds: u64,
    /// The first and the last post that is liked.
    pub posts: (i64, i64),
    pub seed: u64,
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

/// Likes for some seconds; answers how many transactions there were each second.
pub fn run(clients: Clients) -> Outcome<f64> {
    let (low, high) = clients.posts;
    let mut child = Command::new(program())
        .args(["--no-vacuum", "--protocol=prepared", "--file=-"])
        .arg(format!("--client={}", clients.count))
        .arg(format!("--jobs={}", clients.count.min(2)))
        .arg(format!("--time={}", clients.seconds))
        .arg(format!("--random-seed={}", clients.seed))
        .arg(format!("--define=low={low}"))
        .arg(format!("--define=high={high}"))
        .arg(server::dsn()?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(input) = &mut child.stdin {
        let script = SCRIPT.replace("{table}", clients.table);
        input.write_all(clients.stage.sql(&script).as_bytes())?;
    }
    let done = child.wait_with_output()?;
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

fn program() -> PathBuf {
    match std::env::var_os(FOLDER) {
        Some(folder) => PathBuf::from(folder).join("pgbench"),
        None => PathBuf::from("pgbench"),
    }
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
