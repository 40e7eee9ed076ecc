//! Where engagement is measured: copies of a network's posts and of their engagement, moved to now, and a feed upon them; all gone
//! when the last part ends.

use std::time::Instant;

use postgres::types::ToSql;
use postgres::{Client, Statement};

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::report::figures::grouped;
use crate::scenarios::upkeep::{self, Table};
use crate::{generator, server};

const SHIFT: &str = include_str!("../../../sql/engagement/shift.sql");
const POSTS: &str = include_str!("../../../sql/engagement/posts.sql");
const ENGAGEMENT: &str = include_str!("../../../sql/engagement/engagement.sql");
const CREATE: &str = include_str!("../../../sql/engagement/create.sql");
const ADD_SIGNAL: &str = include_str!("../../../sql/engagement/add_signal.sql");
const NUMBERS: &str = include_str!("../../../sql/engagement/numbers.sql");
const EVENTS: &str = include_str!("../../../sql/engagement/events.sql");
const COUNTED: &str = include_str!("../../../sql/engagement/counted.sql");
const LAST: &str = include_str!("../../../sql/windows/last.sql");

/// The names that a signal and its table have in common.
pub const SIGNALS: [&str; 3] = ["likes", "comments", "views"];

/// Which of a network's posts a stage has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    All,
    /// Every tenth, with the engagement that belongs to it.
    Tenth,
}

/// The names of one stage.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub network: Network,
    pub share: Share,
}

/// How much of everything a stage has.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    pub posts: i64,
    /// Posts of the last seven days.
    pub recent: i64,
    pub likes: i64,
    pub comments: i64,
    pub views: i64,
}

impl Numbers {
    /// As a phrase.
    pub fn told(&self) -> String {
        format!(
            "{} posts ({} of the last seven days), {} likes, {} comments, {} views",
            grouped(self.posts),
            grouped(self.recent),
            grouped(self.likes),
            grouped(self.comments),
            grouped(self.views)
        )
    }
}

/// On which posts likes fall: so many up to the one of that number, by a power law of this exponent (1: all alike).
#[derive(Debug, Clone, Copy)]
pub struct Aim {
    pub posts: i64,
    pub up_to: i64,
    pub exponent: f64,
    /// How long ago at most.
    pub hours: f64,
}

impl Stage {
    pub const fn of(network: Network, share: Share) -> Self {
        Self { network, share }
    }

    pub fn feed(self) -> String {
        match self.share {
            Share::All => format!("be_{}", self.network.name()),
            Share::Tenth => format!("be_{}_tenth", self.network.name()),
        }
    }

    pub fn tables(self) -> String {
        format!("{}_tables", self.feed())
    }

    const fn every(self) -> &'static str {
        match self.share {
            Share::All => "1",
            Share::Tenth => "10",
        }
    }

    /// Fills the names of the stage into a statement.
    pub fn sql(self, template: &str) -> String {
        template
            .replace("{tables}", &self.tables())
            .replace("{network}", self.network.schema())
            .replace("{feed}", &self.feed())
            .replace("{every}", self.every())
    }

    pub fn prepare(self, client: &mut Client, template: &str) -> Outcome<Statement> {
        Ok(client.prepare(&self.sql(template))?)
    }

    /// A session that sees the tables of the stage first, and then those of the network.
    pub fn connect(self) -> Outcome<Client> {
        let mut client = server::connect()?;
        client.batch_execute(&format!(
            "SET synchronous_commit = off; SET search_path = {}, {}",
            self.tables(),
            self.network.schema()
        ))?;
        Ok(client)
    }

    /// Copies the posts, in a schema of the stage.
    pub fn set_up(self, client: &mut Client, options: &Options) -> Outcome<()> {
        let mut made = server::connect_to(self.network)?;
        generator::require(&mut made, self.network, options)?;
        self.take_down()?;
        client.batch_execute(&format!("CREATE SCHEMA {}", self.tables()))?;
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
        client.batch_execute("SET maintenance_work_mem = '512MB'")?;
        client.batch_execute(&self.sql(SHIFT))?;
        client.batch_execute(&self.sql(POSTS))?;
        Ok(client.batch_execute("VACUUM (FREEZE, ANALYZE) posts")?)
    }

    /// The same with all engagement, and a feed that counts it.
    pub fn set_up_engaged(self, client: &mut Client, options: &Options) -> Outcome<()> {
        let started = Instant::now();
        self.set_up(client, options)?;
        client.batch_execute(&self.sql(ENGAGEMENT))?;
        client.batch_execute("VACUUM (FREEZE, ANALYZE) likes, comments, views")?;
        self.create(client, &SIGNALS.map(|name| (name, name)))?;
        let copied = started.elapsed();
        self.settle(client)?;
        eprintln!(
            "engagement: {} copied in {:.0} s, counted in {:.0} s",
            self.tables(),
            copied.as_secs_f64(),
            (started.elapsed() - copied).as_secs_f64()
        );
        Ok(())
    }

    /// Makes the feed, with signals and the tables they come from.
    pub fn create(self, client: &mut Client, signals: &[(&str, &str)]) -> Outcome<()> {
        let table = |name: &str| format!("{}.{name}", self.tables());
        client.query(CREATE, &[&self.feed(), &table("posts")])?;
        for (signal, source) in signals {
            client.query(ADD_SIGNAL, &[&self.feed(), signal, &table(source)])?;
        }
        Ok(())
    }

    /// Drops all that a stage has, in a session of its own, since the part's may be in the midst of something.
    pub fn take_down(self) -> Outcome<()> {
        let mut client = server::connect()?;
        upkeep::drop_if_there(&mut client, &self.feed())?;
        client.batch_execute("SET client_min_messages = warning")?;
        Ok(client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.tables()))?)
    }

    /// Counts all that is pending, and gives back the room of dead rows.
    pub fn settle(self, client: &mut Client) -> Outcome<()> {
        upkeep::settle(client, &self.feed())
    }

    /// How much is pending; stops where maintenance has met an error.
    pub fn pending(self, client: &mut Client) -> Outcome<i64> {
        upkeep::pending(client, &self.feed())
    }

    /// Stops with a sentence where more or less is pending.
    pub fn require_pending(self, client: &mut Client, wanted: i64) -> Outcome<()> {
        upkeep::require_pending(client, &self.feed(), wanted)
    }

    /// The tables of the feed's storage and what was written to them.
    pub fn storage(self, client: &mut Client) -> Outcome<Vec<Table>> {
        upkeep::storage(client, &self.feed())
    }

    /// The keys of all posts.
    pub fn posts(self, client: &mut Client) -> Outcome<Vec<i64>> {
        self.ids(client, "SELECT id FROM {tables}.posts ORDER BY id", &[])
    }

    /// The first column of a query, keys of posts.
    pub fn ids(
        self,
        client: &mut Client,
        template: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Outcome<Vec<i64>> {
        let rows = client.query(&self.sql(template), parameters)?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// The highest number of a post.
    pub fn last(self, client: &mut Client) -> Outcome<i64> {
        Ok(client.query_one(LAST, &[])?.get(0))
    }

    pub fn numbers(self, client: &mut Client) -> Outcome<Numbers> {
        let row = client.query_one(&self.sql(NUMBERS), &[])?;
        Ok(Numbers {
            posts: row.get("posts"),
            recent: row.get("recent"),
            likes: row.get("likes"),
            comments: row.get("comments"),
            views: row.get("views"),
        })
    }

    /// Inserts likes by people numbered behind `before`; answers the last one's number.
    pub fn like(self, client: &mut Client, count: i64, aim: Aim, before: i64) -> Outcome<i64> {
        client.execute(
            EVENTS,
            &[
                &count,
                &before,
                &aim.posts,
                &aim.up_to,
                &aim.exponent,
                &aim.hours,
            ],
        )?;
        Ok(before + count)
    }

    /// Stops with a sentence where post_stats does not tell as many likes of a post as the table has.
    pub fn require_counted(self, client: &mut Client, table: &str, post: i64) -> Outcome<()> {
        let sql = self.sql(&COUNTED.replace("{table}", table));
        let row = client.query_one(&sql, &[&post])?;
        let (told, there): (Option<i64>, i64) = (row.get("told"), row.get("there"));
        match told {
            Some(told) if told == there => Ok(()),
            told => Err(Failure::said(format!(
                "post {post} has {there} likes, and post_stats tells {told:?}"
            ))),
        }
    }
}
