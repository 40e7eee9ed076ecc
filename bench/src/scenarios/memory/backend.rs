//! One backend by one client of pgbench, looked at from outside until it has made all its calls.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use postgres::Client;

use super::life::{self, Life, Look};
use super::resident;
use crate::failure::Outcome;
use crate::scenarios::attached::stage::{Numbers, Stage};
use crate::scenarios::folder::Folder;
use crate::scenarios::pgbench;
use crate::server;

const PROCESS: &str = include_str!("../../../sql/memory/process.sql");

/// By what the backend is found.
const NAME: &str = "pg_feed bench memory";
/// Looks are so far apart: a share of the time that has passed, so that short lives are seen as well, between these bounds.
const REST: f64 = 0.005;
const SHORTEST_REST: Duration = Duration::from_millis(2);
const LONGEST_REST: Duration = Duration::from_millis(500);

/// A script, how often it is called among all, and its text.
pub struct Script {
    pub name: &'static str,
    pub weight: u32,
    pub text: &'static str,
}

/// What a backend is to do.
pub struct Work<'a> {
    pub stage: Stage,
    pub numbers: Numbers,
    pub scripts: &'a [Script],
    pub calls: u64,
    pub seed: u64,
}

impl Work<'_> {
    /// Makes all calls; answers how long each took, and how much memory the backend had.
    pub fn run(&self, client: &mut Client) -> Outcome<Life> {
        let folder = Folder::new("memory")?;
        let mut child = self.start(&folder)?;
        let looks = watch(client, &mut child);
        if looks.is_err() {
            // It is not left behind where it cannot be watched; it may have ended by itself.
            let _ = child.kill();
        }
        let done = child.wait_with_output()?;
        let looks = looks?;
        pgbench::rate_of(&done)?;
        let mut log = String::new();
        for entry in fs::read_dir(folder.path())? {
            let path = entry?.path();
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("calls."))
            {
                log.push_str(&fs::read_to_string(path)?);
            }
        }
        Life::new(life::calls(&log)?, looks)
    }

    fn start(&self, folder: &Folder) -> Outcome<Child> {
        let mut command = Command::new(pgbench::program());
        for script in self.scripts {
            let path = folder.path().join(script.name);
            fs::write(&path, self.stage.sql(script.text))?;
            command.arg(format!("--file={}@{}", path.display(), script.weight));
        }
        let defined = [
            ("users", self.stage.network.size().users),
            ("posts", self.numbers.last),
            ("recent", self.numbers.first_recent),
        ];
        for (variable, value) in defined {
            command.arg(format!("--define={variable}={value}"));
        }
        let started = command
            .args(["--no-vacuum", "--protocol=prepared", "--client=1", "--log"])
            .arg(format!(
                "--log-prefix={}",
                folder.path().join("calls").display()
            ))
            .arg(format!("--transactions={}", self.calls))
            .arg(format!("--random-seed={}", self.seed))
            .arg(format!("{} application_name='{NAME}'", server::dsn()?))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(started)
    }
}

/// Looks at the backend until the client has ended. The client first opens a session for a moment to see whether the server
/// is there: looks at that one do not count.
fn watch(client: &mut Client, child: &mut Child) -> Outcome<Vec<Look>> {
    let process = client.prepare(PROCESS)?;
    let started = Instant::now();
    let mut watched: Option<i32> = None;
    let mut looks = Vec::new();
    while child.try_wait()?.is_none() {
        match watched.and_then(resident::private) {
            Some(bytes) => looks.push(Look { at: now(), bytes }),
            None => {
                let found = client.query(&process, &[&NAME])?;
                let found: Option<i32> = found.first().map(|row| row.get(0));
                if found.is_some() && found != watched {
                    looks.clear();
                    watched = found;
                }
            }
        }
        let rest = started.elapsed().mul_f64(REST);
        thread::sleep(rest.clamp(SHORTEST_REST, LONGEST_REST));
    }
    Ok(looks)
}

/// Microseconds by the clock that pgbench uses as well.
fn now() -> u64 {
    let passed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    passed.as_micros() as u64
}
