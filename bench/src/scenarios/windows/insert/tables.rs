//! The same posts in three tables: one that a feed watches, one that nobody does, one with a trigger that fans out.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};

use super::super::authors::Author;
use super::super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::record::Role;

const INSERT: &str = include_str!("../../../../sql/windows/insert.sql");
const COPY: &str = include_str!("../../../../sql/windows/fan_out_copy.sql");
const TRIGGER: &str = include_str!("../../../../sql/windows/fan_out_trigger.sql");

/// Into which table a post goes, by place in all lists here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Watched,
    Bare,
    FannedOut,
}

impl Table {
    pub const ALL: [Self; 3] = [Self::Watched, Self::Bare, Self::FannedOut];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Watched => "pg_feed",
            Self::Bare => "bare table",
            Self::FannedOut => "fan-out trigger",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Watched => Role::Ours,
            Self::Bare => Role::Floor,
            Self::FannedOut => Role::Peer,
        }
    }

    const fn in_sql(self) -> &'static str {
        match self {
            Self::Watched => "posts",
            Self::Bare => "plain",
            Self::FannedOut => "fanned",
        }
    }
}

/// The tables, ready to be written to.
pub struct Tables {
    inserts: Vec<Statement>,
    last: i64,
}

impl Tables {
    /// Makes the two tables beside the one that the feed watches. The fan-out table begins with the rows of the windows.
    pub fn make(client: &mut Client, stage: Stage) -> Outcome<Self> {
        for table in [Table::Bare, Table::FannedOut] {
            stage.copy_posts(client, table.in_sql())?;
        }
        stage.create_fan_out_table(client)?;
        for text in [COPY, "VACUUM (ANALYZE) {tables}.feeds", TRIGGER] {
            client.batch_execute(&stage.sql(Which::Warm, text))?;
        }
        let mut inserts = Vec::new();
        for table in Table::ALL {
            let text = INSERT.replace("{table}", table.in_sql());
            inserts.push(stage.prepare(client, Which::Warm, &text)?);
        }
        Ok(Self {
            inserts,
            last: stage.last(client)?,
        })
    }

    /// Inserts a post in a transaction of its own; answers its id and what that took.
    pub fn insert(
        &mut self,
        client: &mut Client,
        table: Table,
        author: Author,
    ) -> Outcome<(i64, Duration)> {
        self.last += 1;
        let started = Instant::now();
        client.execute(&self.inserts[table as usize], &[&self.last, &author.id])?;
        Ok((self.last, started.elapsed()))
    }
}
