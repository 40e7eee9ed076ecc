//! Engagement: what a signal costs who likes, what counting costs the applier, and what trending and statistics cost who reads.

mod agreement;
mod clients;
mod fold;
mod likes;
mod one_client;
mod pending;
pub mod stage;
mod stats;
mod trending;
mod waits;

use postgres::Client;

use crate::failure::{Failure, Outcome};
use crate::generator::graph::Graph;
use crate::options::Options;
use crate::scenarios::section::Section;
use crate::scenarios::worker::Worker;
use crate::server;
use stage::{Share, Stage};

/// A part of the scenario, to be chosen on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Likes a second by many clients, with and without a signal.
    Likes,
    /// Counting alone.
    Fold,
    /// The first page of trending, by each formula.
    Trending,
    /// The same while much is pending.
    Pending,
    /// The numbers of one post.
    Stats,
}

impl Part {
    pub const ALL: [Self; 5] = [
        Self::Likes,
        Self::Fold,
        Self::Trending,
        Self::Pending,
        Self::Stats,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Likes => "likes",
            Self::Fold => "fold",
            Self::Trending => "trending",
            Self::Pending => "pending",
            Self::Stats => "stats",
        }
    }
}

/// How much of everything, besides what all scenarios share.
#[derive(Debug, Clone)]
pub struct Amounts {
    pub parts: Vec<Part>,
    /// Clients that like at once, how long each contender has, and how often each has its turn.
    pub clients: usize,
    pub seconds: u64,
    pub turns: usize,
    /// Likes by one client into each table.
    pub inserts: usize,
    /// Events of the larger batches that are counted.
    pub events: i64,
    /// The most pending rows.
    pub backlog: i64,
}

impl Default for Amounts {
    fn default() -> Self {
        Self {
            parts: Part::ALL.to_vec(),
            clients: 16,
            seconds: 10,
            turns: 3,
            inserts: 20_000,
            events: 100_000,
            backlog: 100_000,
        }
    }
}

/// Likes of the benchmark's own are by people numbered behind this one: the graph has none of them.
const STRANGERS: i64 = 1_000_000_000;

/// Runs the chosen parts. The worker is switched off but where likes are measured with it, and put back whatever happens.
pub fn measure(options: &Options) -> Outcome<Vec<Section>> {
    let mut client = server::connect()?;
    let worker = Worker::find(&mut client)?;
    let measured = match worker.switch_off(&mut client) {
        Ok(()) => parts(options, &worker),
        Err(failure) => Err(failure),
    };
    let put_back = worker.put_back(&mut client);
    let sections = measured?;
    put_back?;
    Ok(sections)
}

/// Each part has tables and feeds of its own, so that none meets what another wrote.
fn parts(options: &Options, worker: &Worker) -> Outcome<Vec<Section>> {
    let graph = options.graphs.first().copied().unwrap_or(Graph::Dense);
    let (all, tenth) = (Stage::of(graph, Share::All), Stage::of(graph, Share::Tenth));
    let mut sections = Vec::new();
    for part in &options.engagement.parts {
        eprintln!("engagement: {} on {}", part.name(), graph.schema());
        let found = all.connect().and_then(|mut client| match part {
            Part::Likes => likes::measure(all, &mut client, options, worker),
            Part::Fold => fold::measure(all, &mut client, options),
            Part::Trending => trending::measure(all, tenth, &mut client, options),
            Part::Pending => pending::measure(all, &mut client, options),
            Part::Stats => stats::measure(all, &mut client, options),
        });
        let taken_down = all.take_down().and_then(|()| tenth.take_down());
        let section = found.map_err(|failure: Failure| {
            failure.while_doing(&format!("{} on {}", part.name(), graph.schema()))
        })?;
        taken_down?;
        sections.push(section);
    }
    Ok(sections)
}

/// Puts client and server process on one core, unless the options say no; says so.
fn core(client: &mut Client, options: &Options) -> Outcome<String> {
    match options.pinned {
        true => server::share_a_core(client),
        false => Ok("not shared, as asked".into()),
    }
}
