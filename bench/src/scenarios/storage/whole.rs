//! All that a feed keeps, part by part, against the tables of the app.

use std::collections::BTreeMap;

use postgres::Client;

use crate::failure::Outcome;
use crate::record::{Case, Measured, Role, Unit};
use crate::scenarios::attached::stage::Stage;

const KEPT: &str = include_str!("../../../sql/storage/kept.sql");
const APP: &str = include_str!("../../../sql/storage/app.sql");

/// Parts of the storage, and their tables; what is in none of them is the rest.
const PARTS: [(&str, &[&str]); 5] = [
    (
        WINDOWS,
        &["entry", "viewer_window", "pulled_author", "pulled_group"],
    ),
    (
        COUNTS,
        &[
            "stats",
            "bucket",
            "past",
            "counted",
            "lowered",
            "counter_due",
            "counting",
        ],
    ),
    (LISTS, &["followees", "account", "packing"]),
    ("marks of what was seen", &["seen", "dismissed"]),
    ("pending changes", &["pending", "pending_signal"]),
];
pub const WINDOWS: &str = "windows";
pub const COUNTS: &str = "counts and scores";
pub const LISTS: &str = "packed lists";

/// Bytes by table.
pub type Sizes = BTreeMap<String, f64>;

/// What the app's tables take.
pub struct App {
    /// Without the indexes that the feed asks for.
    pub own: Sizes,
    /// These indexes.
    pub asked: f64,
}

pub fn kept(stage: Stage, client: &mut Client) -> Outcome<Sizes> {
    let rows = client.query(&stage.sql(KEPT), &[])?;
    Ok(rows
        .iter()
        .map(|row| (row.get("name"), row.get::<_, i64>("bytes") as f64))
        .collect())
}

pub fn app(stage: Stage, client: &mut Client) -> Outcome<App> {
    let mut app = App {
        own: Sizes::new(),
        asked: 0.0,
    };
    for row in client.query(&stage.sql(APP), &[])? {
        let (bytes, asked) = (
            row.get::<_, i64>("bytes") as f64,
            row.get::<_, i64>("asked") as f64,
        );
        app.own.insert(row.get("name"), bytes - asked);
        app.asked += asked;
    }
    Ok(app)
}

/// What the tables of a part take together.
pub fn part(kept: &Sizes, name: &str) -> f64 {
    let tables = PARTS.iter().find(|(part, _)| *part == name);
    let tables = tables.map_or(&[] as &[&str], |(_, tables)| *tables);
    tables.iter().filter_map(|table| kept.get(*table)).sum()
}

pub fn case(kept: &Sizes, app: &App) -> Case {
    let all: f64 = kept.values().sum();
    let parts = PARTS.map(|(name, _)| (name, part(kept, name)));
    let rest = all - parts.iter().map(|(_, bytes)| bytes).sum::<f64>();
    let mut contenders = vec![
        Measured::once("the app's tables", Role::Floor, app.own.values().sum()),
        Measured::once("all that the feed keeps", Role::Ours, all),
    ];
    let told = parts.into_iter().chain([
        ("the rest", rest),
        ("indexes of the app's tables that it asks for", app.asked),
    ]);
    contenders.extend(told.map(|(name, bytes)| Measured::once(name, Role::Ours, bytes)));
    Case::new("everything, by part", Unit::Bytes, contenders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_is_in_two_parts_and_what_is_in_none_is_the_rest() {
        let sizes = |tables: &[&str]| -> Sizes {
            tables
                .iter()
                .map(|table| ((*table).to_owned(), 8.0))
                .collect()
        };
        let kept = sizes(&["entry", "stats", "bucket", "layout"]);
        assert_eq!(
            (
                part(&kept, WINDOWS),
                part(&kept, COUNTS),
                part(&kept, LISTS)
            ),
            (8.0, 16.0, 0.0)
        );
        let app = App {
            own: sizes(&["posts"]),
            asked: 3.0,
        };
        let case = case(&kept, &app);
        let figure = |name: &str| case.find(name).map(|found| found.p50);
        assert_eq!(figure("all that the feed keeps"), Some(32.0));
        assert_eq!(figure("the rest"), Some(8.0));
        assert_eq!(figure("the app's tables"), Some(8.0));
    }
}
