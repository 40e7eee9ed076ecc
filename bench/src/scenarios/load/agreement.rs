//! Holds what both sides begin with against each other: the same timelines, and the same numbers of posts.

use postgres::Client;

use super::stage::{PLAIN, Side, Stage};
use crate::failure::{Failure, Outcome};

const TIMELINE: &str = include_str!("../../../sql/load/timeline.sql");
const PLAIN_TIMELINE: &str = include_str!("../../../sql/load/plain_timeline.sql");
const MISCOUNTED: &str = include_str!("../../../sql/load/miscounted.sql");

/// Readers whose timelines are compared.
const READERS: i64 = 20;

/// Stops with a sentence where they differ.
pub fn require(client: &mut Client, stage: Stage) -> Outcome<()> {
    let ours = client.prepare(&stage.sql(Side::Feed, TIMELINE))?;
    let plain = client.prepare(&stage.sql(PLAIN, PLAIN_TIMELINE))?;
    for place in 0..READERS.min(stage.readers) {
        let reader = stage.reader(place);
        let mut posts = |statement| -> Outcome<Vec<i64>> {
            let rows = client.query(statement, &[&reader])?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        };
        let (ours, plain) = (posts(&ours)?, posts(&plain)?);
        if ours != plain {
            return Err(Failure::said(format!(
                "different timelines for viewer {reader}: timeline_for gave {ours:?}, plain SQL {plain:?}"
            )));
        }
    }
    match client.query_one(&stage.sql(PLAIN, MISCOUNTED), &[])?.get(0) {
        0_i64 => Ok(()),
        posts => Err(Failure::said(format!(
            "post_stats and the counters of plain SQL differ for {posts} posts"
        ))),
    }
}
