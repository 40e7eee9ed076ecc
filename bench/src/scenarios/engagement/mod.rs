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

use crate::failure::Outcome;
use crate::network::Network;
use crate::record::Section as Recorded;
use crate::scenarios::Bench;
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

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Likes => "likes a second by many clients, with and without a signal",
            Self::Fold => "counting alone",
            Self::Trending => "the first page of trending by each formula, and among a tenth of the posts",
            Self::Pending => "the same while much is pending",
            Self::Stats => "the numbers of one post",
        }
    }
}

/// Likes of the benchmark's own are by people numbered behind this one: the network has none of them.
const STRANGERS: i64 = 1_000_000_000;

/// Runs one part. Each has tables and feeds of its own, so that none meets what another wrote.
pub fn measure(bench: &Bench, network: Network, part: Part) -> Outcome<Vec<Recorded>> {
    let Bench { options, worker } = bench;
    let (all, tenth) = (
        Stage::of(network, Share::All),
        Stage::of(network, Share::Tenth),
    );
    eprintln!("engagement: {} on {}", part.name(), network.schema());
    let found = all.connect().and_then(|mut client| match part {
        Part::Likes => likes::measure(all, &mut client, options, worker),
        Part::Fold => fold::measure(all, &mut client, options),
        Part::Trending => trending::measure(all, tenth, &mut client, options),
        Part::Pending => pending::measure(all, &mut client, options),
        Part::Stats => stats::measure(all, &mut client, options),
    });
    let taken_down = all.take_down().and_then(|()| tenth.take_down());
    let section = found?;
    taken_down?;
    let scenario = format!("engagement.{}", part.name());
    Ok(vec![section.recorded(&scenario, network)])
}
