//! What statements say about people: whom the viewer `$1` follows, whose account is visible, who excludes whom. Everywhere `s.key` is
//! the account in question, and `r` the row of a table.

use pgrx::pg_sys;

use crate::definition::model::{Accounts, Column, Exclusion, Feed};
use crate::error::Outcome;
use crate::pg::catalog;
use crate::pg::value::family_of;
use crate::quote::{fill, identifier};

/// Behind an EXISTS, keeps PostgreSQL from hashing all rows of the viewer to answer for a few authors.
pub const ONE_BY_ONE: &str = "OFFSET 0";

/// A column's name in SQL.
pub fn name(column: &Column) -> String {
    identifier(&column.name)
}

/// A condition in brackets, each of its columns prefixed by the row's alias; true for none.
pub fn condition(condition: &Option<String>) -> String {
    condition
        .as_ref()
        .map_or_else(|| "true".to_owned(), |text| format!("({text})"))
}

/// A text key without the collation of its column, so that it can meet a column of another collation.
pub fn uncollated(column: &Column) -> String {
    match family_of(column.kind) {
        pg_sys::TEXTOID => format!("r.{} COLLATE \"default\"", name(column)),
        _ => format!("r.{}", name(column)),
    }
}

/// `s.key` as user keys are ordered.
pub fn in_order(feed: &Feed) -> String {
    match catalog::collation_name(feed.posts.author.collation) {
        Some(collation) => format!("s.key COLLATE {collation}"),
        None => "s.key".to_owned(),
    }
}

/// Whether the viewer follows the account.
pub fn followed(feed: &Feed, alone: &str) -> Outcome<String> {
    let Some(follows) = &feed.follows else {
        return Ok("false".to_owned());
    };
    fill(
        include_str!("../../sql/timeline/followed.sql"),
        &[
            ("follows", &follows.table.name),
            ("follower", &name(&follows.follower)),
            ("followee", &name(&follows.followee)),
            ("active", &condition(&follows.active)),
            ("alone", alone),
        ],
    )
}

/// Whether there is such an account, of which a condition holds.
pub fn has_account(accounts: &Accounts, holds: &str, alone: &str) -> Outcome<String> {
    fill(
        include_str!("../../sql/timeline/account.sql"),
        &[
            ("accounts", &accounts.table.name),
            ("id", &name(&accounts.id)),
            ("key", "s.key"),
            ("visible", holds),
            ("alone", alone),
        ],
    )
}

/// Whether nothing in a table of exclusions hides one account from another.
pub fn not_excluded(exclusion: &Exclusion, who: &str, whom: &str, alone: &str) -> Outcome<String> {
    let exists = fill(
        include_str!("../../sql/timeline/excluded.sql"),
        &[
            ("source", &exclusion.table.name),
            ("viewer", &name(&exclusion.viewer)),
            ("author", &name(&exclusion.author)),
            ("who", who),
            ("whom", whom),
            ("active", &condition(&exclusion.active)),
            ("alone", alone),
        ],
    )?;
    Ok(format!("NOT {exists}"))
}
