//! What keeps trending fresh: one round of each way, and what it spent.

use std::time::{Duration, Instant};

use postgres::Client;

use crate::failure::Outcome;
use crate::record::Role;
use crate::scenarios::engagement::kept;
use crate::scenarios::engagement::stage::Stage;
use crate::scenarios::log;

const REFRESH: &str = include_str!("../../../../sql/engagement/refresh.sql");
const REWRITE: &str = include_str!("../../../../sql/engagement/rewrite.sql");
const WEEK: &str = include_str!("../../../../sql/engagement/week.sql");
const DEAD: &str = include_str!("../../../../sql/engagement/dead.sql");
const MAINTAIN: &str = include_str!("../../../../sql/windows/maintain.sql");

/// A way to keep trending fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `feed.maintain` of what is pending.
    Count,
    /// A refresh of a view whose rows change when something happened.
    RefreshChanges,
    /// A refresh of a view whose rows change with the time.
    RefreshNow,
    /// An update of the rank of every post of the week, in batches.
    Rewrite,
}

impl Way {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "feed.maintain",
            Self::RefreshChanges => "REFRESH CONCURRENTLY, fixed scores",
            Self::RefreshNow => "REFRESH CONCURRENTLY, scores as of now",
            Self::Rewrite => "rank column rewritten (Lemmy)",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Count => Role::Ours,
            _ => Role::Peer,
        }
    }

    /// Does it once.
    pub fn run(self, stage: Stage, client: &mut Client) -> Outcome<Spent> {
        match self {
            Self::Count => spent(stage, client, |client| {
                client.query_one(MAINTAIN, &[&stage.feed()])?;
                Ok(())
            }),
            Self::RefreshChanges => refresh(stage, client, kept::VIEW_OF_CHANGES),
            Self::RefreshNow => refresh(stage, client, kept::VIEW_OF_NOW),
            Self::Rewrite => spent(stage, client, |client| rewrite(stage, client)),
        }
    }

    /// What a way leaves behind is cleared away before its next round, as autovacuum would.
    pub fn tidy(self, stage: Stage, client: &mut Client) -> Outcome<()> {
        match self {
            Self::Count => stage.settle(client),
            Self::RefreshChanges => kept::vacuum(stage, client, kept::VIEW_OF_CHANGES),
            Self::RefreshNow => kept::vacuum(stage, client, kept::VIEW_OF_NOW),
            Self::Rewrite => kept::vacuum(stage, client, "ranked"),
        }
    }
}

/// What one round took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    pub time: Duration,
    /// Bytes of log, and how many whole pages are among them.
    pub log: i64,
    pub pages: i64,
    /// Rows that it left dead.
    pub dead: i64,
}

impl Spent {
    pub fn and(self, other: Self) -> Self {
        Self {
            time: self.time + other.time,
            log: self.log + other.log,
            pages: self.pages + other.pages,
            dead: self.dead + other.dead,
        }
    }
}

fn spent(
    stage: Stage,
    client: &mut Client,
    work: impl FnOnce(&mut Client) -> Outcome<()>,
) -> Outcome<Spent> {
    let dead = stage.sql(DEAD);
    let (log, pages) = log::written(client)?;
    let dead_before: i64 = client.query_one(&dead, &[])?.get(0);
    let started = Instant::now();
    work(client)?;
    let time = started.elapsed();
    let after = log::written(client)?;
    let dead_after: i64 = client.query_one(&dead, &[])?.get(0);
    Ok(Spent {
        time,
        log: after.0 - log,
        pages: after.1 - pages,
        dead: dead_after - dead_before,
    })
}

fn refresh(stage: Stage, client: &mut Client, view: &str) -> Outcome<Spent> {
    let refresh = stage.sql(&REFRESH.replace("{view}", view));
    spent(stage, client, |client| Ok(client.batch_execute(&refresh)?))
}

/// Batch by batch, a transaction each, from a week ago up to now.
fn rewrite(stage: Stage, client: &mut Client) -> Outcome<()> {
    let statement = stage.prepare(client, REWRITE)?;
    let mut behind: (std::time::SystemTime, i64) = (client.query_one(WEEK, &[])?.get(0), 0);
    while let Some(row) = client.query_opt(&statement, &[&behind.0, &behind.1])? {
        behind = (row.get("created_at"), row.get("id"));
    }
    Ok(())
}
