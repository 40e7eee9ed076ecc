//! A Redis server of the benchmark's own on a unix socket: a sorted set per viewer with the posts of their window.

use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

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

/// The server and the connection to it; both end when it is dropped.
pub struct Redis {
    keeper: Child,
    connection: Option<redis::Connection>,
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
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .args([
                "redis-server",
                "--port",
                "0",
                "--save",
                "",
                "--appendonly",
                "no",
            ])
            .arg("--unixsocket")
            .arg(&socket)
            .arg("--dir")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::from(error).while_doing("starting redis-server"))?;
        let mut redis = Self {
            keeper,
            connection: None,
        };
        let client = redis::Client::open(format!("redis+unix://{}", socket.display()))?;
        let begun = Instant::now();
        loop {
            match client.get_connection() {
                Ok(connection) => {
                    redis.connection = Some(connection);
                    return Ok(Some(redis));
                }
                Err(error) if begun.elapsed() > PATIENCE => return Err(error.into()),
                Err(_) => thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// What the server says of its version.
    pub fn version(&mut self) -> Outcome<String> {
        let told: String = redis::cmd("INFO").arg("server").query(self.connection()?)?;
        let version = told
            .lines()
            .find_map(|line| line.strip_prefix("redis_version:"));
        Ok(version.unwrap_or("unknown").trim().to_owned())
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
        Ok(add.query(self.connection()?)?)
    }

    /// Bytes of memory that the viewer's posts take, all of them looked at.
    pub fn memory(&mut self, viewer: i64) -> Outcome<i64> {
        let mut usage = redis::cmd("MEMORY");
        usage.arg("USAGE").arg(viewer).arg("SAMPLES").arg(0);
        let bytes: Option<i64> = usage.query(self.connection()?)?;
        Ok(bytes.unwrap_or_default())
    }

    /// The viewer's newest 20 and their times.
    pub fn page(&mut self, viewer: i64) -> Outcome<(Duration, Vec<(i64, i64)>)> {
        let connection = self.connection()?;
        let started = Instant::now();
        let page: Vec<(i64, i64)> = redis::cmd("ZREVRANGE")
            .arg(viewer)
            .arg(0)
            .arg(19)
            .arg("WITHSCORES")
            .query(connection)?;
        Ok((started.elapsed(), page))
    }

    fn connection(&mut self) -> Outcome<&mut redis::Connection> {
        self.connection
            .as_mut()
            .ok_or_else(|| Failure::said("there is no connection to redis-server"))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("redis-server could not be cleared away: {error}");
        }
    }
}
