//! A feed as the registry stores it, before its names and conditions are resolved.

use std::collections::BTreeMap;

use pgrx::pg_sys::Oid;
use serde::Deserialize;

use super::model::{Column, Table};
use crate::error::{Failure, Outcome, as_sentence};
use crate::pg::attempt::attempt;
use crate::pg::expression::{Expression, Mention};
use crate::quote::literal;
use crate::settings::Settings;

#[derive(Debug, Deserialize)]
pub struct StoredFeed {
    pub feed: String,
    pub owner: u32,
    /// The table in the storage schema by which the feed is known.
    pub storage: u32,
    pub settings: Settings,
    /// Another one with every change of the definition on which windows are built, and of the files of the bound tables.
    pub generation: i64,
    /// The tables of the storage schema, by name.
    pub tables: BTreeMap<String, StoredTable>,
    pub sources: Vec<StoredSource>,
    pub signals: Vec<StoredSignal>,
    /// The column of posts that they are compared by.
    pub embedding: Option<StoredColumn>,
}

/// A row of `feed.signal`.
#[derive(Debug, Deserialize)]
pub struct StoredSignal {
    pub place: i16,
    pub signal: String,
    pub weight: f64,
    pub default_weight: f64,
    pub impression: bool,
    pub generation: i64,
    pub counter: Option<StoredColumn>,
}

/// A table of the storage schema.
#[derive(Debug, Deserialize)]
pub struct StoredTable {
    pub table: u32,
    /// The types of its columns by number; 0 for a dropped one.
    pub types: Option<Vec<u32>>,
}

/// A row of `feed.source` joined to the catalogs.
#[derive(Debug, Deserialize)]
pub struct StoredSource {
    pub kind: String,
    /// The name of a signal; empty for the other kinds.
    pub signal: String,
    /// Another one with every change of its columns, conditions, and files.
    pub generation: i64,
    /// Whether the table has its triggers, enabled.
    pub captured: bool,
    pub relation: u32,
    /// None: the table is no more.
    pub name: Option<String>,
    pub both_ways: bool,
    pub conditions: BTreeMap<String, String>,
    /// Roles of conditions that were left out.
    #[serde(skip)]
    forgotten: Vec<String>,
    pub columns: Vec<StoredColumn>,
    pub mentions: Vec<StoredColumn>,
}

/// A bound or mentioned column. `role` of a mentioned one is its name when the condition was stored.
#[derive(Debug, Deserialize)]
pub struct StoredColumn {
    pub role: String,
    pub attribute: i16,
    /// Type when it was bound.
    pub declared: u32,
    /// None: the column is no more.
    pub name: Option<String>,
    pub kind: Option<u32>,
    pub collation: Option<u32>,
    /// Whether equal values are the same bytes; told of bound columns only.
    #[serde(default = "yes")]
    pub deterministic: bool,
}

fn yes() -> bool {
    true
}

impl StoredFeed {
    /// The table of a signal; None where the signal was removed.
    pub fn signal_source(&self, signal: &str) -> Option<&StoredSource> {
        let mut sources = self.sources.iter();
        sources.find(|source| source.kind == "signal" && source.signal == signal)
    }

    /// The signals that the feed has now.
    pub fn present_signals(&self) -> impl Iterator<Item = (&StoredSignal, &StoredSource)> {
        self.signals
            .iter()
            .filter_map(|signal| Some((signal, self.signal_source(&signal.signal)?)))
    }
}

impl StoredSource {
    /// Leaves out the conditions whose value may change while the row stays as it is: what is built on the others
    /// holds until the row changes. Tells whether there were any.
    pub fn forget_fleeting(&mut self) -> Outcome<bool> {
        let roles: Vec<String> = self.conditions.keys().cloned().collect();
        let before = roles.len();
        for role in roles {
            if self.is_fleeting(&role)? {
                self.conditions.remove(&role);
                self.forgotten.push(role);
            }
        }
        Ok(self.conditions.len() < before)
    }

    /// Whether the condition of a role was left out.
    pub fn forgot(&self, role: &str) -> bool {
        self.forgotten.iter().any(|forgotten| forgotten == role)
    }

    /// The table; 55000 where it is no more.
    pub fn table(&self, feed: &str) -> Outcome<Table> {
        let name = self.name.clone().ok_or_else(|| {
            let what = match self.kind.as_str() {
                "signal" => format!("the table of signal \"{}\" is no longer there", self.signal),
                kind => format!("the table of its {kind} is no longer there"),
            };
            lost(feed, what).hint(self.doing_without(&literal(feed)))
        })?;
        Ok(Table {
            relation: Oid::from(self.relation),
            name,
        })
    }

    /// How a feed, given as SQL names it, goes on when the table was dropped. It has no name any more, but its OID.
    fn doing_without(&self, feed: &str) -> String {
        match self.kind.as_str() {
            "posts" => "Name another table with feed.alter, or call feed.drop.".to_owned(),
            "follows" => format!(
                "Name another table with feed.alter, or none: SELECT feed.alter({feed}, '{{\"follows\": null}}')."
            ),
            "accounts" => format!("Run SELECT feed.remove_accounts({feed})."),
            "memberships" => format!("Run SELECT feed.remove_groups({feed})."),
            "signal" => format!(
                "Run SELECT feed.remove_signal({feed}, {}).",
                literal(&self.signal)
            ),
            _ => format!(
                "Run SELECT feed.remove_exclusion({feed}, '{}').",
                self.relation
            ),
        }
    }

    /// Whether table and columns are all there with the types they had.
    pub fn is_whole(&self) -> bool {
        let mut columns = self.columns.iter().chain(&self.mentions);
        self.name.is_some()
            && columns.all(|column| column.kind == Some(column.declared) && column.deterministic)
    }

    /// The column bound to a role, if one is; 55000 where it was dropped, changed its type, or no longer compares
    /// byte by byte.
    pub fn column(&self, feed: &str, role: &str) -> Outcome<Option<Column>> {
        self.columns
            .iter()
            .find(|column| column.role == role)
            .map(|column| {
                let present = self.present(feed, column)?;
                if !column.deterministic {
                    return Err(self.loose(feed, &present.name));
                }
                Ok(present)
            })
            .transpose()
    }

    /// 55000 for a column that binding it anew cannot mend.
    fn loose(&self, feed: &str, column: &str) -> Failure {
        let table = self.name.as_deref().unwrap_or("-");
        let what = format!("column \"{column}\" of {table} has got a nondeterministic collation");
        lost(feed, what)
            .hint("Give it a deterministic collation again, or name another with feed.alter.")
    }

    /// The column bound to a role that every source of this kind has.
    pub fn required(&self, feed: &str, role: &str) -> Outcome<Column> {
        self.column(feed, role)?.ok_or_else(|| {
            Failure::internal(format!(
                "feed \"{feed}\" has no {role} column in {}",
                self.kind
            ))
        })
    }

    /// A stored condition with the present names of its columns, each prefixed by `alias`; 55000 where a column it
    /// mentions was dropped or changed its type.
    pub fn condition(&self, feed: &str, role: &str, alias: &str) -> Outcome<Option<String>> {
        for column in &self.mentions {
            self.present(feed, column)?;
        }
        self.deparsed(role, Some(alias))
    }

    /// A stored condition as one would write it now, whatever became of the types of its columns.
    pub fn bare_condition(&self, role: &str) -> Outcome<Option<String>> {
        self.deparsed(role, None)
    }

    /// Whether a condition may change its value while the row stays as it is.
    pub fn is_fleeting(&self, role: &str) -> Outcome<bool> {
        Ok(self
            .with_condition(role, |expression| Ok(!expression.is_lasting()))?
            .unwrap_or(false))
    }

    fn deparsed(&self, role: &str, alias: Option<&str>) -> Outcome<Option<String>> {
        self.with_condition(role, |expression| expression.deparse(alias))
    }

    /// Does something with a stored condition, parsed against the table as it is now.
    fn with_condition<T>(
        &self,
        role: &str,
        work: impl FnOnce(Expression) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        let Some(text) = self.conditions.get(role) else {
            return Ok(None);
        };
        let mentions: Vec<Mention> = self
            .mentions
            .iter()
            .filter(|column| column.name.is_some())
            .map(|column| Mention {
                attribute: column.attribute,
                name: column.role.clone(),
            })
            .collect();
        attempt(|| {
            work(Expression::stored_condition(
                Oid::from(self.relation),
                text,
                &mentions,
            )?)
        })
        .map(Some)
        .map_err(|failure| self.unreadable(role, &failure))
    }

    /// 55000 for a condition that names a function or type which was dropped, or renamed: only columns are followed.
    fn unreadable(&self, role: &str, failure: &Failure) -> Failure {
        let table = self.name.as_deref().unwrap_or("-");
        let change = match self.kind.as_str() {
            "posts" | "follows" => "with feed.alter",
            "accounts" => "with feed.remove_accounts and feed.add_accounts",
            "memberships" => "with feed.remove_groups and feed.add_groups",
            "signal" => "with feed.remove_signal and feed.add_signal",
            _ => "with feed.remove_exclusion and feed.add_exclusion",
        };
        let hint = match failure.remedy() {
            "" => format!("Bring back what it names, or change it {change}."),
            remedy => remedy.to_owned(),
        };
        Failure::not_ready(format!(
            "condition \"{role}\" of table {table} cannot be evaluated"
        ))
        .detail(as_sentence(&failure.sentence()))
        .hint(hint)
    }

    /// 55000 for a column that is not what it was.
    fn without(&self, feed: &str, what: String) -> Failure {
        let failure = lost(feed, what);
        if self.kind != "signal" {
            return failure;
        }
        let remedy = failure.remedy().to_owned();
        let instead = self.doing_without(&literal(feed));
        failure.hint(format!("{remedy} Or do without the signal. {instead}"))
    }

    /// A column as it is now; 55000 where it was dropped or changed its type.
    pub fn present(&self, feed: &str, column: &StoredColumn) -> Outcome<Column> {
        let table = self.name.as_deref().unwrap_or("-");
        let (Some(name), Some(kind)) = (&column.name, column.kind) else {
            return Err(self.without(
                feed,
                format!(
                    "the column bound as \"{}\" of {table} is no longer there",
                    column.role
                ),
            ));
        };
        if kind != column.declared {
            return Err(self.without(
                feed,
                format!("column \"{name}\" of {table} has changed its type"),
            ));
        }
        Ok(Column {
            attribute: column.attribute,
            name: name.clone(),
            kind: Oid::from(kind),
            collation: Oid::from(column.collation.unwrap_or_default()),
        })
    }
}

/// The statement that binds a feed to its tables as they are now.
pub fn binding_anew(feed: &str) -> String {
    format!("SELECT feed.alter({}, '{{}}')", literal(feed))
}

/// 55000 for a feed whose tables are not what its definition says.
fn lost(feed: &str, what: String) -> Failure {
    Failure::not_ready(format!("feed \"{feed}\" cannot be read"))
        .detail(as_sentence(&what))
        .hint(format!(
            "Run {} to bind it to its tables as they are now.",
            binding_anew(feed)
        ))
}
