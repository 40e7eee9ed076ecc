//! The first page of 50 by each formula while more and more likes are pending.

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::agreement::{self, Page};
use super::stage::{Aim, Stage};
use super::trending::{BY_DECAY, GRAVITY, TRENDING, WINDOW, told};
use super::STRANGERS;
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{grouped, ratio, written};
use crate::report::table;
use crate::scenarios::contest::{self, Contender};
use crate::scenarios::section::{Section, counted};
use crate::server;

const ROW: &str = include_str!("../../../sql/engagement/row.sql");

/// How many likes are pending at each level but the last.
const LEVELS: [i64; 4] = [0, 100, 1_000, 10_000];

/// How many of those who are called are peers; they come first.
const PEERS: usize = 2;

/// By this exponent half of the likes fall on an eighth of the posts.
const EXPONENT: f64 = 3.0;

/// Measures each level; nothing is counted meanwhile.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.set_up_engaged(client, options)?;
    let core = server::core(client, options.pinned)?;
    let numbers = stage.numbers(client)?;
    let last = stage.last(client)?;
    let aim = Aim {
        posts: numbers.recent,
        up_to: last,
        exponent: EXPONENT,
        hours: 2.0,
    };
    let day = WINDOW.replace("{within}", "1 day");
    let readers = [
        ("a row by primary key", ROW),
        ("the decayed score in ORDER BY", BY_DECAY),
        ("trending", TRENDING),
        ("by gravity", GRAVITY),
        ("of a day", &day),
    ];
    let mut levels = LEVELS.to_vec();
    levels.retain(|level| *level < options.effort.backlog);
    levels.push(options.effort.backlog);
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut people = STRANGERS;
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for level in levels {
        eprintln!("engagement: {level} pending likes");
        stage.settle(client)?;
        people = stage.like(client, level, aim, people)?;
        client.batch_execute("VACUUM (ANALYZE) likes")?;
        stage.require_pending(client, level)?;
        agreement::require(
            client,
            &[
                page(
                    stage,
                    "the decayed score in ORDER BY",
                    BY_DECAY,
                    "id",
                    "score",
                ),
                page(stage, "trending", TRENDING, "post_id", "value"),
            ],
        )?;
        let mut contenders = Vec::new();
        for (place, (_, template)) in readers.iter().enumerate() {
            let statement = stage.prepare(client, template)?;
            contenders.push(match place {
                0 => Contender::with_keys(statement, (1..=last).collect()),
                _ => Contender::new(statement),
            });
        }
        let spreads = contest::run(client, &contenders, options.effort.rounds, &mut random)?;
        stage.require_pending(client, level)?;
        let mut row = vec![grouped(level), counted(spreads[0].calls)];
        for spread in &spreads {
            row.push(written(spread.p50));
            row.push(written(spread.p99));
        }
        for (spread, (name, _)) in spreads.iter().zip(readers).skip(PEERS) {
            for (peer, (against, _)) in spreads.iter().zip(readers).take(PEERS) {
                let over = written(ratio(spread.p50, peer.p50));
                row.push(over.clone());
                summary.push([
                    format!("{} pending likes, {name}: p50", grouped(level)),
                    written(spread.p50),
                    against.into(),
                    written(peer.p50),
                    over,
                ]);
            }
        }
        rows.push(row);
    }
    let mut head = vec!["pending likes".to_owned(), "calls of a row".into()];
    for (name, _) in readers {
        head.push(format!("{name} p50"));
        head.push("p99".into());
    }
    for (name, _) in readers.iter().skip(PEERS) {
        head.push(format!("{name} to a row"));
        head.push("to ORDER BY".into());
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    Ok(Section {
        title: format!("Trending while much is pending, {}", stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. At first {}. The pending likes are on posts of the last seven days, by a power law; half of them on an eighth of these \
             posts. At each level trending gave the posts and scores of plain SQL before it was timed.\n\n{}",
            told(numbers),
            table(&head, &rows)
        ),
    })
}

fn page(
    stage: Stage,
    name: &'static str,
    template: &str,
    post: &'static str,
    score: &'static str,
) -> Page {
    Page {
        name,
        sql: stage.sql(template),
        post,
        score,
    }
}
