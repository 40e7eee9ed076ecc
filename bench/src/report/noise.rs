//! Which figures moved too much while the run went on to be trusted: the one place where that is decided.

use super::contest::Contest;
use crate::record::{Case, ENOUGH_BLOCKS, Measured, Run, Unit};

/// A ratio is too noisy where its parts lie further apart than by this factor. The extremes of ten parts of a steady figure
/// lie about three standard deviations apart, so a factor of two means that each part is off by a fifth and their median by
/// about a tenth. A tenth is what two runs are held to when compared, and half of what the closest aims leave: behind that,
/// neither says anything.
pub const RATIO: f64 = 2.0;

/// The machine was uneven where the parts of the floor do. It is the shortest and plainest of all calls and nothing in it varies
/// but the machine: on a core of its own its parts lie within a factor of 1.2, beside other work of 5 and more.
/// A ratio divides by that and may still be right, but a p99 or an absolute figure is not.
const FLOOR: f64 = 1.5;

/// A run is too noisy where more than this share of its cases is. A few always are: where a call takes milliseconds a part
/// is of few calls, and one checkpoint reaches all of them.
const RUN: f64 = 0.25;

/// How steady a case was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noise {
    Quiet,
    /// Ratios held while the machine did not; with how.
    Uneven(String),
    /// With what moved.
    Noisy(String),
    /// Times of one run, of a few turns, or of so few calls, that they have too few parts.
    Unknown,
}

/// How many cases of a run were how steady.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub quiet: usize,
    pub uneven: usize,
    pub noisy: usize,
    pub unknown: usize,
}

impl Noise {
    /// Of the ratios of all of ours to floor and best peer, and of the floor itself. None where there is nothing to tell: numbers
    /// of things, sizes that are had once, and cases without ours.
    pub fn of(case: &Case) -> Option<Self> {
        if case.unit == Unit::Number {
            return None;
        }
        let mut ours = case.ours().peekable();
        ours.peek()?;
        if !ours.all(has_parts) {
            return is_timed(case.unit).then_some(Self::Unknown);
        }
        if let Some(moved) = case.ours().find_map(|ours| moved(case, ours)) {
            return Some(Self::Noisy(moved));
        }
        let uneven = case.floor().filter(|floor| spread(floor) > FLOOR);
        Some(uneven.map_or(Self::Quiet, |floor| {
            let by = spread(floor);
            Self::Uneven(format!(
                "{} itself moved by a factor of {by:.1}",
                floor.name
            ))
        }))
    }

    /// What is to be said of it, in front of a case.
    pub fn words(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Noisy(why) => Some(("Too noisy", why)),
            Self::Uneven(why) => Some(("Ratios held, times did not", why)),
            Self::Quiet | Self::Unknown => None,
        }
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
                Some(Noise::Uneven(_)) => tally.uneven += 1,
                Some(Noise::Noisy(_)) => tally.noisy += 1,
                Some(Noise::Unknown) => tally.unknown += 1,
                None => {}
            }
        }
        tally
    }

    pub fn is_too_noisy(self) -> bool {
        self.noisy as f64 > RUN * self.judged() as f64
    }

    /// Those whose ratios held.
    pub const fn steady(self) -> usize {
        self.quiet + self.uneven
    }

    pub const fn judged(self) -> usize {
        self.steady() + self.noisy
    }

    /// The verdict on the run, in a sentence or two.
    pub fn words(self) -> String {
        let judged = self.judged();
        let mut text = match judged {
            0 => "How steady this run was cannot be told.".to_owned(),
            _ if self.is_too_noisy() => format!(
                "This run was too noisy: in {} of {judged} cases ratios moved too much while it went on.",
                self.noisy
            ),
            _ if self.noisy > 0 => format!(
                "This run was steady but for {} of {judged} cases, which are marked as noisy.",
                self.noisy
            ),
            _ => format!("This run was steady in all of its {judged} cases."),
        };
        if self.uneven > 0 {
            let of = match self.uneven {
                1 => "1 case".to_owned(),
                many => format!("{many} cases"),
            };
            text.push_str(&format!(
                " In {of} ratios held while the machine itself was uneven."
            ));
        }
        if self.unknown > 0 {
            let of = match self.unknown {
                1 => "1 case is".to_owned(),
                many => format!("{many} cases are"),
            };
            text.push_str(&format!(" {of} of too few calls or turns to tell."));
        }
        text
    }
}

/// Whether a figure is of a clock, and so differs from run to run.
pub const fn is_timed(unit: Unit) -> bool {
    matches!(unit, Unit::Micros | Unit::PerSecond)
}

/// Whether a contender was looked at in enough parts for its noise to be known.
pub const fn has_parts(found: &Measured) -> bool {
    found.blocks.len() >= ENOUGH_BLOCKS
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
            Noise::of(&case(&[40.0, 56.0, 40.0, 40.0], &[20.0, 28.0, 20.0, 20.0])),
            Some(Noise::Quiet)
        );
    }

    #[test]
    fn a_ratio_that_moves_is_noise_and_a_floor_that_does_is_told() {
        assert_eq!(
            Noise::of(&case(&[40.0, 70.0, 40.0, 40.0], &[20.0, 35.0, 20.0, 20.0])),
            Some(Noise::Uneven("row itself moved by a factor of 1.8".into()))
        );
        assert_eq!(
            Noise::of(&case(&[40.0, 100.0, 40.0, 40.0], &[20.0; 4])),
            Some(Noise::Noisy(
                "the ratio of ours to row moved by a factor of 2.5".into()
            ))
        );
    }

    #[test]
    fn few_parts_tell_nothing_of_times_and_everything_of_sizes() {
        for few in [1, 3] {
            let found = case(&vec![40.0; few], &vec![20.0; few]);
            assert_eq!(Noise::of(&found), Some(Noise::Unknown));
        }
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
            ..Tally::default()
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
                .ends_with(" 1 case is of too few calls or turns to tell.")
        );
    }
}
