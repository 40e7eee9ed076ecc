//! One like after the other, by one client: what counting adds to an insert where nobody is in the way.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::stage::Stage;
use super::STRANGERS;
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{ratio, written};
use crate::report::table;
use crate::scenarios::section::{Spread, counted};
use crate::server;

const LIKE: &str = include_str!("../../../sql/engagement/like.sql");

/// Likes of each kind before those that count.
const WARM_UP: usize = 200;

/// What was found: lines of the summary, and a text with a table.
pub struct Found {
    pub summary: Vec<[String; 5]>,
    pub text: String,
}

/// Likes in turns into all tables, the one without triggers first in the list, with the name of who counts.
pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    tables: &[(&str, &str)],
) -> Outcome<Found> {
    let core = server::core(client, options.pinned)?;
    let last = stage.last(client)?;
    let mut statements = Vec::new();
    for (_, name) in tables {
        client.batch_execute(&format!("TRUNCATE {name}"))?;
        statements.push(stage.prepare(client, &LIKE.replace("{table}", name))?);
    }
    stage.settle(client)?;
    let kinds = [("one post", (last, last)), ("random posts", (1, last))];
    let mut turns: Vec<(usize, usize)> = (0..kinds.len())
        .flat_map(|kind| (0..tables.len()).map(move |place| (kind, place)))
        .collect();
    let mut times: Vec<Vec<Vec<Duration>>> = vec![vec![Vec::new(); tables.len()]; kinds.len()];
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut person = STRANGERS;
    for round in 0..WARM_UP + options.effort.inserts {
        turns.shuffle(&mut random);
        for (kind, place) in &turns {
            person += 1;
            let (low, high) = kinds[*kind].1;
            let post = random.random_range(low..=high);
            let started = Instant::now();
            client.execute(&statements[*place], &[&post, &person])?;
            let taken = started.elapsed();
            if round >= WARM_UP {
                times[*kind][*place].push(taken);
            }
        }
    }
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for ((on, _), times) in kinds.iter().zip(&times) {
        let spreads: Vec<Spread> = times.iter().map(|times| Spread::of(times)).collect();
        for ((by, _), spread) in tables.iter().zip(&spreads) {
            let over = written(ratio(spread.p50, spreads[0].p50));
            let mut row = vec![format!("{on}, {by}"), counted(spread.calls)];
            row.extend(spread.cells());
            row.push(over.clone());
            rows.push(row);
            if *by != tables[0].0 {
                summary.push([
                    format!("one like on {on}, one client, {by}: p50"),
                    written(spread.p50),
                    "without any counting".into(),
                    written(spreads[0].p50),
                    over,
                ]);
            }
        }
    }
    let head = [
        "a like on, counted by",
        "likes",
        "p50",
        "p99",
        "p99 to p50",
        "p50 to uncounted",
    ];
    Ok(Found {
        summary,
        text: format!(
            "One client, one like at a time, tables and posts in turns; core: {core}. The worker was off.\n\n{}",
            table(&head, &rows)
        ),
    })
}
