//! Makes a stage of ranked pages: the tables first, then the feeds, then the counters of plain SQL.

use std::time::Instant;

use postgres::Client;

use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::scenarios::engagement::stage::SIGNALS;
use crate::scenarios::{upkeep, windows};

const MADE: &str = include_str!("../../../sql/ranked/made.sql");
const SHIFT: &str = include_str!("../../../sql/engagement/shift.sql");
const TOPICS: &str = include_str!("../../../sql/ranked/topics.sql");
const DIRECTIONS: &str = include_str!("../../../sql/ranked/directions.sql");
const POSTS: &str = include_str!("../../../sql/ranked/posts.sql");
const EMBEDDED_POSTS: &str = include_str!("../../../sql/ranked/embedded_posts.sql");
const POST_INDEXES: &str = include_str!("../../../sql/ranked/post_indexes.sql");
const FOLLOWS: &str = include_str!("../../../sql/ranked/follows.sql");
const ENGAGEMENT: &str = include_str!("../../../sql/engagement/engagement.sql");
const READERS: &str = include_str!("../../../sql/ranked/readers.sql");
const HABITS: &str = include_str!("../../../sql/ranked/habits.sql");
const INDEXES: &str = include_str!("../../../sql/ranked/indexes.sql");
const NEAREST_INDEX: &str = include_str!("../../../sql/ranked/nearest_index.sql");
const NUMBERS: &str = include_str!("../../../sql/ranked/numbers.sql");
const MARK_SEEN: &str = include_str!("../../../sql/ranked/mark_seen.sql");
const CREATE: &str = include_str!("../../../sql/subject/create.sql");
const CONFIGURE: &str = include_str!("../../../sql/windows/configure.sql");
const TOUCH: &str = include_str!("../../../sql/windows/touch.sql");
const ADD_SIGNAL: &str = include_str!("../../../sql/engagement/add_signal.sql");
const ADD_EMBEDDING: &str = include_str!("../../../sql/ranked/add_embedding.sql");
const DOCTOR: &str = include_str!("../../../sql/ranked/doctor.sql");

/// Room to build the approximate index without spilling: 250,000 embeddings with their neighbours take half of it.
pub const MEMORY: &str = "SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET max_parallel_maintenance_workers = 7; \
                      SET synchronous_commit = off; SET jit = off; SET client_min_messages = warning";

impl Stage {
    /// Makes everything, step by step, where nothing is.
    pub fn make(self, client: &mut Client, recipe: &str) -> Outcome<()> {
        let tables = self.tables();
        client.batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")?;
        client.batch_execute(&format!("CREATE SCHEMA {tables}"))?;
        let embeds = self.feeds().contains(&Which::Embedded);
        let (posts, nearest): (&[&str], &[&str]) = match embeds {
            true => (&[DIRECTIONS, EMBEDDED_POSTS], &[NEAREST_INDEX]),
            false => (&[POSTS], &[]),
        };
        if embeds {
            client.batch_execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")?;
        }
        let steps: [(&str, &[&str]); 6] = [
            ("topics", &[MADE, SHIFT, TOPICS]),
            ("posts", posts),
            ("indexes of posts", &[POST_INDEXES]),
            ("follows", &[FOLLOWS]),
            ("engagement", &[ENGAGEMENT, READERS, HABITS, INDEXES]),
            ("index of embeddings", nearest),
        ];
        for (name, statements) in steps {
            step(&tables, name, || {
                for statement in statements {
                    client.batch_execute(&self.sql(Which::Plain, statement))?;
                }
                Ok(())
            })?;
        }
        client.batch_execute(&vacuum("posts, follows, likes, comments, views"))?;
        for which in self.feeds() {
            step(&tables, &self.feed(*which), || self.create(client, *which))?;
        }
        step(&tables, "counting", || {
            client.execute(
                TOUCH,
                &[&windows::stage::Stage::most_followers(self.network)],
            )?;
            client.batch_execute(&vacuum("posts"))?;
            for which in self.feeds() {
                client.query(&self.sql(*which, MARK_SEEN), &[])?;
                upkeep::settle(client, &self.feed(*which))?;
            }
            Ok(())
        })?;
        step(&tables, "counters of plain SQL", || {
            client.batch_execute(&self.sql(Which::Plain, NUMBERS))?;
            Ok(client.batch_execute(&vacuum("numbers, seen"))?)
        })?;
        client.execute(
            "INSERT INTO made (recipe, ready) VALUES ($1, true)",
            &[&recipe],
        )?;
        Ok(())
    }

    fn create(self, client: &mut Client, which: Which) -> Outcome<()> {
        let feed = self.feed(which);
        let table = |name: &str| format!("{}.{name}", self.tables());
        client.query(CREATE, &[&feed, &table("posts"), &table("follows")])?;
        let most = windows::stage::Stage::most_followers(self.network);
        client.query(CONFIGURE, &[&feed, &false, &most])?;
        for signal in SIGNALS {
            client.query(ADD_SIGNAL, &[&feed, &signal, &table(signal)])?;
        }
        if which == Which::Embedded {
            client.query(ADD_EMBEDDING, &[&feed])?;
        }
        upkeep::maintain(client, &feed)?;
        Ok(())
    }

    /// Says what is still to be done about a feed: what is measured is to have all it asks for.
    pub fn tell_doctor(self, client: &mut Client) -> Outcome<()> {
        for which in self.feeds() {
            for row in client.query(DOCTOR, &[&self.feed(*which)])? {
                let [severity, finding, remedy] =
                    ["severity", "finding", "remedy"].map(|name| row.get::<_, String>(name));
                eprintln!(
                    "ranked: doctor on {}: {severity}: {finding} {remedy}",
                    self.feed(*which)
                );
            }
        }
        Ok(())
    }
}

/// Freezes all rows at once, so that no reader is the one who sets hint bits.
fn vacuum(tables: &str) -> String {
    format!("VACUUM (FREEZE, ANALYZE) {tables}")
}

fn step(tables: &str, what: &str, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let started = Instant::now();
    work().map_err(|failure| failure.while_doing(&format!("{tables}, {what}")))?;
    eprintln!(
        "ranked: {tables}: {what} {:.1} s",
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
