//! One figure in two runs, and whether it changed by more than noise.

use super::Figure;
use crate::record::{Measured, Ratio, Unit};
use crate::report::contest::cost;

/// A lesser change is none, even where bounds do not meet. They are of one run, whose tables lie as they were made and whose code
/// lies as it was linked: either moves calls by some per cent, and none of that shows before the next run.
const CHANGE: f64 = 1.1;

/// A figure of ours in both runs. They agree on it where it is neither worse nor better.
#[derive(Debug)]
pub struct Change {
    pub place: String,
    /// What it is divided by; none: the figure itself.
    pub over: Option<String>,
    pub unit: Unit,
    pub earlier: Ratio,
    pub later: Ratio,
}

impl Change {
    /// By the floor where both runs have the same, else by the peer that was best in the earlier one, else by nothing.
    pub fn of(earlier: &Figure, later: &Figure) -> Self {
        let yardsticks = [earlier.case.floor(), earlier.case.best_peer()];
        let ratios = yardsticks.into_iter().flatten().find_map(|over| {
            let same = later
                .case
                .find(&over.name)
                .filter(|same| same.role == over.role)?;
            let before = Ratio::of(earlier.ours, over)?;
            Some((
                Some(over.name.clone()),
                before,
                Ratio::of(later.ours, same)?,
            ))
        });
        let (over, earlier, later_ratio) =
            ratios.unwrap_or_else(|| (None, itself(earlier.ours), itself(later.ours)));
        Self {
            place: later.place(),
            over,
            unit: later.case.unit,
            earlier,
            later: later_ratio,
        }
    }

    pub fn is_worse(&self) -> bool {
        let (earlier, later) = (cost(self.earlier, self.unit), cost(self.later, self.unit));
        later.low > earlier.high && later.value > earlier.value * CHANGE
    }

    pub fn is_better(&self) -> bool {
        let (earlier, later) = (cost(self.earlier, self.unit), cost(self.later, self.unit));
        later.high < earlier.low && later.value * CHANGE < earlier.value
    }
}

/// A figure with its own parts as bounds.
fn itself(found: &Measured) -> Ratio {
    Ratio {
        value: found.p50,
        low: found.blocks.iter().copied().fold(found.p50, f64::min),
        high: found.blocks.iter().copied().fold(found.p50, f64::max),
    }
}
