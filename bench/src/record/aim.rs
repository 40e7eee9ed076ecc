//! What was aimed at, and how far a run is from it.

use serde::{Deserialize, Serialize};

use super::{Case, Measured};

/// Which figure of a contender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    P50,
    P99,
}

/// On which side of its bound a figure is to stay.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

/// A bound for one figure, or for its ratio to another contender's median.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aim {
    pub of: String,
    pub statistic: Statistic,
    /// The contender it is divided by; none: the figure itself, in the unit of the case.
    pub over: Option<String>,
    pub bound: Bound,
}

impl Aim {
    /// The median of one contender over that of another.
    pub fn ratio(of: &str, over: &str, bound: Bound) -> Self {
        Self {
            of: of.into(),
            statistic: Statistic::P50,
            over: Some(over.into()),
            bound,
        }
    }

    /// The median itself, in the unit of the case.
    pub fn figure(of: &str, bound: Bound) -> Self {
        Self {
            of: of.into(),
            statistic: Statistic::P50,
            over: None,
            bound,
        }
    }

    /// The same for the slowest of a hundred calls.
    pub fn of_p99(mut self) -> Self {
        self.statistic = Statistic::P99;
        self
    }

    /// What the case gave; None where a contender was left out.
    pub fn measured(&self, case: &Case) -> Option<f64> {
        let figure = self.statistic.of(case.find(&self.of)?);
        match &self.over {
            None => Some(figure),
            Some(over) => Some(figure / case.find(over)?.p50).filter(|ratio| ratio.is_finite()),
        }
    }

    pub fn is_met_by(&self, measured: f64) -> bool {
        match self.bound {
            Bound::AtMost(most) => measured <= most,
            Bound::AtLeast(least) => measured >= least,
        }
    }
}

impl Statistic {
    pub const fn of(self, found: &Measured) -> f64 {
        match self {
            Self::P50 => found.p50,
            Self::P99 => found.p99,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Role, Unit};
    use super::*;

    #[test]
    fn an_aim_is_held_against_its_case() {
        let case = Case::new(
            "a page",
            Unit::Micros,
            vec![
                Measured::once("ours", Role::Ours, 60.0),
                Measured::once("row", Role::Floor, 20.0),
            ],
        );
        let aim = Aim::ratio("ours", "row", Bound::AtMost(2.5));
        assert_eq!(aim.measured(&case), Some(3.0));
        assert!(!aim.is_met_by(3.0) && aim.is_met_by(2.5));
        assert_eq!(
            Aim::ratio("ours", "redis", Bound::AtMost(1.0)).measured(&case),
            None
        );
        assert_eq!(
            Aim::figure("ours", Bound::AtLeast(60.0)).measured(&case),
            Some(60.0)
        );
    }
}
