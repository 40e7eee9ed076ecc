//! A hot standby of the cluster, streaming, in a folder of its own; stopped and removed with the value.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::cluster::{beside, dsn, maintenance, program, run_program};
use crate::session::Session;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(120);

pub struct Standby {
    folder: PathBuf,
    port: u16,
    /// The account that runs the cluster; PostgreSQL does not run as root.
    account: Account,
}

impl Standby {
    /// A standby that has everything committed so far; None, with a line that says why, where the cluster is elsewhere.
    pub fn new() -> Option<Self> {
        let mut primary = maintenance();
        let Some(account) = Account::of_cluster(&mut primary) else {
            println!(
                "SKIPPED: the cluster's folder is not on this machine, so no standby is made of it"
            );
            return None;
        };
        let port: u16 = primary.text("SHOW port").parse().expect("a port");
        let sockets =
            primary.text("SELECT split_part(current_setting('unix_socket_directories'), ',', 1)");
        // A port of its own: the sockets' folder belongs to this cluster, so nobody else counts upwards in it.
        let port = port + 1 + u16::try_from(std::process::id() % 1_000).expect("below a thousand");
        let folder = PathBuf::from(format!("{sockets}/standby_{port}"));
        let standby = Self {
            folder,
            port,
            account,
        };
        standby.copy();
        standby.start(&sockets);
        Some(standby)
    }

    fn copy(&self) {
        let mut backup = program("pg_basebackup");
        backup.args([
            "--checkpoint=fast",
            "--wal-method=stream",
            "--write-recovery-conf",
            "--no-sync",
            // Without it the primary may remove its log before the standby asks for it.
            "--create-slot",
        ]);
        backup
            .args(["--slot", &self.slot()])
            .args(["--dbname", &dsn(), "--pgdata"])
            .arg(&self.folder);
        run_program(self.account.run(backup.current_dir("/")));
    }

    fn slot(&self) -> String {
        format!("standby_{}", self.port)
    }

    /// The primary keeps its log for nobody any more, once it has noticed that the standby is gone.
    fn drop_slot(&self) {
        let mut primary = maintenance();
        let slot = format!(
            "FROM pg_replication_slots WHERE slot_name = '{}'",
            self.slot()
        );
        let start = Instant::now();
        while primary.truth(&format!("SELECT EXISTS (SELECT {slot})")) && start.elapsed() < LIMIT {
            // Active until the primary has noticed.
            let _ = primary.attempt(&format!(
                "SELECT pg_drop_replication_slot(slot_name) {slot} AND NOT active"
            ));
            std::thread::yield_now();
        }
    }

    fn start(&self, sockets: &str) {
        // A standby that allows fewer of them than its primary does not start.
        let prepared = maintenance().text("SHOW max_prepared_transactions");
        let options = format!(
            "-p {} -k {sockets} -c listen_addresses= -c hot_standby=on -c max_standby_streaming_delay=-1 -c max_prepared_transactions={prepared}",
            self.port
        );
        let mut start = self.pg_ctl("start");
        start
            .args(["-w", "-t", "300", "-o", &options, "-l"])
            .arg(self.folder.join("standby.log"));
        // Its output must not hold this process's pipes open.
        start
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let status = self
            .account
            .run(&mut start)
            .status()
            .expect("pg_ctl starts");
        assert!(
            status.success(),
            "the standby does not start: {}",
            self.log()
        );
    }

    fn pg_ctl(&self, action: &str) -> Command {
        let mut command = program("pg_ctl");
        command
            .arg(action)
            .arg("-D")
            .arg(&self.folder)
            .current_dir("/");
        command
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("standby.log")).unwrap_or_default()
    }

    /// A session on the standby, once it has replayed all that is committed on the primary now.
    pub fn connect(&self, database: &str) -> Session {
        let position = maintenance().text("SELECT pg_current_wal_lsn()");
        let start = Instant::now();
        loop {
            if let Some(mut session) = beside(self.port, database) {
                let there = session.truth(&format!(
                    "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= '{position}'"
                ));
                if there {
                    return session;
                }
            }
            assert!(start.elapsed() < LIMIT, "the standby lags: {}", self.log());
            std::thread::yield_now();
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        let mut stop = self.pg_ctl("stop");
        stop.args(["-m", "immediate", "-s"]);
        // A test may be failing already: what cannot be stopped is said, not raised.
        if !self
            .account
            .run(&mut stop)
            .status()
            .is_ok_and(|status| status.success())
        {
            eprintln!("the standby in {} may still run", self.folder.display());
        }
        let _ = std::fs::remove_dir_all(&self.folder);
        if !std::thread::panicking() {
            self.drop_slot();
        }
    }
}
