//! Copies of a network's tables that may be written to, with their times moved to now; what a network does not have is left out.

use postgres::Client;

use super::stage::Stage;
use crate::failure::Outcome;

const SHIFT: &str = include_str!("../../../sql/attached/shift.sql");
const TABLE: &str = include_str!("../../../sql/attached/table.sql");
const COPY: &str = include_str!("../../../sql/attached/copy.sql");
const TWIN: &str = include_str!("../../../sql/attached/twin.sql");
const TWIN_INDEXES: &str = include_str!("../../../sql/attached/twin_indexes.sql");

/// The tables that an app of this kind may have, and their keys.
const TABLES: [(&str, Option<&str>); 10] = [
    ("posts", Some("id")),
    ("follows", Some("follower_id, followee_id")),
    ("accounts", Some("id")),
    ("memberships", Some("group_id, user_id")),
    ("blocks", Some("blocker_id, blocked_id")),
    ("likes", Some("post_id, user_id")),
    ("comments", Some("id")),
    ("reposts", Some("post_id, user_id")),
    ("bookmarks", Some("post_id, user_id")),
    ("views", None),
];

/// Room for sorts of whole tables.
const MEMORY: &str = "SET maintenance_work_mem = '512MB'; SET synchronize_seqscans = off";

/// Copies all tables there are; answers their names.
pub fn make(stage: Stage, client: &mut Client) -> Outcome<Vec<&'static str>> {
    client.batch_execute(MEMORY)?;
    client.batch_execute(&stage.sql(SHIFT))?;
    let mut made = Vec::new();
    for (table, key) in TABLES {
        let Some(row) = client.query_opt(&stage.sql(COPY), &[&table])? else {
            continue;
        };
        client.batch_execute(&stage.sql(&TABLE.replace("{table}", table)))?;
        client.batch_execute(row.get("fill"))?;
        if let Some(key) = key {
            client.batch_execute(&format!("ALTER TABLE {table} ADD PRIMARY KEY ({key})"))?;
        }
        made.push(table);
    }
    Ok(made)
}

/// Copies a table of the stage once more, with the same indexes, for others to write to.
pub fn twin(stage: Stage, client: &mut Client, table: &str, twin: &str) -> Outcome<()> {
    let sql = |template: &str| {
        let named = template.replace("{table}", table).replace("{twin}", twin);
        stage.sql(&named)
    };
    client.batch_execute(MEMORY)?;
    client.batch_execute(&sql(TWIN))?;
    for row in client.query(&sql(TWIN_INDEXES), &[])? {
        client.batch_execute(row.get("build"))?;
    }
    Ok(client.batch_execute(&format!("VACUUM (FREEZE, ANALYZE) {twin}"))?)
}
