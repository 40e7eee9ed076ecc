//! Clients at once, by pgbench: those who read pages, and those who write beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::latency::{self, Transactions};
use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::scenarios::pgbench;
use crate::server;

const PAGE: &str = include_str!("../../../sql/ranked/page.pgbench");
const LIKE: &str = include_str!("../../../sql/ranked/like.pgbench");
const POST: &str = include_str!("../../../sql/ranked/post.pgbench");
const FOLLOW: &str = include_str!("../../../sql/ranked/follow.pgbench");
const MARK_SEEN: &str = include_str!("../../../sql/ranked/mark_seen.pgbench");

/// What is written, and how often each second.
pub const WRITES: [(&str, &str, u32); 4] = [
    ("likes", LIKE, 50),
    ("posts", POST, 5),
    ("follows", FOLLOW, 5),
    ("mark_seen", MARK_SEEN, 20),
];

/// Seconds at the beginning that do not count: each connection first learns what the feed is.
const LEAVE_OUT: u64 = 3;
/// Writers begin before the readers and end behind them, by so many seconds.
const AROUND: u64 = 2;

/// Clients of one run.
#[derive(Debug, Clone, Copy)]
pub struct Clients {
    pub stage: Stage,
    pub which: Which,
    pub count: usize,
    /// Pages a second; None: as many as there can be.
    pub rate: Option<u32>,
    pub seconds: u64,
    pub last_post: i64,
    /// How many of the newest posts are liked.
    pub recent: i64,
    pub seed: u64,
}

/// What a run gave.
pub struct Found {
    pub pages: Transactions,
    /// Pages a second.
    pub rate: f64,
    /// By place in [`WRITES`].
    pub writes: BTreeMap<usize, Transactions>,
}

/// Reads pages for some seconds while others write.
pub fn run(clients: Clients) -> Outcome<Found> {
    let folder = Folder::new()?;
    let every: u32 = WRITES.iter().map(|(.., rate)| rate).sum();
    let writes = WRITES.map(|(name, script, rate)| (name, script, rate));
    let writer = clients.start(
        &folder,
        "writes",
        &writes,
        2,
        Some(every),
        clients.seconds + 2 * AROUND,
    )?;
    std::thread::sleep(std::time::Duration::from_secs(AROUND));
    let seconds = clients.seconds + LEAVE_OUT;
    let page = [("page", PAGE, 1)];
    let reader = clients.start(
        &folder,
        "pages",
        &page,
        clients.count,
        clients.rate,
        seconds,
    );
    // Whatever came of the readers, the writers are waited for: nobody is left behind.
    let read = reader.and_then(|reader| Ok(reader.wait_with_output()?));
    let written = writer.wait_with_output()?;
    pgbench::rate_of(&read?)?;
    pgbench::rate_of(&written)?;
    let pages = folder.log("pages", LEAVE_OUT)?;
    let pages = pages
        .into_values()
        .fold(Transactions::default(), |all, some| all.and(&some));
    Ok(Found {
        rate: pages.took.len() as f64 / clients.seconds as f64,
        pages,
        writes: folder.log("writes", AROUND)?,
    })
}

impl Clients {
    fn start(
        self,
        folder: &Folder,
        name: &str,
        scripts: &[(&str, &str, u32)],
        count: usize,
        rate: Option<u32>,
        seconds: u64,
    ) -> Outcome<Child> {
        let mut command = Command::new(pgbench::program());
        for (script, text, weight) in scripts {
            let path = folder.path.join(script);
            fs::write(&path, self.stage.sql(self.which, text))?;
            command.arg(format!("--file={}@{weight}", path.display()));
        }
        if let Some(rate) = rate {
            command.arg(format!("--rate={rate}"));
        }
        let defined = [
            ("readers", self.stage.readers),
            ("users", self.stage.users),
            ("last", self.last_post),
            ("recent", self.recent),
        ];
        for (variable, value) in defined {
            command.arg(format!("--define={variable}={value}"));
        }
        let started = command
            .args(["--no-vacuum", "--protocol=prepared", "--log"])
            .arg(format!("--log-prefix={}", folder.path.join(name).display()))
            .arg(format!("--client={count}"))
            .arg(format!("--jobs={}", count.min(2)))
            .arg(format!("--time={seconds}"))
            .arg(format!("--random-seed={}", self.seed))
            .arg(server::dsn()?)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(started)
    }
}

/// A temporary folder for scripts and logs, gone when it is dropped.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Outcome<Self> {
        let path = std::env::temp_dir().join(format!("pg_feed-bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self { path })
    }

    /// What all threads of a run have logged.
    fn log(&self, name: &str, leave_out: u64) -> Outcome<BTreeMap<usize, Transactions>> {
        let mut text = String::new();
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            if is_log_of(&path, name) {
                text.push_str(&fs::read_to_string(path)?);
            }
        }
        latency::read(&text, leave_out)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed does no harm.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Logs are called by the prefix, the number of the process, and that of the thread.
fn is_log_of(path: &Path, name: &str) -> bool {
    let file = path.file_name().and_then(|file| file.to_str());
    file.and_then(|file| file.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_told_from_scripts() {
        assert!(is_log_of(Path::new("folder/pages.123"), "pages"));
        assert!(is_log_of(Path::new("folder/pages.123.1"), "pages"));
        assert!(!is_log_of(Path::new("folder/page"), "pages"));
        assert!(!is_log_of(Path::new("folder/writes.123"), "pages"));
    }
}
