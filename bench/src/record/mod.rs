//! What a run found, as it is kept: typed figures, written as JSON and read back by reports. Knows neither server nor clock.
//!
//! Everything a report shows comes from here, so that a report can be made anew from the file, and two files compared.

mod aim;
mod measured;
mod ratio;

use serde::{Deserialize, Serialize};

pub use aim::{Aim, Bound, Statistic};
pub use measured::{ENOUGH_BLOCKS, Measured, Role};
pub use ratio::Ratio;

/// Changes with the shape of the file.
pub const FORMAT: u32 = 1;

/// Everything of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub format: u32,
    pub about: About,
    pub sections: Vec<Section>,
}

/// What a reader must know of machine, server and run to judge the figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The server's day, as `2026-11-29`.
    pub date: String,
    /// The commit of this program, with a mark where the checkout had other changes.
    pub commit: String,
    /// The names of the networks, in order.
    pub networks: Vec<String>,
    pub scale: String,
    pub seed: u64,
    /// Machine, versions, settings: name and value, in order.
    pub facts: Vec<(String, String)>,
    /// Every command that makes such a run, in order.
    pub commands: Vec<String>,
}

/// What one part of a scenario found on one network.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// As on the command line: `windows.page`.
    pub scenario: String,
    pub network: String,
    pub title: String,
    /// How it was measured and what is to be known of the figures, in Markdown.
    pub text: String,
    /// Why it was left out, where it was; then there are no cases.
    pub skipped: Option<String>,
    /// What went wrong, where something did.
    pub failed: Option<String>,
    pub cases: Vec<Case>,
}

/// Contenders that did the same in one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What they did: `a page of 20, random viewers`. Unique within its section but for `at`.
    pub what: String,
    pub unit: Unit,
    /// Where the case stands on a curve: cases of a section that differ in nothing else make one.
    pub at: Option<Point>,
    pub contenders: Vec<Measured>,
    pub aims: Vec<Aim>,
}

/// A place on the axis of a curve: `pending rows`, 1000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub axis: String,
    pub value: f64,
}

/// What figures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Microseconds of a call.
    Micros,
    /// Calls, rows or events a second.
    PerSecond,
    Bytes,
    /// A share or a number of things.
    Number,
}

impl Unit {
    /// Whether a larger figure is the better one.
    pub const fn more_is_better(self) -> bool {
        matches!(self, Self::PerSecond)
    }
}

impl Case {
    pub fn new(what: impl Into<String>, unit: Unit, contenders: Vec<Measured>) -> Self {
        Self {
            what: what.into(),
            unit,
            at: None,
            contenders,
            aims: Vec::new(),
        }
    }

    pub fn at(mut self, axis: &str, value: f64) -> Self {
        self.at = Some(Point {
            axis: axis.into(),
            value,
        });
        self
    }

    pub fn aiming(mut self, aim: Aim) -> Self {
        self.aims.push(aim);
        self
    }

    pub fn find(&self, name: &str) -> Option<&Measured> {
        self.contenders.iter().find(|found| found.name == name)
    }

    pub fn floor(&self) -> Option<&Measured> {
        self.contenders
            .iter()
            .find(|found| found.role == Role::Floor)
    }

    pub fn ours(&self) -> impl Iterator<Item = &Measured> {
        self.contenders
            .iter()
            .filter(|found| found.role == Role::Ours)
    }

    pub fn peers(&self) -> impl Iterator<Item = &Measured> {
        self.contenders
            .iter()
            .filter(|found| found.role == Role::Peer)
    }

    /// The peer that did best, by its median.
    pub fn best_peer(&self) -> Option<&Measured> {
        let by_median = |a: &&Measured, b: &&Measured| a.p50.total_cmp(&b.p50);
        match self.unit.more_is_better() {
            true => self.peers().max_by(by_median),
            false => self.peers().min_by(by_median),
        }
    }
}
