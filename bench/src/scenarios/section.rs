//! What a part of a scenario found: figures, and the text about them.

use std::time::Duration;

use crate::network::Network;
use crate::record::Section as Recorded;
use crate::report::figures::{self, grouped, median, p99, quantile, ratio, written};

/// What a part found, as it stands in the report.
pub struct Section {
    pub title: String,
    /// Lines of the summary: what, figure, against what, its figure, ratio.
    pub summary: Vec<[String; 5]>,
    /// Tables and what is to be known of them, in Markdown.
    pub text: String,
}

impl Section {
    /// As it is kept.
    pub fn recorded(self, scenario: &str, network: Network) -> Recorded {
        Recorded {
            scenario: scenario.into(),
            network: network.name().into(),
            title: self.title,
            text: self.text,
            ..Recorded::default()
        }
    }
}

/// Median, p95 and p99 of some calls.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    pub calls: usize,
    pub p50: Option<f64>,
    pub p95: Option<f64>,
    pub p99: Option<f64>,
}

impl Spread {
    pub fn of(times: &[Duration]) -> Self {
        let times: Vec<f64> = times.iter().map(figures::micros).collect();
        Self {
            calls: times.len(),
            p50: median(&times),
            p95: quantile(&times, 0.95),
            p99: p99(&times),
        }
    }

    /// Cells of a table: p50, p99, p99 to p50.
    pub fn cells(&self) -> [String; 3] {
        [self.p50, self.p99, ratio(self.p99, self.p50)].map(written)
    }
}

pub fn counted(count: usize) -> String {
    grouped(count as i64)
}
