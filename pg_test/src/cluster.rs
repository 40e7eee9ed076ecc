//! The cluster under test, as the environment names it, and a fresh database for every test, dropped afterwards.

use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Config, NoTls};

use crate::quote::{ident, literal};
use crate::role::drop_left;
use crate::session::Session;

/// Any number, the same in every test process: one of them at a time prepares the template.
const TEMPLATE_LOCK: i64 = 7_310_425;

static NUMBER: AtomicU32 = AtomicU32::new(0);
static TEMPLATE: OnceLock<String> = OnceLock::new();

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run the tests over the wire with `make test`, which starts a cluster for them")
    })
}

fn config() -> Config {
    Config::from_str(&variable("PG_FEED_TEST_DSN")).expect("PG_FEED_TEST_DSN holds libpq keywords")
}

fn open(database: &str, role: Option<&str>) -> Client {
    let mut config = config();
    config.dbname(database);
    if let Some(role) = role {
        config.user(role);
    }
    config.connect(NoTls).unwrap_or_else(|error| {
        panic!("no connection to database {database} of PG_FEED_TEST_DSN: {error:?}")
    })
}

/// A session with another server of the same folder of sockets: same keywords, another port. None while it does not answer.
pub fn beside(port: u16, database: &str) -> Option<Session> {
    let mut config = Config::new();
    let here = self::config();
    for host in here.get_hosts() {
        match host {
            postgres::config::Host::Tcp(host) => config.host(host),
            postgres::config::Host::Unix(folder) => config.host_path(folder),
        };
    }
    if let Some(user) = here.get_user() {
        config.user(user);
    }
    config.port(port).dbname(database);
    config.connect(NoTls).ok().map(Session::new)
}

/// The connection string of the cluster, as the environment gives it.
pub fn dsn() -> String {
    variable("PG_FEED_TEST_DSN")
}

/// A session in the cluster's own database, for what concerns no single test database.
pub fn maintenance() -> Session {
    Session::new(open("postgres", None))
}

/// The folder of the programs of the server's version.
pub fn bin() -> PathBuf {
    PathBuf::from(variable("PG_FEED_TEST_BIN"))
}

/// One of them, ready to be given arguments.
pub fn program(name: &str) -> Command {
    let path = bin().join(name);
    assert!(path.exists(), "{} is not there", path.display());
    Command::new(path)
}

/// The template holds the extension and nothing else. Its name carries a fingerprint of the installed scripts,
/// so that a cluster that outlives a build never hands out the extension of yesterday.
fn template() -> &'static str {
    TEMPLATE.get_or_init(|| {
        let mut session = maintenance();
        session.run(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})"));
        let fingerprint = session.text(
            "SELECT left(md5(string_agg(version || coalesce(comment, ''), ',' ORDER BY version)
                    || md5(pg_read_binary_file(
                         (SELECT setting FROM pg_config WHERE name = 'SHAREDIR')
                         || '/extension/pg_feed--' || max(version) || '.sql'))), 12)
             FROM pg_available_extension_versions
             WHERE name = 'pg_feed'",
        );
        let name = format!("pg_feed_template_{fingerprint}");
        let there = session.truth(&format!(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = {} AND datconnlimit = 0)",
            literal(&name)
        ));
        if !there {
            session.run(&format!("DROP DATABASE IF EXISTS {}", ident(&name)));
            session.run(&format!("CREATE DATABASE {}", ident(&name)));
            Session::new(open(&name, None)).run("CREATE EXTENSION pg_feed");
            // The limit marks it as complete, and keeps everybody out while it is copied.
            session.run(&format!(
                "ALTER DATABASE {} CONNECTION LIMIT 0",
                ident(&name)
            ));
        }
        session.run(&format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})"));
        name
    })
}

/// A database of one test. It is dropped with the value, whoever is still connected.
pub struct Database {
    name: String,
}

impl Database {
    /// With the extension.
    pub fn new() -> Self {
        Self::copy_of(template())
    }

    /// Without it, as `createdb` leaves it.
    pub fn empty() -> Self {
        Self::copy_of("template0")
    }

    /// A copy of it; nobody may be connected to it.
    pub fn copy(&self) -> Self {
        Self::copy_of(&self.name)
    }

    fn copy_of(template: &str) -> Self {
        let name = format!(
            "pg_feed_test_{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        maintenance().run(&format!(
            "CREATE DATABASE {} TEMPLATE {}",
            ident(&name),
            ident(template)
        ));
        Self { name }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// A session as the superuser.
    pub fn connect(&self) -> Session {
        Session::new(open(&self.name, None))
    }

    /// A session as another role.
    pub fn connect_as(&self, role: &str) -> Session {
        Session::new(open(&self.name, Some(role)))
    }

    /// The connection string of this database for the client programs.
    pub fn dsn(&self) -> String {
        // Later keywords win over earlier ones.
        format!("{} dbname={}", variable("PG_FEED_TEST_DSN"), self.name)
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // No panic here: a test may be failing already.
        let dropped =
            maintenance().attempt(&format!("DROP DATABASE {} WITH (FORCE)", ident(&self.name)));
        if let Err(refusal) = dropped {
            eprintln!("database {} stays behind: {refusal:?}", self.name);
        }
        drop_left();
    }
}

/// Runs a client program and gives what it printed; anything but success ends the test with its messages.
pub fn run_program(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{command:?} failed\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("the program prints UTF-8")
}
