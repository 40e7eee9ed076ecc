//! Ranked pages by one client, cold and warm: the extension against plain SQL and a row by primary key, in turns.

use std::time::Duration;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::agreement;
use super::field::{self, Contender, Field};
use super::plain::{self, Way};
use super::stage::{Stage, Which};
use super::turns::{self, Calls, SLOW_CALLS};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::{median, micros};
use crate::scenarios::kind::Kind;
use crate::server;

/// Whose ranked pages are read: these take milliseconds, and plain SQL tens of them.
const KINDS: [Kind; 3] = [Kind::Random, Kind::Many, Kind::Nobody];
const SESSION: &str = include_str!("../../../sql/ranked/session.sql");

/// For each viewer, the plain SQL with the better median.
const BETTER: &str = "the better plain SQL";
/// Microseconds of a page, and its time over that of the better plain SQL.
const PAGE: Bound = Bound::AtMost(5_000.0);
const TO_BETTER: Bound = Bound::AtMost(0.2);
/// The next page, and a page as JSON, over the first page.
const NEXT: Bound = Bound::AtMost(1.2);
const JSON: Bound = Bound::AtMost(1.1);

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    client.batch_execute(SESSION)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut cases = Vec::new();
    for which in stage.feeds() {
        stage.cool(client, *which)?;
    }
    for kind in KINDS {
        let keys = match kind {
            Kind::Random => stage.some_readers(client, options.effort.viewers as i64)?,
            _ => kind.viewers(client, stage.users, options.effort.viewers, options.seed)?,
        };
        let mut missed = Vec::new();
        for warm in warmths(kind) {
            eprintln!("ranked: {} {}, {}", keys.len(), kind.name(), told(*warm));
            for which in stage.feeds() {
                match warm {
                    true => stage.warm(client, *which, &keys)?,
                    false => stage.require_warm(client, *which, &keys, 0)?,
                }
            }
            missed.extend(agreement::require(client, stage, &keys)?);
            // Prepared anew, since a prepared statement settles for a plan by the first viewers it meets.
            let field = Field::prepare(client, stage)?;
            let viewers = field::viewers(client, stage, &keys)?;
            let calls = turns::run(client, &field, &viewers, options.effort.rounds, &mut random)?;
            for which in stage.feeds() {
                if *warm {
                    stage.require_warm(client, *which, &keys, keys.len() as i64)?;
                    stage.cool(client, *which)?;
                }
                cases.push(page(kind, *warm, *which, &field, &calls));
            }
        }
        cases.push(ranked(client, stage, kind, &keys)?);
        cases.extend(lacking(kind, &missed));
    }
    server::leave_the_core()?;
    Ok(Section {
        title: "Ranked pages".into(),
        text: text(stage, &core),
        cases,
        ..Section::default()
    })
}

/// A window of who follows nobody is empty.
fn warmths(kind: Kind) -> &'static [bool] {
    match kind {
        Kind::Nobody => &[false],
        _ => &[false, true],
    }
}

const fn told(warm: bool) -> &'static str {
    match warm {
        true => "warm",
        false => "cold",
    }
}

fn page(kind: Kind, warm: bool, which: Which, field: &Field, calls: &[Calls]) -> Case {
    let everybody = [Contender::Row].into_iter().chain(Contender::of(which));
    let mut contenders: Vec<Measured> = everybody
        .filter_map(|contender| {
            let place = field.place(contender)?;
            let times = calls.iter().map(|viewer| viewer[place].as_slice());
            Measured::of_rounds(contender.name(), contender.role(), times)
        })
        .collect();
    let better = calls.iter().map(|viewer| better(which, field, viewer));
    contenders.extend(Measured::of_rounds(BETTER, Role::Peer, better));
    let [feed, next, json, ..] = Contender::of(which).map(Contender::name);
    Case::new(
        format!(
            "a page of 20 {}, viewers {}, {}",
            which.name(),
            kind.name(),
            told(warm)
        ),
        Unit::Micros,
        contenders,
    )
    .aiming(Aim::figure(feed, PAGE))
    .aiming(Aim::ratio(feed, BETTER, TO_BETTER))
    .aiming(Aim::ratio(next, feed, NEXT))
    .aiming(Aim::ratio(json, feed, JSON))
}

/// The calls of the plain SQL that is the faster one for a viewer.
fn better<'a>(which: Which, field: &Field, viewer: &'a Calls) -> &'a [Duration] {
    let of = |way: Way| match field.place(Contender::Plain(which, way)) {
        Some(place) => viewer[place].as_slice(),
        None => &[],
    };
    let typical = |times: &[Duration]| {
        let times: Vec<f64> = times.iter().map(micros).collect();
        median(&times).unwrap_or(f64::INFINITY)
    };
    let (walk, lateral) = (of(Way::Walk), of(Way::Lateral));
    match typical(walk) <= typical(lateral) {
        true => walk,
        false => lateral,
    }
}

/// How many posts are ranked for these viewers.
fn ranked(client: &mut Client, stage: Stage, kind: Kind, viewers: &[i64]) -> Outcome<Case> {
    let mut contenders = Vec::new();
    for which in stage.feeds() {
        let count = client.prepare(&stage.sql(*which, &plain::count(*which)))?;
        let mut counts = Vec::new();
        for viewer in viewers {
            let count: i64 = client.query_one(&count, &[viewer])?.get("candidates");
            counts.push(count as f64);
        }
        contenders.extend(Measured::of(which.name(), Role::Ours, &counts));
    }
    let what = format!("posts ranked for a page, viewers {}", kind.name());
    Ok(Case::new(what, Unit::Number, contenders))
}

/// How far approximate searches led both sides apart.
fn lacking(kind: Kind, missed: &[f64]) -> Option<Case> {
    Some(Case::new(
        format!(
            "posts of a page of 20 with embeddings that plain SQL lacks, viewers {}",
            kind.name()
        ),
        Unit::Number,
        vec![Measured::of("feed_for", Role::Ours, missed)?],
    ))
}

fn text(stage: Stage, core: &str) -> String {
    let embeddings = match stage.feeds().contains(&Which::Embedded) {
        true => {
            "With embeddings both sides search the same approximate index with equal care, so that a few posts may differ; a case \
             tells how many."
        }
        false => "Pages with embeddings are left out: there is no pgvector on that server.",
    };
    format!(
        "A page is 20 posts with author, time and score, fetched in full; nothing is pending. Plain SQL is one statement that ranks the \
         same candidates by the same score, over counters and decayed scores that something else is assumed to keep for it: before \
         timing, everybody returned the same pages for every viewer, the second page included. It finds the newest posts of followees \
         by walking back in time through all posts, or by the newest of each followee; the better of the two is, for each viewer, the one \
         with the better median. Slower than 5 ms, it is called at most {SLOW_CALLS} times for a viewer. {embeddings} Warm viewers have a \
         window, cold ones have none. Viewers random are readers with habits; many follow 5,000 (half of all accounts where there are \
         fewer than 10,000), none nobody. Core: {core}."
    )
}
