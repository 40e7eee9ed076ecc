//! The index by which the posts nearest to something can be found without looking at all of them. It finds most of the nearest and
//! seldom all, so it is for the app to decide whether it is built.

use serde_json::{Value, json};

use super::indexes::{Names, concurrent};
use super::model::{Embedding, Feed};
use crate::error::Outcome;
use crate::pg::spi::Session;
use crate::quote::identifier;

/// A line for the list of a feed's indexes: exists, impossible, or optional with the statement that builds it.
pub fn report(session: &Session, feed: &Feed, names: &mut Names) -> Outcome<Option<Value>> {
    let Some(Ok(embedding)) = &feed.embedding else {
        return Ok(None);
    };
    let (status, statement) = match (embedding.index, embedding.indexable) {
        (Some(_), _) => ("exists", None),
        (None, false) => ("impossible", None),
        (None, true) => (
            "optional",
            Some(statement(session, feed, embedding, names)?),
        ),
    };
    Ok(Some(json!({
        "table": feed.posts.table.name,
        "columns": [embedding.column.name],
        "status": status,
        "statement": statement,
    })))
}

/// The column that could have an index and has none, with the statement that builds one.
pub fn advice(
    session: &Session,
    feed: &Feed,
    names: &mut Names,
) -> Outcome<Option<(String, String)>> {
    match &feed.embedding {
        Some(Ok(embedding)) if embedding.index.is_none() && embedding.indexable => {
            let statement = statement(session, feed, embedding, names)?;
            Ok(Some((embedding.column.name.clone(), statement)))
        }
        _ => Ok(None),
    }
}

fn statement(
    session: &Session,
    feed: &Feed,
    embedding: &Embedding,
    names: &mut Names,
) -> Outcome<String> {
    let (table, column) = (&feed.posts.table, &embedding.column.name);
    let name = names.free(session, table, &format!("{}_{column}", feed.name))?;
    let class = match embedding.half {
        true => "halfvec_cosine_ops",
        false => "vector_cosine_ops",
    };
    let columns = format!("{} {}.{class}", identifier(column), embedding.schema);
    concurrent(session, table, &name, " USING hnsw", &columns)
}
