//! What a run comes to: a line for every contest of pg_feed with a peer or the floor, and how often it did better or worse.

use super::contest::{Contest, Verdict};
use super::figures::marked;
use super::noise::Noise;
use super::series::series;
use crate::record::{Section, Unit};

/// A contest and where it belongs.
#[derive(Clone)]
pub struct Line<'a> {
    pub section: &'a Section,
    pub contest: Contest<'a>,
    /// How steady its case was; None of what is exact.
    pub noise: Option<Noise>,
}

/// How many contests with peers ended how; those with the floor are not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    pub better: usize,
    pub worse: usize,
    pub even: usize,
}

/// Every contest of a section: each of ours in each case, and of a curve where ours does best and where it does worst.
pub fn lines(section: &Section) -> Vec<Line<'_>> {
    let mut all = Vec::new();
    for series in series(section) {
        for name in series.names() {
            let contests: Vec<Contest> = Contest::along(&series, name).collect();
            let by_cost = |a: &&Contest, b: &&Contest| a.cost().total_cmp(&b.cost());
            let (best, worst) = (
                contests.iter().min_by(by_cost),
                contests.iter().max_by(by_cost),
            );
            let chosen = match (best, worst) {
                (Some(best), Some(worst)) if std::ptr::eq(best, worst) => vec![*best],
                (best, worst) => best.into_iter().chain(worst).copied().collect(),
            };
            all.extend(chosen.into_iter().map(|contest| Line {
                section,
                contest,
                noise: Noise::of(contest.case),
            }));
        }
    }
    all
}

impl Line<'_> {
    /// What was done and, on a curve, where.
    pub fn what(&self) -> String {
        let case = self.contest.case;
        match &case.at {
            None => case.what.clone(),
            Some(at) => format!(
                "{}, {} {}",
                case.what,
                marked(at.value, Unit::Number),
                at.axis
            ),
        }
    }

    /// Between what the ratio stayed, and what is to be thought of that.
    pub fn noise(&self) -> String {
        match self.noise {
            Some(Noise::Noisy(_)) => format!("{}, too noisy", self.contest.bounds()),
            Some(Noise::Unknown) => "too few calls".into(),
            Some(Noise::Quiet | Noise::Uneven(_)) | None => self.contest.bounds(),
        }
    }

    pub fn is_loss(&self) -> bool {
        self.contest.verdict() == Verdict::Worse
    }
}

impl Score {
    pub fn of<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> Self {
        let mut score = Self::default();
        for line in lines {
            match line.contest.verdict() {
                Verdict::Better => score.better += 1,
                Verdict::Worse => score.worse += 1,
                Verdict::Even => score.even += 1,
                Verdict::Floor => {}
            }
        }
        score
    }

    /// `better in 23, worse in 4, no clear difference in 5`.
    pub fn words(self) -> String {
        format!(
            "better in {}, worse in {}, no clear difference in {}",
            self.better, self.worse, self.even
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_curve_is_told_by_its_ends() {
        let run = fixture::run();
        let pending = run
            .sections
            .iter()
            .find(|section| section.scenario == "windows.pending");
        let all = pending.map(lines).unwrap_or_default();
        let what: Vec<String> = all.iter().map(Line::what).collect();
        assert_eq!(
            what,
            [
                "a page of 20, 0 pending rows",
                "a page of 20, 1,000,000 pending rows"
            ]
        );
    }
}
