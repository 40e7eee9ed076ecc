//! What an app would keep to read trending from, had it no extension: a materialized view of decayed scores, and a rank in a column.

use postgres::Client;

use super::stage::Stage;
use crate::failure::Outcome;

const RANKED: &str = include_str!("../../../sql/engagement/ranked.sql");
const VIEW: &str = include_str!("../../../sql/engagement/view.sql");

/// The view that an expert writes: logarithms as of a moment that stays, so that a refresh writes what changed.
pub const VIEW_OF_CHANGES: &str = "fresh";
/// The view that everybody writes: scores as of now, so that a refresh writes all of them.
pub const VIEW_OF_NOW: &str = "fresh_now";

/// Makes the table of counters and ranks anew.
pub fn rank(stage: Stage, client: &mut Client) -> Outcome<()> {
    client.batch_execute(&stage.sql(RANKED))?;
    vacuum(stage, client, "ranked")
}

/// Makes a view anew.
pub fn view(stage: Stage, client: &mut Client, name: &str) -> Outcome<()> {
    let (moment, score) = match name {
        VIEW_OF_NOW => ("now()", "v.value"),
        // Rounded: in which order a sum was added up is no change.
        _ => ("s.at", "round(ln(v.value)::numeric, 12)::float8"),
    };
    let made = VIEW
        .replace("{view}", name)
        .replace("{moment}", moment)
        .replace("{score}", score);
    client.batch_execute(&stage.sql(&made))?;
    vacuum(stage, client, name)
}

/// Gives back the room of dead rows, as autovacuum would.
pub fn vacuum(stage: Stage, client: &mut Client, name: &str) -> Outcome<()> {
    Ok(client.batch_execute(&format!("VACUUM (ANALYZE) {}.{name}", stage.tables()))?)
}
