//! A writer's statements for events of one kind, and what they took.

use std::time::{Duration, Instant};

use postgres::types::ToSql;
use postgres::{Client, Statement};

use super::event::Event;
use super::keys::Key;
use super::writer::Writer;
use crate::failure::{Failure, Outcome};
use crate::report::figures::micros;
use crate::scenarios::attached::stage::Stage;

const POSITION: &str = include_str!("../../../sql/writes/position.sql");

/// Time and log of some writes, an entry for each, by event.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Microseconds.
    pub times: Vec<f64>,
    /// Bytes.
    pub log: Vec<f64>,
}

impl Figures {
    /// A write of so many events.
    pub fn push(&mut self, time: Duration, log: f64, events: usize) {
        self.times.push(micros(&time) / events as f64);
        self.log.push(log / events as f64);
    }
}

/// A writer with its statements.
pub struct Pen {
    pub writer: Writer,
    one: Statement,
    many: Statement,
}

impl Pen {
    pub fn prepare(
        stage: Stage,
        client: &mut Client,
        event: Event,
        writer: Writer,
    ) -> Outcome<Self> {
        let table = writer.table(event.table());
        let [one, many] = event
            .statements()
            .map(|sql| stage.sql(&sql.replace("{table}", &table)));
        Ok(Self {
            writer,
            one: client.prepare(&one)?,
            many: client.prepare(&many)?,
        })
    }

    /// Writes one event in a transaction of its own.
    pub fn write(&self, client: &mut Client, key: &Key) -> Outcome<Duration> {
        let keys = key.iter().take(self.one.params().len());
        let keys: Vec<&(dyn ToSql + Sync)> = keys.map(|key| key as &(dyn ToSql + Sync)).collect();
        self.execute(client, &self.one, &keys, 1)
    }

    /// Writes many by one statement.
    pub fn write_many(&self, client: &mut Client, keys: &[Key]) -> Outcome<Duration> {
        let columns: Vec<Vec<i64>> = (0..self.many.params().len())
            .map(|column| keys.iter().map(|key| key[column]).collect())
            .collect();
        let columns: Vec<&(dyn ToSql + Sync)> = columns
            .iter()
            .map(|column| column as &(dyn ToSql + Sync))
            .collect();
        self.execute(client, &self.many, &columns, keys.len())
    }

    /// Stops with a sentence where it did not write what it was to write: everybody writes the same.
    fn execute(
        &self,
        client: &mut Client,
        statement: &Statement,
        parameters: &[&(dyn ToSql + Sync)],
        events: usize,
    ) -> Outcome<Duration> {
        let started = Instant::now();
        let written = client.execute(statement, parameters)?;
        let taken = started.elapsed();
        match written == events as u64 {
            true => Ok(taken),
            false => Err(Failure::said(format!(
                "{} wrote {written} rows, not {events}",
                self.writer.name()
            ))),
        }
    }
}

/// How far the server's log is. Nobody else is to write meanwhile.
pub struct Log {
    position: Statement,
    known: i64,
}

impl Log {
    pub fn open(client: &mut Client) -> Outcome<Self> {
        let position = client.prepare(POSITION)?;
        let known = client.query_one(&position, &[])?.get(0);
        Ok(Self { position, known })
    }

    /// Bytes written since it was asked last.
    pub fn since(&mut self, client: &mut Client) -> Outcome<f64> {
        let now: i64 = client.query_one(&self.position, &[])?.get(0);
        let before = std::mem::replace(&mut self.known, now);
        Ok((now - before) as f64)
    }
}
