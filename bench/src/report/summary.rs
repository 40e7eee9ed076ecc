//! One kind of viewers in figures, and the aims these are held to.

use super::figures::{maximum, median, micros, p99, ratio};
use crate::peers::Contender;
use crate::scenarios::kind::Kind;
use crate::scenarios::pull::{Calls, KindFigures};

/// Aims: never slower than this against the better of the two plain queries.
pub const TO_BEST_PEER: f64 = 1.2;
/// The p99 of a kind against its median.
pub const STEADY: f64 = 5.0;
/// How much faster than the plain join where that goes wrong, that is where it takes as many times (d).
pub const GONE_WRONG: f64 = 100.0;

/// One kind in figures. Where a median is of viewers, each viewer counts by the median of its calls.
pub struct Summary {
    pub kind: Kind,
    pub viewers: usize,
    /// By contender: median and p99 of all calls of the kind.
    pub p50: [Option<f64>; 4],
    pub p99: [Option<f64>; 4],
    /// (d), the median viewer.
    pub best: Option<f64>,
    /// `timeline_for` for the viewer it is slowest for, by medians: what p99 says once the machine's own jitter is out.
    pub slowest: Option<f64>,
    /// `timeline_for` against (d): the median viewer and the one it is worst for.
    pub to_best: Option<f64>,
    pub to_best_worst: Option<f64>,
}

impl Summary {
    pub fn of(figures: &KindFigures) -> Self {
        let calls = |place: usize| -> Vec<f64> {
            let of_place = figures
                .viewers
                .iter()
                .filter_map(|viewer| viewer.times.get(place));
            of_place.flatten().map(micros).collect()
        };
        let best: Vec<f64> = figures.viewers.iter().filter_map(best_peer).collect();
        let ours: Vec<f64> = figures
            .viewers
            .iter()
            .filter_map(|viewer| viewer_median(viewer, Contender::Timeline))
            .collect();
        let to_best: Vec<f64> = figures
            .viewers
            .iter()
            .filter_map(|viewer| {
                ratio(
                    viewer_median(viewer, Contender::Timeline),
                    best_peer(viewer),
                )
            })
            .collect();
        Self {
            kind: figures.kind,
            viewers: figures.viewers.len(),
            p50: [0, 1, 2, 3].map(|place| median(&calls(place))),
            p99: [0, 1, 2, 3].map(|place| p99(&calls(place))),
            best: median(&best),
            slowest: maximum(&ours),
            to_best: median(&to_best),
            to_best_worst: maximum(&to_best),
        }
    }

    pub fn median(&self, contender: Contender) -> Option<f64> {
        self.p50[contender as usize]
    }

    /// The p99 of a contender against its p50.
    pub fn steadiness(&self, contender: Contender) -> Option<f64> {
        ratio(self.p99[contender as usize], self.median(contender))
    }

    /// The join against `timeline_for`, and whether the aim speaks of it here.
    pub fn join_to_timeline(&self) -> (Option<f64>, bool) {
        let wrong =
            ratio(self.median(Contender::Join), self.best).is_some_and(|over| over >= GONE_WRONG);
        (
            ratio(
                self.median(Contender::Join),
                self.median(Contender::Timeline),
            ),
            wrong,
        )
    }

    /// The aims that this kind misses, by name.
    pub fn missed(&self) -> String {
        let mut missed = Vec::new();
        if self.to_best.is_some_and(|over| over > TO_BEST_PEER) {
            missed.push("(d)");
        }
        if self
            .steadiness(Contender::Timeline)
            .is_some_and(|over| over >= STEADY)
        {
            missed.push("p99");
        }
        let (join, wrong) = self.join_to_timeline();
        if wrong && join.is_some_and(|over| over < GONE_WRONG) {
            missed.push("(b)");
        }
        if missed.is_empty() {
            "none".into()
        } else {
            missed.join(", ")
        }
    }
}

fn viewer_median(viewer: &Calls, contender: Contender) -> Option<f64> {
    let times = viewer.times.get(contender as usize)?;
    median(&times.iter().map(micros).collect::<Vec<_>>())
}

fn best_peer(viewer: &Calls) -> Option<f64> {
    let join = viewer_median(viewer, Contender::Join)?;
    Some(join.min(viewer_median(viewer, Contender::Lateral)?))
}
