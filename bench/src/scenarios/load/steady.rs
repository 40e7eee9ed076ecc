//! Fixed rates well below the limits: what each kind of transaction takes, by unix socket and by TCP.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::clients::Clients;
use super::ground::{CLIENTS, Ground, case};
use super::latency::Log;
use super::mix::MIX;
use super::stage::Side;
use crate::failure::Outcome;
use crate::record::{Case, Measured, Section, Unit};
use crate::report::figures::grouped;
use crate::server;

/// Who runs in which way, and at which rate.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    way: usize,
    side: Side,
    rate: f64,
}

pub fn measure(ground: &mut Ground) -> Outcome<Section> {
    let (ways, left_out) = ways()?;
    let shared = ground.shared_rate();
    let mut turns = Vec::new();
    for side in ground.sides {
        turns.extend((0..ways.len()).map(|way| Turn {
            way,
            side,
            rate: shared,
        }));
        turns.extend(Some(own(ground, side)).filter(|turn| turn.rate > shared));
    }
    let mut random = StdRng::seed_from_u64(ground.options.seed);
    let mut runs = Vec::new();
    for _ in 0..ground.options.effort.turns {
        turns.shuffle(&mut random);
        for turn in &turns {
            let clients = Clients {
                server: ways[turn.way].1.clone(),
                ..ground.at_rate(turn.side, turn.rate, ground.half())?
            };
            runs.push((*turn, clients.run()?));
        }
    }
    let logs = |turn_of: &dyn Fn(Side) -> Turn| -> Vec<(Side, Vec<&Log>)> {
        let of_side = |side| {
            let of_turn = runs.iter().filter(|(turn, _)| *turn == turn_of(side));
            (side, of_turn.map(|(_, log)| log).collect())
        };
        ground.sides.into_iter().map(of_side).collect()
    };
    let mut cases = vec![limits(ground)];
    for (way, (name, _)) in ways.iter().enumerate() {
        let logs = logs(&|side| Turn {
            way,
            side,
            rate: shared,
        });
        cases.extend(waits(
            &logs,
            &format!("at a rate that both hold, by {name}"),
        ));
    }
    let logs = logs(&|side| own(ground, side));
    cases.extend(waits(&logs, "at half of one's own limit"));
    Ok(Section {
        title: "Mixed load at a steady rate".into(),
        text: format!(
            "Both sides are asked for {} transactions a second, half of what the slower one can do; and each for half of what it can do itself, \
             {} with pg_feed and {} in plain SQL, by the first way. {} turns of {} s each. Times are what somebody waits: from when a transaction \
             was due until its end.{left_out}\n\n{UNEQUAL}",
            grouped(shared as i64),
            grouped(ground.own_rate(ground.sides[0]) as i64),
            grouped(ground.own_rate(ground.sides[1]) as i64),
            ground.options.effort.turns,
            ground.half(),
        ),
        cases,
        ..Section::default()
    })
}

/// A side at half of its own limit.
fn own(ground: &Ground, side: Side) -> Turn {
    Turn {
        way: 0,
        side,
        rate: ground.own_rate(side),
    }
}

/// What each kind of transaction takes, and how late they begin.
fn waits(logs: &[(Side, Vec<&Log>)], when: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = MIX
        .iter()
        .enumerate()
        .map(|(place, script)| {
            let what = format!("{} {when}", script.name);
            case(what, logs, |log| log.waited(Some(place)))
        })
        .collect();
    let what = format!("how late transactions began {when}");
    cases.push(case(what, logs, |log| {
        log.transactions.iter().map(|one| one.late).collect()
    }));
    cases
}

/// How the server can be reached, each with its libpq keywords; and what is to be said of a way that is missing.
fn ways() -> Outcome<(Vec<(&'static str, String)>, String)> {
    let named = server::dsn()?;
    if !server::is_by_socket()? {
        let left_out = " The unix socket is left out: the server is named by another host.";
        return Ok((vec![("TCP", named)], left_out.into()));
    }
    let mut ways = vec![("unix socket", named)];
    let left_out = match server::by_tcp() {
        Ok(tcp) => {
            ways.push(("TCP", tcp));
            String::new()
        }
        Err(why) => format!(" TCP is left out: {why}."),
    };
    Ok((ways, left_out))
}

/// What is not equal about the two sides.
const UNEQUAL: &str = "The two sides do not give the same. Both have the same timelines and numbers to begin with. But plain SQL:\n\n\
    - ranks the newest 400 posts of followees by gravity and by whether they were seen, nothing else; `feed_for` ranks those and what is \
    trending by engagement, relevance, recency, friends and variety, and its next page repeats nothing, where plain SQL skips 20 rows;\n\
    - finds what is trending by gravity of every post of seven days, where `trending` decays each like by its own hour;\n\
    - suggests from two hops over at most a hundred followees, `suggest_for` from all of them and by weight;\n\
    - knows neither reasons nor cursors nor exclusions nor visibility;\n\
    - counts by triggers that update the post, which waits for others who like it; the feed counts behind the writers' backs, and its \
    worker takes its time from the same cores;\n\
    - has no index that its statements do not use, where the feed's tables have those that it asks for.\n\n\
    Posts have neither embeddings nor impressions here.";

fn limits(ground: &Ground) -> Case {
    let contenders = ground
        .sides
        .iter()
        .zip(ground.limits)
        .map(|(side, limit)| Measured::once(side.name(), side.role(), limit))
        .collect();
    let what = format!("transactions of the mix that {CLIENTS} clients get at most");
    Case::new(what, Unit::PerSecond, contenders)
}
