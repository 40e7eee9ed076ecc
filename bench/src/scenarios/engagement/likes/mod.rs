//! Likes a second by many clients, all on one post or each on some post: without any counting, with a signal, with triggers.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::clients::{self, Clients};
use super::one_client::{self, Found};
use super::stage::Stage;
use super::waits::{self, Waits};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::report::figures::{grouped, maximum, median, quantile, ratio, written};
use crate::report::table;
use crate::scenarios::pgbench;
use crate::scenarios::section::Section;
use crate::scenarios::worker::Worker;
use crate::server;

/// How long everybody likes before the turns that count, in seconds.
const WARM_UP: u64 = 1;
/// How long the worker may take to count what is pending when the clients have gone.
const PATIENCE: Duration = Duration::from_secs(300);

/// Who counts likes, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contender {
    Bare,
    Signal,
    Worker,
    Counter,
    Delta,
}

impl Contender {
    const ALL: [Self; 5] = [
        Self::Bare,
        Self::Signal,
        Self::Worker,
        Self::Counter,
        Self::Delta,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Bare => "nobody",
            Self::Signal => "pg_feed, worker off",
            Self::Worker => "pg_feed, worker on",
            Self::Counter => "counter in a trigger",
            Self::Delta => "delta row by PL/pgSQL",
        }
    }

    /// Where it has the clients insert.
    const fn table(self) -> &'static str {
        match self {
            Self::Bare => "bare_likes",
            Self::Signal | Self::Worker => "feed_likes",
            Self::Counter => "counter_likes",
            Self::Delta => "delta_likes",
        }
    }
}

/// What is liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    OnePost,
    RandomPosts,
}

impl On {
    const ALL: [Self; 2] = [Self::OnePost, Self::RandomPosts];

    const fn name(self) -> &'static str {
        match self {
            Self::OnePost => "one post",
            Self::RandomPosts => "random posts",
        }
    }
}

/// The turns of one contender on one kind of posts.
#[derive(Default)]
struct Turns {
    /// Likes a second.
    rates: Vec<f64>,
    waits: Waits,
    /// How many seconds the worker took to count the rest.
    late: Vec<f64>,
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
    stage.add_likes(client, Contender::Bare.table())?;
    stage.add_likes(client, Contender::Signal.table())?;
    stage.add_counters(client)?;
    stage.create(client, &[("likes", Contender::Signal.table())])?;
    stage.settle(client)?;
    let last = stage.last(client)?;
    client.batch_execute("CHECKPOINT")?;
    let mut contenders = Contender::ALL.to_vec();
    if !worker.would_run() {
        contenders.retain(|one| *one != Contender::Worker);
    }
    let mut pairs: Vec<(On, Contender)> = On::ALL
        .into_iter()
        .flat_map(|on| contenders.iter().map(move |contender| (on, *contender)))
        .collect();
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut all: Vec<Turns> = (0..On::ALL.len() * Contender::ALL.len())
        .map(|_| Turns::default())
        .collect();
    for turn in 0..=options.effort.turns {
        eprintln!("engagement: turn {turn} of {}", options.effort.turns);
        pairs.shuffle(&mut random);
        for (on, contender) in &pairs {
            let clients = Clients {
                stage,
                table: contender.table(),
                count: options.effort.clients,
                seconds: if turn == 0 {
                    WARM_UP
                } else {
                    options.effort.seconds
                },
                posts: match on {
                    On::OnePost => (last, last),
                    On::RandomPosts => (1, last),
                },
                seed: options.seed + turn as u64,
            };
            let (rate, waits, late) = one(client, worker, *contender, clients)?;
            if turn > 0 {
                let turns = &mut all[place(*on, *contender)];
                turns.rates.push(rate);
                turns.waits = turns.waits.and(waits);
                turns.late.extend(late);
            }
        }
    }
    let tables = [
        Contender::Bare,
        Contender::Signal,
        Contender::Counter,
        Contender::Delta,
    ]
    .map(|contender| (contender.name(), contender.table()));
    let alone = one_client::measure(stage, client, options, &tables)?;
    Ok(tell(stage, options, &program, worker, &all, alone))
}

const fn place(on: On, contender: Contender) -> usize {
    on as usize * Contender::ALL.len() + contender as usize
}

/// One turn upon empty tables: likes a second, who waited, and how long the worker took for what was left.
fn one(
    client: &mut Client,
    worker: &Worker,
    contender: Contender,
    clients: Clients,
) -> Outcome<(f64, Waits, Option<f64>)> {
    let stage = clients.stage;
    client.batch_execute(&format!("TRUNCATE {}, deltas", contender.table()))?;
    match contender {
        Contender::Signal | Contender::Worker => stage.settle(client)?,
        Contender::Counter => client.batch_execute("VACUUM counter_posts")?,
        Contender::Bare | Contender::Delta => {}
    }
    if contender != Contender::Worker {
        let (rate, waits) = waits::during(|| clients::run(clients))?;
        if contender == Contender::Signal {
            let there =
                client.query_one(&format!("SELECT count(*) FROM {}", clients.table), &[])?;
            stage.require_pending(client, there.get(0))?;
        }
        return Ok((rate, waits, None));
    }
    worker.switch_on(client)?;
    let liked = waits::during(|| clients::run(clients));
    let late = liked.and_then(|liked| Ok((liked, caught_up(stage, client)?)));
    worker.switch_off(client)?;
    let ((rate, waits), late) = late?;
    stage.require_counted(client, clients.table, clients.posts.1)?;
    Ok((rate, waits, Some(late.as_secs_f64())))
}

/// Waits until nothing is pending.
fn caught_up(stage: Stage, client: &mut Client) -> Outcome<Duration> {
    let started = Instant::now();
    while stage.pending(client)? > 0 {
        if started.elapsed() > PATIENCE {
            return Err(Failure::said(format!(
                "likes are still pending {} s after the last one",
                PATIENCE.as_secs()
            )));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(started.elapsed())
}

fn tell(
    stage: Stage,
    options: &Options,
    program: &str,
    worker: &Worker,
    all: &[Turns],
    alone: Found,
) -> Section {
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for on in On::ALL {
        let bare = &all[place(on, Contender::Bare)];
        for contender in Contender::ALL {
            let turns = &all[place(on, contender)];
            if turns.rates.is_empty() {
                continue;
            }
            // Of the same turn: what else the machine does changes from turn to turn.
            let shares: Vec<f64> = turns
                .rates
                .iter()
                .zip(&bare.rates)
                .filter_map(|(rate, bare)| ratio(Some(*rate), Some(*bare)))
                .collect();
            let mut row = vec![format!("{}, {}", on.name(), contender.name())];
            row.extend(
                [
                    quantile(&turns.rates, 0.0),
                    median(&turns.rates),
                    maximum(&turns.rates),
                ]
                .map(written),
            );
            row.extend([quantile(&shares, 0.0), median(&shares), maximum(&shares)].map(written));
            row.push(grouped(turns.waits.looks as i64));
            row.push(grouped(turns.waits.rows as i64));
            row.push(grouped(turns.waits.others as i64));
            row.push(written(maximum(&turns.late)));
            rows.push(row);
            if contender != Contender::Bare {
                summary.push([
                    format!("likes a second on {}, {}", on.name(), contender.name()),
                    written(median(&turns.rates)),
                    "without any counting".into(),
                    written(median(&bare.rates)),
                    written(median(&shares)),
                ]);
            }
        }
        let waits = |contender| all[place(on, contender)].waits.rows as f64;
        summary.push([
            format!(
                "looks at likes on {}: with a wait for a row, pg_feed",
                on.name()
            ),
            written(Some(waits(Contender::Signal) + waits(Contender::Worker))),
            Contender::Counter.name().into(),
            written(Some(waits(Contender::Counter))),
            String::new(),
        ]);
    }
    summary.extend(alone.summary);
    let head = [
        "likes on, counted by",
        "fewest a second",
        "median",
        "most",
        "lowest share of uncounted",
        "median",
        "highest",
        "looks",
        "with a wait for a row",
        "with a wait for another lock",
        "caught up after, s",
    ];
    let without = match worker.would_run() {
        true => "",
        false => " There is no worker on this server: what it would take is left out.",
    };
    Section {
        title: format!("Likes, {}", stage.network.name()),
        summary,
        text: format!(
            "{program}, {} clients, prepared statements; one INSERT is a transaction. Each contender has a table of \
             its own with the same primary key (post, user), empty when its turn begins, and no foreign key. Each of {} turns \
             took {} s, in random order, behind one that does not count. A share is of the likes in the table without any \
             trigger, in the same turn. A look asks every {} ms who waits for a lock: for a row or the transaction that holds it, or for \
             another one (to extend a table, say). With the worker off all likes were pending at the end; with the worker on \
             the last column tells when none was any more, at most, and post_stats told the likes that there were. The counter stands in a \
             copy of posts as wide as they are.{without}\n\n{}\n{}",
            options.effort.clients,
            options.effort.turns,
            options.effort.seconds,
            waits::REST.as_millis(),
            table(&head, &rows),
            alone.text
        ),
    }
}
