//! A feed over one network's follows, without posts, so that nothing but lists is kept.

use std::time::{Duration, Instant};

use postgres::Client;

use crate::failure::{Failure, Outcome};
use crate::generator;
use crate::network::Network;
use crate::options::Options;
use crate::scenarios::{log, upkeep};
use crate::server;

const CREATE: &str = include_str!("../../../sql/subject/create.sql");
const POSTS: &str = include_str!("../../../sql/suggest/posts.sql");
const MAINTAIN: &str = include_str!("../../../sql/windows/maintain.sql");
const PACKING: &str = include_str!("../../../sql/suggest/packing.sql");

/// A network with its feed.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub network: Network,
}

/// What building all lists took.
pub struct Built {
    pub time: Duration,
    pub log: i64,
}

/// What the lists take.
pub struct Packing {
    pub accounts: i64,
    pub follows: i64,
    pub chunks: i64,
    /// Bytes of the lists, of the numbers, and of the app's own table, each with its indexes.
    pub lists: i64,
    pub numbers: i64,
    pub app: i64,
}

impl Stage {
    pub fn of(network: Network) -> Self {
        Self { network }
    }

    pub fn feed(self) -> String {
        format!("{}_people", self.network.schema())
    }

    /// A statement with the names of the feed and its storage.
    pub fn sql(self, template: &str) -> String {
        let feed = self.feed();
        template
            .replace("{data}", &format!("{feed}_data"))
            .replace("{feed}", &feed)
    }

    /// A session that sees the network, where no stage of an earlier run is.
    pub fn connect(self, options: &Options) -> Outcome<Client> {
        let mut client = server::connect_to(self.network)?;
        generator::require(&mut client, self.network, options)?;
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
        self.take_down()?;
        generator::warm(&mut client)?;
        Ok(client)
    }

    /// Makes the feed and packs all lists.
    pub fn set_up(self, client: &mut Client) -> Outcome<Built> {
        client.batch_execute(POSTS)?;
        let table = |name: &str| format!("{}.{name}", self.network.schema());
        client.query(
            CREATE,
            &[&self.feed(), &table("no_posts"), &table("follows")],
        )?;
        let before = log::written(client)?.0;
        let started = Instant::now();
        client.query(MAINTAIN, &[&self.feed()])?;
        let time = started.elapsed();
        let log = log::written(client)?.0 - before;
        let done: bool = client.query_one(&self.sql(PACKING), &[])?.get("done");
        if !done {
            return Err(Failure::said(
                "lists were not packed: pg_feed is not made for that there",
            ));
        }
        client.batch_execute(&self.sql("VACUUM (ANALYZE) {data}.followees, {data}.account"))?;
        Ok(Built { time, log })
    }

    pub fn packing(self, client: &mut Client) -> Outcome<Packing> {
        let row = client.query_one(&self.sql(PACKING), &[])?;
        Ok(Packing {
            accounts: i64::from(row.get::<_, i32>("accounts")),
            follows: row.get("follows"),
            chunks: row.get("chunks"),
            lists: row.get("lists"),
            numbers: row.get("numbers"),
            app: row.get("app"),
        })
    }

    pub fn take_down(self) -> Outcome<()> {
        let mut client = server::connect_to(self.network)?;
        upkeep::drop_if_there(&mut client, &self.feed())?;
        client.batch_execute("SET client_min_messages = warning")?;
        Ok(client.batch_execute("DROP TABLE IF EXISTS no_posts, new_pair")?)
    }
}
