//! One figure that a template asks for, or one ratio.

use crate::failure::{Failure, Outcome};
use crate::record::{Case, Statistic};
use crate::report::figures::{told, written};

/// Which of the figures of several cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// There must be one.
    One,
    Min,
    Max,
}

/// A figure of a contender, or its ratio to another's median.
#[derive(Debug, PartialEq, Eq)]
pub struct Ask<'a> {
    of: Of,
    statistic: Statistic,
    name: &'a str,
    over: Option<&'a str>,
}

impl<'a> Ask<'a> {
    /// `[min|max] [p99] NAME [/ NAME]`.
    pub fn parse(words: &'a str) -> Self {
        let (of, words) = match words.split_once(' ') {
            Some(("min", rest)) => (Of::Min, rest),
            Some(("max", rest)) => (Of::Max, rest),
            _ => (Of::One, words),
        };
        let (statistic, words) = match words.strip_prefix("p99 ") {
            Some(rest) => (Statistic::P99, rest),
            None => (Statistic::P50, words),
        };
        let (name, over) = match words.split_once(" / ") {
            Some((name, over)) => (name, Some(over)),
            None => (words, None),
        };
        Self {
            of,
            statistic,
            name,
            over,
        }
    }

    /// What the cases say to it. Those that lack a contender say nothing.
    pub fn answer(&self, cases: &[&Case]) -> Outcome<String> {
        let mut figures: Vec<(f64, &Case)> = cases
            .iter()
            .filter_map(|case| Some((self.figure(case)?, *case)))
            .collect();
        figures.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let found = match (self.of, figures.as_slice()) {
            (Of::One, [one]) => Some(one),
            (Of::One, _) => None,
            (Of::Min, all) => all.first(),
            (Of::Max, all) => all.last(),
        };
        let (figure, case) =
            found.ok_or_else(|| Failure::said(format!("{} figures, not one", figures.len())))?;
        Ok(match self.over {
            Some(_) => written(Some(*figure)),
            None => told(*figure, case.unit),
        })
    }

    fn figure(&self, case: &Case) -> Option<f64> {
        let figure = self.statistic.of(case.find(self.name)?);
        match self.over {
            None => Some(figure),
            Some(over) => Some(figure / case.find(over)?.p50),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::record::{Measured, Role, Unit};

    fn case(ours: f64, row: f64) -> Case {
        let contenders = vec![
            Measured::once("timeline_for", Role::Ours, ours),
            Measured::once("a row", Role::Floor, row),
        ];
        Case::new("a page", Unit::Micros, contenders)
    }

    fn answer(words: &str, cases: &[&Case]) -> Option<String> {
        Ask::parse(words).answer(cases).ok()
    }

    #[test]
    fn figures_have_units_and_ratios_have_none() {
        let case = case(60.0, 20.0);
        for (words, expected) in [
            ("timeline_for", "60.0 µs"),
            ("p99 timeline_for", "60.0 µs"),
            ("timeline_for / a row", "3.00"),
            ("p99 timeline_for / timeline_for", "1.00"),
        ] {
            assert_eq!(answer(words, &[&case]).unwrap(), expected, "{words}");
        }
    }

    #[test]
    fn of_several_cases_the_extremes_can_be_asked_for() {
        let (few, many) = (case(60.0, 20.0), case(2_000.0, 20.0));
        let both = [&few, &many];
        assert_eq!(answer("min timeline_for", &both).unwrap(), "60.0 µs");
        assert_eq!(answer("max timeline_for / a row", &both).unwrap(), "100");
        assert_eq!(answer("timeline_for", &both), None);
        assert_eq!(answer("max LATERAL", &both), None);
    }
}
