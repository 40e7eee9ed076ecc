//! A feed as reads see it: bound tables with their present names, and conditions ready to stand in a statement.

use pgrx::pg_sys::Oid;

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
    pub settings: Settings,
    /// The table whose lock the one applier holds.
    pub layout: Oid,
    /// None: not every change of the tables is captured, so nothing may be kept besides them.
    pub kept: Option<Kept>,
}

/// What is kept for a feed besides the app's tables.
#[derive(Debug)]
pub struct Kept {
    /// Windows of another generation than this are cold.
    pub generation: i64,
    pub entry: Oid,
    pub viewer_window: Oid,
    pub pending: Oid,
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
    /// Conditions over [`ROW`]; None means true for `visible`, "not in a group" for `public`.
    pub visible: Option<String>,
    pub public: Option<String>,
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

impl Feed {
    /// Every table the feed reads.
    pub fn relations(&self) -> impl Iterator<Item = Oid> {
        std::iter::once(&self.posts.table)
            .chain(self.follows.iter().map(|source| &source.table))
            .chain(self.accounts.iter().map(|source| &source.table))
            .chain(self.memberships.iter().map(|source| &source.table))
            .chain(self.exclusions.iter().map(|source| &source.table))
            .map(|table| table.relation)
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
