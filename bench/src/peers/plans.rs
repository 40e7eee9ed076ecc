//! What the planner makes of a plain query: which of its two ways for prepared statements it took, and either's cost.

use std::time::Duration;

use postgres::Client;

use super::{Contender, Field};
use crate::failure::Outcome;

const EXECUTIONS: &str = include_str!("../../sql/peers/executions.sql");

/// Viewers for whom both ways are timed, and how often; the worse one may take seconds.
const TIMED_VIEWERS: usize = 5;
const TIMED_CALLS: usize = 3;
/// No further call once those of one way took this long together.
const TIMED_TOTAL: Duration = Duration::from_secs(5);

/// A plain query under the planner's two ways.
#[derive(Debug, Clone)]
pub struct Plans {
    pub contender: Contender,
    /// By a plan made for the viewer at each call.
    pub custom: Way,
    /// By one plan for all viewers.
    pub generic: Way,
}

/// One way.
#[derive(Debug, Clone)]
pub struct Way {
    /// How many executions of the measured statement went this way by default.
    pub runs: i64,
    /// The nodes of the plan, for the first viewer.
    pub shape: String,
    /// Calls for a few viewers with this way forced.
    pub times: Vec<Duration>,
}

/// Looks into the plans of the two plain queries that were just measured.
pub fn look(client: &mut Client, field: &Field, viewers: &[i64]) -> Outcome<Vec<Plans>> {
    let mut found = Vec::new();
    for (contender, text) in [
        (Contender::Join, field.join()),
        (Contender::Lateral, field.lateral()),
    ] {
        let runs = client.query_opt(EXECUTIONS, &[&text])?;
        let (custom, generic) = runs.map_or((0, 0), |row| (row.get(0), row.get(1)));
        found.push(Plans {
            contender,
            custom: force(client, text, viewers, "force_custom_plan", custom)?,
            generic: force(client, text, viewers, "force_generic_plan", generic)?,
        });
    }
    Ok(found)
}

fn force(client: &mut Client, text: &str, viewers: &[i64], mode: &str, runs: i64) -> Outcome<Way> {
    client.batch_execute(&format!("SET plan_cache_mode = {mode}"))?;
    let way = Way {
        runs,
        shape: shape(client, text, viewers)?,
        times: times(client, text, viewers)?,
    };
    client.batch_execute("RESET plan_cache_mode")?;
    Ok(way)
}

fn shape(client: &mut Client, text: &str, viewers: &[i64]) -> Outcome<String> {
    let viewer = viewers.first().copied().unwrap_or(0);
    client.batch_execute(&format!("PREPARE looked_at (bigint) AS {text}"))?;
    let rows = client.query(
        &format!("EXPLAIN (COSTS OFF) EXECUTE looked_at ({viewer})"),
        &[],
    )?;
    client.batch_execute("DEALLOCATE looked_at")?;
    let lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    Ok(nodes(&lines))
}

fn times(client: &mut Client, text: &str, viewers: &[i64]) -> Outcome<Vec<Duration>> {
    let statement = client.prepare(text)?;
    let mut times = Vec::new();
    // The first call makes the generic plan.
    if let Some(viewer) = viewers.first() {
        super::timed(client, &statement, *viewer)?;
    }
    for _ in 0..TIMED_CALLS {
        for viewer in viewers.iter().take(TIMED_VIEWERS) {
            if times.iter().sum::<Duration>() < TIMED_TOTAL {
                times.push(super::timed(client, &statement, *viewer)?.0);
            }
        }
    }
    Ok(times)
}

/// The nodes of a plan from the top, without conditions and sort keys: `Limit > Sort > Nested Loop > ...`.
fn nodes(lines: &[String]) -> String {
    let nodes = lines.iter().enumerate().filter_map(|(place, line)| {
        let bare = line.trim_start();
        match bare.strip_prefix("->") {
            Some(node) => Some(node.trim()),
            None if place == 0 => Some(bare),
            None => None,
        }
    });
    nodes.collect::<Vec<_>>().join(" > ")
}

#[cfg(test)]
mod tests {
    use super::nodes;

    #[test]
    fn a_plan_is_told_by_its_nodes() {
        let lines = [
            "Limit",
            "  ->  Sort",
            "        Sort Key: p.created_at DESC",
            "        ->  Seq Scan on posts p",
        ];
        assert_eq!(
            nodes(&lines.map(str::to_owned)),
            "Limit > Sort > Seq Scan on posts p"
        );
    }
}
