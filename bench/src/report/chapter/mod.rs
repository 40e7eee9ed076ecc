//! A chapter about a run, for a README: a template whose braces are filled with figures, so that none is typed by hand.
//!
//! | in braces | stands for |
//! |---|---|
//! | `@timeline dense: first page, viewers random` | nothing: it names the cases that what follows is of, by scenario, network and case |
//! | `@engagement.pending *: trending* @ 1000` | the same at a place of a curve; a star is any text |
//! | `timeline_for` | the median of that contender, with its unit |
//! | `p99 timeline_for` | its 99th percentile |
//! | `timeline_for / LATERAL` | the ratio to the other's median |
//! | `min timeline_for / LATERAL`, `max ...` | the extreme of all cases named; without such a word there must be one |
//! | `run date`, `run steady`, `run judged`, `run server` | what is known of the whole run: its day, in how many cases of how many ratios held, a fact by its name |

mod ask;
mod cases;

use crate::failure::{Failure, Outcome};
use crate::record::Run;
use crate::report::noise::Tally;
use ask::Ask;

/// The template with every brace filled from a run; fails on the first that cannot be.
pub fn filled(template: &str, run: &Run) -> Outcome<String> {
    let mut text = String::new();
    let mut place = "";
    let mut cases = Vec::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (words, behind) = behind
            .split_once('}')
            .ok_or_else(|| Failure::said("a brace is not closed"))?;
        text.push_str(before);
        if let Some(named) = words.strip_prefix('@') {
            place = named;
            cases = cases::named(place, run)?;
        } else if let Some(fact) = words.strip_prefix("run ") {
            text.push_str(&known(fact, run)?);
        } else {
            let answer = Ask::parse(words).answer(&cases);
            text.push_str(&answer.map_err(|why| why.while_doing(&format!("{place}: {words}")))?);
        }
        rest = behind;
    }
    text.push_str(rest);
    Ok(text)
}

fn known(fact: &str, run: &Run) -> Outcome<String> {
    let tally = Tally::of(run);
    match fact {
        "date" => Ok(run.about.date.clone()),
        "steady" => Ok(tally.steady().to_string()),
        "judged" => Ok(tally.judged().to_string()),
        _ => {
            let found = run.about.facts.iter().find(|(name, _)| name == fact);
            found
                .map(|(_, value)| value.clone())
                .ok_or_else(|| Failure::said(format!("nothing is known of {fact}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    const README: &str = include_str!("../../../../README.md");
    const TEMPLATE: &str = include_str!("../../../results/how_fast.md");
    const FULL: &str = include_str!("../../../results/full.json");

    /// `cargo run --release -p bench -- chapter bench/results/full.json bench/results/how_fast.md` makes it anew.
    #[test]
    fn the_chapter_of_the_readme_is_made_from_the_run_that_is_kept() -> Result<(), String> {
        let run: Run = serde_json::from_str(FULL).map_err(|error| error.to_string())?;
        let chapter = filled(TEMPLATE, &run).map_err(|failure| failure.to_string())?;
        for (told, made) in README
            .lines()
            .skip_while(|line| *line != "## How fast")
            .zip(chapter.lines())
        {
            assert_eq!(told, made);
        }
        assert!(README.contains(&chapter));
        Ok(())
    }

    fn of_fixture(template: &str) -> Result<String, String> {
        filled(template, &fixture::run()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn braces_are_filled() {
        let first = "{@timeline dense: first page, viewers random}";
        for (template, expected) in [
            ("no brace", "no brace"),
            ("on {run date}", "on 2026-11-29"),
            (&format!("{first}| {{timeline_for}} |"), "| 476 µs |"),
        ] {
            assert_eq!(of_fixture(template).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_cannot_be_filled_is_named() {
        for (template, why) in [
            ("{timeline_for", "a brace is not closed"),
            ("{run weather}", "nothing is known of weather"),
            ("{@timeline}", "timeline: no scenario, network and case"),
            (
                "{@timeline dense: no such page}",
                "timeline dense: no such page: no such case",
            ),
            ("{timeline_for}", ": timeline_for: 0 figures, not one"),
        ] {
            assert_eq!(of_fixture(template), Err(why.to_owned()), "{template}");
        }
    }
}
