//! What is done to any feed between measurements: counting what is pending, vacuuming its storage, dropping it.

use postgres::Client;

use super::log;
use crate::failure::{Failure, Outcome};

const STATUS: &str = include_str!("../../sql/engagement/status.sql");
const STORAGE: &str = include_str!("../../sql/engagement/storage.sql");
const EXISTS: &str = include_str!("../../sql/subject/exists.sql");
const DROP: &str = include_str!("../../sql/subject/drop.sql");
const MAINTAIN: &str = include_str!("../../sql/windows/maintain.sql");

/// A table of the storage, and how many rows of it were updated so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub updated: i64,
    pub updated_hot: i64,
}

/// Drops a feed, if the extension and the feed are there.
pub fn drop_if_there(client: &mut Client, feed: &str) -> Outcome<()> {
    let installed: bool = client
        .query_one("SELECT to_regclass('feed.definition') IS NOT NULL", &[])?
        .get(0);
    if installed && client.query_one(EXISTS, &[&feed])?.get(0) {
        client.query(DROP, &[&feed])?;
    }
    Ok(())
}

/// Applies all that is pending; answers how many rows were.
pub fn maintain(client: &mut Client, feed: &str) -> Outcome<i64> {
    let mut consumed = 0;
    loop {
        let some: i64 = client.query_one(MAINTAIN, &[&feed])?.get(0);
        consumed += some;
        if some == 0 {
            return Ok(consumed);
        }
    }
}

/// Applies all that is pending, and gives back the room of dead rows.
pub fn settle(client: &mut Client, feed: &str) -> Outcome<()> {
    maintain(client, feed)?;
    for table in storage(client, feed)? {
        client.batch_execute(&format!("VACUUM (ANALYZE) {feed}_data.{}", table.name))?;
    }
    require_pending(client, feed, 0)
}

/// How much is pending; stops where maintenance has met an error.
pub fn pending(client: &mut Client, feed: &str) -> Outcome<i64> {
    let row = client.query_one(STATUS, &[&feed])?;
    match row.get::<_, Option<String>>("last_error") {
        None => Ok(row.get("pending")),
        Some(error) => Err(Failure::said(format!("maintenance of {feed}: {error}"))),
    }
}

/// Stops with a sentence where more or less is pending.
pub fn require_pending(client: &mut Client, feed: &str, wanted: i64) -> Outcome<()> {
    match pending(client, feed)? {
        found if found == wanted => Ok(()),
        found => Err(Failure::said(format!(
            "{found} rows are pending, not {wanted}: does something else write to these tables, or maintain the feed?"
        ))),
    }
}

/// The tables of the feed's storage and what was written to them, this session's last statement included.
pub fn storage(client: &mut Client, feed: &str) -> Outcome<Vec<Table>> {
    log::written(client)?;
    let rows = client.query(STORAGE, &[&format!("{feed}_data")])?;
    let table = |row: &postgres::Row| Table {
        name: row.get("name"),
        updated: row.get("updated"),
        updated_hot: row.get("updated_hot"),
    };
    Ok(rows.iter().map(table).collect())
}
