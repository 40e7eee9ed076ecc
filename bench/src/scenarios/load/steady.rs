//! A fixed rate well below the limit: what each kind of transaction takes, by unix socket and by TCP.

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

pub fn measure(ground: &mut Ground) -> Outcome<Section> {
    let (ways, left_out) = ways()?;
    let rate = ground.steady();
    let mut turns: Vec<(usize, Side)> = (0..ways.len())
        .flat_map(|way| ground.sides.map(|side| (way, side)))
        .collect();
    turns.shuffle(&mut StdRng::seed_from_u64(ground.options.seed));
    let mut runs = Vec::new();
    for (way, side) in turns {
        let clients = Clients {
            server: ways[way].1.clone(),
            ..ground.at_rate(side, rate, ground.options.effort.seconds)?
        };
        runs.push((ways[way].0, side, clients.run()?));
    }
    let mut cases = vec![limits(ground)];
    for (way, _) in &ways {
        let of_way = |side: Side| {
            let run = runs.iter().find(|run| run.0 == *way && run.1 == side);
            run.map(|(_, side, log)| (*side, log))
        };
        let logs: Vec<(Side, &Log)> = ground.sides.into_iter().filter_map(of_way).collect();
        for (place, script) in MIX.iter().enumerate() {
            let what = format!("{} at a steady rate, by {way}", script.name);
            cases.push(case(what, &logs, |log| log.waited(Some(place))));
        }
        let lateness = format!("how late transactions began at a steady rate, by {way}");
        cases.push(case(lateness, &logs, |log| {
            log.transactions.iter().map(|one| one.late).collect()
        }));
    }
    Ok(Section {
        title: "Mixed load at a steady rate".into(),
        text: format!(
            "{} transactions a second, half of what the feed can do here, for {} s each; plain SQL is asked for as many, which is {:.0} % of \
             what it can do. Times are what somebody waits: from when a transaction was due until its end.{left_out}\n\n{UNEQUAL}",
            grouped(rate as i64),
            ground.options.effort.seconds,
            100.0 * rate / ground.limits[1].max(1.0),
        ),
        cases,
        ..Section::default()
    })
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
