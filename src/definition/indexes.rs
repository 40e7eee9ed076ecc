//! The indexes that reads need: which there are, which can be built at once, which are to be built by hand.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::{Value, json};

use super::approximate;
use super::authority::{answer, as_registrar};
use super::model::{Feed, Table};
use super::needed::{Needed, needed};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::spi::Session;
use crate::pg::{catalog, identity, value};
use crate::quote::identifier;

/// Tables up to this size are indexed at once: that takes about a second, while writes wait.
const SMALL_TABLE: i64 = 64 * 1024 * 1024;

/// Names are cut to so many bytes: PostgreSQL keeps 63, and a number may stand behind.
const MOST_BYTES: usize = 55;

/// What argument `build_indexes` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    None,
    Small,
    All,
}

impl Build {
    /// As the registry stores it.
    pub fn name(self) -> &'static str {
        match self {
            Build::None => "none",
            Build::Small => "small",
            Build::All => "all",
        }
    }

    pub fn named(name: &str) -> Outcome<Build> {
        match name {
            "none" => Ok(Build::None),
            "small" => Ok(Build::Small),
            "all" => Ok(Build::All),
            _ => Err(
                Failure::invalid(format!("invalid value for build_indexes: \"{name}\""))
                    .hint("The value is none, small (tables under 64 MB) or all."),
            ),
        }
    }
}

impl Needed<'_> {
    /// Whether an index of the table serves.
    pub fn exists(&self, session: &Session) -> Outcome<bool> {
        let [table, columns] = self.numbers(self.enough);
        answer(
            session,
            include_str!("../../sql/definition/index_exists.sql"),
            &[
                table,
                columns,
                (pg_sys::BOOLOID, Some(Datum::from(self.ordered))),
            ],
        )
    }

    /// Whether there can be such an index.
    pub fn is_possible(&self, session: &Session) -> Outcome<bool> {
        answer(
            session,
            include_str!("../../sql/definition/indexable.sql"),
            &self.numbers(self.columns.len()),
        )
    }

    /// The table and its first columns by their numbers, as parameters.
    fn numbers(&self, columns: usize) -> [(Oid, Option<Datum>); 2] {
        let columns: Vec<Key> = self
            .columns
            .iter()
            .take(columns)
            .map(|column| Key::Int(i64::from(column.attribute)))
            .collect();
        [
            (pg_sys::OIDOID, Some(Datum::from(self.table.relation))),
            (
                pg_sys::INT8ARRAYOID,
                Some(value::keys_datum(columns.iter(), pg_sys::INT8OID)),
            ),
        ]
    }

    /// Its columns as SQL lists them.
    pub fn column_list(&self) -> String {
        let names: Vec<_> = self
            .columns
            .iter()
            .map(|column| identifier(&column.name))
            .collect();
        names.join(", ")
    }

    /// A free name for the index.
    fn name(&self, session: &Session, feed: &str, names: &mut Names) -> Outcome<String> {
        let mut words = vec![feed.to_owned()];
        words.extend(catalog::table_name(self.table.relation));
        words.extend(self.columns.iter().map(|column| column.name.clone()));
        names.free(session, self.table, &words.join("_"))
    }

    /// The statements that build the index while the app writes.
    pub fn statement(&self, session: &Session, feed: &str, names: &mut Names) -> Outcome<String> {
        let name = self.name(session, feed, names)?;
        concurrent(session, self.table, &name, "", &self.column_list())
    }

    /// Builds the index and remembers it for `feed.drop`.
    fn build(&self, session: &Session, feed: &Feed) -> Outcome<()> {
        let name = self.name(session, &feed.name, &mut Names::default())?;
        let (table, columns) = (&self.table.name, self.column_list());
        let statement = format!("CREATE INDEX {} ON {table} ({columns})", identifier(&name));
        // An index belongs to the table's owner whoever builds it; the columns are plain, so no code of theirs runs.
        as_registrar(|| session.command(&statement))?;
        let schema = catalog::schema_of(self.table.relation).unwrap_or_default();
        let qualified = format!("{}.{}", identifier(&schema), identifier(&name));
        let values = [
            (pg_sys::NAMEOID, Some(value::name_datum(&feed.name)?)),
            (pg_sys::TEXTOID, Some(value::text_datum(&qualified))),
        ];
        let remember = include_str!("../../sql/definition/remember_index.sql");
        as_registrar(|| session.once(remember, &values, &mut |_| ControlFlow::Continue(())))
    }

    fn is_small(&self, session: &Session) -> Outcome<bool> {
        let mut size = 0;
        session.once(
            include_str!("../../sql/definition/table_size.sql"),
            &[(pg_sys::REGCLASSOID, Some(Datum::from(self.table.relation)))],
            &mut |row| {
                size = row.bigint(0).unwrap_or_default();
                ControlFlow::Break(())
            },
        )?;
        Ok(size < SMALL_TABLE)
    }
}

/// Builds what is missing and argument build_indexes of `feed.create` allows; tells for each index what it is: exists,
/// built, impossible (over a virtual column) or recommended, the last with the statement to run. An index over the embedding is
/// never built here: it is optional.
pub fn provide(session: &Session, feed: &Feed) -> Outcome<Value> {
    let build = allowed(session, &feed.name)?;
    let mut report = Vec::new();
    let mut names = Names::default();
    for index in needed(feed) {
        let columns: Vec<_> = index
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let (status, statement) = if index.exists(session)? {
            ("exists", None)
        } else if !index.is_possible(session)? {
            ("impossible", None)
        } else if build == Build::All || (build == Build::Small && index.is_small(session)?) {
            index.build(session, feed)?;
            ("built", None)
        } else {
            (
                "recommended",
                Some(index.statement(session, &feed.name, &mut names)?),
            )
        };
        report.push(json!({
            "table": index.table.name,
            "columns": columns,
            "status": status,
            "statement": statement,
        }));
    }
    report.extend(approximate::report(session, feed, &mut names)?);
    Ok(Value::Array(report))
}

/// The names of indexes that are told of together: all of their statements are to run one behind the other.
#[derive(Debug, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// A name for an index that no relation beside the table has, and none that was told of before; as wished, or so that it is
    /// short enough to be told from others by what stands behind it.
    pub fn free(&mut self, session: &Session, table: &Table, wish: &str) -> Outcome<String> {
        let wish = &wish[..wish.floor_char_boundary(MOST_BYTES)];
        let told = value::texts_datum(self.0.iter().map(String::as_str));
        let name = text(
            session,
            include_str!("../../sql/definition/index_name.sql"),
            &[
                (pg_sys::OIDOID, Some(Datum::from(table.relation))),
                (pg_sys::TEXTOID, Some(value::text_datum(wish))),
                (pg_sys::TEXTARRAYOID, Some(told)),
            ],
        )?
        .ok_or_else(|| Failure::internal("no free name for an index"))?;
        self.0.push(name.clone());
        Ok(name)
    }
}

/// The statements that build an index while the app writes; `using` is a clause, with a space before it, or nothing.
pub fn concurrent(
    session: &Session,
    table: &Table,
    name: &str,
    using: &str,
    columns: &str,
) -> Outcome<String> {
    let statement = text(
        session,
        include_str!("../../sql/definition/concurrent_index.sql"),
        &[
            (pg_sys::REGCLASSOID, Some(Datum::from(table.relation))),
            (pg_sys::TEXTOID, Some(value::text_datum(name))),
            (pg_sys::TEXTOID, Some(value::text_datum(columns))),
            (pg_sys::TEXTOID, Some(value::text_datum(using))),
        ],
    )?;
    statement.ok_or_else(|| Failure::internal("no statement for an index"))
}

fn allowed(session: &Session, feed: &str) -> Outcome<Build> {
    let name = [(pg_sys::NAMEOID, Some(value::name_datum(feed)?))];
    let sql = include_str!("../../sql/definition/build.sql");
    let build = as_registrar(|| text(session, sql, &name))?;
    Build::named(build.as_deref().unwrap_or_default())
}

/// Drops the indexes that were built for a feed, as the caller: what has such a name by now may be another's.
pub fn drop_built(session: &Session, feed: &str) -> Outcome<()> {
    let mut statements = Vec::new();
    let schema = value::name_datum(feed)?;
    let caller = Datum::from(identity::current_user());
    as_registrar(|| {
        session.once(
            include_str!("../../sql/definition/built_indexes.sql"),
            &[
                (pg_sys::NAMEOID, Some(schema)),
                (pg_sys::OIDOID, Some(caller)),
            ],
            &mut |row| {
                statements.extend(row.text(0));
                ControlFlow::Continue(())
            },
        )
    })?;
    for statement in statements {
        session.command(&statement)?;
    }
    Ok(())
}

fn text(
    session: &Session,
    sql: &str,
    parameters: &[(Oid, Option<Datum>)],
) -> Outcome<Option<String>> {
    let mut found = None;
    session.once(sql, parameters, &mut |row| {
        found = row.text(0);
        ControlFlow::Break(())
    })?;
    Ok(found)
}
