//! Where ranked pages are measured: copies of a network's tables moved to now, with embeddings, habits, the counters that plain SQL
//! needs, and two feeds upon them. Making it takes minutes, so that it may be kept for the next run.

use postgres::Client;

use super::making::MEMORY;
use crate::failure::{Failure, Outcome};
use crate::network::{DIMENSIONS, Network};
use crate::options::Options;
use crate::scenarios::upkeep;
use crate::{generator, server};

const HAS_VECTOR: &str = include_str!("../../../sql/ranked/has_vector.sql");
const PRESENT: &str = include_str!("../../../sql/ranked/made_present.sql");
const KEPT: &str = include_str!("../../../sql/ranked/kept.sql");
const LAST: &str = include_str!("../../../sql/windows/last.sql");
const WARM: &str = include_str!("../../../sql/windows/warm.sql");
const WARM_OF: &str = include_str!("../../../sql/windows/warm_of.sql");
const COOL: &str = include_str!("../../../sql/ranked/cool.sql");
const VIEWERS: &str = include_str!("../../../sql/ranked/viewers.sql");

/// Changes with what a stage is made of, so that one made before is made anew.
const EDITION: u32 = 2;
const TOPIC_COUNT: i64 = 100;
const NOISES: i64 = 2_000;

/// Draws of this scenario have numbers below zero, and so many for each seed: those of the networks are above.
const DRAWS: i64 = 16;

/// Which of the two feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Ranks without embeddings.
    Plain,
    Embedded,
}

impl Which {
    pub const ALL: [Self; 2] = [Self::Plain, Self::Embedded];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "without embeddings",
            Self::Embedded => "with embeddings",
        }
    }
}

/// The names of one network's stage, and what its data depend on.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub network: Network,
    pub users: i64,
    readers: i64,
    salt: i64,
    /// Whether the server has pgvector.
    embeds: bool,
}

impl Stage {
    pub fn of(network: Network, options: &Options) -> Outcome<Self> {
        let users = network.size().users;
        let has_vector = server::connect()?.query_one(HAS_VECTOR, &[])?;
        Ok(Self {
            network,
            users,
            readers: options.effort.readers.min(users / 2),
            salt: -(options.seed as i64 + 1) * DRAWS,
            embeds: has_vector.get("there"),
        })
    }

    /// The feeds there are: one without embeddings, and one with where the server has pgvector.
    pub fn feeds(self) -> &'static [Which] {
        match self.embeds {
            true => &Which::ALL,
            false => &[Which::Plain],
        }
    }

    pub fn feed(self, which: Which) -> String {
        match which {
            Which::Plain => format!("br_{}", self.network.name()),
            Which::Embedded => format!("br_{}_embedded", self.network.name()),
        }
    }

    pub fn tables(self) -> String {
        format!("br_{}_tables", self.network.name())
    }

    /// Fills the names of the stage into a statement; those of a feed are of the one given.
    pub fn sql(self, which: Which, template: &str) -> String {
        let numbers = [
            ("{every}", 1),
            ("{topics}", TOPIC_COUNT),
            ("{noises}", NOISES),
            ("{dimensions}", DIMENSIONS),
            ("{embedded_days}", self.network.size().embedded_days),
            ("{users}", self.users),
            ("{readers}", self.readers),
            ("{salt}", self.salt),
        ];
        let names = template
            .replace("{tables}", &self.tables())
            .replace("{network}", self.network.schema())
            .replace("{data}", &format!("{}_data", self.feed(which)))
            .replace("{feed}", &self.feed(which));
        numbers.iter().fold(names, |sql, (place, number)| {
            sql.replace(place, &number.to_string())
        })
    }

    /// A session that sees the tables of the stage first, then those of the network, then pgvector.
    fn connect(self) -> Outcome<Client> {
        let mut client = server::connect()?;
        client.batch_execute(&format!(
            "SET synchronous_commit = off; SET search_path = {}, {}, public",
            self.tables(),
            self.network.schema()
        ))?;
        Ok(client)
    }

    /// Makes the stage, or takes the one that an earlier run has kept; answers a session that sees it.
    pub fn provide(self, options: &Options) -> Outcome<Client> {
        let mut client = self.connect()?;
        let recipe = format!(
            "{}, ranked edition {EDITION}, {} readers, {} feeds",
            self.network.recipe(options.seed),
            self.readers,
            self.feeds().len()
        );
        if self.is_kept(&mut client, &recipe)? {
            eprintln!("ranked: {} is there already", self.tables());
            return Ok(client);
        }
        let mut made = server::connect_to(self.network)?;
        generator::require(&mut made, self.network, options)?;
        self.take_down()?;
        let mut builder = self.connect()?;
        builder.batch_execute(MEMORY)?;
        self.make(&mut builder, &recipe)?;
        self.tell_doctor(&mut client)?;
        Ok(client)
    }

    fn is_kept(self, client: &mut Client, recipe: &str) -> Outcome<bool> {
        let present = client.query_one(PRESENT, &[&self.tables()])?;
        if !present.get::<_, bool>("there") {
            return Ok(false);
        }
        let kept = client.query_opt(&self.sql(Which::Plain, KEPT), &[])?;
        Ok(kept.is_some_and(|kept| kept.get::<_, &str>("recipe") == recipe))
    }

    /// Drops all that a stage has, in a session of its own, since the part's may be in the midst of something.
    pub fn take_down(self) -> Outcome<()> {
        let mut client = server::connect()?;
        for which in Which::ALL {
            upkeep::drop_if_there(&mut client, &self.feed(which))?;
        }
        client.batch_execute("SET client_min_messages = warning")?;
        Ok(client.batch_execute(&format!("DROP SCHEMA IF EXISTS {} CASCADE", self.tables()))?)
    }

    /// Up to so many readers, at random.
    pub fn some_readers(self, client: &mut Client, count: i64) -> Outcome<Vec<i64>> {
        let rows = client.query(&self.sql(Which::Plain, VIEWERS), &[&count])?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// The highest number of a post.
    pub fn last(self, client: &mut Client) -> Outcome<i64> {
        Ok(client.query_one(LAST, &[])?.get(0))
    }

    /// Gives each viewer a window in one feed.
    pub fn warm(self, client: &mut Client, which: Which, viewers: &[i64]) -> Outcome<()> {
        let warm = client.prepare(&self.sql(which, WARM))?;
        for viewer in viewers {
            client.query(&warm, &[viewer])?;
        }
        self.require_warm(client, which, viewers, viewers.len() as i64)?;
        upkeep::settle(client, &self.feed(which))
    }

    /// Takes all windows of a feed away.
    pub fn cool(self, client: &mut Client, which: Which) -> Outcome<()> {
        client.query(&self.sql(which, COOL), &[])?;
        upkeep::settle(client, &self.feed(which))
    }

    /// Stops with a sentence where more or fewer of these viewers have a window.
    pub fn require_warm(
        self,
        client: &mut Client,
        which: Which,
        viewers: &[i64],
        wanted: i64,
    ) -> Outcome<()> {
        let row = client.query_one(&self.sql(which, WARM_OF), &[&viewers])?;
        match row.get::<_, i64>("warm") {
            warm if warm == wanted => Ok(()),
            warm => Err(Failure::said(format!(
                "{warm} of {} viewers of {} have a window, not {wanted}",
                viewers.len(),
                self.feed(which)
            ))),
        }
    }
}
