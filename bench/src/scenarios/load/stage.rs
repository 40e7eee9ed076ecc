//! Where the load falls: copies of a network's tables moved to now with a feed upon them, and the same tables again for plain SQL.

use std::time::Instant;

use postgres::Client;

use crate::failure::Outcome;
use crate::network::Network;
use crate::options::Options;
use crate::peers::counter;
use crate::record::Role;
use crate::scenarios::upkeep;
use crate::{generator, server};

const SHIFT: &str = include_str!("../../../sql/engagement/shift.sql");
const TABLES: &str = include_str!("../../../sql/load/tables.sql");
const PLAIN_TABLES: &str = include_str!("../../../sql/load/plain_tables.sql");
const SEQUENCES: &str = include_str!("../../../sql/load/sequences.sql");
const LATEST: &str = include_str!("../../../sql/load/latest.sql");
const PLAIN_LATEST: &str = include_str!("../../../sql/load/plain_latest.sql");
const LAST: &str = include_str!("../../../sql/load/last.sql");
const CREATE: &str = include_str!("../../../sql/subject/create.sql");
const CONFIGURE: &str = include_str!("../../../sql/subject/configure.sql");
const ADD_SIGNAL: &str = include_str!("../../../sql/engagement/add_signal.sql");
const WARM: &str = include_str!("../../../sql/windows/warm.sql");

/// The names that a signal and its table have in common.
const SIGNALS: [&str; 2] = ["likes", "comments"];
/// Likes and looks fall on so many of the newest posts, at most.
const RECENT: i64 = 10_000;
const MEMORY: &str = "SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'; SET synchronous_commit = off; SET jit = off; \
                      SET client_min_messages = warning";

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Feed,
    Plain(Way),
}

/// How plain SQL finds the newest posts of followees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Join,
    Lateral,
}

impl Side {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Feed => "pg_feed",
            Self::Plain(_) => "plain SQL",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Feed => Role::Ours,
            Self::Plain(_) => Role::Peer,
        }
    }
}

/// The names of one network's stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub network: Network,
    pub users: i64,
    /// How many accounts read.
    pub readers: i64,
}

impl Stage {
    pub fn of(network: Network, options: &Options) -> Self {
        let users = network.size().users;
        Self {
            network,
            users,
            readers: options.effort.readers.min(users / 2),
        }
    }

    pub fn feed(self) -> String {
        format!("bl_{}", self.network.name())
    }

    fn tables(self, side: Side) -> String {
        match side {
            Side::Feed => format!("bl_{}_tables", self.network.name()),
            Side::Plain(_) => format!("bl_{}_plain", self.network.name()),
        }
    }

    /// Readers are numbered in such steps: famous and active accounts do not sit side by side, so that any are as good as random.
    pub fn stride(self) -> i64 {
        self.users / self.readers
    }

    /// Fills the names of a side into a statement.
    pub fn sql(self, side: Side, template: &str) -> String {
        let [ours, plain] = [Side::Feed, PLAIN].map(|side| self.tables(side));
        template
            .replace("{tables}", &self.tables(side))
            .replace("{ours}", &ours)
            .replace("{plain}", &plain)
            .replace("{network}", self.network.schema())
            .replace("{feed}", &self.feed())
            .replace("{readers}", &self.readers.to_string())
            .replace("{stride}", &self.stride().to_string())
            .replace("{recent}", &RECENT.to_string())
    }

    /// Makes all of it; every reader has a window, and nothing is pending.
    pub fn set_up(self, client: &mut Client, options: &Options) -> Outcome<()> {
        let mut made = server::connect_to(self.network)?;
        generator::require(&mut made, self.network, options)?;
        self.take_down()?;
        client.batch_execute(MEMORY)?;
        let started = Instant::now();
        for (side, statements) in [
            (Side::Feed, &[SHIFT, TABLES, SEQUENCES] as &[&str]),
            (PLAIN, &[PLAIN_TABLES, SEQUENCES]),
        ] {
            client.batch_execute(&format!("CREATE SCHEMA {}", self.tables(side)))?;
            for statement in statements {
                client.batch_execute(&self.sql(side, statement))?;
            }
        }
        let plain = |table: &str| format!("{}.{table}", self.tables(PLAIN));
        for event in ["likes", "comments"] {
            let column = format!("{event}_count");
            counter::count(client, &plain(event), &plain("posts"), &column)?;
        }
        let copied = started.elapsed();
        self.create(client)?;
        client.batch_execute(&self.sql(Side::Feed, LATEST))?;
        client.batch_execute(&self.sql(PLAIN, PLAIN_LATEST))?;
        for side in [Side::Feed, PLAIN] {
            for table in ["posts", "follows", "likes", "comments", "latest"] {
                let table = format!("{}.{table}", self.tables(side));
                client.batch_execute(&format!("VACUUM (FREEZE, ANALYZE) {table}"))?;
            }
        }
        eprintln!(
            "load: {} copied in {:.0} s, feed made and {} readers warmed in {:.0} s",
            self.tables(Side::Feed),
            copied.as_secs_f64(),
            self.readers,
            (started.elapsed() - copied).as_secs_f64()
        );
        Ok(())
    }

    fn create(self, client: &mut Client) -> Outcome<()> {
        let feed = self.feed();
        let table = |name: &str| format!("{}.{name}", self.tables(Side::Feed));
        client.query(CREATE, &[&feed, &table("posts"), &table("follows")])?;
        client.query(CONFIGURE, &[&feed])?;
        for signal in SIGNALS {
            client.query(ADD_SIGNAL, &[&feed, &signal, &table(signal)])?;
        }
        upkeep::settle(client, &feed)?;
        let warm = client.prepare(&self.sql(Side::Feed, WARM))?;
        for reader in 0..self.readers {
            client.query(&warm, &[&self.reader(reader)])?;
        }
        upkeep::settle(client, &feed)
    }

    /// The number of a reader by place.
    pub fn reader(self, place: i64) -> i64 {
        1 + place * self.stride()
    }

    /// The highest number of a post, and how many below it are liked.
    pub fn last(self, client: &mut Client, side: Side) -> Outcome<(i64, i64)> {
        let last: i64 = client.query_one(&self.sql(side, LAST), &[])?.get(0);
        Ok((last, RECENT.min(last - 2)))
    }

    /// Drops all of it, in a session of its own.
    pub fn take_down(self) -> Outcome<()> {
        let mut client = server::connect()?;
        upkeep::drop_if_there(&mut client, &self.feed())?;
        client.batch_execute("SET client_min_messages = warning")?;
        for side in [PLAIN, Side::Feed] {
            let tables = self.tables(side);
            client.batch_execute(&format!("DROP SCHEMA IF EXISTS {tables} CASCADE"))?;
        }
        Ok(())
    }
}

/// Plain SQL where it does not matter which way it goes.
pub const PLAIN: Side = Side::Plain(Way::Join);
