//! Aims and how far a run is from them, in words.

use super::figures::{told, written};
use crate::record::{Aim, Bound, Case, Run, Section, Statistic};

/// An aim, where it belongs, and what came of it.
pub struct Standing<'a> {
    pub section: &'a Section,
    pub case: &'a Case,
    pub aim: &'a Aim,
    /// None where a contender was left out.
    pub measured: Option<f64>,
}

/// All aims of a run: those that were missed first, the furthest off in front, then what could not be told, then those met.
pub fn standings(run: &Run) -> Vec<Standing<'_>> {
    let sections = run.sections.iter();
    let mut all: Vec<Standing> = sections
        .flat_map(|section| section.cases.iter().flat_map(|case| of_case(section, case)))
        .collect();
    let order = |standing: &Standing| match standing.is_met() {
        Some(false) => (0, -standing.off()),
        None => (1, 0.0),
        Some(true) => (2, 0.0),
    };
    all.sort_by(|a, b| {
        let ((a, a_off), (b, b_off)) = (order(a), order(b));
        a.cmp(&b).then(a_off.total_cmp(&b_off))
    });
    all
}

/// The aims of a case, in their order.
pub fn of_case<'a>(section: &'a Section, case: &'a Case) -> impl Iterator<Item = Standing<'a>> {
    case.aims.iter().map(move |aim| Standing {
        section,
        case,
        aim,
        measured: aim.measured(case),
    })
}

impl Standing<'_> {
    pub fn is_met(&self) -> Option<bool> {
        self.measured.map(|measured| self.aim.is_met_by(measured))
    }

    /// By which factor the bound is exceeded or fallen short of: above one where it is missed.
    pub fn off(&self) -> f64 {
        let measured = self.measured.unwrap_or(0.0);
        match self.aim.bound {
            Bound::AtMost(most) => measured / most,
            Bound::AtLeast(least) => least / measured,
        }
    }

    /// `timeline_for at most 1.20 of the better of the two`, `p99 of timeline_for at most 5.00 of its own median`.
    pub fn aim(&self) -> String {
        let Aim {
            of, over, bound, ..
        } = self.aim;
        let of = match self.aim.statistic {
            Statistic::P50 => of.clone(),
            Statistic::P99 => format!("p99 of {of}"),
        };
        let (side, bound) = match *bound {
            Bound::AtMost(most) => ("at most", most),
            Bound::AtLeast(least) => ("at least", least),
        };
        match over {
            None => format!("{of} {side} {}", told(bound, self.case.unit)),
            Some(over) if *over == self.aim.of => {
                format!("{of} {side} {} of its own median", written(Some(bound)))
            }
            Some(over) => format!("{of} {side} {} of {over}", written(Some(bound))),
        }
    }

    pub fn measured(&self) -> String {
        match self.measured {
            None => "–".into(),
            Some(measured) if self.aim.over.is_none() => told(measured, self.case.unit),
            measured => written(measured),
        }
    }

    /// `met`, `missed by 12 %`, `missed by a factor of 3.10`, `not measured`.
    pub fn words(&self) -> String {
        let off = self.off();
        match self.is_met() {
            None => "not measured".into(),
            Some(true) => "met".into(),
            Some(false) if off < 2.0 => format!("missed by {} %", percent(off)),
            Some(false) => format!("missed by a factor of {}", written(Some(off))),
        }
    }
}

/// How much a factor is above one, in hundredths, and never nothing.
fn percent(factor: f64) -> String {
    match (factor - 1.0) * 100.0 {
        few if few < 1.0 => "less than 1".into(),
        many => format!("{many:.0}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn aims_that_were_missed_stand_first() {
        let run = fixture::run();
        let all = standings(&run);
        let met: Vec<Option<bool>> = all.iter().map(Standing::is_met).collect();
        let first_met = met.iter().position(|met| *met == Some(true)).unwrap();
        assert_eq!(met[0], Some(false));
        assert!(met[first_met..].iter().all(|met| *met == Some(true)));
        assert!(met.contains(&None));
    }

    #[test]
    fn an_aim_is_told_with_what_came_of_it() {
        let run = fixture::run();
        let all = standings(&run);
        let words: Vec<String> = all
            .iter()
            .map(|standing| {
                format!(
                    "{}: {}, {}",
                    standing.aim(),
                    standing.measured(),
                    standing.words()
                )
            })
            .collect();
        for expected in [
            "timeline_for at most 1.20 of the better of the two: 1.49, missed by 24 %",
            "p99 of timeline_for at most 5.00 of its own median: 1.73, met",
            "lag at most 100 ms: 420 ms, missed by a factor of 4.20",
            "a warm page at most 1.00 of Redis: –, not measured",
        ] {
            assert!(
                words.iter().any(|words| words == expected),
                "{expected} not in {words:#?}"
            );
        }
    }
}
