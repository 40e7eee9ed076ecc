//! What packed lists cost: building them, the room they take, and keeping them up while follows come and go.

use std::time::Instant;

use postgres::Client;

use super::stage::{Built, Stage};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::scenarios::{log, upkeep};

const PAIRS: &str = include_str!("../../../sql/suggest/pairs.sql");
const COME: &str = include_str!("../../../sql/suggest/come.sql");
const GO: &str = include_str!("../../../sql/suggest/go.sql");

/// How many follows come and go, unless the network is too small.
const FOLLOWS: i64 = 10_000;
const CHANGES: [(&str, &str); 2] = [("a new follow", COME), ("a follow that goes", GO)];

/// Microseconds and bytes of log for each follow, turn by turn.
#[derive(Default)]
struct Costs {
    time: Vec<f64>,
    log: Vec<f64>,
}

/// What a change costs the app, and then the applier.
#[derive(Default)]
pub struct Change {
    follows: i64,
    written: Costs,
    applied: Costs,
}

/// What follows that come and go cost a table without a feed, in the order of `CHANGES`. The pairs stay for later.
pub fn without_feed(stage: Stage, client: &mut Client, options: &Options) -> Outcome<[Change; 2]> {
    let pairs = PAIRS
        .replace("{pairs}", &FOLLOWS.to_string())
        .replace("{users}", &stage.network.size().users.to_string())
        .replace("{seed}", &options.seed.to_string());
    client.batch_execute(&pairs)?;
    let found = changes(stage, client, options.effort.turns, false)?;
    // The table is as large as before: what had come was at its end.
    client.batch_execute("VACUUM follows")?;
    Ok(found)
}

pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    built: &Built,
    without: &[Change; 2],
) -> Outcome<Section> {
    let packing = stage.packing(client)?;
    let captured = changes(stage, client, options.effort.turns, true)?;
    client.batch_execute("VACUUM follows")?;
    let follows = packing.follows.max(1) as f64;
    let each =
        |name: &str, role: Role, bytes: i64| Measured::once(name, role, bytes as f64 / follows);
    let mut cases = vec![
        Case::new(
            "room for a follow",
            Unit::Bytes,
            vec![
                each(
                    "packed lists with accounts",
                    Role::Ours,
                    packing.lists + packing.numbers,
                ),
                each("packed lists alone", Role::Ours, packing.lists),
                each("the app's table with its index", Role::Floor, packing.app),
            ],
        ),
        Case::new(
            "follows packed a second, all of them at once",
            Unit::PerSecond,
            vec![Measured::once(
                "feed.maintain",
                Role::Ours,
                follows / built.time.as_secs_f64(),
            )],
        ),
        Case::new(
            "log of packing a follow, all of them at once",
            Unit::Bytes,
            vec![each("feed.maintain", Role::Ours, built.log)],
        ),
    ];
    for (place, (what, _)) in CHANGES.iter().enumerate() {
        let told = [
            &without[place].written,
            &captured[place].written,
            &captured[place].applied,
        ];
        let case = |what: String, unit: Unit, of: fn(&Costs) -> &[f64]| {
            let names = [
                ("the statement, captured", Role::Ours, told[1]),
                ("feed.maintain", Role::Ours, told[2]),
                ("the statement without a feed", Role::Floor, told[0]),
            ];
            let turns = names
                .into_iter()
                .filter_map(|(name, role, costs)| Measured::of_turns(name, role, of(costs)));
            Case::new(what, unit, turns.collect())
        };
        cases.push(case((*what).into(), Unit::Micros, |costs| &costs.time));
        cases.push(case(format!("log of {what}"), Unit::Bytes, |costs| {
            &costs.log
        }));
    }
    Ok(Section {
        title: "What packed lists cost".into(),
        text: format!(
            "{} follows of {} accounts in {} chunks. {} follows of random pairs come, then go, by one statement, and are then applied by \
             feed.maintain: figures are for each follow. Bytes of log are all that the server wrote meanwhile, behind a first change of \
             each page.",
            grouped(packing.follows),
            grouped(packing.accounts),
            grouped(packing.chunks),
            grouped(captured[0].follows)
        ),
        cases,
        ..Section::default()
    })
}

/// Lets follows come and go, and applies each. A first time does not count: behind a checkpoint the first change of each page writes
/// the whole page to the log.
fn changes(stage: Stage, client: &mut Client, turns: usize, feed: bool) -> Outcome<[Change; 2]> {
    let mut found = [Change::default(), Change::default()];
    for turn in 0..=turns {
        for (change, (_, sql)) in found.iter_mut().zip(CHANGES) {
            change.follows = cost(client, &mut change.written, turn > 0, |client| {
                Ok(client.execute(sql, &[])? as i64)
            })?;
            if feed {
                cost(client, &mut change.applied, turn > 0, |client| {
                    upkeep::maintain(client, &stage.feed())?;
                    Ok(change.follows)
                })?;
            }
        }
    }
    Ok(found)
}

/// Does something to some follows, and adds what it took for each; answers how many there were.
fn cost(
    client: &mut Client,
    costs: &mut Costs,
    counts: bool,
    work: impl FnOnce(&mut Client) -> Outcome<i64>,
) -> Outcome<i64> {
    let before = log::written(client)?.0;
    let started = Instant::now();
    let count = work(client)?;
    let taken = started.elapsed();
    let log = log::written(client)?.0 - before;
    if counts {
        let each = count.max(1) as f64;
        costs.time.push(taken.as_secs_f64() * 1e6 / each);
        costs.log.push(log as f64 / each);
    }
    Ok(count)
}
