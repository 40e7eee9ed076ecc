//! One like after the other, by one client: what counting adds to an insert where nobody is in the way.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::contender::{Contender, On};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Unit};
use crate::scenarios::engagement::Part;
use crate::scenarios::engagement::stage::Stage;
use crate::server;

const LIKE: &str = include_str!("../../../../sql/engagement/like.sql");

/// Likes of each kind before those that count.
const WARM_UP: usize = 200;

/// Who counts while nobody works in the background.
const CONTENDERS: [Contender; 4] = [
    Contender::Bare,
    Contender::Signal,
    Contender::Counter,
    Contender::Delta,
];

/// Likes in turns into all tables; also tells which core they share.
pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
) -> Outcome<(String, Vec<Case>)> {
    let core = server::core(client, options.pinned)?;
    let last = stage.last(client)?;
    let mut statements = Vec::new();
    for contender in CONTENDERS {
        client.batch_execute(&format!("TRUNCATE {}", contender.table()))?;
        statements.push(stage.prepare(client, &LIKE.replace("{table}", contender.table()))?);
    }
    stage.settle(client)?;
    let mut turns: Vec<(On, usize)> = On::ALL
        .into_iter()
        .flat_map(|on| (0..CONTENDERS.len()).map(move |place| (on, place)))
        .collect();
    let mut times = vec![vec![Vec::<Duration>::new(); CONTENDERS.len()]; On::ALL.len()];
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut person = Part::Likes.strangers();
    for round in 0..WARM_UP + options.effort.inserts {
        turns.shuffle(&mut random);
        for (on, place) in &turns {
            person += 1;
            let (low, high) = on.posts(last);
            let post = random.random_range(low..=high);
            let started = Instant::now();
            client.execute(&statements[*place], &[&post, &person])?;
            let taken = started.elapsed();
            if round >= WARM_UP {
                times[*on as usize][*place].push(taken);
            }
        }
    }
    let cases = On::ALL.into_iter().zip(&times).map(|(on, times)| {
        let found = CONTENDERS.iter().zip(times);
        let contenders = found.filter_map(|(contender, times)| {
            Measured::timed(contender.name(), contender.role(), times)
        });
        Case::new(
            format!("a like on {}, one client", on.name()),
            Unit::Micros,
            contenders.collect(),
        )
    });
    Ok((core, cases.collect()))
}
