//! Likes a second by many clients, all on one post or each on some post: without any counting, with a signal, with triggers.

mod clients;
mod contender;
mod one_client;
mod turn;
mod waits;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::counters;
use super::stage::Stage;
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Section, Unit};
use crate::report::figures::micros;
use crate::scenarios::pgbench;
use crate::scenarios::worker::Worker;
use crate::server;
use clients::Clients;
use contender::{Contender, On};
use turn::Turn;

/// How long everybody likes before the turns that count, in seconds.
const WARM_UP: u64 = 1;

/// Likes a second with a signal, of those in a table without triggers; and how often somebody may wait for a row.
const TO_BARE: Bound = Bound::AtLeast(0.85);
const NEVER: Bound = Bound::AtMost(0.0);

/// The turns of one contender on one kind of posts.
struct Turns {
    on: On,
    contender: Contender,
    turns: Vec<Turn>,
}

/// Measures all contenders that the server lets run.
pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    worker: &Worker,
) -> Outcome<Section> {
    let program = pgbench::version()?;
    server::leave_the_core()?;
    stage.set_up(client, options)?;
    counters::likes(stage, client, Contender::Bare.table())?;
    counters::likes(stage, client, Contender::Signal.table())?;
    counters::make(stage, client)?;
    stage.create(client, &[("likes", Contender::Signal.table())])?;
    stage.settle(client)?;
    let last = stage.last(client)?;
    let mut all: Vec<Turns> = On::ALL
        .into_iter()
        .flat_map(|on| Contender::ALL.map(|contender| (on, contender)))
        .filter(|(_, contender)| *contender != Contender::Worker || worker.would_run())
        .map(|(on, contender)| Turns {
            on,
            contender,
            turns: Vec::new(),
        })
        .collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    let mut random = StdRng::seed_from_u64(options.seed);
    for turn in first_turn(options)..=options.effort.turns {
        eprintln!("engagement.likes: turn {turn} of {}", options.effort.turns);
        order.shuffle(&mut random);
        for place in &order {
            let one = &mut all[*place];
            let clients = Clients {
                stage,
                table: one.contender.table(),
                count: options.effort.clients,
                seconds: match turn {
                    0 => WARM_UP,
                    _ => options.effort.likes_seconds,
                },
                posts: one.on.posts(last),
                seed: options.seed + turn as u64,
            };
            let found = turn::run(client, worker, one.contender, clients)?;
            if turn > 0 {
                one.turns.push(found);
            }
        }
    }
    let mut cases = cases(&all, options.effort.clients);
    let (core, alone) = one_client::measure(stage, client, options)?;
    cases.extend(alone);
    Ok(Section {
        title: "Likes".into(),
        text: text(&program, &core, options, worker),
        cases,
        ..Section::default()
    })
}

/// Turn 0 does not count; where each contender has but one turn, there is no time for it.
const fn first_turn(options: &Options) -> usize {
    if options.effort.turns > 1 { 0 } else { 1 }
}

/// For each kind of posts: likes a second, who waited, bytes of log, and how far behind the worker was.
fn cases(all: &[Turns], clients: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for on in On::ALL {
        let case = |figure: &str, unit: Unit, of: fn(&Turn) -> Option<f64>| {
            let contenders = all.iter().filter(|one| one.on == on).filter_map(|one| {
                let turns: Vec<f64> = one.turns.iter().filter_map(of).collect();
                Measured::of_turns(one.contender.name(), one.contender.role(), &turns)
            });
            Case::new(
                format!("likes on {}, {clients} clients: {figure}", on.name()),
                unit,
                contenders.collect(),
            )
        };
        let ours = Contender::Signal.name();
        let rates = case("likes a second", Unit::PerSecond, |turn| Some(turn.rate));
        cases.push(rates.aiming(Aim::ratio(ours, Contender::Bare.name(), TO_BARE)));
        let waits = case(
            "share of looks with a wait for a row",
            Unit::Number,
            |turn| Some(turn.waits.of_rows()),
        );
        let waits = waits.aiming(Aim::figure(ours, NEVER));
        cases.push(waits.aiming(Aim::figure(Contender::Worker.name(), NEVER)));
        cases.push(case(
            "share of looks with a wait for another lock",
            Unit::Number,
            |turn| Some(turn.waits.of_others()),
        ));
        cases.push(case("log a like", Unit::Bytes, |turn| Some(turn.log)));
        let late = case(
            "until all are counted, behind the last",
            Unit::Micros,
            |turn| turn.late.as_ref().map(micros),
        );
        if !late.contenders.is_empty() {
            cases.push(late);
        }
    }
    cases
}

fn text(program: &str, core: &str, options: &Options, worker: &Worker) -> String {
    let without = match worker.would_run() {
        true => "",
        false => " There is no worker on this server: what it would take is left out.",
    };
    format!(
        "{program}, prepared statements; one INSERT is a transaction. Each contender has a table of its own with the same primary key (post, \
         user), empty when its turn begins, and no foreign key. Each of {} turns took {} s, in random order{}. \
         With the worker off all likes were pending at the end; with the worker on, post_stats told the likes that there were, once none \
         was pending any more.{without}\n\n\
         - The counter stands in a copy of posts as wide as they are. The appended row is a post and 1, by PL/pgSQL; somebody has yet to add these up.\n\
         - A look asks every {} ms who waits for a lock: for a row or the transaction that holds it, or for another one (to extend a \
         table, say).\n\
         - Log is what the server wrote during the turn, and with the worker on until all likes were counted.\n\
         - One client: one like at a time, tables and posts in turns, the worker off; core: {core}.",
        options.effort.turns,
        options.effort.likes_seconds,
        match first_turn(options) {
            0 => ", behind one that does not count",
            _ => "",
        },
        waits::REST.as_millis(),
    )
}
