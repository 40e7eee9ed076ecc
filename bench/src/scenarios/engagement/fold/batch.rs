//! One batch of likes, counted by the feed and by the plain statement, and what that took.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};

use crate::failure::{Failure, Outcome};
use crate::scenarios::engagement::stage::{Aim, Stage};
use crate::scenarios::log;
use crate::scenarios::upkeep::Table;

const APPEND_DELTAS: &str = include_str!("../../../../sql/engagement/append_deltas.sql");
const MAINTAIN: &str = include_str!("../../../../sql/windows/maintain.sql");
const TAKE_DELTAS: &str = include_str!("../../../../sql/engagement/take_deltas.sql");

/// What one batch took by one way.
#[derive(Clone, Copy, Default)]
pub struct Taken {
    pub time: Duration,
    /// Bytes of log, and how many whole pages are among them.
    pub log: i64,
    pub pages: i64,
}

/// What one batch took by counting and by the plain statement, and what counting wrote to the storage.
pub struct Batch {
    pub taken: [Taken; 2],
    pub writes: Vec<Table>,
}

/// What is called, prepared.
pub struct Ways {
    stage: Stage,
    maintain: Statement,
    append: Statement,
    take: Statement,
}

impl Ways {
    pub fn prepare(stage: Stage, client: &mut Client) -> Outcome<Self> {
        Ok(Self {
            stage,
            maintain: client.prepare(MAINTAIN)?,
            append: client.prepare(&stage.sql(APPEND_DELTAS))?,
            take: client.prepare(&stage.sql(TAKE_DELTAS))?,
        })
    }

    /// Likes by people numbered behind `people`, then counts by both ways.
    pub fn batch(
        &self,
        client: &mut Client,
        events: i64,
        aim: Aim,
        people: i64,
        plain_first: bool,
    ) -> Outcome<Batch> {
        let stage = self.stage;
        stage.like(client, events, aim, people)?;
        client.execute(&self.append, &[&people])?;
        stage.require_pending(client, events)?;
        let mut taken = [Taken::default(); 2];
        let mut writes = Vec::new();
        for plain in [plain_first, !plain_first] {
            let before = stage.storage(client)?;
            let (bytes, pages) = log::written(client)?;
            let started = Instant::now();
            let done = match plain {
                true => {
                    client.execute(&self.take, &[])?;
                    events
                }
                false => client.query_one(&self.maintain, &[&stage.feed()])?.get(0),
            };
            let time = started.elapsed();
            let after = log::written(client)?;
            taken[usize::from(plain)] = Taken {
                time,
                log: after.0 - bytes,
                pages: after.1 - pages,
            };
            if done != events {
                return Err(Failure::said(format!(
                    "{done} events were counted, not {events}"
                )));
            }
            if !plain {
                writes = since(stage.storage(client)?, &before);
            }
        }
        stage.require_pending(client, 0)?;
        Ok(Batch { taken, writes })
    }
}

/// What was written since.
fn since(mut after: Vec<Table>, before: &[Table]) -> Vec<Table> {
    for table in &mut after {
        if let Some(before) = before.iter().find(|before| before.name == table.name) {
            table.updated -= before.updated;
            table.updated_hot -= before.updated_hot;
        }
    }
    after
}
