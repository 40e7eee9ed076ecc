//! Clients at once, by pgbench: they draw transactions of a mix by chance, as many as there can be or at a fixed rate.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::latency::Log;
use super::mix::Script;
use super::stage::{Side, Stage};
use crate::failure::{Failure, Outcome};
use crate::scenarios::folder::Folder;
use crate::scenarios::pgbench;

/// The prefix of the logs.
const LOG: &str = "log";
/// What suits plain SQL here: all is in memory, and a page at random costs no more than the next one.
const SESSION: (&str, &str) = ("PGOPTIONS", "-c random_page_cost=1.1");

/// Clients of one run.
#[derive(Debug, Clone)]
pub struct Clients<'a> {
    pub stage: Stage,
    pub side: Side,
    pub scripts: &'a [Script],
    pub count: usize,
    /// Transactions a second; None: as many as there can be.
    pub rate: Option<f64>,
    pub seconds: u64,
    /// Seconds before those that do not count: each connection first learns what the feed is.
    pub leave_out: u64,
    /// The server as libpq keywords.
    pub server: String,
    /// The highest number of a post, and how many below it are liked and looked at.
    pub posts: (i64, i64),
    pub seed: u64,
}

/// Clients at work. Dropped before they are waited for, they are ended.
pub struct Running {
    child: Option<Child>,
    folder: Folder,
    leave_out: u64,
}

impl Clients<'_> {
    /// Starts, and waits for the end.
    pub fn run(&self) -> Outcome<Log> {
        self.start()?.wait()
    }

    pub fn start(&self) -> Outcome<Running> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let folder = Folder::new(&format!("load-{}", MADE.fetch_add(1, Ordering::Relaxed)))?;
        let mut command = Command::new(pgbench::program());
        for (place, script) in self.scripts.iter().enumerate() {
            let path = folder.path().join(format!("{place}.pgbench"));
            fs::write(&path, self.stage.sql(self.side, &script.text(self.side)))?;
            command.arg(format!("--file={}@{}", path.display(), script.share));
        }
        if let Some(rate) = self.rate {
            command.arg(format!("--rate={rate:.3}"));
        }
        let (last, recent) = self.posts;
        let defined = [
            ("readers", self.stage.readers),
            ("stride", self.stage.stride()),
            ("users", self.stage.users),
            ("last", last),
            ("recent", recent),
        ];
        for (variable, value) in defined {
            command.arg(format!("--define={variable}={value}"));
        }
        let child = command
            .env(SESSION.0, SESSION.1)
            .args(["--no-vacuum", "--protocol=prepared", "--log"])
            .arg(format!(
                "--log-prefix={}",
                folder.path().join(LOG).display()
            ))
            .arg(format!("--client={}", self.count))
            .arg(format!("--jobs={}", self.count.min(2)))
            .arg(format!("--time={}", self.leave_out + self.seconds))
            .arg(format!("--random-seed={}", self.seed))
            .arg(&self.server)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(Running {
            child: Some(child),
            folder,
            leave_out: self.leave_out,
        })
    }
}

impl Running {
    pub fn is_over(&mut self) -> Outcome<bool> {
        match &mut self.child {
            Some(child) => Ok(child.try_wait()?.is_some()),
            None => Ok(true),
        }
    }

    /// Waits for the end; what all clients have done since the first seconds.
    pub fn wait(mut self) -> Outcome<Log> {
        let Some(child) = self.child.take() else {
            return Err(Failure::said("pgbench was waited for twice"));
        };
        pgbench::rate_of(&child.wait_with_output()?)?;
        Log::read(&logs(&self.folder)?, self.leave_out)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // Nobody is left behind where something else failed; what has ended already cannot be ended.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// What all threads have logged.
fn logs(folder: &Folder) -> Outcome<String> {
    let mut text = String::new();
    for entry in fs::read_dir(folder.path())? {
        let entry = entry?;
        // Called by the prefix, the number of the process, and that of the thread.
        if entry.file_name().to_string_lossy().starts_with(LOG) {
            text.push_str(&fs::read_to_string(entry.path())?);
        }
    }
    Ok(text)
}
