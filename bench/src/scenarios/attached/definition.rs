//! A feed with all that can be attached to it: groups, accounts, blocks, and every signal that the tables give.

use postgres::Client;

use super::stage::Stage;
use crate::failure::Outcome;
use crate::network::Network;

const COLUMN: &str = include_str!("../../../sql/attached/column.sql");
const CREATE: &str = include_str!("../../../sql/attached/create.sql");
const ADD_ACCOUNTS: &str = include_str!("../../../sql/attached/add_accounts.sql");
const ADD_GROUPS: &str = include_str!("../../../sql/attached/add_groups.sql");
const ADD_EXCLUSION: &str = include_str!("../../../sql/attached/add_exclusion.sql");
const ADD_SIGNAL: &str = include_str!("../../../sql/attached/add_signal.sql");
const ADD_QUOTES: &str = include_str!("../../../sql/attached/add_quotes.sql");
const INDEX: &str = include_str!("../../../sql/attached/index.sql");
const CONFIGURE: &str = include_str!("../../../sql/attached/configure.sql");

/// The names that a signal and its table have in common.
const SIGNALS: [&str; 5] = ["likes", "comments", "reposts", "bookmarks", "views"];
/// The setting `fanout.max_followers` for hundreds of thousands of accounts: its default.
const MOST_FOLLOWERS: f64 = 10_000.0;

/// Makes the feed upon these tables, and the indexes that it asks for.
pub fn make(stage: Stage, client: &mut Client, tables: &[&str]) -> Outcome<()> {
    let has = |table: &str| tables.contains(&table);
    let mut column = |name: &str| -> Outcome<bool> {
        Ok(client.query_one(&stage.sql(COLUMN), &[&name])?.get(0))
    };
    let (groups, quotes) = (column("group_id")?, column("quote_of")?);
    client.query(&stage.sql(CREATE), &[&groups])?;
    for (table, add) in [
        ("accounts", ADD_ACCOUNTS),
        ("memberships", ADD_GROUPS),
        ("blocks", ADD_EXCLUSION),
    ] {
        if has(table) {
            client.query(&stage.sql(add), &[])?;
        }
    }
    for signal in SIGNALS.into_iter().filter(|signal| has(signal)) {
        client.query(&stage.sql(ADD_SIGNAL), &[&signal])?;
    }
    if quotes {
        client.query(&stage.sql(ADD_QUOTES), &[])?;
    }
    // One after the other: it gives two indexes on alike columns the same name, as long as neither is there.
    while let Some(row) = client.query_opt(&stage.sql(INDEX), &[])? {
        client.batch_execute(row.get("build"))?;
    }
    client.query(&stage.sql(CONFIGURE), &[&most_followers(stage.network)])?;
    Ok(())
}

/// The most followers whose windows an author's posts are copied to.
pub fn most_followers(network: Network) -> i64 {
    network.scaled(MOST_FOLLOWERS)
}
