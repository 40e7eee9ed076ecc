//! The server under measurement: how it is reached, and a session that sees one network.

use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use postgres::config::Host;
use postgres::{Client, Config, NoTls};

use crate::failure::{Failure, Outcome};
use crate::network::Network;

const VARIABLE: &str = "PG_FEED_BENCH_DSN";
const LOOPBACK: &str = "127.0.0.1";

/// The server as libpq keywords.
pub fn dsn() -> Outcome<String> {
    std::env::var(VARIABLE).map_err(|_| {
        Failure::said(format!(
            "{VARIABLE} is not set: name a server by libpq keywords of a superuser, such as \
             \"host=/tmp port=5432 user=postgres dbname=bench\""
        ))
    })
}

fn config() -> Outcome<Config> {
    let mut config: Config = dsn()?
        .parse()
        .map_err(|error| Failure::from(error).while_doing(&format!("reading {VARIABLE}")))?;
    config.application_name("pg_feed bench");
    Ok(config)
}

/// A session on the server that the environment names.
pub fn connect() -> Outcome<Client> {
    config()?
        .connect(NoTls)
        .map_err(|error| Failure::from(error).while_doing(&format!("connecting to {VARIABLE}")))
}

/// Whether the server is reached by a unix socket.
pub fn is_by_socket() -> Outcome<bool> {
    let config = config()?;
    let mut hosts = config.get_hosts().iter();
    Ok(hosts.all(|host| matches!(host, Host::Unix(_))))
}

/// The same server by TCP from this machine, as libpq keywords; fails with a sentence where it is not to be reached so.
pub fn by_tcp() -> Outcome<String> {
    let named = config()?;
    let mut tcp = Config::new();
    tcp.host(LOOPBACK);
    if let Some(port) = named.get_ports().first() {
        tcp.port(*port);
    }
    if let Some(user) = named.get_user() {
        tcp.user(user);
    }
    if let Some(database) = named.get_dbname() {
        tcp.dbname(database);
    }
    if let Some(password) = named.get_password() {
        tcp.password(password);
    }
    tcp.connect(NoTls)
        .map_err(|error| Failure::from(error).while_doing(&format!("connecting to {LOOPBACK}")))?;
    // Of a keyword that comes twice the later one counts.
    Ok(format!("{} host={LOOPBACK}", dsn()?))
}

/// A session whose messages, errors aside, are told to somebody.
pub fn connect_hearing(hear: impl Fn(&str) + Send + Sync + 'static) -> Outcome<Client> {
    let mut config = config()?;
    config.notice_callback(move |notice| hear(notice.message()));
    config
        .connect(NoTls)
        .map_err(|error| Failure::from(error).while_doing(&format!("connecting to {VARIABLE}")))
}

/// A session whose unqualified names are the tables of one network and the functions of its feed.
pub fn connect_to(network: Network) -> Outcome<Client> {
    let mut client = connect()?;
    client.batch_execute(&format!(
        "SET search_path = {}, {}",
        network.schema(),
        network.feed()
    ))?;
    Ok(client)
}

/// Puts this program and the session's server process on one core, unless the options say no; says so.
pub fn core(client: &mut Client, pinned: bool) -> Outcome<String> {
    match pinned {
        true => share_a_core(client),
        false => Ok("not shared, as asked".into()),
    }
}

/// Puts this program and the session's server process on one core, and says so or why not.
///
/// They never work at the same time. On two cores each answer also pays for waking a core that had gone idle: on a
/// virtual machine 15 us become 75, or not, as the scheduler likes, and every ratio is of that.
fn share_a_core(client: &mut Client) -> Outcome<String> {
    if !is_by_socket()? {
        return Ok("not shared: the server is not reached by a unix socket".into());
    }
    let server: i32 = client.query_one("SELECT pg_backend_pid()", &[])?.get(0);
    let name = fs::read_to_string(format!("/proc/{server}/comm")).unwrap_or_default();
    if name.trim() != "postgres" {
        return Ok("not shared: the server's processes are not to be seen from here".into());
    }
    let last = last_core();
    for process in [server.to_string(), std::process::id().to_string()] {
        let done = Command::new("taskset")
            .args(["-pc", &last.to_string(), &process])
            .output();
        if !done.is_ok_and(|done| done.status.success()) {
            return Ok("not shared: taskset is missing or refused".into());
        }
    }
    Ok("shared by client and server process".into())
}

/// Lets this program run on every core again; what it does next works beside the server.
pub fn leave_the_core() -> Outcome<()> {
    let all = format!("0-{}", last_core());
    Command::new("taskset")
        .args(["-pc", &all, &std::process::id().to_string()])
        .output()?;
    Ok(())
}

/// The last of the cores there were when this was first asked: a program on one core sees no others.
fn last_core() -> usize {
    static LAST: OnceLock<usize> = OnceLock::new();
    *LAST.get_or_init(|| std::thread::available_parallelism().map_or(0, |cores| cores.get() - 1))
}
