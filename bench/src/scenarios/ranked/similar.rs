//! What is similar: posts, searched by an approximate index, and people, by what they engaged with; each against plain SQL.

use std::collections::HashSet;
use std::time::Instant;

use postgres::{Client, Statement};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::stage::{Stage, Which};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::record::{Case, Measured, Role, Section, Unit};
use crate::report::figures::median;
use crate::scenarios::contest::{self, Contender};
use crate::server;

const SESSION: &str = include_str!("../../../sql/ranked/similar_session.sql");
const ASKED: &str = include_str!("../../../sql/ranked/similar_asked.sql");
const ROW: &str = include_str!("../../../sql/peers/row.sql");
const POSTS: [&str; 2] = [
    include_str!("../../../sql/ranked/similar_posts.sql"),
    include_str!("../../../sql/ranked/similar_posts_plain.sql"),
];
const USERS: [&str; 2] = [
    include_str!("../../../sql/ranked/similar_users.sql"),
    include_str!("../../../sql/ranked/similar_users_plain.sql"),
];
const PLAIN: &str = "plain SQL";

/// Posts that are asked about in turn.
const ASKED_POSTS: i64 = 100;
/// Readers that are asked about once each: everybody's interest takes seconds.
const ASKED_READERS: i64 = 4;
/// How many of ten plain SQL may lack for the median call: one approximate search does not find just what another does.
const LACKING: f64 = 2.0;

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let title = "Similar posts and people".to_owned();
    if !stage.feeds().contains(&Which::Embedded) {
        return Ok(Section {
            title,
            skipped: Some("there is no pgvector on that server".into()),
            ..Section::default()
        });
    }
    let core = server::core(client, options.pinned)?;
    client.batch_execute(SESSION)?;
    let mut cases = posts(stage, client, options)?;
    cases.push(users(stage, client)?);
    server::leave_the_core()?;
    Ok(Section {
        title,
        text: format!(
            "Ten posts nearest to one of {ASKED_POSTS}, by cosine. Both sides search one HNSW index and keep a hundred candidates. Ten people \
             nearest to one of {ASKED_READERS} readers: both sides make everybody's interest anew, of the last fifty posts that somebody engaged with. \
             Before timing, at most {LACKING} of ten differed for the median call. Core: {core}."
        ),
        cases,
        ..Section::default()
    })
}

fn posts(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Vec<Case>> {
    let rows = client.query(&stage.sql(Which::Embedded, ASKED), &[&ASKED_POSTS])?;
    let asked: Vec<i64> = rows.iter().map(|row| row.get("id")).collect();
    let ways = prepare(stage, client, POSTS)?;
    let mut lacking = Vec::new();
    for post in &asked {
        let [ours, plain] = [&ways[0], &ways[1]].map(|way| ids(client, way, *post));
        lacking.push(ours?.difference(&plain?).count() as f64);
    }
    require_alike("similar posts", &lacking)?;
    let [ours, plain] = ways;
    let last = stage.last(client)?;
    let mut contenders = [
        Contender::Statement(ours, asked.clone()),
        Contender::Statement(plain, asked),
        Contender::Statement(client.prepare(ROW)?, (1..=last).collect()),
    ];
    let mut random = StdRng::seed_from_u64(options.seed);
    let times = contest::run(client, &mut contenders, options.effort.reads, &mut random)?;
    let named = [
        ("similar_posts", Role::Ours),
        (PLAIN, Role::Peer),
        ("one row by primary key", Role::Floor),
    ];
    let found = named.into_iter().zip(&times);
    let contenders = found.filter_map(|((name, role), times)| Measured::timed(name, role, times));
    let lacks = Measured::of("similar_posts", Role::Ours, &lacking);
    Ok(vec![
        Case::new("ten similar posts", Unit::Micros, contenders.collect()),
        Case::new(
            "posts of ten similar ones that plain SQL lacks",
            Unit::Number,
            lacks.into_iter().collect(),
        ),
    ])
}

/// Everybody in turns for each reader.
fn users(stage: Stage, client: &mut Client) -> Outcome<Case> {
    let readers = stage.some_readers(client, ASKED_READERS)?;
    let ways = prepare(stage, client, USERS)?;
    let mut times = [Vec::new(), Vec::new()];
    let mut lacking = Vec::new();
    for reader in readers {
        let mut found = Vec::new();
        for (way, times) in ways.iter().zip(&mut times) {
            let started = Instant::now();
            found.push(ids(client, way, reader)?);
            times.push(started.elapsed());
        }
        lacking.push(found[0].difference(&found[1]).count() as f64);
    }
    require_alike("similar people", &lacking)?;
    let named = [("similar_users", Role::Ours), (PLAIN, Role::Peer)];
    let found = named.into_iter().zip(&times);
    let contenders = found.filter_map(|((name, role), times)| Measured::timed(name, role, times));
    Ok(Case::new(
        "ten similar people",
        Unit::Micros,
        contenders.collect(),
    ))
}

fn prepare(stage: Stage, client: &mut Client, ways: [&str; 2]) -> Outcome<[Statement; 2]> {
    let [ours, plain] = ways.map(|way| client.prepare(&stage.sql(Which::Embedded, way)));
    Ok([ours?, plain?])
}

fn ids(client: &mut Client, way: &Statement, of: i64) -> Outcome<HashSet<i64>> {
    let rows = client.query(way, &[&of])?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

fn require_alike(what: &str, lacking: &[f64]) -> Outcome<()> {
    match median(lacking) {
        Some(most) if most > LACKING => Err(Failure::said(format!(
            "{what}: plain SQL lacks {most} of ten for the median call"
        ))),
        _ => Ok(()),
    }
}
