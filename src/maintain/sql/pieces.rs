//! Pieces of the statements of maintenance: pairs told once, keys that meet, who excludes whom.

use pgrx::pg_sys;

use crate::definition::model::{Column, Exclusion, Table};
use crate::error::Outcome;
use crate::pg::btree::Btree;
use crate::pg::catalog;
use crate::pg::value::family_of;
use crate::quote::fill;
use crate::timeline::people::{condition, name};

/// Nothing where a table has each pair of keys once.
pub fn distinct(table: &Table, keys: [&Column; 2]) -> &'static str {
    match Btree::is_unique(table.relation, &keys.map(|column| column.attribute)) {
        true => "",
        false => "DISTINCT",
    }
}

/// All of some conditions.
pub fn all(conditions: Vec<String>) -> String {
    match conditions.is_empty() {
        true => "true".to_owned(),
        false => conditions
            .iter()
            .map(|one| format!("({one})"))
            .collect::<Vec<_>>()
            .join(" AND "),
    }
}

/// An expression compared by the collation of a column, as that column's indexes are: texts of two columns may have
/// collations of their own.
pub fn like(expression: &str, column: &Column) -> String {
    match catalog::collation_name(column.collation) {
        Some(collation) if family_of(column.kind) == pg_sys::TEXTOID => {
            format!("({expression}) COLLATE {collation}")
        }
        _ => expression.to_owned(),
    }
}

/// That an exclusion does not keep author and viewer of a row `s` apart.
pub fn not_excluded(exclusion: &Exclusion) -> Outcome<String> {
    let one = |who: &str, whom: &str| {
        fill(
            include_str!("../../../sql/timeline/excluded.sql"),
            &[
                ("source", &exclusion.table.name),
                ("viewer", &name(&exclusion.viewer)),
                ("author", &name(&exclusion.author)),
                ("who", &like(who, &exclusion.viewer)),
                ("whom", &like(whom, &exclusion.author)),
                ("active", &condition(&exclusion.active)),
                ("alone", ""),
            ],
        )
    };
    let there = one("s.viewer", "s.author_id")?;
    match exclusion.both_ways {
        false => Ok(format!("NOT {there}")),
        true => Ok(format!(
            "NOT {there} AND NOT {}",
            one("s.author_id", "s.viewer")?
        )),
    }
}
