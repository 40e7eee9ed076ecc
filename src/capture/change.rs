//! From the versions of a row to the keys that are to be looked at again.

use pgrx::pg_sys;

use super::plan::Source;
use crate::merge::key::Key;
use crate::pg::trigger::Version;

/// A key to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Post {
        /// Nothing can have been there before.
        new: bool,
        id: Option<Key>,
        created_at: Option<i64>,
        author: Option<Key>,
        group: Option<Key>,
    },
    /// What a viewer is to an author: follows, blocks, mutes.
    Author {
        viewer: Option<Key>,
        author: Option<Key>,
    },
    Member {
        viewer: Option<Key>,
        group: Option<Key>,
    },
    Account {
        author: Option<Key>,
    },
    /// It cannot be told which.
    Everything,
}

impl Change {
    /// As column `kind` of the pending table has it.
    pub fn kind(&self) -> i8 {
        (match self {
            Change::Post { new: true, .. } => b'n',
            Change::Post { .. } => b'p',
            Change::Author { .. } => b'f',
            Change::Member { .. } => b'g',
            Change::Account { .. } => b'a',
            Change::Everything => b'r',
        }) as i8
    }
}

/// What a row that was `before` and is `after` changes for a table in one role.
///
/// A row whose watched columns stay the same changes nothing. A table whose bound columns are no longer what they were
/// makes every change one of everything: definitions may come back as they were, and what was missed meanwhile
/// would never be told.
pub fn of(source: &Source, before: Option<Version>, after: Option<Version>) -> Vec<Change> {
    if !source.is_whole() {
        return vec![Change::Everything];
    }
    if let (Some(before), Some(after)) = (before, after) {
        let same = source
            .watched()
            .all(|column| column.is_some_and(|column| before.agrees(after, column)));
        if same {
            return Vec::new();
        }
    }
    let mut changes: Vec<Change> = Vec::with_capacity(1);
    for version in [after, before].into_iter().flatten() {
        for change in read(source, version, before.is_none()) {
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    changes
}

/// The keys of one version of a row; what has no key for a viewer or a post shows to nobody.
fn read(source: &Source, version: Version, new: bool) -> Vec<Change> {
    let key = |role: &str| {
        source
            .column(role)
            .and_then(|column| version.field(column))
            .and_then(|field| field.key())
    };
    match source.kind.as_str() {
        "posts" => {
            let created_at = source
                .column("created_at")
                .and_then(|column| version.field(column))
                .filter(|field| {
                    [pg_sys::TIMESTAMPOID, pg_sys::TIMESTAMPTZOID].contains(&field.kind)
                })
                .and_then(|field| field.value)
                .map(|value| value.value() as i64);
            let id = key("id");
            if id.is_none() || created_at.is_none() {
                return Vec::new();
            }
            vec![Change::Post {
                new,
                id,
                created_at,
                author: key("author"),
                group: key("group"),
            }]
        }
        "follows" => pair(key("follower"), key("followee"), false),
        "exclusion" => pair(key("viewer"), key("author"), source.both_ways),
        "memberships" => match (key("member"), key("group")) {
            (Some(viewer), Some(group)) => vec![Change::Member {
                viewer: Some(viewer),
                group: Some(group),
            }],
            _ => Vec::new(),
        },
        _ => match key("id") {
            Some(author) => vec![Change::Account {
                author: Some(author),
            }],
            None => Vec::new(),
        },
    }
}

fn pair(viewer: Option<Key>, author: Option<Key>, both_ways: bool) -> Vec<Change> {
    if viewer.is_none() || author.is_none() {
        return Vec::new();
    }
    let there = Change::Author {
        viewer: viewer.clone(),
        author: author.clone(),
    };
    let back = both_ways.then_some(Change::Author {
        viewer: author,
        author: viewer,
    });
    std::iter::once(there).chain(back).collect()
}
