//! What the planner makes of a plain query: which of its two ways for prepared statements it took, and either's cost.

use std::time::Duration;

use postgres::Client;

use crate::failure::Outcome;
use crate::peers::{self, Contender};
use crate::record::{Case, Measured, Role, Unit};
use crate::scenarios::kind::Kind;

const EXECUTIONS: &str = include_str!("../../../sql/peers/executions.sql");

/// Viewers for whom both ways are timed, and how often; the worse one may take seconds.
const TIMED_VIEWERS: usize = 5;
const TIMED_CALLS: usize = 3;
/// No further call once those of one way took this long together.
const TIMED_TOTAL: Duration = Duration::from_secs(2);

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
    /// Calls for a few viewers with this way forced.
    pub times: Vec<Duration>,
}

/// What the two plain queries take by either way; names tell how often the measured statement went it by itself.
pub fn case(kind: Kind, plans: &[Plans]) -> Case {
    let ways = plans.iter().flat_map(|plans| {
        [("custom", &plans.custom), ("generic", &plans.generic)].map(|(name, way)| {
            let told = format!(
                "{}, {name} plan (taken {} times)",
                plans.contender.name(),
                way.runs
            );
            Measured::timed(told, Role::Peer, &way.times)
        })
    });
    let contenders = ways.flatten().collect();
    Case::new(
        format!("plain queries by forced plans, viewers {}", kind.name()),
        Unit::Micros,
        contenders,
    )
}

/// Looks into the plans of the two plain queries that were just measured.
pub fn look(client: &mut Client, viewers: &[i64]) -> Outcome<Vec<Plans>> {
    let mut found = Vec::new();
    for (contender, text) in [
        (Contender::Join, peers::JOIN),
        (Contender::Lateral, peers::LATERAL),
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
        times: times(client, text, viewers)?,
    };
    client.batch_execute("RESET plan_cache_mode")?;
    Ok(way)
}

fn times(client: &mut Client, text: &str, viewers: &[i64]) -> Outcome<Vec<Duration>> {
    let statement = client.prepare(text)?;
    let mut times = Vec::new();
    // The first call makes the generic plan.
    if let Some(viewer) = viewers.first() {
        peers::timed(client, &statement, *viewer)?;
    }
    for _ in 0..TIMED_CALLS {
        for viewer in viewers.iter().take(TIMED_VIEWERS) {
            if times.iter().sum::<Duration>() < TIMED_TOTAL {
                times.push(peers::timed(client, &statement, *viewer)?.0);
            }
        }
    }
    Ok(times)
}
