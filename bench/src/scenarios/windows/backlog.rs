//! A warm page while more and more is pending and nothing maintains, against the pull.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::stage::{Stage, Which, ids};
use super::{Section, Spread, counted};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::report::figures::{grouped, ratio, written};
use crate::report::table;
use crate::scenarios::kind::Kind;
use crate::server;

const PAGE: &str = include_str!("../../../sql/windows/page.sql");
const STRANGERS: &str = include_str!("../../../sql/windows/strangers.sql");
const FOLLOWEES: &str = include_str!("../../../sql/windows/followees.sql");

/// Rounds before those that count.
const WARM_UP: usize = 10;
/// Among how many authors pending posts are shared out.
const AUTHORS: i64 = 1_000;

/// Who wrote what is pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Strangers,
    Followees,
}

/// Measures each number of pending rows; the largest comes last, since nobody applies it.
pub fn measure(stage: &Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.create(client, Which::Cold)?;
    let core = server::core(client, options.pinned)?;
    let users = stage.network.size().users;
    let viewers = Kind::Random.viewers(client, users, options.effort.viewers, options.seed)?;
    stage.warm(client, &viewers)?;
    let strangers = ids(client, STRANGERS, &[&viewers, &AUTHORS])?;
    let followees = ids(client, FOLLOWEES, &[&viewers, &AUTHORS])?;
    if strangers.is_empty() || followees.is_empty() {
        return Err(Failure::said(
            "everybody is followed by one of the viewers, or nobody is: take fewer viewers or a larger scale",
        ));
    }
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for (by, count) in [
        (By::Strangers, 0),
        (By::Strangers, 100),
        (By::Strangers, 1_000),
        (By::Followees, 100),
        (By::Followees, 1_000),
        (By::Strangers, options.effort.backlog),
    ] {
        eprintln!("windows: {count} pending rows");
        stage.settle(client)?;
        let authors = match by {
            By::Strangers => &strangers,
            By::Followees => &followees,
        };
        stage.insert(client, count, authors)?;
        client.batch_execute("VACUUM (ANALYZE) posts")?;
        let [warm, pull] = level(*stage, client, options, &viewers, count, &mut random)?;
        let name = match (count, by) {
            (0, _) => "nobody",
            (_, By::Strangers) => "authors nobody here follows",
            (_, By::Followees) => "followees",
        };
        let mut row = vec![grouped(count), name.into(), counted(warm.calls)];
        row.extend(warm.cells());
        row.extend(pull.cells());
        row.push(written(ratio(warm.p50, pull.p50)));
        row.push(written(ratio(warm.p99, pull.p99)));
        rows.push(row);
        summary.push([
            format!("{} pending by {name}: page p50", grouped(count)),
            written(warm.p50),
            "(d) the pull".into(),
            written(pull.p50),
            written(ratio(warm.p50, pull.p50)),
        ]);
    }
    let head = [
        "pending",
        "by",
        "calls",
        "warm viewer p50",
        "p99",
        "p99 to p50",
        "pull p50",
        "p99",
        "p99 to p50",
        "p50 to pull",
        "p99 to pull",
    ];
    Ok(Section {
        title: format!("A page while much is pending, {}", stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. {} random viewers with windows; nothing was applied meanwhile, and each page was the pull's before \
             it was timed. The posts behind the pending rows are there for the pull, too: the last row has the newest {} posts \
             by authors that no viewer follows. Beyond some hundreds of pending rows a warm viewer's read is \
             a pull.\n\n{}",
            viewers.len(),
            grouped(options.effort.backlog),
            table(&head, &rows)
        ),
    })
}

/// Warm viewer and pull in turns, with so much pending.
fn level(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    viewers: &[i64],
    pending: i64,
    random: &mut StdRng,
) -> Outcome<[Spread; 2]> {
    let ways = [
        stage.prepare(client, Which::Warm, PAGE)?,
        stage.prepare(client, Which::Cold, PAGE)?,
    ];
    let check = |client: &mut Client| -> Outcome<()> {
        stage.require_warm(client, viewers)?;
        stage.require_cold(client, viewers)?;
        stage.require_pending(client, pending)
    };
    check(client)?;
    for viewer in viewers {
        let [warm, pull]: [Vec<i64>; 2] = [
            client.query(&ways[0], &[viewer])?,
            client.query(&ways[1], &[viewer])?,
        ]
        .map(|rows| rows.iter().map(|row| row.get(0)).collect());
        if warm != pull {
            return Err(Failure::said(format!(
                "different pages for viewer {viewer}: warm {warm:?}, pull {pull:?}"
            )));
        }
    }
    let mut times: [Vec<Duration>; 2] = Default::default();
    let mut turns = viewers.to_vec();
    let mut order = [0, 1];
    for round in 0..WARM_UP + options.effort.rounds {
        turns.shuffle(random);
        for viewer in &turns {
            order.shuffle(random);
            for place in order {
                let started = Instant::now();
                client.query(&ways[place], &[viewer])?;
                let taken = started.elapsed();
                if round >= WARM_UP {
                    times[place].push(taken);
                }
            }
        }
    }
    check(client)?;
    Ok(times.map(|times| Spread::of(&times)))
}
