//! Half of what the feed can do, for longer: whether anything is slower or larger at the end than at the beginning.

use std::thread;
use std::time::{Duration, Instant};

use super::ground::Ground;
use super::mix::{self, FEED_FOR, MIX};
use super::stage::Side;
use crate::failure::Outcome;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::scenarios::{log, upkeep};

const STORAGE: &str = include_str!("../../../sql/load/storage.sql");

/// What is compared: a tenth of the time at either end.
const TENTH: f64 = 0.1;
/// How often the storage is looked at in all.
const LOOKS: u32 = 100;
/// The end over the beginning.
const LATENCY: Bound = Bound::AtMost(1.25);
const ROOM: Bound = Bound::AtMost(1.1);

const FIRST: &str = "first tenth";
const LAST: &str = "last tenth";

/// The storage of the feed at some moment.
struct Look {
    pending: f64,
    bytes: f64,
    dead: f64,
}

pub fn measure(ground: &mut Ground) -> Outcome<Section> {
    let (rate, seconds) = (ground.own_rate(Side::Feed), ground.options.effort.soak);
    let clients = ground.at_rate(Side::Feed, rate, seconds)?;
    let mut running = clients.start()?;
    thread::sleep(Duration::from_secs(clients.leave_out));
    let (mut looks, mut due) = (Vec::new(), Instant::now());
    let rest = Duration::from_secs(seconds) / LOOKS;
    while !running.is_over()? {
        looks.push(look(ground)?);
        due += rest;
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    let log = running.wait()?;
    let mut cases = Vec::new();
    for (what, script) in [
        ("any transaction", None),
        (MIX[FEED_FOR].name, Some(FEED_FOR)),
    ] {
        let [first, last] = [log.part(0.0, TENTH), log.part(1.0 - TENTH, 1.0)];
        let ends = [first.waited(script), last.waited(script)];
        let case = case(format!("{what} for a long time"), Unit::Micros, ends);
        cases.push(case.aiming(Aim::ratio(LAST, FIRST, LATENCY)));
    }
    let tenth = (looks.len() as f64 * TENTH).ceil() as usize;
    let [first, last] = [&looks[..tenth], &looks[looks.len() - tenth..]];
    let ends = |of: fn(&Look) -> f64| [first, last].map(|looks| looks.iter().map(of).collect());
    let writes = rate * f64::from(mix::share_of_writes()) / 100.0;
    cases.push(
        case("pending rows", Unit::Number, ends(|look| look.pending))
            .aiming(Aim::figure(LAST, Bound::AtMost(writes))),
    );
    cases.push(
        case("storage of the feed", Unit::Bytes, ends(|look| look.bytes))
            .aiming(Aim::ratio(LAST, FIRST, ROOM)),
    );
    cases.push(case(
        "dead rows in it",
        Unit::Number,
        ends(|look| look.dead),
    ));
    Ok(Section {
        title: "Mixed load for a long time".into(),
        text: format!(
            "Half of what the feed can do, {} transactions a second, for {seconds} s; {writes:.0} of them are writes. The storage of the feed grows with what is \
             written; it is looked at {LOOKS} times, as is what is pending. The aim for that is less than the writes of a second. Dead rows are \
             as many as the server's statistics tell; autovacuum is as it is set there.",
            grouped(rate as i64)
        ),
        cases,
        ..Section::default()
    })
}

fn case(what: impl Into<String>, unit: Unit, ends: [Vec<f64>; 2]) -> Case {
    let [first, last] = ends;
    let contenders = [
        Measured::of(LAST, Role::Ours, &last),
        Measured::of(FIRST, Role::Floor, &first),
    ];
    Case::new(what, unit, contenders.into_iter().flatten().collect())
}

fn look(ground: &mut Ground) -> Outcome<Look> {
    let feed = ground.stage.feed();
    log::written(ground.client)?;
    let row = ground
        .client
        .query_one(STORAGE, &[&format!("{feed}_data")])?;
    Ok(Look {
        pending: upkeep::pending(ground.client, &feed)? as f64,
        bytes: row.get::<_, i64>("bytes") as f64,
        dead: row.get::<_, i64>("dead") as f64,
    })
}
