//! What all parts of the load stand on: a stage, the way plain SQL goes there, and how much either side can do at most.

use postgres::Client;

use super::clients::Clients;
use super::latency::Log;
use super::mix::{FEED_FOR, MIX, Script, TIMELINE};
use super::stage::{PLAIN, Side, Stage, Way};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Unit};
use crate::server;

/// Clients at once: enough that hardly anybody waits for another's transaction to end, and few enough for a pool.
pub const CLIENTS: usize = 8;
/// The share of a limit that is a steady rate.
pub const STEADY: f64 = 0.5;
/// Seconds at the beginning of a run that do not count; fewer where it is short itself.
pub const LEAVE_OUT: u64 = 2;
/// How often and for how many seconds each way of plain SQL is looked at.
const LOOKS: usize = 2;
const LOOK: u64 = 1;
/// Runs have seeds of their own, fewer than so many for each seed of the benchmark: nobody is to like again what was liked before.
const SEEDS: u64 = 1_000;

pub struct Ground<'a> {
    pub stage: Stage,
    pub client: &'a mut Client,
    pub options: &'a Options,
    /// The feed, and plain SQL by the better way.
    pub sides: [Side; 2],
    /// Transactions of the mix a second that either side can do.
    pub limits: [f64; 2],
    runs: u64,
}

impl<'a> Ground<'a> {
    /// Finds the better way of plain SQL, and both limits.
    pub fn survey(stage: Stage, client: &'a mut Client, options: &'a Options) -> Outcome<Self> {
        let mut ground = Self {
            stage,
            client,
            options,
            sides: [Side::Feed, PLAIN],
            limits: [0.0; 2],
            runs: 0,
        };
        let way = ground.better_way()?;
        ground.sides = [Side::Feed, Side::Plain(way)];
        for (place, side) in ground.sides.into_iter().enumerate() {
            let clients = ground.clients(side, MIX, ground.half())?;
            ground.limits[place] = clients.run()?.rate();
        }
        eprintln!(
            "load: {:.0} transactions a second, plain SQL {:.0} by {way:?}",
            ground.limits[0], ground.limits[1]
        );
        Ok(ground)
    }

    /// The way by which one client gets more pages of timelines and of what is ranked of them, looked at in turns.
    fn better_way(&mut self) -> Outcome<Way> {
        let pages = [MIX[TIMELINE], MIX[FEED_FOR]];
        let ways = [Way::Join, Way::Lateral];
        let mut rates = [0.0; 2];
        for _ in 0..LOOKS {
            for (rate, way) in rates.iter_mut().zip(ways) {
                let clients = self.clients(Side::Plain(way), &pages, LOOK)?;
                let one = Clients {
                    count: 1,
                    ..clients
                };
                *rate += one.run()?.rate();
            }
        }
        Ok(ways[usize::from(rates[1] > rates[0])])
    }

    /// Clients for some seconds, as many transactions as there can be.
    pub fn clients<'s>(
        &mut self,
        side: Side,
        scripts: &'s [Script],
        seconds: u64,
    ) -> Outcome<Clients<'s>> {
        self.runs += 1;
        Ok(Clients {
            stage: self.stage,
            side,
            scripts,
            count: CLIENTS,
            rate: None,
            seconds,
            leave_out: LEAVE_OUT.min(seconds / 2),
            server: server::dsn()?,
            posts: self.stage.last(self.client, side)?,
            seed: self.options.seed * SEEDS + self.runs,
        })
    }

    /// The same at a fixed rate of the mix.
    pub fn at_rate(&mut self, side: Side, rate: f64, seconds: u64) -> Outcome<Clients<'static>> {
        let clients = self.clients(side, MIX, seconds)?;
        Ok(Clients {
            rate: Some(rate),
            ..clients
        })
    }

    /// A rate that both sides can hold: half of what the slower one can do.
    pub fn shared_rate(&self) -> f64 {
        let [ours, plain] = self.sides.map(|side| self.own_rate(side));
        ours.min(plain)
    }

    /// Half of what a side can do.
    pub fn own_rate(&self, side: Side) -> f64 {
        let place = usize::from(side != Side::Feed);
        (self.limits[place] * STEADY).round().max(1.0)
    }

    /// How long a run takes that is one of many.
    pub fn half(&self) -> u64 {
        self.options.effort.seconds.div_ceil(2)
    }
}

/// Some figures of each side's runs, as one case. Within a run there are no parts: whoever waits makes the next one wait.
pub fn case(
    what: impl Into<String>,
    runs: &[(Side, Vec<&Log>)],
    figures: impl Fn(&Log) -> Vec<f64>,
) -> Case {
    let contenders = runs.iter().filter_map(|(side, logs)| {
        let runs: Vec<Vec<f64>> = logs.iter().map(|log| figures(log)).collect();
        Measured::of_runs(side.name(), side.role(), &runs)
    });
    Case::new(what, Unit::Micros, contenders.collect())
}
