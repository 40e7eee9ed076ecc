//! How apps count likes without an extension: tables of likes with triggers, and what these write to.

use postgres::Client;

use super::stage::Stage;
use crate::failure::Outcome;
use crate::peers::counter;

const LIKE_TABLE: &str = include_str!("../../../sql/engagement/like_table.sql");
const COUNTER_POSTS: &str = include_str!("../../../sql/engagement/counter_posts.sql");
const DELTA: &str = include_str!("../../../sql/engagement/delta.sql");

/// Makes a table whose trigger adds to a column of posts, and one whose trigger appends a row.
pub fn make(stage: Stage, client: &mut Client) -> Outcome<()> {
    for table in ["counter_likes", "delta_likes"] {
        likes(stage, client, table)?;
    }
    client.batch_execute(&stage.sql(COUNTER_POSTS))?;
    let [likes, posts] =
        ["{tables}.counter_likes", "{tables}.counter_posts"].map(|table| stage.sql(table));
    counter::count(client, &likes, &posts, "likes_count")?;
    client.batch_execute(&stage.sql(DELTA))?;
    Ok(client.batch_execute("VACUUM (FREEZE, ANALYZE) counter_posts")?)
}

/// Makes an empty table of likes.
pub fn likes(stage: Stage, client: &mut Client, table: &str) -> Outcome<()> {
    Ok(client.batch_execute(&stage.sql(&LIKE_TABLE.replace("{table}", table)))?)
}
