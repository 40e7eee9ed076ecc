//! A page of ten suggestions: the extension, SQL, and counting alone, in one run.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::contest::{Contender, Field};
use super::pure::Lists;
use super::stage::Stage;
use crate::failure::Outcome;
use crate::graph::Method;
use crate::options::Options;
use crate::report::figures::{grouped, median, ratio, written};
use crate::report::table;
use crate::scenarios::kind::Kind;
use crate::scenarios::section::{Section, Spread, counted};
use crate::server;

/// Rounds before those that count.
const WARM_UP: usize = 2;
/// Plain SQL takes seconds: so many viewers of a kind, and so many calls for each.
const SLOW_VIEWERS: usize = 4;
const SLOW_CALLS: usize = 2;

/// What was found for the viewers of one kind.
struct Found {
    viewers: usize,
    /// By contender.
    times: Vec<Vec<Duration>>,
    /// Counting alone, with weights.
    alone: Vec<Duration>,
    /// Follows over which two hops lead, for each viewer.
    follows: Vec<f64>,
}

pub fn measure(stage: &Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    let accounts = stage.packing(client)?.accounts;
    let mut random = StdRng::seed_from_u64(options.seed);
    let (mut rows, mut summary) = (Vec::new(), Vec::new());
    for kind in [Kind::Random, Kind::Many, Kind::Nobody] {
        let field = Field::prepare(client, *stage, kind)?;
        let users = stage.network.size().users;
        let viewers = kind.viewers(client, users, options.effort.viewers, options.seed)?;
        if viewers.is_empty() {
            continue;
        }
        let found = of_kind(
            stage,
            client,
            options,
            &field,
            &viewers,
            accounts,
            &mut random,
        )?;
        tell(stage, kind, &found, &mut rows, &mut summary);
    }
    server::leave_the_core()?;
    let text = format!(
        "Warm, one session, prepared statements, pages of ten; core: {core}. Ratios are of medians. Pages were equal to those of plain SQL \
         for the first {SLOW_VIEWERS} viewers of each kind. Counting alone is the same code over lists in this program's memory.\n\n{}",
        table(
            &[
                "viewers",
                "contender",
                "p50 ms",
                "p99 ms",
                "to (a)",
                "to SQL, same method",
                "to counting alone",
                "calls"
            ],
            &rows
        )
    );
    Ok(Section {
        title: format!("Whom to follow, {}", stage.network.name()),
        summary,
        text,
    })
}

fn of_kind(
    stage: &Stage,
    client: &mut Client,
    options: &Options,
    field: &Field,
    viewers: &[i64],
    accounts: i64,
    random: &mut StdRng,
) -> Outcome<Found> {
    for viewer in &viewers[..viewers.len().min(SLOW_VIEWERS)] {
        field.require_agreement(client, *viewer)?;
    }
    let mut lists = Vec::new();
    for viewer in viewers {
        lists.push(Lists::of(*stage, client, *viewer, accounts)?);
    }
    let mut found = Found {
        viewers: viewers.len(),
        times: vec![Vec::new(); Contender::ALL.len()],
        alone: Vec::new(),
        follows: lists.iter().map(|lists| lists.follows() as f64).collect(),
    };
    let mut turns: Vec<usize> = (0..viewers.len()).collect();
    let mut order = Contender::ALL;
    for round in 0..WARM_UP + options.effort.rounds {
        turns.shuffle(random);
        for turn in &turns {
            order.shuffle(random);
            for contender in order {
                let slow_rounds = WARM_UP..WARM_UP + SLOW_CALLS;
                let is_slow_turn = *turn < SLOW_VIEWERS && slow_rounds.contains(&round);
                if contender.is_slow() && !is_slow_turn {
                    continue;
                }
                let started = Instant::now();
                field.call(client, contender, viewers[*turn])?;
                if round >= WARM_UP {
                    found.times[contender.place()].push(started.elapsed());
                }
            }
            let alone = lists[*turn].count(Method::AdamicAdar)?;
            if round >= WARM_UP {
                found.alone.push(alone);
            }
        }
    }
    Ok(found)
}

fn tell(
    stage: &Stage,
    kind: Kind,
    found: &Found,
    rows: &mut Vec<Vec<String>>,
    summary: &mut Vec<[String; 5]>,
) {
    let spread = |contender: Contender| Spread::of(&found.times[contender.place()]);
    let mut alone = Spread::of(&found.alone);
    if found.follows.iter().all(|follows| *follows == 0.0) {
        alone.p50 = None; // nothing was counted
    }
    let millis = |time: Option<f64>| time.map(|time| time / 1e3);
    let who = format!(
        "{}, {} of them, {} follows",
        kind.name(),
        found.viewers,
        grouped(median(&found.follows).unwrap_or_default() as i64)
    );
    for contender in Contender::ALL {
        let spread = spread(contender);
        let sql = match contender {
            Contender::Weighted => Contender::SqlWeighted,
            Contender::Counted => Contender::SqlCounted,
            other => other,
        };
        let sql = Spread::of(&found.times[sql.place()]);
        rows.push(vec![
            who.clone(),
            contender.name().into(),
            written(millis(spread.p50)),
            written(millis(spread.p99)),
            written(ratio(spread.p50, Spread::of(&found.times[0]).p50)),
            written(ratio(spread.p50, sql.p50)),
            written(ratio(spread.p50, alone.p50)),
            counted(spread.calls),
        ]);
    }
    rows.push(vec![
        who.clone(),
        "counting alone, adamic_adar".into(),
        written(millis(alone.p50)),
        written(millis(alone.p99)),
        written(ratio(alone.p50, Spread::of(&found.times[0]).p50)),
        "–".into(),
        written(Some(1.0)),
        counted(alone.calls),
    ]);
    let (ours, sql) = (spread(Contender::Weighted), spread(Contender::SqlWeighted));
    summary.push([
        format!("suggest_for, {}, {}, ms", stage.network.name(), kind.name()),
        written(millis(ours.p50)),
        "two hops in SQL".into(),
        written(millis(sql.p50)),
        written(ratio(ours.p50, sql.p50)),
    ]);
}
