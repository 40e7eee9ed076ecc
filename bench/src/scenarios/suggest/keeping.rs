//! What packed lists cost: building them, keeping them up, and the room they take.

use std::time::{Duration, Instant};

use postgres::Client;

use super::stage::{Built, Stage};
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{grouped, written};
use crate::report::table;
use crate::scenarios::log;
use crate::scenarios::section::Section;

const PAIRS: &str = include_str!("../../../sql/suggest/pairs.sql");
const MAINTAIN: &str = include_str!("../../../sql/windows/maintain.sql");

/// How many follows come and go.
const FOLLOWS: i64 = 10_000;

/// What the statements of the app and what applying them took.
struct Cost {
    what: &'static str,
    written: Duration,
    written_log: i64,
    applied: Duration,
    applied_log: i64,
    count: i64,
}

pub fn measure(
    stage: &Stage,
    client: &mut Client,
    options: &Options,
    built: &Built,
) -> Outcome<Section> {
    let packing = stage.packing(client)?;
    let pairs = PAIRS
        .replace("{pairs}", &FOLLOWS.to_string())
        .replace(
            "{users}",
            &stage.network.size().users.to_string(),
        )
        .replace("{seed}", &options.seed.to_string());
    client.batch_execute(&pairs)?;
    // Behind a checkpoint the first change of each page writes the whole page to the log: that is not what is asked here.
    let come = "INSERT INTO follows (follower_id, followee_id) SELECT follower_id, followee_id FROM new_pair";
    let go = "DELETE FROM follows AS f USING new_pair AS n WHERE (f.follower_id, f.followee_id) = (n.follower_id, n.followee_id)";
    let mut costs = Vec::new();
    for (what, sql) in [
        ("", come),
        ("", go),
        ("new follows", come),
        ("follows that go", go),
    ] {
        let cost = cost(stage, client, what, sql)?;
        if !what.is_empty() {
            costs.push(cost);
        }
    }
    let edges = packing.follows.max(1) as f64;
    let each =
        |time: Duration, count: i64| written(Some(time.as_secs_f64() * 1e6 / count.max(1) as f64));
    let bytes = |log: i64, count: i64| written(Some(log as f64 / count.max(1) as f64));
    let rows: Vec<Vec<String>> = costs
        .iter()
        .map(|cost| {
            vec![
                cost.what.into(),
                grouped(cost.count),
                each(cost.written, cost.count),
                bytes(cost.written_log, cost.count),
                each(cost.applied, cost.count),
                bytes(cost.applied_log, cost.count),
            ]
        })
        .collect();
    let text = format!(
        "{} follows of {} accounts, packed in {:.1} s ({} follows a second; {:.1} bytes of log each). Lists take {:.2} bytes a follow in {} chunks, numbers \
         {:.2}; the app's table with its index takes {:.1}.\n\nFollows come and go at random, one statement, then one call of feed.maintain; \
         each, in microseconds and bytes of log:\n\n{}",
        grouped(packing.follows),
        grouped(packing.accounts),
        built.time.as_secs_f64(),
        grouped((edges / built.time.as_secs_f64()) as i64),
        built.log as f64 / edges,
        packing.lists as f64 / edges,
        grouped(packing.chunks),
        packing.numbers as f64 / edges,
        packing.app as f64 / edges,
        table(
            &["what", "count", "written, us", "log", "applied, us", "log"],
            &rows
        )
    );
    Ok(Section {
        title: format!("What packed lists cost, {}", stage.network.name()),
        summary: Vec::new(),
        text,
    })
}

fn cost(stage: &Stage, client: &mut Client, what: &'static str, sql: &str) -> Outcome<Cost> {
    let before = log::written(client)?.0;
    let started = Instant::now();
    let count = client.execute(sql, &[])? as i64;
    let written = started.elapsed();
    let between = log::written(client)?.0;
    let started = Instant::now();
    client.query(MAINTAIN, &[&stage.feed()])?;
    let applied = started.elapsed();
    let after = log::written(client)?.0;
    Ok(Cost {
        what,
        written,
        written_log: between - before,
        applied,
        applied_log: after - between,
        count,
    })
}
