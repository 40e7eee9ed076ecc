//! A warm page of 20 against a row by primary key, Redis, the bare window and the pull, in turns.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::stage::{Stage, Which};
use super::{Section, Spread};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::peers::redis::Redis;
use crate::report::figures::{grouped, ratio, written};
use crate::report::table;
use crate::scenarios::kind::Kind;
use crate::server;

const ROW: &str = include_str!("../../../sql/peers/row.sql");
const WINDOW: &str = include_str!("../../../sql/windows/window.sql");
const ENTRIES: &str = include_str!("../../../sql/windows/entries.sql");
const PAGE: &str = include_str!("../../../sql/windows/page.sql");
const FULL: &str = include_str!("../../../sql/windows/full.sql");

/// Rounds before those that count.
const WARM_UP: usize = 10;
/// Posts of a window: setting `window.size`.
const WINDOW_SIZE: i64 = 400;

/// Who is measured, by place in all lists here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contender {
    Warm,
    Full,
    Row,
    Redis,
    Entries,
    Pull,
}

impl Contender {
    const ALL: [Self; 6] = [
        Self::Warm,
        Self::Full,
        Self::Row,
        Self::Redis,
        Self::Entries,
        Self::Pull,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Warm => "warm page",
            Self::Full => "warm page, all columns",
            Self::Row => "(a) row by primary key",
            Self::Redis => "(b) Redis ZREVRANGE",
            Self::Entries => "(c) 20 rows of the window",
            Self::Pull => "(d) the pull",
        }
    }
}

/// The contenders, ready to be called.
struct Field {
    statements: Vec<Option<Statement>>,
    redis: Option<Redis>,
    posts: i64,
}

/// What one kind of viewers gave.
struct Figures {
    kind: Kind,
    viewers: usize,
    left_out: i64,
    spreads: Vec<Spread>,
}

/// Measures all kinds of viewers.
pub fn measure(stage: &Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.create(client, Which::Cold)?;
    let core = server::core(client, options.pinned)?;
    let mut redis = Redis::start()?;
    let peer = match &mut redis {
        Some(redis) => format!(
            "redis-server {}, unix socket, nothing on disk",
            redis.version()?
        ),
        None => "no redis-server on this machine: (b) is left out".to_owned(),
    };
    eprintln!("windows: {peer}");
    let mut field = Field {
        statements: Vec::new(),
        redis,
        posts: stage.last(client)?,
    };
    let mut random = StdRng::seed_from_u64(options.seed);
    let users = stage.network.size().users;
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let viewers = kind.viewers(client, users, options.effort.viewers, options.seed)?;
        stage.warm(client, &viewers)?;
        let left_out = stage.require_warm(client, &viewers)?;
        field.prepare(client, *stage)?;
        field.fill(client, *stage, &viewers)?;
        field.agree(client, &viewers)?;
        check(*stage, client, &viewers)?;
        let times = field.run(client, &viewers, options.effort.rounds, &mut random)?;
        check(*stage, client, &viewers)?;
        all.push(Figures {
            kind: kind,
            viewers: viewers.len(),
            left_out,
            spreads: times.iter().map(|times| Spread::of(times)).collect(),
        });
    }
    Ok(tell(*stage, &all, &core, &peer))
}

/// Everybody is warm in one feed and cold in the other, and nothing is pending.
fn check(stage: Stage, client: &mut Client, viewers: &[i64]) -> Outcome<()> {
    stage.require_warm(client, viewers)?;
    stage.require_cold(client, viewers)?;
    stage.require_pending(client, 0)
}

impl Field {
    fn prepare(&mut self, client: &mut Client, stage: Stage) -> Outcome<()> {
        self.statements.clear();
        for contender in Contender::ALL {
            let (which, template) = match contender {
                Contender::Warm => (Which::Warm, PAGE),
                Contender::Full => (Which::Warm, FULL),
                Contender::Row => (Which::Warm, ROW),
                Contender::Entries => (Which::Warm, ENTRIES),
                Contender::Pull => (Which::Cold, PAGE),
                Contender::Redis => {
                    self.statements.push(None);
                    continue;
                }
            };
            self.statements
                .push(Some(stage.prepare(client, which, template)?));
        }
        Ok(())
    }

    /// Brings the windows into Redis as they are, and holds what it gives against them.
    fn fill(&mut self, client: &mut Client, stage: Stage, viewers: &[i64]) -> Outcome<()> {
        let Some(redis) = &mut self.redis else {
            return Ok(());
        };
        let window = stage.prepare(client, Which::Warm, WINDOW)?;
        for viewer in viewers {
            let rows = client.query(&window, &[viewer, &WINDOW_SIZE])?;
            let posts: Vec<(i64, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
            redis.fill(*viewer, &posts)?;
            // Posts of one time stand there in the order of their ids as texts: only the times have to be the same.
            let expected: Vec<i64> = posts.iter().take(20).map(|(_, at)| *at).collect();
            let (_, page) = redis.page(*viewer)?;
            if page.iter().map(|(_, at)| *at).ne(expected) {
                return Err(Failure::said(format!(
                    "Redis gave another page than the window of viewer {viewer}: {page:?}"
                )));
            }
        }
        Ok(())
    }

    /// Stops with a sentence where a warm page is not what the pull gives.
    fn agree(&mut self, client: &mut Client, viewers: &[i64]) -> Outcome<()> {
        for viewer in viewers {
            let mut pages: Vec<Vec<(i64, i64)>> = Vec::new();
            for contender in [Contender::Warm, Contender::Full, Contender::Pull] {
                if let Some(statement) = &self.statements[contender as usize] {
                    let rows = client.query(statement, &[viewer])?;
                    pages.push(rows.iter().map(|row| (row.get(0), row.get(1))).collect());
                }
            }
            if pages.windows(2).any(|pair| pair[0] != pair[1]) {
                return Err(Failure::said(format!(
                    "different pages for viewer {viewer}: warm, all columns, pull: {pages:?}"
                )));
            }
        }
        Ok(())
    }

    /// Calls everybody for every viewer, in random order, round by round. The times of each contender, in order.
    fn run(
        &mut self,
        client: &mut Client,
        viewers: &[i64],
        rounds: usize,
        random: &mut StdRng,
    ) -> Outcome<Vec<Vec<Duration>>> {
        let mut times = vec![Vec::with_capacity(rounds * viewers.len()); Contender::ALL.len()];
        let mut turns = viewers.to_vec();
        let mut order = Contender::ALL;
        for round in 0..WARM_UP + rounds {
            turns.shuffle(random);
            for viewer in &turns {
                order.shuffle(random);
                for contender in order {
                    let post = random.random_range(1..=self.posts);
                    if let Some(taken) = self.call(client, contender, *viewer, post)?
                        && round >= WARM_UP
                    {
                        times[contender as usize].push(taken);
                    }
                }
            }
        }
        Ok(times)
    }

    fn call(
        &mut self,
        client: &mut Client,
        contender: Contender,
        viewer: i64,
        post: i64,
    ) -> Outcome<Option<Duration>> {
        let Some(statement) = &self.statements[contender as usize] else {
            let page = self.redis.as_mut().map(|redis| redis.page(viewer));
            return Ok(page.transpose()?.map(|(taken, _)| taken));
        };
        let key = match contender {
            Contender::Row => post,
            _ => viewer,
        };
        let started = Instant::now();
        client.query(statement, &[&key])?;
        Ok(Some(started.elapsed()))
    }
}

fn tell(stage: Stage, all: &[Figures], core: &str, peer: &str) -> Section {
    let mut times = Vec::new();
    let mut ratios = Vec::new();
    let mut summary = Vec::new();
    for figures in all {
        let of = |contender: Contender| figures.spreads[contender as usize];
        let calls = grouped(of(Contender::Warm).calls as i64);
        let mut row = vec![
            figures.kind.name().into(),
            figures.viewers.to_string(),
            calls,
        ];
        let mut steady = vec![figures.kind.name().to_owned(), figures.left_out.to_string()];
        for contender in Contender::ALL {
            row.push(written(of(contender).p50));
            row.push(written(of(contender).p99));
        }
        for over in [
            Contender::Row,
            Contender::Redis,
            Contender::Entries,
            Contender::Pull,
        ] {
            steady.push(written(ratio(of(Contender::Warm).p50, of(over).p50)));
        }
        steady.push(written(ratio(
            of(Contender::Full).p50,
            of(Contender::Row).p50,
        )));
        for contender in [
            Contender::Warm,
            Contender::Row,
            Contender::Redis,
            Contender::Pull,
        ] {
            steady.push(written(ratio(of(contender).p99, of(contender).p50)));
        }
        if figures.kind == Kind::Random || all.len() == 1 {
            for over in [
                Contender::Row,
                Contender::Redis,
                Contender::Entries,
                Contender::Pull,
            ] {
                summary.push([
                    format!(
                        "{}, {}: warm page p50",
                        stage.network.name(),
                        figures.kind.name()
                    ),
                    written(of(Contender::Warm).p50),
                    over.name().into(),
                    written(of(over).p50),
                    written(ratio(of(Contender::Warm).p50, of(over).p50)),
                ]);
            }
        }
        times.push(row);
        ratios.push(steady);
    }
    let mut head = vec!["viewers".to_owned(), "n".into(), "calls".into()];
    for contender in Contender::ALL {
        head.push(format!("{} p50", contender.name()));
        head.push("p99".into());
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let text = format!(
        "Core: {core}. Peer: {peer}. A page is 20 posts, fetched in full; nothing was pending, every viewer had a window, and \
         the warm page was the pull's. (b) and (c) give what was kept, unverified, without the authors that a window leaves \
         out. Where the p99 of (a) is far from its p50, something else ran, and no p99 here means much.\n\n{}\n{}",
        table(&head, &times),
        table(
            &[
                "warm page of",
                "authors left out",
                "to (a)",
                "to (b)",
                "to (c)",
                "to (d)",
                "all columns to (a)",
                "p99 to p50",
                "(a)'s",
                "(b)'s",
                "(d)'s",
            ],
            &ratios
        )
    );
    Section {
        title: format!("A warm page, {}", stage.network.name()),
        summary,
        text,
    }
}
