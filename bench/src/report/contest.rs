//! How pg_feed stands against another contender of a case: the ratio, and what it means in words.

use super::figures::written;
use super::noise::{self, has_parts, is_timed};
use super::series::Series;
use crate::record::{Case, Measured, Ratio, Role, Unit};

/// A lesser difference than by this factor is nothing to speak of, however steady it is. Of times whose noise is not known,
/// one that would pass for noise is not, either.
const LEAST: f64 = 1.05;

/// One of ours and whom it is held against.
#[derive(Debug, Clone, Copy)]
pub struct Contest<'a> {
    pub case: &'a Case,
    pub ours: &'a Measured,
    pub other: &'a Measured,
    /// Ours over the other.
    pub ratio: Ratio,
}

/// Who did better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// pg_feed, in every part of the run.
    Better,
    /// The other, in every part of the run.
    Worse,
    /// Parts of the run do not agree on it, or there is next to no difference.
    Even,
    /// The other is the least that anything costs: nothing to be lost against it.
    Floor,
}

impl<'a> Contest<'a> {
    /// Against the best peer, or the floor where there is no peer; None where there is neither.
    pub fn of(case: &'a Case, ours: &'a Measured) -> Option<Self> {
        Self::between(case, ours, case.best_peer().or_else(|| case.floor())?)
    }

    /// The contests of one of ours in all cases shown together, in their order.
    pub fn along(series: &Series<'a>, name: &str) -> impl Iterator<Item = Self> {
        series.cases.iter().filter_map(move |case| {
            let ours = case.ours().find(|found| found.name == name)?;
            Self::of(case, ours)
        })
    }

    pub fn between(case: &'a Case, ours: &'a Measured, other: &'a Measured) -> Option<Self> {
        Some(Self {
            case,
            ours,
            other,
            ratio: Ratio::of(ours, other)?,
        })
    }

    pub fn verdict(&self) -> Verdict {
        let cost = cost(self.ratio, self.case.unit);
        let noise_is_known = has_parts(self.ours) && has_parts(self.other);
        let least = match is_timed(self.case.unit) && !noise_is_known {
            true => noise::RATIO,
            false => LEAST,
        };
        match self.other.role {
            Role::Floor => Verdict::Floor,
            _ if cost.high < 1.0 && cost.value * least < 1.0 => Verdict::Better,
            _ if cost.low > 1.0 && cost.value > least => Verdict::Worse,
            _ => Verdict::Even,
        }
    }

    /// How much worse than the other: 2 where it takes twice as long or does half as much in a second.
    pub fn cost(&self) -> f64 {
        cost(self.ratio, self.case.unit).value
    }

    /// `3.2× faster`, `1.4× larger`, `no clear difference`, `2.4× the floor`.
    pub fn words(&self) -> String {
        let (better, worse) = match self.case.unit {
            Unit::Micros | Unit::PerSecond => ("faster", "slower"),
            Unit::Bytes => ("smaller", "larger"),
            Unit::Number => ("fewer", "more"),
        };
        let cost = self.cost();
        let times = |factor: f64| written(Some(factor));
        match self.verdict() {
            Verdict::Better => format!("{}× {better}", times(1.0 / cost)),
            Verdict::Worse => format!("{}× {worse}", times(cost)),
            Verdict::Even => "no clear difference".into(),
            Verdict::Floor => format!("{}× the floor", times(self.ratio.value)),
        }
    }

    /// The same as a part of a sentence, with whom it is about: `3.2× faster than the plain join`.
    pub fn against(&self) -> String {
        let (words, other) = (self.words(), &self.other.name);
        match self.verdict() {
            Verdict::Better | Verdict::Worse => format!("{words} than {other}"),
            Verdict::Even => format!("{words} from {other}"),
            Verdict::Floor => format!("{words}, {other}"),
        }
    }

    /// `0.71–0.95`, or a dash where the run has one part only.
    pub fn bounds(&self) -> String {
        bounds(self.ratio)
    }
}

/// A ratio turned so that less is better, whatever the unit.
pub fn cost(ratio: Ratio, unit: Unit) -> Ratio {
    match unit.more_is_better() {
        false => ratio,
        true => Ratio {
            value: 1.0 / ratio.value,
            low: 1.0 / ratio.high,
            high: 1.0 / ratio.low,
        },
    }
}

/// `0.52 (0.48–0.61)`, or the ratio alone where the run has one part only.
pub fn with_bounds(ratio: Ratio) -> String {
    let value = written(Some(ratio.value));
    match ratio.low == ratio.high {
        true => value,
        false => format!("{value} ({})", bounds(ratio)),
    }
}

/// Between what a ratio stayed, or a dash where the run has one part only.
fn bounds(ratio: Ratio) -> String {
    match ratio.low == ratio.high {
        true => "–".into(),
        false => format!("{}–{}", written(Some(ratio.low)), written(Some(ratio.high))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn words(unit: Unit, ours: &[f64], role: Role, other: &[f64]) -> String {
        let contenders = [("ours", Role::Ours, ours), ("it", role, other)]
            .map(|(name, role, turns)| Measured::of_turns(name, role, turns).unwrap());
        let case = Case::new("a page", unit, contenders.to_vec());
        Contest::of(&case, &case.contenders[0]).unwrap().words()
    }

    #[test]
    fn more_a_second_is_faster_and_more_bytes_are_larger() {
        assert_eq!(
            words(Unit::Micros, &[10.0], Role::Peer, &[25.0]),
            "2.50× faster"
        );
        assert_eq!(
            words(Unit::Micros, &[25.0], Role::Peer, &[10.0]),
            "2.50× slower"
        );
        assert_eq!(
            words(Unit::Micros, &[15.0], Role::Peer, &[10.0]),
            "no clear difference"
        );
        assert_eq!(
            words(Unit::PerSecond, &[25.0], Role::Peer, &[10.0]),
            "2.50× faster"
        );
        assert_eq!(
            words(Unit::Bytes, &[15.0], Role::Peer, &[10.0]),
            "1.50× larger"
        );
        assert_eq!(
            words(Unit::Micros, &[25.0], Role::Floor, &[10.0]),
            "2.50× the floor"
        );
    }

    #[test]
    fn parts_that_disagree_decide_nothing_and_little_is_nothing() {
        for (ours, other) in [
            (&[10.0, 20.0, 9.0, 9.0][..], &[11.0; 4][..]),
            (&[10.2; 4], &[10.0; 4]),
            (&[10.0; 3], &[15.0; 3]),
        ] {
            let words = words(Unit::Micros, ours, Role::Peer, other);
            assert_eq!(words, "no clear difference");
        }
    }
}
