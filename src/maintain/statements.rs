//! What the steps of maintenance run their statements with: the feed, the connection, the kinds of its keys.

use std::ops::ControlFlow;
use std::rc::Rc;

use pgrx::pg_sys::{self, Datum, Oid};

use super::sql::Sql;
use crate::definition::cache::Loaded;
use crate::definition::columns::Kinds;
use crate::definition::model::Kept;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::receiver::{Row, Sink};
use crate::pg::spi::Session;
use crate::pg::{spi, value};

/// One feed while its applier works on it, as the feed's owner.
pub struct Maintained<'a> {
    pub session: &'a Session,
    pub loaded: &'a Rc<Loaded>,
    pub kept: &'a Kept,
    pub sql: Sql<'a>,
    pub kinds: Kinds,
    /// Everything is looked at in the one snapshot that is active, and nothing is written.
    pub still: bool,
}

/// A parameter: its type and value.
pub type Parameter = (Oid, Option<Datum>);

impl Maintained<'_> {
    /// Runs one of the statements about the storage alone.
    pub fn run(&self, template: &str, parameters: &[Parameter], sink: &mut Sink) -> Outcome<()> {
        self.run_sql(self.sql.plain(template)?, parameters, sink)
    }

    /// Runs a statement made for this feed: planned once, since small batches would plan longer than they work.
    pub fn run_sql(&self, sql: String, parameters: &[Parameter], sink: &mut Sink) -> Outcome<()> {
        let (types, values): (Vec<Oid>, Vec<Option<Datum>>) = parameters.iter().copied().unzip();
        let plan = self.loaded.plan(self.session, sql, &types)?;
        match self.still {
            true => self.session.run(&plan, &values, sink),
            false => self.session.run_anew(&plan, &values, sink),
        }
    }

    /// Does `work` in one snapshot, taken now: what others commit meanwhile is in none of what it sees.
    pub fn stand_still<T>(&self, work: impl FnOnce(&Maintained) -> Outcome<T>) -> Outcome<T> {
        spi::with_latest_snapshot(|| {
            work(&Maintained {
                session: self.session,
                loaded: self.loaded,
                kept: self.kept,
                sql: Sql::new(&self.loaded.feed, self.kept),
                kinds: self.kinds,
                still: true,
            })
        })
    }

    /// The same where no rows come back.
    pub fn execute(&self, template: &str, parameters: &[Parameter]) -> Outcome<()> {
        self.run(template, parameters, &mut |_| ControlFlow::Continue(()))
    }

    /// Runs a statement made for this feed, if there is one, and counts what it did.
    pub fn apply(&self, sql: Option<String>, parameters: &[Parameter]) -> Outcome<u64> {
        match sql {
            Some(sql) => {
                self.run_sql(sql, parameters, &mut |_| ControlFlow::Continue(()))?;
                Ok(self.session.changed())
            }
            None => Ok(0),
        }
    }

    /// The keys in the first column of what a statement about the storage returns.
    pub fn viewers(&self, template: &str, parameters: &[Parameter]) -> Outcome<Vec<Key>> {
        let mut keys = Vec::new();
        self.collect(template, parameters, |row| {
            keys.extend(row.key(0, self.kinds.user)?);
            Ok(())
        })?;
        Ok(keys)
    }

    /// Gives each row to `take`, which may fail.
    pub fn collect(
        &self,
        template: &str,
        parameters: &[Parameter],
        take: impl FnMut(&Row) -> Outcome<()>,
    ) -> Outcome<()> {
        self.collect_sql(self.sql.plain(template)?, parameters, take)
    }

    /// The same for a statement made already.
    pub fn collect_sql(
        &self,
        sql: String,
        parameters: &[Parameter],
        mut take: impl FnMut(&Row) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut failed = None;
        self.run_sql(sql, parameters, &mut |row| match take(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                failed = Some(failure);
                ControlFlow::Break(())
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// The next warm viewers behind one, or the first ones, and behind whom to go on; None where these were the last.
    pub fn turn(&self, behind: Option<&Key>, most: usize) -> Outcome<(Vec<Key>, Option<Key>)> {
        let viewers = match behind {
            Some(viewer) => self.viewers(
                include_str!("../../sql/maintain/next_windows.sql"),
                &[count(most), self.viewer(viewer)],
            ),
            None => self.viewers(
                include_str!("../../sql/maintain/first_windows.sql"),
                &[count(most)],
            ),
        }?;
        let next = viewers.last().filter(|_| viewers.len() == most).cloned();
        Ok((viewers, next))
    }

    pub fn viewer(&self, viewer: &Key) -> Parameter {
        self.maybe_viewer(Some(viewer))
    }

    pub fn maybe_viewer(&self, viewer: Option<&Key>) -> Parameter {
        let kind = value::family_of(self.kinds.user);
        (
            kind,
            viewer.and_then(|viewer| value::key_datum(viewer, kind)),
        )
    }

    pub fn users<'k>(&self, keys: impl Iterator<Item = Option<&'k Key>>) -> Parameter {
        keys_of(keys, self.kinds.user)
    }

    pub fn posts<'k>(&self, keys: impl Iterator<Item = &'k Key>) -> Parameter {
        keys_of(keys.map(Some), self.kinds.post)
    }

    pub fn groups<'k>(&self, keys: impl Iterator<Item = Option<&'k Key>>) -> Parameter {
        keys_of(keys, self.kinds.group)
    }

    /// Hours, whatever the type of the posts' times.
    pub fn hours(&self, hours: impl Iterator<Item = i64>) -> Parameter {
        let kind = pg_sys::TIMESTAMPTZOID;
        (value::array_of(kind), Some(value::times_datum(hours, kind)))
    }

    pub fn numbers(&self, numbers: impl Iterator<Item = i64>) -> Parameter {
        (
            pg_sys::INT8ARRAYOID,
            Some(value::counts_datum(numbers.map(Some))),
        )
    }

    pub fn times(&self, times: impl Iterator<Item = i64>) -> Parameter {
        (
            value::array_of(self.kinds.time),
            Some(value::times_datum(times, self.kinds.time)),
        )
    }
}

fn keys_of<'k>(keys: impl Iterator<Item = Option<&'k Key>>, kind: Oid) -> Parameter {
    (
        value::array_of(value::family_of(kind)),
        Some(value::optional_keys_datum(keys, kind)),
    )
}

/// A number as a parameter of type bigint.
pub fn count(number: usize) -> Parameter {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    (pg_sys::INT8OID, Some(Datum::from(number)))
}

/// A text as a parameter.
pub fn text(text: &str) -> Parameter {
    (pg_sys::TEXTOID, Some(value::text_datum(text)))
}
