//! In which order and company figures are shown: scenario by scenario, cases that differ only in their place as one curve.

use crate::record::{Case, Run, Section, Unit};

/// All sections of a scenario, network by network.
pub struct Group<'a> {
    pub scenario: &'a str,
    pub sections: Vec<&'a Section>,
}

/// Cases shown together.
pub struct Series<'a> {
    pub what: &'a str,
    pub unit: Unit,
    /// What they differ in, where they make a curve.
    pub axis: Option<&'a str>,
    /// One, or those of a curve in order of their places.
    pub cases: Vec<&'a Case>,
}

/// Scenarios in the order they first appear in.
pub fn groups(run: &Run) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for section in &run.sections {
        match groups
            .iter_mut()
            .find(|group| group.scenario == section.scenario)
        {
            Some(group) => group.sections.push(section),
            None => groups.push(Group {
                scenario: &section.scenario,
                sections: vec![section],
            }),
        }
    }
    groups
}

/// The cases of a section, in the order they first appear in; those without pg_feed behind the others.
pub fn series(section: &Section) -> Vec<Series<'_>> {
    let mut all: Vec<Series> = Vec::new();
    for case in &section.cases {
        let axis = case.at.as_ref().map(|point| point.axis.as_str());
        let known = all.iter_mut().find(|series| {
            axis.is_some()
                && series.axis == axis
                && series.what == case.what
                && series.unit == case.unit
        });
        match known {
            Some(series) => series.cases.push(case),
            None => all.push(Series {
                what: &case.what,
                unit: case.unit,
                axis,
                cases: vec![case],
            }),
        }
    }
    for series in &mut all {
        series.cases.sort_by(|a, b| place(a).total_cmp(&place(b)));
    }
    all.sort_by_key(|series| !series.has_ours());
    all
}

/// Where a case stands on its curve.
pub fn place(case: &Case) -> f64 {
    case.at.as_ref().map_or(0.0, |point| point.value)
}

impl Series<'_> {
    /// Names of contenders, in the order they first appear in.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for found in self.cases.iter().flat_map(|case| &case.contenders) {
            if !names.contains(&found.name.as_str()) {
                names.push(&found.name);
            }
        }
        names
    }

    /// Whether pg_feed takes part: what is without it is there to explain.
    pub fn has_ours(&self) -> bool {
        self.cases.iter().any(|case| case.ours().next().is_some())
    }

    /// Whether figures are of several calls or turns, so that they spread.
    pub fn spreads(&self) -> bool {
        let mut found = self.cases.iter().flat_map(|case| &case.contenders);
        found.any(|found| found.calls > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn cases_that_differ_in_their_place_make_a_curve() {
        let run = fixture::run();
        let pending = run
            .sections
            .iter()
            .find(|section| section.scenario == "windows.pending");
        let all = pending.map(series).unwrap_or_default();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].axis, Some("pending rows"));
        let places: Vec<f64> = all[0].cases.iter().map(|case| place(case)).collect();
        assert_eq!(places, [0.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0]);
    }

    #[test]
    fn what_explains_stands_behind_what_is_measured() {
        let mut section = fixture::run().sections.remove(0);
        section.cases.rotate_right(1);
        let all = series(&section);
        let names: Vec<&str> = all.iter().map(|series| series.what).collect();
        assert_eq!(names.first(), Some(&"first page, viewers random"));
        assert_eq!(names.last(), Some(&"plain queries by forced plans"));
    }

    #[test]
    fn networks_of_a_scenario_stand_side_by_side() {
        let run = fixture::run();
        let all = groups(&run);
        assert_eq!(all[0].scenario, "timeline");
        let networks: Vec<&str> = all[0]
            .sections
            .iter()
            .map(|part| part.network.as_str())
            .collect();
        assert_eq!(networks, ["dense", "sparse"]);
    }
}
