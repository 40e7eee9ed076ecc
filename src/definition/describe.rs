//! A feed's definition as users see it: JSON with present names, also where tables or columns were lost.

use pgrx::pg_sys::{Datum, Oid};
use serde_json::{Map, Value, json};

use super::authority::owned;
use super::load;
use super::stored::{StoredColumn, StoredFeed, StoredSignal, StoredSource};
use crate::error::{Failure, Outcome};
use crate::pg::attempt::attempt;
use crate::pg::function::Call;
use crate::pg::{catalog, expression, spi, value};
use crate::pg_function;

pg_function!(feed_describe, pg_finfo_feed_describe, call_describe);

/// `feed.describe(feed)`, behind view `feed.definition`: NULL for a feed that is no more, since the rows of the view are
/// those of its statement's snapshot and another session may have dropped one of them.
fn call_describe(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    if load::stored(&feed)?.is_none() {
        return Ok(call.null());
    }
    let stored = spi::session(|session| owned(session, &feed))?;
    value::json_datum(describe(&stored)).ok_or_else(|| Failure::internal("no definition"))
}

/// The definition of a feed as it is stored now.
pub fn described(feed: &str) -> Outcome<Map<String, Value>> {
    let stored = load::stored(feed)?
        .ok_or_else(|| Failure::internal(format!("feed \"{feed}\" was not stored")))?;
    match describe(&stored) {
        Value::Object(definition) => Ok(definition),
        _ => Err(Failure::internal("a definition that is no object")),
    }
}

/// The definition in words of the contract: tables, columns, types, conditions, settings.
pub fn describe(stored: &StoredFeed) -> Value {
    let one = |kind: &str| {
        stored
            .sources
            .iter()
            .find(|source| source.kind == kind)
            .map(source_json)
    };
    let exclusions: Vec<_> = stored
        .sources
        .iter()
        .filter(|source| source.kind == "exclusion")
        .map(source_json)
        .collect();
    let signals: Vec<_> = stored
        .present_signals()
        .map(|(signal, source)| signal_json(signal, source))
        .collect();
    json!({
        "feed": stored.feed,
        "owner": catalog::role_name(Oid::from(stored.owner)).ok(),
        "posts": one("posts"),
        "follows": one("follows"),
        "accounts": one("accounts"),
        "memberships": one("memberships"),
        "exclusions": exclusions,
        "signals": signals,
        "embedding": stored.embedding.as_ref().map(embedding_json),
        "settings": stored.settings.changed(),
    })
}

/// The present type of a column, and the collation where it keeps the feed from being read.
fn type_of(column: &StoredColumn) -> Option<String> {
    let kind = expression::type_name(Oid::from(column.kind?));
    if column.deterministic {
        return Some(kind);
    }
    let collation = catalog::collation_name(Oid::from(column.collation?))?;
    Some(format!("{kind} COLLATE {collation}"))
}

fn source_json(source: &StoredSource) -> Value {
    let mut json = Map::new();
    json.insert("table".to_owned(), json!(source.name));
    let mut types = Map::new();
    for column in &source.columns {
        json.insert(column.role.clone(), json!(column.name));
        types.insert(column.role.clone(), json!(type_of(column)));
    }
    for (role, text) in &source.conditions {
        // With a lost column or function the condition can only be shown as it was written.
        let present = match source.is_whole() {
            true => attempt(|| source.bare_condition(role)).ok().flatten(),
            false => None,
        };
        json.insert(role.clone(), json!(present.as_ref().unwrap_or(text)));
    }
    json.insert("types".to_owned(), Value::Object(types));
    if source.kind == "exclusion" {
        json.insert("both_ways".to_owned(), json!(source.both_ways));
    }
    Value::Object(json)
}

fn embedding_json(column: &StoredColumn) -> Value {
    json!({ "column": column.name, "type": type_of(column) })
}

/// A signal: its table as that of any source, and what is known of it besides.
fn signal_json(signal: &StoredSignal, source: &StoredSource) -> Value {
    let mut json = source_json(source);
    if let Value::Object(fields) = &mut json {
        let counter = signal.counter.as_ref().and_then(|c| c.name.clone());
        fields.insert("signal".to_owned(), json!(signal.signal));
        fields.insert("weight".to_owned(), json!(signal.weight));
        fields.insert("impression".to_owned(), json!(signal.impression));
        fields.insert("counter".to_owned(), json!(counter));
    }
    json
}
