//! Engagement: what trending and statistics cost who reads, what keeping them costs, and what a signal costs who likes.

mod agreement;
mod counters;
mod fold;
mod fresh;
mod kept;
mod likes;
mod pending;
pub mod stage;
mod stats;
mod trending;

use crate::failure::Outcome;
use crate::network::Network;
use crate::record::Section;
use crate::scenarios::{Bench, failed, timed};
use crate::server;
use stage::{Share, Stage};

/// A part of the scenario, to be chosen on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first page of trending, by each formula.
    Trending,
    /// What keeping trending fresh costs.
    Fresh,
    /// The numbers of one post.
    Stats,
    /// Pages while much is pending.
    Pending,
    /// Counting alone.
    Fold,
    /// Likes a second by many clients, with and without a signal.
    Likes,
}

impl Part {
    /// In the order they run in: who writes more comes later.
    pub const ALL: [Self; 6] = [
        Self::Trending,
        Self::Fresh,
        Self::Stats,
        Self::Pending,
        Self::Fold,
        Self::Likes,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Trending => "trending",
            Self::Fresh => "fresh",
            Self::Stats => "stats",
            Self::Pending => "pending",
            Self::Fold => "fold",
            Self::Likes => "likes",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Trending => {
                "the first page of trending by each formula, and among a tenth of the posts"
            }
            Self::Fresh => "keeping trending fresh, against a materialized view and a rank column",
            Self::Stats => "the numbers of one post",
            Self::Pending => "pages of trending while much is pending",
            Self::Fold => "counting alone",
            Self::Likes => "likes a second by many clients, with and without a signal",
        }
    }

    /// Likes of the benchmark's own are by people numbered behind this one: neither the network nor another part has them.
    const fn strangers(self) -> i64 {
        1_000_000_000 * (self as i64 + 1)
    }
}

/// Runs parts one behind the other. They share a copy of the network and a feed that has counted it, and each begins with
/// nothing pending; likes are measured on a copy of their own.
pub fn measure(bench: &Bench, network: Network, parts: &[Part]) -> Outcome<Vec<Section>> {
    let ground = Ground::of(network);
    let mut is_made = false;
    let mut sections = Vec::new();
    for part in parts {
        let scenario = format!("engagement.{}", part.name());
        let found = timed(&scenario, network, || match part {
            Part::Likes => ground.all.connect().and_then(|mut client| {
                likes::measure(ground.all, &mut client, bench.options, bench.worker)
            }),
            _ => ground
                .make(bench, &mut is_made)
                .and_then(|()| ground.run(bench, *part)),
        });
        server::leave_the_core()?;
        sections.push(match found {
            Ok(section) => Section {
                scenario,
                network: network.name().into(),
                ..section
            },
            Err(failure) => failed(&scenario, network, &failure),
        });
    }
    ground.all.take_down()?;
    ground.tenth.take_down()?;
    Ok(sections)
}

/// All posts of a network and a tenth of them, each with a feed of its own.
#[derive(Debug, Clone, Copy)]
struct Ground {
    all: Stage,
    tenth: Stage,
}

impl Ground {
    const fn of(network: Network) -> Self {
        Self {
            all: Stage::of(network, Share::All),
            tenth: Stage::of(network, Share::Tenth),
        }
    }

    /// Makes both, unless they are there, behind a checkpoint: the first change of a page that is older writes all of it to
    /// the log.
    fn make(self, bench: &Bench, is_made: &mut bool) -> Outcome<()> {
        if *is_made {
            return Ok(());
        }
        server::connect()?.batch_execute("CHECKPOINT")?;
        for stage in [self.all, self.tenth] {
            stage.set_up_engaged(&mut stage.connect()?, bench.options)?;
        }
        *is_made = true;
        Ok(())
    }

    fn run(self, bench: &Bench, part: Part) -> Outcome<Section> {
        let options = bench.options;
        let mut client = self.all.connect()?;
        self.all.settle(&mut client)?;
        match part {
            Part::Trending => trending::measure([self.all, self.tenth], &mut client, options),
            Part::Fresh => fresh::measure(self.all, &mut client, options),
            Part::Stats => stats::measure([self.all, self.tenth], &mut client, options),
            Part::Pending => pending::measure(self.all, &mut client, options),
            Part::Fold => fold::measure(self.all, &mut client, options),
            Part::Likes => likes::measure(self.all, &mut client, options, bench.worker),
        }
    }
}
