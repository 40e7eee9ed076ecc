//! Counting alone: pending likes become numbers, against the plain statement that adds up rows appended by a trigger.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::stage::{Aim, SIGNALS, Stage};
use super::trending::told;
use super::STRANGERS;
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::report::figures::{grouped, maximum, median, ratio, written};
use crate::report::table;
use crate::scenarios::log;
use crate::scenarios::section::Section;
use crate::scenarios::upkeep::Table;
use crate::server;

const APPEND_DELTAS: &str = include_str!("../../../sql/engagement/append_deltas.sql");
const MAINTAIN: &str = include_str!("../../../sql/windows/maintain.sql");
const TAKE_DELTAS: &str = include_str!("../../../sql/engagement/take_deltas.sql");

/// Events of the smaller batches, and how many of these are timed.
const FEW: i64 = 1_000;
const TURNS_OF_FEW: usize = 10;

/// By this exponent half of the likes fall on an eighth of the posts.
const EXPONENT: f64 = 3.0;

/// What one batch took by one way.
#[derive(Clone, Copy, Default)]
struct Taken {
    time: Duration,
    /// Bytes of log, and how many whole pages are among them.
    log: i64,
    pages: i64,
}

/// What was found of one kind of posts at one size of batches.
struct Found {
    name: &'static str,
    events: i64,
    /// By counting and by the plain statement.
    batches: Vec<[Taken; 2]>,
    /// What counting wrote to the storage, all batches together.
    writes: Vec<Table>,
}

/// Measures each size in turns of all kinds of posts.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    // Behind a checkpoint the first change of each page writes the whole page to the log. All pages are made behind this one,
    // and whole already.
    client.batch_execute("CHECKPOINT")?;
    stage.set_up_engaged(client, options)?;
    stage.add_counters(client)?;
    let core = server::core(client, options.pinned)?;
    let numbers = stage.numbers(client)?;
    let last = stage.last(client)?;
    let aim = |posts: i64, exponent: f64| Aim {
        posts,
        up_to: last,
        exponent,
        hours: 2.0,
    };
    let kinds = [
        ("one post", aim(1, 1.0)),
        ("random posts", aim(last, 1.0)),
        ("a power law", aim(numbers.recent, EXPONENT)),
    ];
    let ways = Ways {
        maintain: client.prepare(MAINTAIN)?,
        append: client.prepare(&stage.sql(APPEND_DELTAS))?,
        take: client.prepare(&stage.sql(TAKE_DELTAS))?,
    };
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut people = STRANGERS;
    let mut all = Vec::new();
    for (events, turns) in [
        (FEW, TURNS_OF_FEW),
        (options.effort.events, options.effort.turns),
    ] {
        let mut found = kinds.map(|(name, _)| Found {
            name,
            events,
            batches: Vec::new(),
            writes: Vec::new(),
        });
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        tidy(stage, client)?;
        for turn in 0..=turns {
            order.shuffle(&mut random);
            for place in &order {
                let plain_first = random.random_bool(0.5);
                let (_, aim) = kinds[*place];
                let (taken, writes) =
                    batch(stage, client, &ways, events, aim, people, plain_first)?;
                people += events;
                if turn > 0 {
                    found[*place].batches.push(taken);
                    add(&mut found[*place].writes, writes);
                }
                // Many dead rows make a queue longer to read. Small batches leave few, and tidying would have the session
                // plan its statements anew, which a small batch would pay for.
                if events > FEW {
                    tidy(stage, client)?;
                }
            }
        }
        all.extend(found);
    }
    stage.require_counted(client, SIGNALS[0], last)?;
    Ok(tell(stage, &core, &told(numbers), &all))
}

/// What is called, prepared.
struct Ways {
    maintain: Statement,
    append: Statement,
    take: Statement,
}

fn tidy(stage: Stage, client: &mut Client) -> Outcome<()> {
    stage.settle(client)?;
    Ok(client.batch_execute("VACUUM (ANALYZE) likes, deltas, counter_posts")?)
}

/// One batch by both ways, and what counting wrote to the storage.
fn batch(
    stage: Stage,
    client: &mut Client,
    ways: &Ways,
    events: i64,
    aim: Aim,
    people: i64,
    plain_first: bool,
) -> Outcome<([Taken; 2], Vec<Table>)> {
    stage.like(client, events, aim, people)?;
    client.execute(&ways.append, &[&people])?;
    stage.require_pending(client, events)?;
    let mut taken = [Taken::default(); 2];
    let mut writes = Vec::new();
    for plain in [plain_first, !plain_first] {
        let before = stage.storage(client)?;
        let (bytes, pages) = log::written(client)?;
        let started = Instant::now();
        let done = match plain {
            true => {
                client.execute(&ways.take, &[])?;
                events
            }
            false => client.query_one(&ways.maintain, &[&stage.feed()])?.get(0),
        };
        let time = started.elapsed();
        let after = log::written(client)?;
        taken[usize::from(plain)] = Taken {
            time,
            log: after.0 - bytes,
            pages: after.1 - pages,
        };
        if done != events {
            return Err(Failure::said(format!(
                "{done} events were counted, not {events}"
            )));
        }
        if !plain {
            writes = less(stage.storage(client)?, &before);
        }
    }
    stage.require_pending(client, 0)?;
    Ok((taken, writes))
}

/// What was written since.
fn less(mut after: Vec<Table>, before: &[Table]) -> Vec<Table> {
    for table in &mut after {
        if let Some(before) = before.iter().find(|before| before.name == table.name) {
            table.inserted -= before.inserted;
            table.updated -= before.updated;
            table.updated_hot -= before.updated_hot;
            table.deleted -= before.deleted;
        }
    }
    after
}

fn add(sums: &mut Vec<Table>, more: Vec<Table>) {
    for table in more {
        match sums.iter_mut().find(|sum| sum.name == table.name) {
            Some(sum) => {
                sum.inserted += table.inserted;
                sum.updated += table.updated;
                sum.updated_hot += table.updated_hot;
                sum.deleted += table.deleted;
            }
            None => sums.push(table),
        }
    }
}

fn tell(stage: Stage, core: &str, told: &str, all: &[Found]) -> Section {
    let mut rows = Vec::new();
    let mut writes = Vec::new();
    let mut summary = Vec::new();
    for found in all {
        let events = found.events as f64;
        let each = |place: usize, of: fn(&Taken) -> f64| -> Vec<f64> {
            found
                .batches
                .iter()
                .map(|taken| of(&taken[place]))
                .collect()
        };
        let what = format!("{}, {} events", found.name, grouped(found.events));
        let mut row = vec![what.clone(), found.batches.len().to_string()];
        let rates = [0, 1].map(|place| {
            median(&each(place, |taken| taken.time.as_secs_f64())).map(|time| events / time)
        });
        let logs = [0, 1]
            .map(|place| median(&each(place, |taken| taken.log as f64)).map(|log| log / events));
        for place in [0, 1] {
            let slowest = maximum(&each(place, |taken| taken.time.as_secs_f64()));
            let pages: f64 = each(place, |taken| taken.pages as f64).iter().sum();
            row.push(written(rates[place]));
            row.push(written(slowest.map(|time| events / time)));
            row.push(written(logs[place]));
            row.push(written(Some(pages / found.batches.len() as f64)));
        }
        row.push(written(ratio(rates[0], rates[1])));
        row.push(written(ratio(logs[0], logs[1])));
        rows.push(row);
        for (figure, of) in [
            ("events counted a second", rates),
            ("bytes of log an event", logs),
        ] {
            summary.push([
                format!("{what}: {figure}"),
                written(of[0]),
                "rows of a trigger added up by plain SQL".into(),
                written(of[1]),
                written(ratio(of[0], of[1])),
            ]);
        }
        for table in &found.writes {
            if table.inserted + table.updated + table.deleted > 0 {
                let share = ratio(Some(table.updated_hot as f64), Some(table.updated as f64));
                writes.push(vec![
                    format!("{what}: {}", table.name),
                    grouped(table.inserted),
                    grouped(table.updated),
                    grouped(table.updated_hot),
                    written(share.filter(|_| table.updated > 0)),
                    grouped(table.deleted),
                ]);
            }
        }
    }
    let head = [
        "likes on",
        "batches",
        "counted a second",
        "slowest batch",
        "log bytes an event",
        "whole pages",
        "plain SQL, a second",
        "slowest batch",
        "log bytes an event",
        "whole pages",
        "rate to plain",
        "log to plain",
    ];
    let of_writes = [
        "written to the storage",
        "inserted",
        "updated",
        "of these HOT",
        "share",
        "deleted",
    ];
    Section {
        title: format!("Counting, {}", stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. synchronous_commit off. At first {told}. Each batch: so many likes of the last two hours are inserted by one statement, then \
             `feed.maintain` is timed alone, and so is the plain statement that takes as many rows of post and 1 and adds them to a \
             column of posts, in random order. That keeps a total, no hours and no score. Rates and bytes are medians over the batches. Whole \
             pages are those that a batch wrote to the log because a checkpoint had come; where there are any, bytes say \
             little.\n\n{}\nWhat counting wrote to its tables, all batches of a kind together. A HOT update changes no index.\n\n{}",
            table(&head, &rows),
            table(&of_writes, &writes)
        ),
    }
}
