//! A feed as reads see it: bound tables with their present names, and conditions ready to stand in a statement.

use pgrx::pg_sys::{self, Oid};

use super::objects::NO_GROUPS;
use crate::error::Outcome;
use crate::pg::interval::Length;
use crate::pg::value::exact_array_of;
use crate::score::HalfLife;
use crate::settings::Settings;

/// The alias under which a statement names the row of a bound table; conditions are deparsed with it.
pub const ROW: &str = "r";

/// One feed. Tables and columns are held by OID and number, names are those of the moment of loading.
#[derive(Debug)]
pub struct Feed {
    pub name: String,
    /// The role as which everything but posts is read: owner of the feed's storage schema.
    pub owner: Oid,
    pub posts: Posts,
    pub follows: Option<Follows>,
    pub accounts: Option<Accounts>,
    pub memberships: Option<Memberships>,
    pub exclusions: Vec<Exclusion>,
    /// In the order of addition; by place, counted from 1.
    pub signals: Vec<Signal>,
    pub spans: Spans,
    pub settings: Settings,
    /// The table whose lock the one applier holds.
    pub layout: Oid,
    /// None: not every change of the tables is captured, so nothing may be kept besides them; or what is kept is not as it
    /// was made.
    pub kept: Option<Kept>,
    /// What is kept is all there, as it was made.
    pub is_stored: bool,
}

/// What is kept for a feed besides the app's tables.
#[derive(Debug)]
pub struct Kept {
    /// Windows of another generation than this are cold.
    pub generation: i64,
    pub entry: Oid,
    pub viewer_window: Oid,
    pub pending: Oid,
    pub pending_signal: Oid,
    pub counted: Oid,
    pub counting: Oid,
    pub stats: Oid,
    pub kinds: Kinds,
}

/// The columns of table `counted`, by `sql/feed/counting.sql`.
pub const COUNTED: [Oid; 3] = [pg_sys::INT2OID, pg_sys::INT8OID, pg_sys::TEXTOID];

/// The types of a feed's keys, as its storage has them.
#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    pub user: Oid,
    pub post: Oid,
    pub time: Oid,
    pub group: Oid,
}

impl Kinds {
    pub fn of(posts: &Posts) -> Kinds {
        Kinds {
            user: posts.author.kind,
            post: posts.id.kind,
            time: posts.created_at.kind,
            group: posts.group.as_ref().map_or(NO_GROUPS, |group| group.kind),
        }
    }

    /// The columns of table `entry`, by `sql/feed/storage.sql`.
    pub fn entry(&self) -> [Oid; 5] {
        [self.user, self.time, self.post, self.user, pg_sys::TIDOID]
    }

    /// Those of table `viewer_window`.
    pub fn viewer_window(&self) -> [Oid; 8] {
        [
            self.user,
            self.time,
            self.post,
            pg_sys::INT8OID,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::TIMESTAMPTZOID,
            exact_array_of(self.user),
            exact_array_of(self.group),
        ]
    }

    /// Those of table `pending`.
    pub fn pending(&self) -> [Oid; 8] {
        [
            pg_sys::CHAROID,
            pg_sys::TIMESTAMPTZOID,
            self.user,
            self.user,
            self.group,
            self.time,
            self.post,
            pg_sys::TEXTOID,
        ]
    }

    /// Those of table `pending_signal`, by `sql/feed/counting.sql`.
    pub fn pending_signal(&self) -> [Oid; 9] {
        [
            pg_sys::INT2OID,
            pg_sys::TIMESTAMPTZOID,
            self.post,
            pg_sys::TIMESTAMPTZOID,
            self.post,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::BOOLOID,
            pg_sys::XID8OID,
            pg_sys::TEXTOID,
        ]
    }

    /// Those of table `lowered`.
    pub fn lowered(&self) -> [Oid; 3] {
        [self.post, pg_sys::XID8OID, pg_sys::TIMESTAMPTZOID]
    }

    /// Those of table `counter_due`.
    pub fn counter_due(&self) -> [Oid; 3] {
        [pg_sys::INT2OID, self.post, pg_sys::TEXTOID]
    }

    /// Those of table `bucket`.
    pub fn bucket(&self) -> [Oid; 4] {
        [
            self.post,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT2OID,
            pg_sys::INT8OID,
        ]
    }

    /// Those of table `stats`.
    pub fn stats(&self) -> [Oid; 11] {
        [
            self.post,
            self.time,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT2OID,
            pg_sys::TIDOID,
            pg_sys::INT8ARRAYOID,
            pg_sys::TIMESTAMPTZOID,
        ]
    }

    /// Those of table `counting`.
    pub fn counting(&self) -> [Oid; 7] {
        [
            pg_sys::BOOLOID,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT8OID,
            pg_sys::INT8OID,
            self.post,
            pg_sys::TIMESTAMPTZOID,
            pg_sys::INT8OID,
        ]
    }

    /// Those of table `past`.
    pub fn past(&self) -> [Oid; 4] {
        [
            self.post,
            pg_sys::INT2OID,
            pg_sys::TIMESTAMPTZARRAYOID,
            pg_sys::INT8ARRAYOID,
        ]
    }
}

/// A bound column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub attribute: i16,
    /// Its name, unquoted.
    pub name: String,
    pub kind: Oid,
    pub collation: Oid,
}

/// A bound table: its OID and its qualified, quoted name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub relation: Oid,
    pub name: String,
}

#[derive(Debug)]
pub struct Posts {
    pub table: Table,
    pub id: Column,
    pub author: Column,
    pub created_at: Column,
    pub parent: Option<Column>,
    pub group: Option<Column>,
    pub pinned: Option<Column>,
    /// Conditions over [`ROW`]; None means true for `visible` and `listed`, "not in a group" for `public`.
    pub visible: Option<String>,
    pub public: Option<String>,
    /// Whether a post may ever be public, by what lasts.
    pub listed: Option<String>,
}

#[derive(Debug)]
pub struct Follows {
    pub table: Table,
    pub follower: Column,
    pub followee: Column,
    pub active: Option<String>,
}

#[derive(Debug)]
pub struct Accounts {
    pub table: Table,
    pub id: Column,
    pub visible: Option<String>,
}

#[derive(Debug)]
pub struct Memberships {
    pub table: Table,
    pub member: Column,
    pub group: Column,
    pub active: Option<String>,
}

#[derive(Debug)]
pub struct Exclusion {
    pub table: Table,
    pub viewer: Column,
    pub author: Column,
    pub both_ways: bool,
    pub active: Option<String>,
}

/// The lengths of time among the settings of engagement.
#[derive(Debug, Clone, Copy)]
pub struct Spans {
    pub half_life: HalfLife,
    pub max_age: Length,
    pub keep: Length,
}

/// A kind of engagement.
#[derive(Debug)]
pub struct Signal {
    /// That of its column in the views, from 1 on.
    pub place: i16,
    pub name: String,
    pub weight: f64,
    /// What its counts carry where they are up to date; None: not every change of its table is captured, so nothing is counted.
    pub generation: Option<i64>,
    /// None: it was removed. A failure: its table has lost what it needs, and it cannot be counted.
    pub source: Option<Outcome<SignalSource>>,
}

/// The table whose rows are the engagements of one kind.
#[derive(Debug)]
pub struct SignalSource {
    pub table: Table,
    pub post: Column,
    pub actor: Option<Column>,
    /// None: each engagement counts as being as old as its post.
    pub created_at: Option<Column>,
    pub active: Option<String>,
    /// The column of posts that is kept equal to the count.
    pub counter: Option<Column>,
}

impl Feed {
    /// Every table the feed reads.
    pub fn relations(&self) -> impl Iterator<Item = Oid> {
        std::iter::once(&self.posts.table)
            .chain(self.follows.iter().map(|source| &source.table))
            .chain(self.accounts.iter().map(|source| &source.table))
            .chain(self.memberships.iter().map(|source| &source.table))
            .chain(self.exclusions.iter().map(|source| &source.table))
            .chain(self.signal_sources().map(|(_, source)| &source.table))
            .map(|table| table.relation)
    }

    /// The signals that the feed has and can count, with their tables.
    pub fn signal_sources(&self) -> impl Iterator<Item = (&Signal, &SignalSource)> {
        self.signals.iter().filter_map(|signal| {
            let source = signal.source.as_ref()?.as_ref().ok()?;
            Some((signal, source))
        })
    }

    /// The type of user keys: that of the author of a post.
    pub fn user_kind(&self) -> Oid {
        self.posts.author.kind
    }

    /// The type of post keys.
    pub fn post_kind(&self) -> Oid {
        self.posts.id.kind
    }

    /// The type of group keys: that of the group of a post, else of a membership.
    pub fn group_kind(&self) -> Option<Oid> {
        match (&self.posts.group, &self.memberships) {
            (Some(group), _) => Some(group.kind),
            (None, Some(memberships)) => Some(memberships.group.kind),
            (None, None) => None,
        }
    }
}
