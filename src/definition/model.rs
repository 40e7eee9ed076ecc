//! A feed as reads see it: bound tables with their present names, and conditions ready to stand in a statement.

use pgrx::pg_sys::Oid;
use serde::Deserialize;

use super::columns::Kinds;
use crate::error::Outcome;
use crate::pg::interval::Length;
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
    /// What posts are compared by. A failure: the column was lost, and only what needs it cannot be read.
    pub embedding: Option<Outcome<Embedding>>,
    pub spans: Spans,
    pub settings: Settings,
    /// The table whose lock the one applier holds.
    pub layout: Oid,
    /// None: not every change of the tables is captured, so nothing may be kept besides them; or what is kept is not as it
    /// was made.
    pub kept: Option<Kept>,
    /// What is kept is all there, as it was made.
    pub is_stored: bool,
    /// The table of posts that viewers have seen; None where it is not as it was made.
    pub seen: Option<Oid>,
    /// The table of accounts that viewers dismissed, likewise.
    pub dismissed: Option<Oid>,
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
    pub account: Oid,
    pub followees: Oid,
    pub packing: Oid,
    pub kinds: Kinds,
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
    /// Another one with every change of the definition and of the table's files. None where lists of followees cannot be packed:
    /// some keys are none of the storage, or who follows whom changes with time.
    pub packable: Option<i64>,
}

#[derive(Debug)]
pub struct Accounts {
    pub table: Table,
    pub id: Column,
    pub visible: Option<String>,
    /// Whether the account may be suggested.
    pub discoverable: Option<String>,
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

/// The lengths of time among the settings.
#[derive(Debug, Clone, Copy)]
pub struct Spans {
    pub half_life: HalfLife,
    pub max_age: Length,
    pub keep: Length,
    /// How old candidates of the ranked feed may be.
    pub candidates: Length,
    /// In which recency halves there, and the viewer's engagement with an author.
    pub recency: HalfLife,
    pub relevance: HalfLife,
    /// How long posts stay marked as seen.
    pub seen: Length,
}

/// A kind of engagement.
#[derive(Debug)]
pub struct Signal {
    /// That of its column in the views, from 1 on.
    pub place: i16,
    pub name: String,
    pub weight: f64,
    /// Seen, not engaged with.
    pub impression: bool,
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

/// The column of posts, of one of pgvector's types, that says what a post is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    pub column: Column,
    /// Its numbers are of half precision.
    pub half: bool,
    /// The type `vector`, of single precision.
    pub single: Oid,
    /// The schema of pgvector's operators, quoted.
    pub schema: String,
    /// None: each row has as many as it likes.
    pub dimensions: Option<u32>,
    /// About how many posts have one.
    pub posts: f64,
    /// An HNSW index can be built over it.
    pub indexable: bool,
    /// How an index answers which are nearest; None: there is none.
    pub index: Option<Approximation>,
}

/// Indexes that find most of the nearest, and seldom all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Approximation {
    Hnsw,
    IvfFlat,
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
