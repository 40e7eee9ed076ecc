//! Two runs side by side: what got slower or faster than their noise, what only one of them has, and how far they agree.

mod change;
mod figure;
mod page;

use super::noise::{has_parts, is_timed};
use crate::record::Run;
use change::Change;
use figure::Figure;

/// Facts that may differ between two runs that are compared: what was built is what they are compared for.
const MAY_DIFFER: [&str; 2] = ["pg_feed", "load average"];

/// What became of the figures of one run in another.
#[derive(Debug, Default)]
pub struct Comparison {
    /// What about machine and run was not the same.
    pub differing: Vec<String>,
    pub slower: Vec<Change>,
    pub faster: Vec<Change>,
    /// Figures that did not change beyond noise.
    pub steady: usize,
    /// Figures of too few calls or turns to know their noise.
    pub unknown: usize,
    /// Figures that the later run does not have, and those that the earlier one did not.
    pub missing: Vec<String>,
    pub new: Vec<String>,
    /// Of so many ratios whose noise is known, so many agree within it.
    pub ratios: usize,
    pub agreeing: usize,
}

impl Comparison {
    pub fn of(earlier: &Run, later: &Run) -> Self {
        let mut found = Self {
            differing: differing(earlier, later),
            ..Self::default()
        };
        let laters = Figure::all(later);
        let earliers = Figure::all(earlier);
        for figure in &earliers {
            match laters.iter().find(|other| other.is(figure)) {
                Some(other) => found.weigh(figure, other),
                None => found.missing.push(figure.place()),
            }
        }
        let is_new = |figure: &&Figure| !earliers.iter().any(|other| other.is(figure));
        found.new = laters.iter().filter(is_new).map(Figure::place).collect();
        found
    }

    /// Holds a figure against the same one of the earlier run.
    fn weigh(&mut self, earlier: &Figure, later: &Figure) {
        let unit = later.case.unit;
        let change = Change::of(earlier, later);
        let measures = [earlier, later].into_iter().flat_map(|figure| {
            let over = change
                .over
                .as_deref()
                .and_then(|name| figure.case.find(name));
            [Some(figure.ours), over].into_iter().flatten()
        });
        let noise_is_known = measures.into_iter().all(has_parts);
        if noise_is_known && change.over.is_some() {
            self.ratios += 1;
            self.agreeing += usize::from(!change.is_worse() && !change.is_better());
        }
        if is_timed(unit) && !noise_is_known {
            self.unknown += 1;
        } else if change.is_worse() {
            self.slower.push(change);
        } else if change.is_better() {
            self.faster.push(change);
        } else {
            self.steady += 1;
        }
    }

    /// How much of what became of all figures.
    pub fn sum(&self) -> String {
        format!(
            "{} slower, {} faster, {} unchanged, {} of too few calls or turns to tell, {} missing, {} new",
            self.slower.len(),
            self.faster.len(),
            self.steady,
            self.unknown,
            self.missing.len(),
            self.new.len()
        )
    }
}

fn differing(earlier: &Run, later: &Run) -> Vec<String> {
    let (before, after) = (&earlier.about, &later.about);
    let mut names: Vec<String> = Vec::new();
    let asked = [
        ("scale", before.scale != after.scale),
        ("networks", before.networks != after.networks),
        ("seed", before.seed != after.seed),
    ];
    names.extend(
        asked
            .iter()
            .filter(|(_, differs)| *differs)
            .map(|(name, _)| (*name).to_owned()),
    );
    let facts = before.facts.iter().chain(&after.facts);
    for (name, _) in facts {
        let of = |facts: &[(String, String)]| {
            let fact = facts.iter().find(|(other, _)| other == name);
            fact.map(|(_, value)| value.clone())
        };
        let may_differ = MAY_DIFFER.iter().any(|begin| name.starts_with(begin));
        if !may_differ && !names.contains(name) && of(&before.facts) != of(&after.facts) {
            names.push(name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, swinging};
    use super::*;
    use crate::record::{Case, Measured, Role, Unit};

    /// A run of one case.
    fn run(unit: Unit, contenders: Vec<Measured>) -> Run {
        let mut run = fixture::run();
        run.sections.truncate(1);
        run.sections[0].cases = vec![Case::new("a page", unit, contenders)];
        run
    }

    /// Of ours at so much and a floor of 20, whose ratio swings by a share.
    fn ratio(ours: f64, share: f64) -> Run {
        let contenders = vec![
            swinging("ours", Role::Ours, ours, share),
            swinging("row", Role::Floor, 20.0, 0.0),
        ];
        run(Unit::Micros, contenders)
    }

    #[test]
    fn a_run_is_like_itself() {
        let run = fixture::run();
        let found = Comparison::of(&run, &run);
        assert_eq!((found.slower.len(), found.faster.len()), (0, 0));
        assert!(found.steady > 0 && found.missing.is_empty() && found.new.is_empty());
        assert!(found.ratios > 0 && found.agreeing == found.ratios);
        assert!(found.differing.is_empty());
    }

    #[test]
    fn what_lies_beyond_noise_and_a_tenth_is_a_change() {
        for (earlier, later, share, slower, faster) in [
            (40.0, 60.0, 0.05, 1, 0),
            (60.0, 40.0, 0.05, 0, 1),
            (40.0, 60.0, 0.4, 0, 0),
            (40.0, 43.0, 0.01, 0, 0),
        ] {
            let found = Comparison::of(&ratio(earlier, share), &ratio(later, share));
            let told = (found.slower.len(), found.faster.len());
            assert_eq!(
                told,
                (slower, faster),
                "{earlier} to {later}, give or take {share}"
            );
        }
    }

    #[test]
    fn a_machine_that_slows_all_changes_no_ratio() {
        let mut later = ratio(80.0, 0.05);
        later.sections[0].cases[0].contenders[1] = swinging("row", Role::Floor, 40.0, 0.0);
        assert_eq!(Comparison::of(&ratio(40.0, 0.05), &later).steady, 1);
    }

    #[test]
    fn fewer_a_second_are_slower_and_more_bytes_as_well() {
        let rate = |rate| {
            run(
                Unit::PerSecond,
                vec![swinging("ours", Role::Ours, rate, 0.02)],
            )
        };
        assert_eq!(Comparison::of(&rate(900.0), &rate(500.0)).slower.len(), 1);
        assert_eq!(Comparison::of(&rate(500.0), &rate(900.0)).faster.len(), 1);
        let size = |size| run(Unit::Bytes, vec![Measured::once("ours", Role::Ours, size)]);
        assert_eq!(Comparison::of(&size(100.0), &size(120.0)).slower.len(), 1);
    }

    #[test]
    fn too_few_calls_decide_nothing() {
        let once = |time| run(Unit::Micros, vec![Measured::once("ours", Role::Ours, time)]);
        let found = Comparison::of(&once(40.0), &once(80.0));
        assert_eq!((found.slower.len(), found.unknown, found.ratios), (0, 1, 0));
    }

    #[test]
    fn what_only_one_run_has_is_named() {
        let (all, mut some) = (fixture::run(), fixture::run());
        some.sections
            .retain(|section| section.scenario != "windows.lag");
        let place = "windows.lag, dense: from commit to window: lag";
        assert_eq!(Comparison::of(&all, &some).missing, [place]);
        assert_eq!(Comparison::of(&some, &all).new, [place]);
    }

    #[test]
    fn runs_of_two_machines_are_told_apart_first() {
        let (earlier, mut later) = (fixture::run(), fixture::run());
        later.about.facts[0].1 = "64 cores".into();
        later.about.facts[3].1 = "1.00, 0.50, 0.10".into();
        let text = Comparison::of(&earlier, &later).markdown();
        assert!(text.starts_with("The runs differ in machine: "), "{text}");
    }

    #[test]
    fn the_last_line_sums_up() {
        let found = Comparison::of(&ratio(40.0, 0.05), &ratio(60.0, 0.05));
        let text = found.markdown();
        assert!(
            text.contains("| timeline, dense: a page: ours | row | 2.00"),
            "{text}"
        );
        assert!(text.contains("| +50 % |"), "{text}");
        assert!(text.contains("0 of 1 ratios of the two runs agree: "));
        assert!(text.ends_with(
            "1 slower, 0 faster, 0 unchanged, 0 of too few calls or turns to tell, 0 missing, 0 new.\n"
        ));
    }
}
