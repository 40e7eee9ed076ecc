//! A Redis server of the benchmark's own: sorted sets of posts, those of a timeline by time, those of trending by score; reached
//! by a unix socket and over loopback TCP.

use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use redis::io::tcp::TcpSettings;
use redis::{Connection, ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo};

use crate::failure::{Failure, Outcome};

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);
/// Posts that one command adds.
const ARGUMENTS: usize = 10_000;

/// Keeps a server as long as this program holds the other end of its standard input: it ends with the program, however
/// that ends. $1 is its folder, the rest its command.
const KEEPER: &str = r#"
trap '' INT
folder=$1
shift
"$@" &
server=$!
cat >/dev/null
kill "$server"
wait "$server"
rm -rf "$folder"
"#;

/// The server and the connections to it; all end when it is dropped.
pub struct Redis {
    keeper: Child,
    by_socket: Connection,
    by_tcp: Outcome<Connection>,
}

/// By which connection a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Socket,
    Tcp,
}

impl Redis {
    /// Starts a server that keeps nothing on disk; none where there is no redis-server on this machine. It inherits the
    /// core that this program was put on.
    pub fn start() -> Outcome<Option<Self>> {
        let found = Command::new("redis-server").arg("--version").output();
        if found.is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Ok(None);
        }
        let folder = std::env::temp_dir().join(format!("pg_feed-bench-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        let socket = folder.join("redis.sock");
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .args(["redis-server", "--port", "0", "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .arg("--unixsocket")
            .arg(&socket)
            .arg("--dir")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::from(error).while_doing("starting redis-server"))?;
        match connect(&format!("redis+unix://{}", socket.display())) {
            Ok(mut by_socket) => Ok(Some(Self {
                keeper,
                by_tcp: listen(&mut by_socket),
                by_socket,
            })),
            Err(failure) => {
                end(&mut keeper);
                Err(failure)
            }
        }
    }

    /// What the server says of its version.
    pub fn version(&mut self) -> Outcome<String> {
        let told: String = redis::cmd("INFO")
            .arg("server")
            .query(&mut self.by_socket)?;
        let version = told
            .lines()
            .find_map(|line| line.strip_prefix("redis_version:"));
        Ok(version.unwrap_or("unknown").trim().to_owned())
    }

    /// Why it is not reached over TCP, where it is not.
    pub fn without_tcp(&self) -> Option<&Failure> {
        self.by_tcp.as_ref().err()
    }

    /// Keeps a viewer's posts, each with its time.
    pub fn fill(&mut self, viewer: i64, posts: &[(i64, i64)]) -> Outcome<()> {
        if posts.is_empty() {
            return Ok(());
        }
        let mut add = redis::cmd("ZADD");
        add.arg(viewer);
        for (post, at) in posts {
            add.arg(at).arg(post);
        }
        Ok(add.query(&mut self.by_socket)?)
    }

    /// Bytes of memory that the viewer's posts take, all of them looked at.
    pub fn memory(&mut self, viewer: i64) -> Outcome<i64> {
        let mut usage = redis::cmd("MEMORY");
        usage.arg("USAGE").arg(viewer).arg("SAMPLES").arg(0);
        let bytes: Option<i64> = usage.query(&mut self.by_socket)?;
        Ok(bytes.unwrap_or_default())
    }

    /// The viewer's newest 20 and their times.
    pub fn page(&mut self, line: Line, viewer: i64) -> Outcome<(Duration, Vec<(i64, i64)>)> {
        let connection = match (line, &mut self.by_tcp) {
            (Line::Socket, _) => &mut self.by_socket,
            (Line::Tcp, Ok(connection)) => connection,
            (Line::Tcp, Err(failure)) => return Err(Failure::said(failure.to_string())),
        };
        let started = Instant::now();
        let page: Vec<(i64, i64)> = redis::cmd("ZREVRANGE")
            .arg(viewer)
            .arg(0)
            .arg(19)
            .arg("WITHSCORES")
            .query(connection)?;
        Ok((started.elapsed(), page))
    }

    /// Keeps posts by score under a name.
    pub fn rank(&mut self, name: &str, posts: &[(i64, f64)]) -> Outcome<()> {
        for some in posts.chunks(ARGUMENTS) {
            let mut add = redis::cmd("ZADD");
            add.arg(name);
            for (post, score) in some {
                add.arg(score).arg(post);
            }
            add.query::<()>(&mut self.by_socket)?;
        }
        Ok(())
    }

    /// So many best posts under a name and their scores.
    pub fn best(&mut self, name: &str, count: usize) -> Outcome<(Duration, Vec<(i64, f64)>)> {
        let started = Instant::now();
        let best: Vec<(i64, f64)> = redis::cmd("ZREVRANGE")
            .arg(name)
            .arg(0)
            .arg(count - 1)
            .arg("WITHSCORES")
            .query(&mut self.by_socket)?;
        Ok((started.elapsed(), best))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        end(&mut self.keeper);
    }
}

/// Waits for the server on its socket.
fn connect(socket: &str) -> Outcome<Connection> {
    let client = redis::Client::open(socket)?;
    let begun = Instant::now();
    loop {
        match client.get_connection() {
            Ok(connection) => return Ok(connection),
            Err(error) if begun.elapsed() > PATIENCE => return Err(error.into()),
            Err(_) => thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Lets the server listen on TCP as well: version 7 does so while it runs. A password comes first, since the socket lies
/// in a folder that nobody else may enter, and a port is open to everybody on this machine.
fn listen(by_socket: &mut Connection) -> Outcome<Connection> {
    let password = format!("{:032x}", rand::random::<u128>());
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    for (name, value) in [("requirepass", &password), ("port", &port.to_string())] {
        let mut set = redis::cmd("CONFIG");
        set.arg("SET").arg(name).arg(value);
        set.query::<()>(by_socket)?;
    }
    let info = ConnectionAddr::Tcp(Ipv4Addr::LOCALHOST.to_string(), port)
        .into_connection_info()?
        .set_redis_settings(RedisConnectionInfo::default().set_password(password))
        // As the client of PostgreSQL has it.
        .set_tcp_settings(TcpSettings::default().set_nodelay(true));
    Ok(redis::Client::open(info)?.get_connection()?)
}

/// Lets go of the server, and waits until it has gone.
fn end(keeper: &mut Child) {
    drop(keeper.stdin.take());
    if let Err(error) = keeper.wait() {
        eprintln!("redis-server could not be cleared away: {error}");
    }
}
