//! The server under measurement: how it is reached, and a session that sees one network.

use std::fs;
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use postgres::config::Host;
use postgres::{Client, Config, NoTls};

use crate::failure::{Failure, Outcome};
use crate::network::Network;

const PLACE: &str = include_str!("../sql/server/place.sql");

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

/// A second way into the same server: TCP on this machine, without TLS. Fails with the reason where there is none.
pub fn connect_by_tcp(first: &mut Client) -> Outcome<Client> {
    if !is_by_socket()? {
        return Err(Failure::said("the other session is not by a unix socket"));
    }
    let place = |client: &mut Client| -> Outcome<(i32, SystemTime)> {
        let row = client.query_one(PLACE, &[])?;
        Ok((row.get("port"), row.get("started")))
    };
    let here = place(first)?;
    let known = config()?;
    let mut config = Config::new();
    config.host(LOOPBACK).port(here.0 as u16);
    config.application_name("pg_feed bench");
    if let Some(user) = known.get_user() {
        config.user(user);
    }
    if let Some(password) = known.get_password() {
        config.password(password);
    }
    if let Some(name) = known.get_dbname() {
        config.dbname(name);
    }
    if let Some(options) = known.get_options() {
        config.options(options);
    }
    let mut second = config
        .connect(NoTls)
        .map_err(|error| Failure::from(error).while_doing(&format!("connecting to {LOOPBACK}")))?;
    match place(&mut second)? == here {
        true => Ok(second),
        false => Err(Failure::said(format!(
            "another server listens on {LOOPBACK}"
        ))),
    }
}

/// The same way as libpq keywords, where there is one.
pub fn by_tcp() -> Outcome<String> {
    connect_by_tcp(&mut connect()?)?;
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
