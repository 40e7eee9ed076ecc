//! The tables that others write to: copies of those that the feed watches, with the same rows and indexes, and triggers of their own.

use postgres::Client;

use super::writer::Writer;
use crate::failure::Outcome;
use crate::peers::counter;
use crate::scenarios::attached::copies;
use crate::scenarios::attached::stage::Stage;

const COUNTERS: &str = include_str!("../../../sql/writes/counters.sql");
const FAN_OUT: &str = include_str!("../../../sql/writes/fan_out.sql");
const WARM: &str = include_str!("../../../sql/writes/warm.sql");

/// How the trigger finds followers whose windows are kept.
const TO_WARM: &str = "\n    JOIN {tables}.warm AS w ON w.viewer_id = f.follower_id";

/// Which tables each writer has.
const TABLES: [(Writer, &[&str]); 4] = [
    (Writer::Bare, &["posts", "follows", "likes", "comments"]),
    (Writer::Counter, &["posts", "likes", "comments"]),
    (Writer::FanOut, &["posts"]),
    (Writer::FanOutToWarm, &["posts"]),
];

pub fn make(stage: Stage, client: &mut Client) -> Outcome<()> {
    for (writer, tables) in TABLES {
        for table in tables {
            copies::twin(stage, client, table, &writer.table(table))?;
        }
    }
    client.batch_execute(&stage.sql(COUNTERS))?;
    let counted = |table| stage.sql(&format!("{{tables}}.{}", Writer::Counter.table(table)));
    for event in ["likes", "comments"] {
        let column = format!("{event}_count");
        counter::count(client, &counted(event), &counted("posts"), &column)?;
    }
    client.batch_execute(&stage.sql(WARM))?;
    for (writer, whose) in [(Writer::FanOut, ""), (Writer::FanOutToWarm, TO_WARM)] {
        let posts = writer.table("posts");
        let sql = FAN_OUT.replace("{posts}", &posts).replace("{whose}", whose);
        client.batch_execute(&stage.sql(&sql))?;
        client.batch_execute(&format!("VACUUM (FREEZE, ANALYZE) {posts}_feeds"))?;
    }
    Ok(())
}
