//! A server of a test's own, beside the cluster: started with the options the test gives, killed as the test likes, stopped and
//! removed with the value.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::cluster::{beside, maintenance, program, run_program};
use crate::session::Session;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(120);

/// Between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(5);

/// Ports from here on, counted from the cluster's; a standby may have one of the thousand before.
const FIRST_PORT: u16 = 1_001;

pub struct KilledServer {
    folder: PathBuf,
    port: u16,
    options: Vec<String>,
    /// A child of this process and not of `pg_ctl`: whoever is killed must be collected, or its pid file counts as taken.
    postmaster: Mutex<Option<Child>>,
    /// User and group of the cluster: PostgreSQL does not run as root.
    account: (u32, u32),
}

impl KilledServer {
    /// A running server with nothing in it; None, with a line that says why, where the cluster is elsewhere.
    pub fn new(options: &str) -> Option<Self> {
        let mut session = maintenance();
        let data = session.text("SHOW data_directory");
        let Ok(owner) = std::fs::metadata(data) else {
            println!("SKIPPED: the cluster's folder is not on this machine");
            return None;
        };
        let sockets =
            session.text("SELECT split_part(current_setting('unix_socket_directories'), ',', 1)");
        let port: u16 = session.text("SHOW port").parse().expect("a port");
        let port = port
            + FIRST_PORT
            + u16::try_from(std::process::id() % 1_000).expect("below a thousand");
        let server = Self {
            folder: PathBuf::from(format!("{sockets}/killed_{port}")),
            port,
            options: format!("-p {port} -k {sockets} -c listen_addresses= {options}")
                .split_whitespace()
                .map(str::to_string)
                .collect(),
            postmaster: Mutex::new(None),
            account: (owner.uid(), owner.gid()),
        };
        let mut make = program("initdb");
        make.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"])
            .args(["--no-sync", "-D"])
            .arg(&server.folder);
        run_program(server.as_account(&mut make));
        server.start();
        Some(server)
    }

    /// Lets root become the cluster's account, in a folder that everybody can enter.
    fn as_account<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
            command.uid(self.account.0).gid(self.account.1);
        }
        command
            .current_dir("/")
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE")
    }

    /// Starts it, after a crash with recovery; who connects waits until it answers.
    pub fn start(&self) {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.join("server.log"))
            .expect("the server's log");
        let mut start = program("postgres");
        start.arg("-D").arg(&self.folder).args(&self.options);
        start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = self
            .as_account(&mut start)
            .spawn()
            .expect("postgres starts");
        *self.child() = Some(child);
    }

    fn child(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.postmaster
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The end of its log.
    fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    /// A session, once the server answers and is out of recovery.
    pub fn connect(&self, database: &str) -> Session {
        let start = Instant::now();
        loop {
            if let Some(session) = beside(self.port, database) {
                return session;
            }
            let ended = self.child().as_mut().map(Child::try_wait);
            assert!(
                matches!(ended, Some(Ok(None))),
                "the server has ended: {ended:?} {}",
                self.log()
            );
            assert!(
                start.elapsed() < LIMIT,
                "the server does not answer: {}",
                self.log()
            );
            std::thread::sleep(PAUSE);
        }
    }

    /// Kills the first process at once, and with it perhaps all others; waits until none is left.
    pub fn crash(&self, all_at_once: bool) {
        let mut postmaster = self.child().take().expect("the server runs");
        let children = children_of(postmaster.id());
        kill(postmaster.id());
        if all_at_once {
            children.iter().copied().for_each(kill);
        }
        postmaster.wait().expect("a child of this process");
        let start = Instant::now();
        while children.iter().any(|child| runs(*child)) {
            assert!(
                start.elapsed() < LIMIT,
                "processes outlive their server: {}",
                self.log()
            );
            std::thread::sleep(PAUSE);
        }
    }
}

/// SIGKILL; the process may have ended already.
pub fn kill(process: u32) {
    let _ = Command::new("kill")
        .args(["-9", &process.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// State and parent of a process, as the kernel tells them; None if there is no such process.
fn state_of(process: u32) -> Option<(char, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.next()?.parse().ok()?))
}

/// Whether a process is there and more than an entry that nobody has collected.
pub fn runs(process: u32) -> bool {
    state_of(process).is_some_and(|(state, _)| state != 'Z')
}

fn children_of(parent: u32) -> Vec<u32> {
    std::fs::read_dir("/proc")
        .expect("Linux has /proc")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|process| state_of(*process).is_some_and(|(_, its)| its == parent))
        .collect()
}

impl Drop for KilledServer {
    fn drop(&mut self) {
        // SIGQUIT is the immediate shutdown; it ends all processes.
        if let Some(mut postmaster) = self.child().take() {
            let _ = Command::new("kill")
                .args(["-QUIT", &postmaster.id().to_string()])
                .status();
            let _ = postmaster.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
