//! Where windows are measured: copies of a network's posts that may be written to, and feeds upon them, gone when the part ends.

use postgres::{Client, Statement};

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::{generator, server};

const TABLE: &str = include_str!("../../../sql/windows/table.sql");
const FAN_OUT_TABLE: &str = include_str!("../../../sql/windows/fan_out_table.sql");
const CREATE: &str = include_str!("../../../sql/windows/create.sql");
const CONFIGURE: &str = include_str!("../../../sql/windows/configure.sql");
const TOUCH: &str = include_str!("../../../sql/windows/touch.sql");
const EXISTS: &str = include_str!("../../../sql/subject/exists.sql");
const DROP: &str = include_str!("../../../sql/subject/drop.sql");
const MAINTAIN: &str = include_str!("../../../sql/windows/maintain.sql");
const PENDING: &str = include_str!("../../../sql/windows/pending.sql");
const WARM: &str = include_str!("../../../sql/windows/warm.sql");
const WARM_OF: &str = include_str!("../../../sql/windows/warm_of.sql");
const LAST: &str = include_str!("../../../sql/windows/last.sql");
const INSERT_MANY: &str = include_str!("../../../sql/windows/insert_many.sql");

/// The setting `fanout.max_followers` at full scale: its default.
const MOST_FOLLOWERS: f64 = 10_000.0;

/// Which of the two feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one whose viewers are warm.
    Warm,
    /// One over the same tables without any window: all its reads pull.
    Cold,
}

/// The names of one network's stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub network: Network,
}

impl Stage {
    pub const fn of(network: Network) -> Self {
        Self { network }
    }

    pub fn feed(self, which: Which) -> String {
        match which {
            Which::Warm => format!("bw_{}", self.network.name()),
            Which::Cold => format!("bw_{}_pull", self.network.name()),
        }
    }

    fn tables(self) -> String {
        format!("bw_{}_tables", self.network.name())
    }

    /// Fills the names of the stage into a statement; those of a feed are of the one given.
    pub fn sql(self, which: Which, template: &str) -> String {
        template
            .replace("{tables}", &self.tables())
            .replace("{network}", self.network.schema())
            .replace("{data}", &format!("{}_data", self.feed(which)))
            .replace("{feed}", &self.feed(which))
    }

    pub fn prepare(self, client: &mut Client, which: Which, template: &str) -> Outcome<Statement> {
        Ok(client.prepare(&self.sql(which, template))?)
    }

    /// The most followers whose windows an author's posts are copied to.
    pub fn most_followers(network: Network) -> i64 {
        network.scaled(MOST_FOLLOWERS)
    }

    /// Makes the table of posts and the feed upon it; answers a session that sees them.
    pub fn set_up(self, options: &Options) -> Outcome<Client> {
        let mut client = server::connect_to(self.network)?;
        generator::require(&mut client, self.network, options)?;
        self.take_down()?;
        client.batch_execute("SET synchronous_commit = off")?;
        client.batch_execute(&format!("CREATE SCHEMA {}", self.tables()))?;
        self.see_tables(&mut client)?;
        self.copy_posts(&mut client, "posts")?;
        self.create(&mut client, Which::Warm)?;
        client.execute(TOUCH, &[&Self::most_followers(self.network)])?;
        self.settle(&mut client)?;
        client.batch_execute("VACUUM (FREEZE, ANALYZE) posts")?;
        generator::warm(&mut client)?;
        Ok(client)
    }

    /// Unqualified names are the stage's tables, then the network's.
    pub fn see_tables(self, client: &mut Client) -> Outcome<()> {
        let (tables, network) = (self.tables(), self.network.schema());
        Ok(client.batch_execute(&format!("SET search_path = {tables}, {network}"))?)
    }

    /// Copies the network's posts into a table of the stage, with the same indexes.
    pub fn copy_posts(self, client: &mut Client, table: &str) -> Outcome<()> {
        client.batch_execute(&self.sql(Which::Warm, &TABLE.replace("{table}", table)))?;
        Ok(client.batch_execute(&format!("VACUUM (FREEZE, ANALYZE) {table}"))?)
    }

    /// Makes the table that apps write a post into for each follower, without a row.
    pub fn create_fan_out_table(self, client: &mut Client) -> Outcome<()> {
        Ok(client.batch_execute(&self.sql(Which::Warm, FAN_OUT_TABLE))?)
    }

    pub fn create(self, client: &mut Client, which: Which) -> Outcome<()> {
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
        let (posts, follows) = (
            format!("{}.posts", self.tables()),
            format!("{}.follows", self.network.schema()),
        );
        client.query(CREATE, &[&self.feed(which), &posts, &follows])?;
        client.query(
            CONFIGURE,
            &[
                &self.feed(which),
                &false,
                &Self::most_followers(self.network),
            ],
        )?;
        Ok(())
    }

    /// Drops all that a stage has, in a session of its own, since the part's may be in the midst of something.
    pub fn take_down(self) -> Outcome<()> {
        let mut client = server::connect()?;
        let installed: bool = client
            .query_one("SELECT to_regclass('feed.definition') IS NOT NULL", &[])?
            .get(0);
        for which in [Which::Cold, Which::Warm] {
            let feed = self.feed(which);
            if installed && client.query_one(EXISTS, &[&feed])?.get(0) {
                client.query(DROP, &[&feed])?;
            }
        }
        client.batch_execute("SET client_min_messages = warning")?;
        Ok(client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.tables()))?)
    }

    /// Applies what is pending for the warm feed, and gives the pages back that it stood on.
    pub fn settle(self, client: &mut Client) -> Outcome<()> {
        client.query(MAINTAIN, &[&self.feed(Which::Warm)])?;
        client.batch_execute(&self.sql(Which::Warm, "VACUUM {data}.pending"))?;
        self.require_pending(client, 0)
    }

    /// Stops with a sentence where more or less is pending for the warm feed.
    pub fn require_pending(self, client: &mut Client, wanted: i64) -> Outcome<()> {
        let found: i64 = client
            .query_one(&self.sql(Which::Warm, PENDING), &[])?
            .get(0);
        if found == wanted {
            return Ok(());
        }
        Err(Failure::said(format!(
            "{found} rows are pending, not {wanted}: does something else write to these tables, or maintain the feed?"
        )))
    }

    /// Gives each viewer a window.
    pub fn warm(self, client: &mut Client, viewers: &[i64]) -> Outcome<()> {
        let warm = self.prepare(client, Which::Warm, WARM)?;
        for viewer in viewers {
            client.query(&warm, &[viewer])?;
        }
        self.require_warm(client, viewers)?;
        Ok(client.batch_execute(&self.sql(
            Which::Warm,
            "VACUUM (ANALYZE) {data}.entry, {data}.viewer_window, {data}.pending",
        ))?)
    }

    /// Stops with a sentence where a viewer has no window of the present generation. Answers from how many authors the
    /// median viewer's window leaves posts out.
    pub fn require_warm(self, client: &mut Client, viewers: &[i64]) -> Outcome<i64> {
        let row = client.query_one(&self.sql(Which::Warm, WARM_OF), &[&viewers])?;
        let (warm, left_out): (i64, i32) = (row.get("warm"), row.get("left_out"));
        if warm == viewers.len() as i64 {
            return Ok(left_out.into());
        }
        Err(Failure::said(format!(
            "{warm} of {} viewers have a window",
            viewers.len()
        )))
    }

    /// Stops with a sentence where a viewer has a window in the feed that is to have none.
    pub fn require_cold(self, client: &mut Client, viewers: &[i64]) -> Outcome<()> {
        let row = client.query_one(&self.sql(Which::Cold, WARM_OF), &[&viewers])?;
        match row.get::<_, i64>("warm") {
            0 => Ok(()),
            warm => Err(Failure::said(format!(
                "{warm} viewers of the feed without windows have one"
            ))),
        }
    }

    /// The highest number of a post there is.
    pub fn last(self, client: &mut Client) -> Outcome<i64> {
        Ok(client.query_one(LAST, &[])?.get(0))
    }

    /// Inserts posts by the authors given in turn; answers their ids.
    pub fn insert(self, client: &mut Client, count: i64, authors: &[i64]) -> Outcome<Vec<i64>> {
        let last = self.last(client)?;
        client.execute(INSERT_MANY, &[&count, &authors, &last])?;
        Ok((last + 1..=last + count).collect())
    }
}

/// The ids of a statement's first column.
pub fn ids(
    client: &mut Client,
    statement: &str,
    parameters: &[&(dyn postgres::types::ToSql + Sync)],
) -> Outcome<Vec<i64>> {
    let rows = client.query(statement, parameters)?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
