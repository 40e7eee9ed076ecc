//! The figures of pg_feed in a run, and which of another run are the same.

use crate::record::{Case, Measured, Role, Run, Section};

/// One of ours in a run.
pub struct Figure<'a> {
    pub section: &'a Section,
    pub case: &'a Case,
    pub ours: &'a Measured,
}

impl<'a> Figure<'a> {
    /// Every figure of ours in a run.
    pub fn all(run: &'a Run) -> Vec<Self> {
        let cases = run
            .sections
            .iter()
            .flat_map(|section| section.cases.iter().map(move |case| (section, case)));
        cases
            .flat_map(|(section, case)| {
                let ours = case
                    .contenders
                    .iter()
                    .filter(|found| found.role == Role::Ours);
                ours.map(move |ours| Figure {
                    section,
                    case,
                    ours,
                })
            })
            .collect()
    }

    /// Whether it is of the same scenario, network, case, place and contender.
    pub fn is(&self, other: &Self) -> bool {
        let key = |figure: &Self| {
            let Figure {
                section,
                case,
                ours,
            } = figure;
            (
                section.scenario.clone(),
                section.network.clone(),
                case.what.clone(),
                case.at.clone().map(|at| (at.axis, at.value.to_bits())),
                ours.name.clone(),
            )
        };
        key(self) == key(other)
    }

    /// Where it belongs, as one line.
    pub fn place(&self) -> String {
        let Self {
            section,
            case,
            ours,
        } = self;
        let at = case.at.as_ref();
        let at = at
            .map(|at| format!(" at {} {}", at.value, at.axis))
            .unwrap_or_default();
        format!(
            "{}, {}: {}{at}: {}",
            section.scenario, section.network, case.what, ours.name
        )
    }
}
