//! `feed.add_embedding`, `feed.remove_embedding`: the column that says what a post is about, and what is known of it.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde::Deserialize;
use serde_json::Value;

use super::authority::{as_registrar, begin_change, owned};
use super::binding::reference;
use super::create::{loaded, returned};
use super::describe::described;
use super::indexes::provide;
use super::load::look_up;
use super::model::{Approximation, Column, Embedding, Table};
use super::stored::{StoredFeed, binding_anew};
use super::table::{ColumnInfo, TableInfo};
use crate::error::{Failure, Outcome, as_sentence};
use crate::pg::function::Call;
use crate::pg::spi::{self, Session};
use crate::pg::{invalidation, value};
use crate::pg_function;
use crate::quote::literal;

pg_function!(
    feed_add_embedding,
    pg_finfo_feed_add_embedding,
    call_add_embedding
);
pg_function!(
    feed_remove_embedding,
    pg_finfo_feed_remove_embedding,
    call_remove_embedding
);

/// `feed.add_embedding(feed, post_embedding)`
fn call_add_embedding(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let name = call
        .name(1)
        .ok_or_else(|| Failure::null("post_embedding"))?;
    let definition = spi::session(|session| {
        begin_change(session, "feed.add_embedding")?;
        let stored = owned(session, &feed)?;
        if stored.embedding.is_some() {
            return Err(
                Failure::duplicate(format!("feed \"{feed}\" has an embedding already"))
                    .hint("Call feed.remove_embedding first."),
            );
        }
        let posts = TableInfo::open(session, posts_of(&stored)?.relation)?;
        put(session, &feed, Some(column_of(session, &posts, &name)?))?;
        let mut definition = described(&feed)?;
        definition.insert("indexes".to_owned(), provide(session, &loaded(&feed)?)?);
        invalidation::announce_definition()?;
        Ok(Value::Object(definition))
    })?;
    returned(definition)
}

/// `feed.remove_embedding(feed)`
fn call_remove_embedding(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    spi::session(|session| {
        begin_change(session, "feed.remove_embedding")?;
        if owned(session, &feed)?.embedding.is_none() {
            return Err(
                Failure::no_object(format!("feed \"{feed}\" has no embedding"))
                    .hint("feed.add_embedding adds one."),
            );
        }
        put(session, &feed, None)?;
        invalidation::announce_definition()
    })?;
    Ok(call.void())
}

/// Finds the embedding of a feed in its posts table as it is now, by its name; one that was dropped is none any more.
///
/// # Errors
/// 42703 where there is no such column, 42804 where it is of another type.
pub fn rebind(session: &Session, stored: &StoredFeed, posts: Oid) -> Outcome<()> {
    let Some(embedding) = &stored.embedding else {
        return Ok(());
    };
    let column = match &embedding.name {
        Some(name) => {
            let posts = TableInfo::open(session, posts)?;
            let column = column_of(session, &posts, name).map_err(|failure| {
                failure.hint(format!(
                    "Add such a column of type vector or halfvec, or run {} first.",
                    removal(&stored.feed)
                ))
            })?;
            Some(column)
        }
        None => None,
    };
    put(session, &stored.feed, column)
}

/// What a feed compares posts by; None where it has no embedding, a failure where that was lost.
pub fn resolved(stored: &StoredFeed) -> Option<Outcome<Embedding>> {
    let column = stored.embedding.as_ref()?;
    let resolved = || {
        let posts = posts_of(stored)?.name;
        let (Some(name), Some(kind)) = (&column.name, column.kind) else {
            return Err(lost(
                stored,
                format!("the column bound as \"embedding\" of {posts} is no longer there"),
            ));
        };
        let changed = || {
            let what = format!("column \"{name}\" of {posts} has changed its type");
            lost(stored, what)
        };
        if kind != column.declared {
            return Err(changed());
        }
        let sql = include_str!("../../sql/definition/embedding.sql");
        let facts = look_up(sql, &stored.feed)?;
        let facts: Facts = serde_json::from_str(facts.first().ok_or_else(changed)?)
            .map_err(|error| Failure::internal(format!("description of an embedding: {error}")))?;
        Ok(Embedding {
            column: Column {
                attribute: column.attribute,
                name: name.clone(),
                kind: Oid::from(kind),
                collation: Oid::INVALID,
            },
            half: facts.half,
            single: Oid::from(facts.single),
            indexable: facts.indexable(),
            schema: facts.schema,
            posts: facts.posts,
            dimensions: facts.dimensions,
            index: facts.index,
        })
    };
    Some(resolved())
}

/// What `sql/definition/embedding.sql` tells.
#[derive(Debug, Deserialize)]
struct Facts {
    half: bool,
    single: u32,
    schema: String,
    hnsw: bool,
    posts: f64,
    dimensions: Option<u32>,
    index: Option<Approximation>,
}

impl Facts {
    /// Whether pgvector can build an HNSW index over the column: so many numbers of it fit into a page.
    fn indexable(&self) -> bool {
        let most = if self.half { 4_000 } else { 2_000 };
        self.hnsw && self.dimensions.is_some_and(|dimensions| dimensions <= most)
    }
}

/// 55000 for a feed whose posts cannot be compared any more.
fn lost(stored: &StoredFeed, what: String) -> Failure {
    Failure::not_ready(format!("feed \"{}\" has lost its embedding", stored.feed))
        .detail(as_sentence(&what))
        .hint(format!(
            "Run {} to bind the feed to its tables as they are now, or {} to do without.",
            binding_anew(&stored.feed),
            removal(&stored.feed)
        ))
}

/// 55000 for a feed that was told no embedding.
pub fn missing(feed: &str) -> Failure {
    Failure::not_ready(format!("feed \"{feed}\" has no embedding")).hint(format!(
        "Name the column of posts that holds one: SELECT feed.add_embedding({}, 'embedding').",
        literal(feed)
    ))
}

fn removal(feed: &str) -> String {
    format!("SELECT feed.remove_embedding({})", literal(feed))
}

fn posts_of(stored: &StoredFeed) -> Outcome<Table> {
    let mut sources = stored.sources.iter();
    let posts = sources.find(|source| source.kind == "posts");
    posts
        .ok_or_else(|| Failure::internal(format!("feed \"{}\" has no posts table", stored.feed)))?
        .table(&stored.feed)
}

/// A column that can be an embedding: as the registry has it, and its type.
///
/// # Errors
/// 42704 without extension vector, 42703 where there is no such column, 42804 where it is of another type.
fn column_of(session: &Session, posts: &TableInfo, name: &str) -> Outcome<(i64, u32)> {
    let types = vector_types(session)?;
    let column = posts.column(name)?;
    match types.contains(&column.kind) {
        true => Ok((reference(posts.relation, column.attribute), column.kind)),
        false => Err(no_vector(posts, column)),
    }
}

fn no_vector(posts: &TableInfo, column: &ColumnInfo) -> Failure {
    Failure::wrong_type(format!(
        "column \"{}\" of table {} has unsupported type {}",
        column.name, posts.name, column.type_name
    ))
    .hint("The column must be vector or halfvec of extension vector.")
}

/// The types of pgvector; 42704 where it is not installed.
fn vector_types(session: &Session) -> Outcome<Vec<u32>> {
    let mut types = Vec::new();
    session.once(
        include_str!("../../sql/definition/vector_types.sql"),
        &[],
        &mut |row| {
            types.extend(row.oid(0).map(Oid::to_u32));
            ControlFlow::Continue(())
        },
    )?;
    if types.is_empty() {
        return Err(
            Failure::no_object("extension \"vector\" is not installed in this database")
                .hint("Run CREATE EXTENSION vector; where the server has pgvector."),
        );
    }
    Ok(types)
}

fn put(session: &Session, feed: &str, column: Option<(i64, u32)>) -> Outcome<()> {
    let (column, kind) = column.unzip();
    let values = [
        (pg_sys::NAMEOID, Some(value::name_datum(feed)?)),
        (pg_sys::INT8OID, column.map(Datum::from)),
        (pg_sys::OIDOID, kind.map(Datum::from)),
    ];
    let put = include_str!("../../sql/definition/put_embedding.sql");
    as_registrar(|| session.once(put, &values, &mut |_| ControlFlow::Continue(())))
}
