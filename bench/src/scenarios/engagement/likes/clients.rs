//! Many clients at once: pgbench, with a script of the benchmark's.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::failure::Outcome;
use crate::scenarios::engagement::stage::Stage;
use crate::scenarios::pgbench;
use crate::server;

const SCRIPT: &str = include_str!("../../../../sql/engagement/like.pgbench");

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

/// Likes for some seconds; answers how many transactions there were each second.
pub fn run(clients: Clients) -> Outcome<f64> {
    let (low, high) = clients.posts;
    let mut child = Command::new(pgbench::program())
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
    pgbench::rate_of(&child.wait_with_output()?)
}
