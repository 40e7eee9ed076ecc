//! Which cases of a run a template names.

use crate::failure::{Failure, Outcome};
use crate::record::{Case, Run};

/// `SCENARIO NETWORK: CASE`, with ` @ VALUE` behind it for one place of a curve; at least one case must be meant.
pub fn named<'a>(place: &str, run: &'a Run) -> Outcome<Vec<&'a Case>> {
    let because = |why: &str| Failure::said(format!("{place}: {why}"));
    let (section, what) = place
        .split_once(": ")
        .ok_or_else(|| because("no scenario, network and case"))?;
    let (scenario, network) = section
        .split_once(' ')
        .ok_or_else(|| because("no scenario and network"))?;
    let (what, at) = match what.split_once(" @ ") {
        None => (what, None),
        Some((what, at)) => {
            let at: f64 = at.parse().map_err(|_| because("no place of a curve"))?;
            (what, Some(at))
        }
    };
    let sections = run
        .sections
        .iter()
        .filter(|found| found.scenario == scenario && fits(network, &found.network));
    let is_at = |case: &Case| at.is_none() || case.at.as_ref().map(|point| point.value) == at;
    let cases: Vec<&Case> = sections
        .flat_map(|found| &found.cases)
        .filter(|case| fits(what, &case.what) && is_at(case))
        .collect();
    match cases.is_empty() {
        true => Err(because("no such case")),
        false => Ok(cases),
    }
}

/// Whether a name is the pattern, in which one star is any text.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name
            .strip_prefix(head)
            .is_some_and(|rest| rest.ends_with(tail)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name, expected) in [
            ("dense", "dense", true),
            ("dense", "sparse", false),
            ("*", "sparse", true),
            ("a page of *, cold", "a page of 20, cold", true),
            ("a page of *, cold", "a page of 20, warm", false),
            ("aba*ba", "aba", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} on {name}");
        }
    }
}
