//! Binding a table to a feed: which of its columns play which role, and under which conditions.

use std::collections::BTreeMap;

use pgrx::pg_sys::{self, Datum, Oid};
use serde::Serialize;

use super::conventions;
use super::table::{ColumnInfo, TableInfo};
use crate::error::{Failure, Outcome};
use crate::pg::attempt::attempt;
use crate::pg::expression::Expression;
use crate::pg::regcolumn::RegColumn;
use crate::pg::spi::Session;
use crate::pg::value::text_datum;

/// A table about to be bound; serialized, the document that `put_source.sql` stores.
#[derive(Debug, Serialize)]
pub struct Binding {
    kind: String,
    relation: u32,
    /// The name of a signal; empty for the other kinds.
    pub signal: String,
    columns: Vec<Bound>,
    conditions: BTreeMap<String, String>,
    mentions: Vec<Bound>,
    pub both_ways: bool,
    #[serde(skip)]
    table: String,
    /// A condition may change its value while the row stays as it is.
    #[serde(skip)]
    is_fleeting: bool,
}

#[derive(Debug, Serialize)]
struct Bound {
    role: String,
    reference: i64,
    kind: u32,
}

/// The text of a condition, and whose settings tell how it reads.
#[derive(Debug)]
pub enum Condition {
    /// Passed by the caller: it reads as everything that this session writes.
    Given(String),
    /// Deparsed from the registry: it reads alike in every session.
    Kept(String),
}

impl Condition {
    /// A condition from an argument, if one was passed.
    pub fn given(text: Option<String>) -> Option<Condition> {
        text.map(Condition::Given)
    }
}

/// What a column's type must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Key,
    Time,
    Boolean,
    /// A whole number.
    Count,
}

impl Wanted {
    fn fits(self, kind: u32) -> bool {
        let kind = Oid::from(kind);
        match self {
            Wanted::Key => [
                pg_sys::INT8OID,
                pg_sys::INT4OID,
                pg_sys::INT2OID,
                pg_sys::UUIDOID,
                pg_sys::TEXTOID,
                pg_sys::VARCHAROID,
            ]
            .contains(&kind),
            Wanted::Time => [pg_sys::TIMESTAMPOID, pg_sys::TIMESTAMPTZOID].contains(&kind),
            Wanted::Boolean => kind == pg_sys::BOOLOID,
            Wanted::Count => [pg_sys::INT8OID, pg_sys::INT4OID, pg_sys::INT2OID].contains(&kind),
        }
    }

    /// The types that fit.
    fn types(self) -> &'static str {
        match self {
            Wanted::Key => "bigint, integer, smallint, uuid, text or varchar",
            Wanted::Time => "timestamp or timestamptz",
            Wanted::Boolean => "boolean",
            Wanted::Count => "bigint, integer or smallint",
        }
    }
}

impl Binding {
    pub fn new(kind: &str, table: &TableInfo) -> Binding {
        Binding {
            kind: kind.to_owned(),
            relation: table.relation.to_u32(),
            signal: String::new(),
            columns: Vec::new(),
            conditions: BTreeMap::new(),
            mentions: Vec::new(),
            both_ways: false,
            table: table.name.clone(),
            is_fleeting: false,
        }
    }

    /// Binds the column named by the call, else the one that conventions suggest.
    ///
    /// # Errors
    /// 42703 where there is no such column or none to infer, naming `argument`.
    pub fn infer(
        &mut self,
        table: &TableInfo,
        role: &str,
        argument: &str,
        named: Option<&str>,
        wanted: Wanted,
    ) -> Outcome<()> {
        let names: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let column = match named {
            Some(name) => table.column(name)?,
            None => conventions::infer(&self.kind, role, &names)
                .and_then(|place| table.columns.get(place))
                .ok_or_else(|| {
                    let failure = Failure::no_column(format!(
                        "could not infer column for {argument} of table {}",
                        table.name
                    ));
                    table
                        .listing(failure)
                        .hint(format!("Name the column: {argument} => '...'."))
                })?,
        };
        self.bind(table, role, column, wanted)
    }

    /// Binds a column only if one was named.
    pub fn optional(
        &mut self,
        table: &TableInfo,
        role: &str,
        named: Option<&str>,
        wanted: Wanted,
    ) -> Outcome<()> {
        match named {
            Some(name) => self.bind(table, role, table.column(name)?, wanted),
            None => Ok(()),
        }
    }

    /// Binds the column that conventions suggest, if there is one and it is of a fitting type.
    pub fn infer_if_there(&mut self, table: &TableInfo, role: &str, wanted: Wanted) -> Outcome<()> {
        let names: Vec<&str> = table
            .columns
            .iter()
            .filter(|column| wanted.fits(column.kind))
            .map(|column| column.name.as_str())
            .collect();
        let found = conventions::infer(&self.kind, role, &names).map(|place| names[place]);
        self.optional(table, role, found, wanted)
    }

    fn bind(
        &mut self,
        table: &TableInfo,
        role: &str,
        column: &ColumnInfo,
        wanted: Wanted,
    ) -> Outcome<()> {
        check_type(table, column, wanted)?;
        self.columns.push(Bound {
            role: role.to_owned(),
            reference: reference(table.relation, column.attribute),
            kind: column.kind,
        });
        Ok(())
    }

    /// Adds a condition, checked against the table and kept deparsed.
    pub fn condition(
        &mut self,
        table: &TableInfo,
        role: &str,
        condition: Option<&Condition>,
    ) -> Outcome<()> {
        let expression = match condition {
            None => return Ok(()),
            Some(Condition::Given(text)) => Expression::condition(table.relation, text)?,
            Some(Condition::Kept(text)) => {
                attempt(|| Expression::deparsed_condition(table.relation, text)).map_err(
                    |failure| {
                        failure
                            .within(format!(
                                "condition \"{role}\" does not fit table {}",
                                table.name
                            ))
                            .hint("Give another condition with the change, or null for none.")
                    },
                )?
            }
        };
        for mention in expression.mentions()? {
            if self.mentions.iter().any(|known| known.role == mention.name) {
                continue;
            }
            self.mentions.push(Bound {
                reference: reference(table.relation, mention.attribute),
                kind: table.column(&mention.name)?.kind,
                role: mention.name,
            });
        }
        self.is_fleeting |= !expression.is_lasting();
        self.conditions
            .insert(role.to_owned(), expression.deparse(None)?);
        Ok(())
    }

    /// The same for a condition that rows are counted by: it must hold until the row changes.
    pub fn lasting_condition(
        &mut self,
        table: &TableInfo,
        role: &str,
        condition: Option<&Condition>,
    ) -> Outcome<()> {
        self.condition(table, role, condition)?;
        match self.is_fleeting {
            false => Ok(()),
            true => Err(Failure::invalid_definition(format!(
                "condition \"{role}\" of a signal must be immutable"
            ))
            .hint("It may call no function that looks at the clock, a setting or another table.")),
        }
    }

    /// Stores the binding in the registry; 42710 where the table is bound in this way already.
    pub fn store(&self, session: &Session, feed: Datum) -> Outcome<()> {
        let document = serde_json::to_string(self)
            .map_err(|error| Failure::internal(format!("binding of {}: {error}", self.table)))?;
        session.once(
            include_str!("../../sql/definition/put_source.sql"),
            &[
                (pg_sys::NAMEOID, Some(feed)),
                (pg_sys::TEXTOID, Some(text_datum(&document))),
            ],
            &mut |_| std::ops::ControlFlow::Continue(()),
        )
    }
}

/// A column as the registry has it.
pub fn reference(relation: Oid, attribute: i16) -> i64 {
    RegColumn {
        relation,
        attribute,
    }
    .pack()
}

/// Checks that a column may play a part.
pub fn check_type(table: &TableInfo, column: &ColumnInfo, wanted: Wanted) -> Outcome<()> {
    if !wanted.fits(column.kind) {
        return Err(Failure::wrong_type(format!(
            "column \"{}\" of table {} has unsupported type {}",
            column.name, table.name, column.type_name
        ))
        .hint(format!("The column must be {}.", wanted.types())));
    }
    if !column.deterministic {
        return Err(Failure::unsupported(format!(
            "column \"{}\" of table {} has a nondeterministic collation",
            column.name, table.name
        ))
        .hint("Keys compare byte by byte; give the column a deterministic collation."));
    }
    Ok(())
}
