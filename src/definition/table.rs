//! A table of the app as a definition call sees it: what it is, whose, and its columns.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde::Deserialize;

use crate::error::{Failure, Outcome};
use crate::pg::catalog;
use crate::pg::spi::Session;

/// A table and its columns, from the catalogs.
#[derive(Debug, Deserialize)]
pub struct TableInfo {
    #[serde(skip)]
    pub relation: Oid,
    /// Qualified and quoted.
    pub name: String,
    kind: String,
    persistence: String,
    owner: u32,
    caller_owns: bool,
    forces_policies: bool,
    pub columns: Vec<ColumnInfo>,
}

#[derive(Debug, Deserialize)]
pub struct ColumnInfo {
    pub name: String,
    pub attribute: i16,
    pub kind: u32,
    /// The type's name, for messages.
    #[serde(rename = "type")]
    pub type_name: String,
    pub deterministic: bool,
}

impl TableInfo {
    /// Looks a table up and checks that a feed can read it: a table, and the caller's to decide about. Until the
    /// transaction ends nobody can drop or alter it; reads and writes go on.
    pub fn open(session: &Session, relation: Oid) -> Outcome<TableInfo> {
        catalog::lock_against_ddl(relation);
        let table = Self::look_up(session, relation)?;
        table.check()?;
        Ok(table)
    }

    /// Looks a table up, whatever it is.
    pub fn look_up(session: &Session, relation: Oid) -> Outcome<TableInfo> {
        let mut document = None;
        session.once(
            include_str!("../../sql/definition/table.sql"),
            &[(pg_sys::OIDOID, Some(Datum::from(relation)))],
            &mut |row| {
                document = row.text(0);
                ControlFlow::Break(())
            },
        )?;
        let document = document.ok_or_else(|| {
            Failure::no_table(format!(
                "relation with OID {} does not exist",
                relation.to_u32()
            ))
            .hint(
                "A table of the feed is no longer there: name another, or remove it from the feed.",
            )
        })?;
        let mut table: TableInfo = serde_json::from_str(&document)
            .map_err(|error| Failure::internal(format!("description of a table: {error}")))?;
        table.relation = relation;
        Ok(table)
    }

    fn check(&self) -> Outcome<()> {
        let name = &self.name;
        let what = match self.kind.as_str() {
            "r" | "p" => None,
            "v" => Some("a view"),
            "m" => Some("a materialized view"),
            "f" => Some("a foreign table"),
            _ => Some("not a table"),
        };
        if let Some(what) = what {
            return Err(Failure::wrong_object(format!("{name} is {what}"))
                .hint("A feed reads ordinary and partitioned tables."));
        }
        if self.persistence == "t" {
            return Err(
                Failure::wrong_object(format!("{name} is a temporary table"))
                    .hint("A feed reads tables that all sessions see."),
            );
        }
        if !self.caller_owns {
            return Err(Failure::denied(format!("must be owner of table {name}")));
        }
        Ok(())
    }

    pub fn owner(&self) -> Oid {
        Oid::from(self.owner)
    }

    /// Checks that the feed's owner may read this table, and all of it.
    pub fn check_readable_by(&self, session: &Session, owner: Oid) -> Outcome<()> {
        let (mut owns, mut exempt) = (false, false);
        session.once(
            include_str!("../../sql/definition/owner.sql"),
            &[
                (pg_sys::OIDOID, Some(Datum::from(owner))),
                (pg_sys::OIDOID, Some(Datum::from(self.owner()))),
            ],
            &mut |row| {
                owns = row.is_true(0);
                exempt = row.is_true(1);
                ControlFlow::Break(())
            },
        )?;
        let name = &self.name;
        if !owns {
            return Err(Failure::denied(format!("the feed's owner does not own table {name}"))
                .detail("The feed's owner is the owner of its posts table.")
                .hint("Give the tables of a feed one owner, or make the one a member of the other."));
        }
        if self.forces_policies && !exempt {
            return Err(Failure::not_ready(format!(
                "table {name} forces row-level security on its owner"
            ))
            .detail("The feed would see some of its rows only.")
            .hint(format!(
                "Run ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY, or give the owner BYPASSRLS."
            )));
        }
        Ok(())
    }

    /// The column of this name; 42703 listing those there are.
    pub fn column(&self, name: &str) -> Outcome<&ColumnInfo> {
        self.columns
            .iter()
            .find(|column| column.name == name)
            .ok_or_else(|| {
                self.listing(Failure::no_column(format!(
                    "column \"{name}\" of table {} does not exist",
                    self.name
                )))
            })
    }

    /// Adds which columns there are.
    pub fn listing(&self, failure: Failure) -> Failure {
        let names: Vec<_> = self
            .columns
            .iter()
            .map(|column| format!("{} ({})", column.name, column.type_name))
            .collect();
        failure.detail(format!("Columns are: {}.", names.join(", ")))
    }
}
