//! A server of a test's own, with pg_feed preloaded, in a folder beside the cluster's socket; stopped and removed with the value.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::cluster::{beside, bin, maintenance, program, run_program};
use crate::quote::ident;
use crate::session::Session;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(60);

/// Nothing in a test survives a power cut; no TCP.
const OPTIONS: &str = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c jit=off -c wal_level=replica \
    -c shared_preload_libraries=pg_feed";

static NUMBER: AtomicU16 = AtomicU16::new(0);

pub struct OwnServer {
    /// The folder of its programs.
    bin: PathBuf,
    folder: PathBuf,
    sockets: String,
    port: u16,
    /// What it is started with, besides what all are.
    options: String,
    account: Account,
}

impl OwnServer {
    /// A running server; None, with a line that says why, where the cluster is elsewhere.
    pub fn new(options: &str) -> Option<Self> {
        let mut cluster = maintenance();
        let Some(account) = Account::of_cluster(&mut cluster) else {
            println!(
                "SKIPPED: the cluster's folder is not on this machine, so no server is made beside it"
            );
            return None;
        };
        let sockets =
            cluster.text("SELECT split_part(current_setting('unix_socket_directories'), ',', 1)");
        let server = Self::beside(sockets, options, account);
        server.initialize(&[]);
        server.start();
        Some(server)
    }

    fn initialize(&self, options: &[&str]) {
        let mut initdb = Command::new(self.bin.join("initdb"));
        initdb
            .args(["-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"])
            .args(["--locale=C", "-D"])
            .arg(&self.folder)
            .args(options);
        run_program(self.account.run(initdb.current_dir("/")));
    }

    /// A server of another version with everything that this one has, which is stopped; `upgrade` makes the command that
    /// carries it over to the folder it is given.
    pub fn upgraded(&self, bin: &Path, upgrade: impl FnOnce(&Path) -> Command) -> Self {
        let mut newer = Self::beside(self.sockets.clone(), &self.options, self.account);
        newer.bin = bin.to_path_buf();
        // Since PostgreSQL 18 it would have checksums, which the older one has not.
        newer.initialize(&["--no-data-checksums"]);
        let mut upgrade = upgrade(&newer.folder);
        // It writes into the folder in which it runs.
        upgrade.current_dir(&newer.folder);
        run_program(self.account.run(&mut upgrade));
        newer.start();
        newer
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A hot standby of this one, running with the same options.
    pub fn standby(&self) -> Self {
        let standby = Self::beside(self.sockets.clone(), &self.options, self.account);
        let mut backup = program("pg_basebackup");
        backup
            .args(["--checkpoint=fast", "--write-recovery-conf", "--no-sync"])
            .args(["-U", "postgres", "-h", &self.sockets])
            .args(["-p", &self.port.to_string(), "-D"])
            .arg(&standby.folder);
        run_program(self.account.run(backup.current_dir("/")));
        standby.start();
        standby
    }

    fn beside(sockets: String, options: &str, account: Account) -> Self {
        // Ports name sockets only. The folder of sockets belongs to this cluster, which counts in the same thousand.
        let process = u16::try_from(std::process::id() % 1_000).expect("below a thousand");
        let port = 30_000 + 30 * process + NUMBER.fetch_add(1, Ordering::Relaxed);
        Self {
            bin: bin(),
            folder: PathBuf::from(format!("{sockets}/server_{port}")),
            sockets,
            port,
            options: options.to_string(),
            account,
        }
    }

    fn pg_ctl(&self, action: &str) -> Command {
        let mut command = Command::new(self.bin.join("pg_ctl"));
        command
            .args([action, "-w", "-D"])
            .arg(&self.folder)
            .current_dir("/")
            // What it starts must not hold this process's pipes open.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn succeeds(&self, command: &mut Command) -> bool {
        let status = self.account.run(command).status();
        status.expect("pg_ctl starts").success()
    }

    pub fn start(&self) {
        let options = format!(
            "-p {} -k {} {OPTIONS} {}",
            self.port, self.sockets, self.options
        );
        let mut start = self.pg_ctl("start");
        start
            .args(["-o", &options, "-l"])
            .arg(self.folder.join("server.log"));
        assert!(
            self.succeeds(&mut start),
            "the server does not start: {}",
            self.log()
        );
    }

    /// Stops it in a mode of pg_ctl; how long that took.
    pub fn stop(&self, mode: &str) -> Duration {
        let start = Instant::now();
        assert!(
            self.succeeds(self.pg_ctl("stop").args(["-m", mode])),
            "the server does not stop: {}",
            self.log()
        );
        start.elapsed()
    }

    pub fn promote(&self) {
        assert!(
            self.succeeds(&mut self.pg_ctl("promote")),
            "no promotion: {}",
            self.log()
        );
    }

    /// Changes a setting of the whole server while it runs.
    pub fn set(&self, setting: &str, value: &str) {
        let mut session = self.connect("postgres");
        session.run(&format!("ALTER SYSTEM SET {setting} = {value}"));
        session.run("SELECT pg_reload_conf()");
    }

    pub fn create_database(&self, name: &str) -> Session {
        self.connect("postgres")
            .run(&format!("CREATE DATABASE {}", ident(name)));
        self.connect(name)
    }

    pub fn connect(&self, database: &str) -> Session {
        beside(self.port, database).unwrap_or_else(|| {
            panic!("no connection to database {database}: {}", self.log());
        })
    }

    /// Waits until a query of one boolean holds; it must, sooner or later.
    pub fn wait_until(&self, session: &mut Session, sql: &str) {
        let start = Instant::now();
        while !session.truth(sql) {
            assert!(start.elapsed() < LIMIT, "never true: {sql}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Everything it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // A test may be failing already: what cannot be stopped is said, not raised.
        let mut stop = self.pg_ctl("stop");
        stop.args(["-m", "immediate"]);
        let stopped = self.account.run(&mut stop).status();
        let runs = self.folder.join("postmaster.pid").exists();
        if runs && !stopped.is_ok_and(|status| status.success()) {
            eprintln!("the server in {} may still run", self.folder.display());
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
