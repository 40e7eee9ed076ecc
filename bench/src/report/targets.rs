//! Each aim once, with what came of it on each network: all that a run was held to, in one short table.

use super::aims::{Standing, of_case};
use super::table::{Row, Table};
use crate::record::{Run, Unit};

/// An aim of a scenario with all cases that were held to it.
struct Target<'a> {
    scenario: &'a str,
    aim: String,
    standings: Vec<Standing<'a>>,
}

/// A column for each network; None where nothing was aimed at.
pub fn table(run: &Run) -> Option<Table> {
    let targets = targets(run);
    if targets.is_empty() {
        return None;
    }
    let networks = &run.about.networks;
    let head = ["where", "aim"].map(str::to_owned).into_iter();
    let rows = targets.iter().map(|target| {
        let first = [target.scenario.to_owned(), target.aim.clone()];
        let by_network = networks.iter().map(|network| target.on(network));
        Row {
            cells: first.into_iter().chain(by_network).collect(),
            is_ours: false,
        }
    });
    let rows = rows.collect();
    let head: Vec<String> = head.chain(networks.iter().cloned()).collect();
    Some(Table {
        words: head.len(),
        head,
        rows,
    })
}

/// In the order in which they first come.
fn targets(run: &Run) -> Vec<Target<'_>> {
    let mut targets: Vec<Target> = Vec::new();
    for section in &run.sections {
        let standings = section.cases.iter().flat_map(|case| of_case(section, case));
        for standing in standings {
            let scenario = section.scenario.as_str();
            let aim = told(&standing);
            let known = targets
                .iter_mut()
                .find(|target| target.scenario == scenario && target.aim == aim);
            match known {
                Some(target) => target.standings.push(standing),
                None => targets.push(Target {
                    scenario,
                    aim,
                    standings: vec![standing],
                }),
            }
        }
    }
    targets
}

/// An aim with what it is of, where that is not time and nothing else says so.
fn told(standing: &Standing) -> String {
    let aim = standing.aim();
    match (&standing.aim.over, standing.case.unit) {
        (_, Unit::Number) => {
            let what = standing.case.what.as_str();
            let of = what.rsplit_once(": ").map_or(what, |(_, of)| of);
            format!("{of}: {aim}")
        }
        (Some(_), Unit::Bytes) => format!("{aim}, in bytes"),
        (Some(_), Unit::PerSecond) => format!("{aim}, a second"),
        _ => aim,
    }
}

impl Target<'_> {
    /// `1.49, missed by 24 %` of one case; of more from the best to the worst: `0.38 to 1.49, 6 of 8 met, missed by 24 %`.
    fn on(&self, network: &str) -> String {
        let of_network = self.standings.iter();
        let mut measured: Vec<&Standing> = of_network
            .filter(|standing| standing.section.network == network && standing.measured.is_some())
            .collect();
        measured.sort_by(|one, other| one.off().total_cmp(&other.off()));
        let (Some(best), Some(worst)) = (measured.first(), measured.last()) else {
            return "–".into();
        };
        let met = |standing: &&&Standing| standing.is_met() == Some(true);
        let (met, all) = (measured.iter().filter(met).count(), measured.len());
        if all == 1 {
            return format!("{}, {}", best.measured(), best.words());
        }
        let span = match (best.measured(), worst.measured()) {
            (best, worst) if best == worst => best,
            (best, worst) => format!("{best} to {worst}"),
        };
        match met == all {
            true if all == 2 => format!("{span}, both met"),
            true => format!("{span}, all {all} met"),
            false => format!("{span}, {met} of {all} met, {}", worst.words()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::fixture;
    use super::*;

    const README: &str = include_str!("../../README.md");
    const FULL: &str = include_str!("../../results/full.json");

    #[test]
    fn the_aims_of_the_run_that_is_kept_are_told() {
        let run: Run = serde_json::from_str(FULL).unwrap();
        assert!(README.contains(&table(&run).unwrap().markdown()));
    }

    #[test]
    fn every_aim_stands_once_with_its_best_and_its_worst() {
        let run = fixture::run();
        let text = table(&run).unwrap().markdown();
        println!("{text}");
        let lines = |part: &str| text.lines().filter(|line| line.contains(part)).count();
        assert_eq!(
            lines("timeline_for at most 1.20 of the better of the two"),
            1
        );
        assert_eq!(lines("lag at most 100 ms"), 1);
        assert!(text.contains("met, missed by 24 %"), "{text}");
        assert!(
            text.contains("420 ms, missed by a factor of 4.20"),
            "{text}"
        );
    }
}
