//! The insert of one post, one transaction each: into the table that a feed watches and into the same one without triggers.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::stage::{Stage, Which};
use super::{Section, Spread, counted};
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{grouped, ratio, written};
use crate::report::table;
use crate::server;

const AUTHORS: &str = include_str!("../../../sql/windows/authors.sql");
const INSERT: &str = include_str!("../../../sql/windows/insert.sql");

/// How many followers the authors have at full scale, about.
const FOLLOWERS: [f64; 4] = [0.0, 100.0, 10_000.0, 67_000.0];
/// Rows into either table, by each author, before those that count.
const WARM_UP: usize = 200;

/// Measures authors with more and more followers.
pub fn measure(stage: &Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.copy_posts(client, "plain")?;
    let core = server::core(client, options.pinned)?;
    let wanted = FOLLOWERS.map(|count| stage.network.scaled(count));
    let authors: Vec<(i64, i64)> = client
        .query(AUTHORS, &[&wanted.as_slice(), &i64::MAX])?
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let mut tables = Vec::new();
    for name in ["posts", "plain"] {
        tables.push(stage.prepare(client, Which::Warm, &INSERT.replace("{table}", name))?);
    }
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut id = stage.last(client)?;
    let mut times: Vec<[Vec<Duration>; 2]> = authors.iter().map(|_| Default::default()).collect();
    let mut turns: Vec<(usize, usize)> = (0..authors.len())
        .flat_map(|author| [(author, 0), (author, 1)])
        .collect();
    for round in 0..WARM_UP + options.effort.inserts {
        turns.shuffle(&mut random);
        for (author, place) in &turns {
            id += 1;
            let started = Instant::now();
            client.execute(&tables[*place], &[&id, &authors[*author].0])?;
            let taken = started.elapsed();
            if round >= WARM_UP {
                times[*author][*place].push(taken);
            }
        }
    }
    let inserted = authors.len() * (WARM_UP + options.effort.inserts);
    stage.require_pending(client, inserted as i64)?;
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for ((_, followers), [watched, plain]) in authors.iter().zip(&times) {
        let (watched, plain) = (Spread::of(watched), Spread::of(plain));
        let over = written(ratio(watched.p50, plain.p50));
        let mut row = vec![grouped(*followers), counted(watched.calls)];
        row.extend(watched.cells());
        row.extend(plain.cells());
        row.push(over.clone());
        rows.push(row);
        summary.push([
            format!("insert of a post, {} followers: p50", grouped(*followers)),
            written(watched.p50),
            "without triggers".into(),
            written(plain.p50),
            over,
        ]);
    }
    let head = [
        "followers",
        "posts",
        "watched p50",
        "p99",
        "p99 to p50",
        "plain p50",
        "p99",
        "p99 to p50",
        "watched to plain, p50",
    ];
    Ok(Section {
        title: format!("Inserting a post, {}", stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. synchronous_commit off. One row per transaction, on one connection, tables and authors in turns; \
             both tables hold the same posts and have the same three indexes. Nothing was applied meanwhile: at the end \
             there were {} pending rows, one for each post.\n\n{}",
            counted(inserted),
            table(&head, &rows)
        ),
    })
}
