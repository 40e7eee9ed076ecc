//! How far the worker is behind: posts at a fixed pace, and for each the time from its commit until it is applied.

mod pace;

use postgres::Client;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::Part;
use super::stage::{Stage, ids};
use crate::failure::Outcome;
use crate::network::Network;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::{grouped, median, micros, p99, written};
use crate::scenarios::kind::Kind;
use crate::scenarios::worker::Worker;
use crate::server;
use pace::Seen;

const WRITTEN_BY: &str = include_str!("../../../../sql/windows/written_by.sql");
const CROWD: &str = include_str!("../../../../sql/windows/crowd.sql");

const OURS: &str = "commit to windows";
/// Microseconds of half of all posts, and of all but one of a hundred.
const TYPICAL: Bound = Bound::AtMost(100_000.0);
const SLOWEST: Bound = Bound::AtMost(1_000_000.0);

/// What stands in the report where there is no worker to measure.
pub fn skipped(network: Network, worker: &Worker) -> Section {
    let why = match worker.preloaded {
        false => "pg_feed is not in shared_preload_libraries, so there is no worker",
        true => "pg_feed.worker is off (a run that was killed leaves it so)",
    };
    Section {
        skipped: Some(why.into()),
        ..Part::Lag.section(network, String::new(), Vec::new())
    }
}

/// Lets the worker run, writes, and looks.
pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    worker: &Worker,
) -> Outcome<Section> {
    server::leave_the_core()?;
    let amounts = &options.effort;
    let users = stage.network.size().users;
    let viewers = Kind::Random.viewers(client, users, amounts.windows, options.seed)?;
    eprintln!("windows: warming {} viewers", viewers.len());
    stage.warm(client, &viewers)?;
    let last = stage.last(client)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let of: Vec<i64> = (0..amounts.posts_rate * amounts.seconds)
        .map(|_| random.random_range(1..=last))
        .collect();
    let authors = ids(client, WRITTEN_BY, &[&of])?;
    let most = Stage::most_followers(stage.network);
    let entries: i64 = client
        .query_one(CROWD, &[&authors, &viewers, &most])?
        .get("entries");
    client.batch_execute("CHECKPOINT")?;
    worker.switch_on(client)?;
    let seen = pace::keep(stage, &authors, last, amounts.posts_rate);
    worker.switch_off(client)?;
    let seen = seen?;
    let text = format!(
        "From the commit of a post, as its writer learned of it, until another connection saw it applied: no longer pending. \
         {} viewers are warm; posts are by the authors of random posts, {} a second for {} s from one connection, which makes \
         {} entries of windows a second; synchronous_commit is what the server has. {}",
        grouped(viewers.len() as i64),
        amounts.posts_rate,
        amounts.seconds,
        grouped(entries / amounts.seconds as i64),
        told(&seen)
    );
    let case = Case::new(
        format!("lag at {} posts a second", amounts.posts_rate),
        Unit::Micros,
        Measured::timed(OURS, Role::Ours, &seen.lags)
            .into_iter()
            .collect(),
    )
    .aiming(Aim::figure(OURS, TYPICAL))
    .aiming(Aim::figure(OURS, SLOWEST).of_p99());
    Ok(Part::Lag.section(stage.network, text, vec![case]))
}

/// How exact the lags are.
fn told(seen: &Seen) -> String {
    let looks: Vec<f64> = seen.looks.iter().map(|look| micros(look) / 1e3).collect();
    format!(
        "A lag is too long by up to the time between two looks of that connection: {} ms for half of them, {} ms for all but one \
         of a hundred. The writer was {} ms late at most: where that is long, the machine could not keep the pace.",
        written(median(&looks)),
        written(p99(&looks)),
        written(Some(micros(&seen.late) / 1e3))
    )
}
