//! The names of a stage with everything attached, and how it comes and goes.

use std::time::Instant;

use postgres::Client;

use super::{copies, definition};
use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::scenarios::kind::Kind;
use crate::scenarios::upkeep;
use crate::{generator, server};

const NUMBERS: &str = include_str!("../../../sql/attached/numbers.sql");
const TOUCH: &str = include_str!("../../../sql/windows/touch.sql");
const WARM: &str = include_str!("../../../sql/windows/warm.sql");
const WARM_OF: &str = include_str!("../../../sql/windows/warm_of.sql");

/// How many viewers have a window; all where there are fewer.
const WARM_VIEWERS: usize = 1_000;

/// The names of one network's stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub network: Network,
}

/// Numbers of posts: the first one of the last seven days, and the last one.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    pub first_recent: i64,
    pub last: i64,
}

impl Stage {
    pub const fn of(network: Network) -> Self {
        Self { network }
    }

    pub fn feed(self) -> String {
        format!("ba_{}", self.network.name())
    }

    pub fn data(self) -> String {
        format!("{}_data", self.feed())
    }

    pub fn tables(self) -> String {
        format!("{}_tables", self.feed())
    }

    /// Fills the names of the stage into a statement.
    pub fn sql(self, template: &str) -> String {
        template
            .replace("{tables}", &self.tables())
            .replace("{network}", self.network.schema())
            .replace("{data}", &self.data())
            .replace("{feed}", &self.feed())
            .replace("{users}", &self.network.size().users.to_string())
    }

    /// A session that sees the tables of the stage alone.
    pub fn connect(self) -> Outcome<Client> {
        let mut client = server::connect()?;
        client.batch_execute(&format!(
            "SET synchronous_commit = off; SET search_path = {}",
            self.tables()
        ))?;
        Ok(client)
    }

    /// Copies the tables, attaches them all to a feed, applies everything and warms the viewers.
    pub fn set_up(self, options: &Options) -> Outcome<()> {
        let started = Instant::now();
        let mut made = server::connect_to(self.network)?;
        generator::require(&mut made, self.network, options)?;
        self.take_down()?;
        let mut client = self.connect()?;
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
        client.batch_execute(&format!("CREATE SCHEMA {}", self.tables()))?;
        let tables = copies::make(self, &mut client)?;
        let copied = started.elapsed();
        definition::make(self, &mut client, &tables)?;
        client.execute(TOUCH, &[&definition::most_followers(self.network)])?;
        client.batch_execute(&format!("VACUUM (FREEZE, ANALYZE) {}", tables.join(", ")))?;
        upkeep::settle(&mut client, &self.feed())?;
        let viewers = self.warm_viewers(&mut client, options)?;
        self.warm(&mut client, &viewers)?;
        eprintln!(
            "{}: {} copied in {:.0} s; indexed, counted and warmed in {:.0} s",
            self.feed(),
            tables.join(", "),
            copied.as_secs_f64(),
            (started.elapsed() - copied).as_secs_f64()
        );
        Ok(())
    }

    /// Drops all that a stage has, in a session of its own, since a scenario's may be in the midst of something.
    pub fn take_down(self) -> Outcome<()> {
        let mut client = server::connect()?;
        upkeep::drop_if_there(&mut client, &self.feed())?;
        client.batch_execute("SET client_min_messages = warning")?;
        Ok(client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.tables()))?)
    }

    /// Those who have a window: accounts at random.
    pub fn warm_viewers(self, client: &mut Client, options: &Options) -> Outcome<Vec<i64>> {
        Kind::Random.viewers(
            client,
            self.network.size().users,
            WARM_VIEWERS,
            options.seed,
        )
    }

    /// Gives each viewer a window.
    fn warm(self, client: &mut Client, viewers: &[i64]) -> Outcome<()> {
        let warm = client.prepare(&self.sql(WARM))?;
        for viewer in viewers {
            client.query(&warm, &[viewer])?;
        }
        self.require_warm(client, viewers)?;
        upkeep::settle(client, &self.feed())
    }

    /// Stops with a sentence where one of these viewers has no window.
    pub fn require_warm(self, client: &mut Client, viewers: &[i64]) -> Outcome<()> {
        let row = client.query_one(&self.sql(WARM_OF), &[&viewers])?;
        let there: i64 = row.get("warm");
        if there != viewers.len() as i64 {
            return Err(Failure::said(format!(
                "{there} of {} viewers have a window",
                viewers.len()
            )));
        }
        Ok(())
    }

    /// Applies all that is pending, and gives the pages back that it stood on.
    pub fn apply(self, client: &mut Client) -> Outcome<()> {
        upkeep::maintain(client, &self.feed())?;
        client.batch_execute(&self.sql("VACUUM {data}.pending, {data}.pending_signal"))?;
        upkeep::require_pending(client, &self.feed(), 0)
    }

    pub fn numbers(self, client: &mut Client) -> Outcome<Numbers> {
        let row = client.query_one(&self.sql(NUMBERS), &[])?;
        Ok(Numbers {
            first_recent: row.get("first_recent"),
            last: row.get("last"),
        })
    }
}
