//! Which figures moved too much while the run went on to be trusted: the one place where that is decided.

use super::contest::Contest;
use crate::record::{Case, Measured, Run, Unit};

/// A ratio is too noisy where its parts lie further apart than by this factor. The extremes of ten parts of a steady figure
/// lie about three standard deviations apart, so a factor of two means that each part is off by a fifth and their median by
/// about a tenth. A tenth is what two runs are held to when compared, and half of what the closest aims leave: behind that,
/// neither says anything.
pub const RATIO: f64 = 2.0;

/// The floor is too noisy where its own parts do. It is the shortest and plainest of all calls and nothing in it varies but
/// the machine: on a core of its own its parts lie within a factor of 1.2, beside other work of 5 and more.
/// A ratio divides by that and may still be right, but a p99 or an absolute figure is not.
const FLOOR: f64 = 1.5;

/// A run is too noisy where more than this share of its cases is. A few always are: where a call takes milliseconds a part
/// is of few calls, and one checkpoint reaches all of them.
const RUN: f64 = 0.25;

/// How steady a case was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noise {
    Quiet,
    /// With what moved.
    Noisy(String),
    /// Times of so few calls that they are one part.
    Unknown,
}

/// How many cases of a run were how steady.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub quiet: usize,
    pub noisy: usize,
    pub unknown: usize,
}

impl Noise {
    /// Of the floor itself and of the ratios of all of ours to floor and best peer. None where there is nothing to tell: sizes
    /// and counts that are had once, and cases without ours.
    pub fn of(case: &Case) -> Option<Self> {
        let mut ours = case.ours().peekable();
        ours.peek()?;
        if !ours.all(has_parts) {
            return is_timed(case.unit).then_some(Self::Unknown);
        }
        if let Some(floor) = case.floor()
            && spread(floor) > FLOOR
        {
            let by = spread(floor);
            return Some(Self::Noisy(format!(
                "{} itself moved by a factor of {by:.1}",
                floor.name
            )));
        }
        let moved = case.ours().find_map(|ours| moved(case, ours));
        Some(moved.map_or(Self::Quiet, Self::Noisy))
    }

    pub const fn is_noisy(&self) -> bool {
        matches!(self, Self::Noisy(_))
    }
}

/// What moved too much of one of ours: its ratio to floor or best peer, or the figure itself where it stands alone.
fn moved(case: &Case, ours: &Measured) -> Option<String> {
    let others: Vec<&Measured> = [case.floor(), case.best_peer()]
        .into_iter()
        .flatten()
        .collect();
    if others.is_empty() {
        let by = spread(ours);
        return (by > RATIO).then(|| format!("{} moved by a factor of {by:.1}", ours.name));
    }
    let contests = others
        .into_iter()
        .filter_map(|other| Contest::between(case, ours, other));
    contests
        .map(|contest| (contest.ratio.high / contest.ratio.low, contest))
        .find(|(by, _)| *by > RATIO)
        .map(|(by, contest)| {
            let (ours, other) = (&contest.ours.name, &contest.other.name);
            format!("the ratio of {ours} to {other} moved by a factor of {by:.1}")
        })
}

impl Tally {
    pub fn of(run: &Run) -> Self {
        let mut tally = Self::default();
        for case in run.sections.iter().flat_map(|section| &section.cases) {
            match Noise::of(case) {
                Some(Noise::Quiet) => tally.quiet += 1,
                Some(Noise::Noisy(_)) => tally.noisy += 1,
                Some(Noise::Unknown) => tally.unknown += 1,
                None => {}
            }
        }
        tally
    }

    pub fn is_too_noisy(self) -> bool {
        self.noisy as f64 > RUN * (self.quiet + self.noisy) as f64
    }

    /// The verdict on the run, in a sentence or two.
    pub fn words(self) -> String {
        let judged = self.quiet + self.noisy;
        let mut text = match judged {
            0 => "How steady this run was cannot be told.".to_owned(),
            _ if self.is_too_noisy() => format!(
                "This run was too noisy: in {} of {judged} cases figures moved too much while it went on.",
                self.noisy
            ),
            _ if self.noisy > 0 => format!(
                "This run was steady but for {} of {judged} cases, which are marked as noisy.",
                self.noisy
            ),
            _ => format!("This run was steady in all of its {judged} cases."),
        };
        if self.unknown > 0 {
            let of = match self.unknown {
                1 => "1 case is".to_owned(),
                many => format!("{many} cases are"),
            };
            text.push_str(&format!(" {of} of too few calls to tell."));
        }
        text
    }
}

/// Whether a figure is of a clock, and so differs from run to run.
pub const fn is_timed(unit: Unit) -> bool {
    matches!(unit, Unit::Micros | Unit::PerSecond)
}

/// Whether a contender was looked at in parts, so that its noise is known.
pub const fn has_parts(found: &Measured) -> bool {
    found.blocks.len() > 1
}

/// The greatest part over the least.
fn spread(found: &Measured) -> f64 {
    let greatest = found.blocks.iter().copied().fold(f64::MIN, f64::max);
    let least = found.blocks.iter().copied().fold(f64::MAX, f64::min);
    match least > 0.0 {
        true => greatest / least,
        false => 1.0,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::record::Role;

    fn case(ours: &[f64], floor: &[f64]) -> Case {
        let contenders = [("ours", Role::Ours, ours), ("row", Role::Floor, floor)]
            .map(|(name, role, turns)| Measured::of_turns(name, role, turns).unwrap());
        Case::new("a page", Unit::Micros, contenders.to_vec())
    }

    #[test]
    fn what_slows_all_alike_leaves_ratios_alone() {
        assert_eq!(
            Noise::of(&case(&[40.0, 56.0], &[20.0, 28.0])),
            Some(Noise::Quiet)
        );
    }

    #[test]
    fn a_floor_or_a_ratio_that_moves_is_noise() {
        let said = |ours: &[f64], floor: &[f64]| match Noise::of(&case(ours, floor)) {
            Some(Noise::Noisy(said)) => said,
            other => format!("{other:?}"),
        };
        assert_eq!(
            said(&[40.0, 70.0], &[20.0, 35.0]),
            "row itself moved by a factor of 1.8"
        );
        assert_eq!(
            said(&[40.0, 100.0], &[20.0, 20.0]),
            "the ratio of ours to row moved by a factor of 2.5"
        );
    }

    #[test]
    fn one_part_tells_nothing_of_times_and_everything_of_sizes() {
        assert_eq!(Noise::of(&case(&[40.0], &[20.0])), Some(Noise::Unknown));
        let mut sizes = case(&[40.0], &[20.0]);
        sizes.unit = Unit::Bytes;
        assert_eq!(Noise::of(&sizes), None);
    }

    #[test]
    fn a_run_is_too_noisy_by_its_share_of_noisy_cases() {
        let tally = |quiet, noisy, unknown| Tally {
            quiet,
            noisy,
            unknown,
        };
        assert!(!tally(30, 10, 0).is_too_noisy() && tally(29, 11, 0).is_too_noisy());
        assert_eq!(
            tally(3, 0, 0).words(),
            "This run was steady in all of its 3 cases."
        );
        assert!(
            tally(1, 1, 1)
                .words()
                .starts_with("This run was too noisy: in 1 of 2 cases")
        );
        assert!(
            tally(1, 1, 1)
                .words()
                .ends_with(" 1 case is of too few calls to tell.")
        );
    }
}
