//! The arguments of `feed.create` as one value: from a call, or from what is stored with changes applied.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Oid};
use serde_json::{Map, Value};

use super::binding::{Binding, Condition, Wanted};
use super::indexes::Build;
use super::stored::{StoredFeed, StoredSource};
use super::table::TableInfo;
use crate::error::{Failure, Outcome};
use crate::pg::spi::Session;
use crate::pg::value::text_datum;

/// Arguments that name columns, with the kind of table and the role.
const COLUMNS: [(&str, &str, &str); 8] = [
    ("post_id", "posts", "id"),
    ("post_author", "posts", "author"),
    ("post_created_at", "posts", "created_at"),
    ("post_parent", "posts", "parent"),
    ("post_group", "posts", "group"),
    ("post_pinned", "posts", "pinned"),
    ("follow_follower", "follows", "follower"),
    ("follow_followee", "follows", "followee"),
];

/// Arguments that are conditions.
const CONDITIONS: [(&str, &str, &str); 3] = [
    ("post_visible", "posts", "visible"),
    ("post_public", "posts", "public"),
    ("follow_active", "follows", "active"),
];

/// Roles that are inferred where they are not named; the others exist only when named.
const INFERRED: [&str; 5] = ["id", "author", "created_at", "follower", "followee"];

#[derive(Debug)]
pub struct Specification {
    pub posts: Oid,
    pub follows: Option<Oid>,
    /// Column names by argument; what is absent is inferred or not used.
    pub names: BTreeMap<&'static str, String>,
    pub conditions: BTreeMap<&'static str, Condition>,
    /// None: as before.
    pub build: Option<Build>,
}

impl Specification {
    /// What the registry holds, by present names, with changes applied.
    ///
    /// # Errors
    /// 22023 for an unknown key, or a value that is neither text nor null; 42703 for a column that was named and
    /// is no more, unless the changes tell what to do about it.
    pub fn changed(session: &Session, stored: &StoredFeed, changes: &Value) -> Outcome<Self> {
        let Value::Object(changes) = changes else {
            return Err(Failure::invalid("changes must be a JSON object").hint(
                "Keys are the arguments of feed.create, such as {\"post_group\": \"group_id\"}.",
            ));
        };
        check_keys(changes.keys())?;
        let source = |kind: &str| stored.sources.iter().find(|source| source.kind == kind);
        let table = |kind: &'static str| match changes.get(kind) {
            None => source(kind)
                .map(|source| Ok(source.table(&stored.feed)?.relation))
                .transpose(),
            Some(Value::Null) => Ok(None),
            Some(Value::String(name)) => named_table(session, name).map(Some),
            Some(other) => Err(not_text(kind, other)),
        };
        let posts = table("posts")?.ok_or_else(|| Failure::null("posts"))?;
        let follows = table("follows")?;
        let (mut names, mut conditions) = (BTreeMap::new(), BTreeMap::new());
        for (kind, relation) in [("posts", Some(posts)), ("follows", follows)] {
            // What is kept of a table that goes is nothing.
            if let (Some(source), Some(relation)) = (source(kind), relation) {
                let unchanged = |argument: &str| !changes.contains_key(argument);
                names.extend(kept_columns(session, source, relation, unchanged)?);
                conditions.extend(kept_conditions(source, unchanged)?);
            }
        }
        for (argument, _, _) in COLUMNS {
            names.extend(given(changes, argument)?.map(|name| (argument, name)));
        }
        for (argument, _, _) in CONDITIONS {
            let condition = Condition::given(given(changes, argument)?);
            conditions.extend(condition.map(|condition| (argument, condition)));
        }
        Ok(Specification {
            posts,
            follows,
            names,
            conditions,
            build: match changes.get("build_indexes") {
                None => None,
                Some(Value::Null) => Some(Build::Small),
                Some(Value::String(name)) => Some(Build::named(name)?),
                Some(other) => return Err(not_text("build_indexes", other)),
            },
        })
    }

    fn name(&self, argument: &str) -> Option<&str> {
        self.names.get(argument).map(String::as_str)
    }

    fn condition(&self, argument: &str) -> Option<&Condition> {
        self.conditions.get(argument)
    }

    /// Binds the posts table.
    pub fn bind_posts(&self, table: &TableInfo) -> Outcome<Binding> {
        let mut posts = Binding::new("posts", table);
        posts.infer(table, "id", "post_id", self.name("post_id"), Wanted::Key)?;
        posts.infer(
            table,
            "author",
            "post_author",
            self.name("post_author"),
            Wanted::Key,
        )?;
        let created_at = self.name("post_created_at");
        posts.infer(
            table,
            "created_at",
            "post_created_at",
            created_at,
            Wanted::Time,
        )?;
        posts.optional(table, "parent", self.name("post_parent"), Wanted::Key)?;
        posts.optional(table, "group", self.name("post_group"), Wanted::Key)?;
        posts.optional(table, "pinned", self.name("post_pinned"), Wanted::Boolean)?;
        posts.condition(table, "visible", self.condition("post_visible"))?;
        posts.condition(table, "public", self.condition("post_public"))?;
        Ok(posts)
    }

    /// Binds the follows table.
    pub fn bind_follows(&self, table: &TableInfo) -> Outcome<Binding> {
        let mut follows = Binding::new("follows", table);
        let (follower, followee) = (self.name("follow_follower"), self.name("follow_followee"));
        follows.infer(table, "follower", "follow_follower", follower, Wanted::Key)?;
        follows.infer(table, "followee", "follow_followee", followee, Wanted::Key)?;
        follows.condition(table, "active", self.condition("follow_active"))?;
        Ok(follows)
    }
}

/// The columns that a stored source names where the changes say nothing of them.
///
/// Another table than before keeps column names that it has too; its others are inferred.
fn kept_columns(
    session: &Session,
    source: &StoredSource,
    relation: Oid,
    unchanged: impl Fn(&str) -> bool,
) -> Outcome<Vec<(&'static str, String)>> {
    let moved = relation.to_u32() != source.relation;
    let table = moved
        .then(|| TableInfo::open(session, relation))
        .transpose()?;
    let mut names = Vec::new();
    for (argument, kind, role) in COLUMNS {
        if kind != source.kind || !unchanged(argument) {
            continue;
        }
        let has = |name: &String| match (&table, INFERRED.contains(&role)) {
            (Some(table), true) => table.column(name).is_ok(),
            _ => true,
        };
        names.extend(
            kept_column(source, argument, role)?
                .filter(has)
                .map(|name| (argument, name)),
        );
    }
    Ok(names)
}

/// Its conditions, likewise.
fn kept_conditions(
    source: &StoredSource,
    unchanged: impl Fn(&str) -> bool,
) -> Outcome<Vec<(&'static str, Condition)>> {
    let mut conditions = Vec::new();
    for (argument, kind, role) in CONDITIONS {
        if kind != source.kind || !unchanged(argument) {
            continue;
        }
        // Of a table that is no more only the text is left.
        let text = match source.name {
            Some(_) => source.bare_condition(role)?,
            None => source.conditions.get(role).cloned(),
        };
        conditions.extend(text.map(|text| (argument, Condition::Kept(text))));
    }
    Ok(conditions)
}

/// The present name of a bound column. One that was dropped is inferred anew if that is possible at all.
fn kept_column(source: &StoredSource, argument: &str, role: &str) -> Outcome<Option<String>> {
    let Some(column) = source.columns.iter().find(|column| column.role == role) else {
        return Ok(None);
    };
    match &column.name {
        Some(name) => Ok(Some(name.clone())),
        None if INFERRED.contains(&role) => Ok(None),
        None => Err(Failure::no_column(format!(
            "the column bound as \"{role}\" is no longer there"
        ))
        .hint(format!(
            "Name another column as {argument} in the changes, or give null to do without."
        ))),
    }
}

/// The text given for an argument; null stands for none.
fn given(changes: &Map<String, Value>, argument: &str) -> Outcome<Option<String>> {
    match changes.get(argument) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(not_text(argument, other)),
    }
}

fn check_keys<'a>(keys: impl Iterator<Item = &'a String>) -> Outcome<()> {
    let known: Vec<&str> = ["posts", "follows", "build_indexes"]
        .into_iter()
        .chain(
            COLUMNS
                .iter()
                .chain(&CONDITIONS)
                .map(|(argument, _, _)| *argument),
        )
        .collect();
    for key in keys {
        if !known.contains(&key.as_str()) {
            return Err(Failure::invalid(format!("unrecognized change \"{key}\""))
                .hint(format!("Keys are: {}.", known.join(", "))));
        }
    }
    Ok(())
}

fn not_text(argument: &str, value: &Value) -> Failure {
    Failure::invalid(format!("invalid value for \"{argument}\": {value}"))
        .hint("The value is a string, or null for the default.")
}

/// The table of this name in the caller's search_path; 42P01 where there is none.
fn named_table(session: &Session, name: &str) -> Outcome<Oid> {
    let mut relation = None;
    session.once_as_found(
        include_str!("../../sql/definition/named_table.sql"),
        &[(pg_sys::TEXTOID, Some(text_datum(name)))],
        &mut |row| {
            relation = row.oid(0);
            ControlFlow::Break(())
        },
    )?;
    relation.ok_or_else(|| Failure::no_table(format!("relation \"{name}\" does not exist")))
}
