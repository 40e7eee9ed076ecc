//! Counters as apps have them: columns of posts, to which a trigger adds one with each event.

use postgres::Client;

use crate::failure::Outcome;

const COUNTER: &str = include_str!("../../sql/peers/counter.sql");

/// Has a trigger upon a table of events count them into a column of posts; tables with their schemas.
pub fn count(client: &mut Client, events: &str, posts: &str, column: &str) -> Outcome<()> {
    let sql = COUNTER
        .replace("{events}", events)
        .replace("{posts}", posts)
        .replace("{column}", column);
    Ok(client.batch_execute(&sql)?)
}
