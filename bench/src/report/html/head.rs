//! The top of the page: what was measured where, how it ended in a few numbers, and whether it was too noisy.

use maud::{Markup, html};

use super::anchor;
use crate::record::Run;
use crate::report::aims;
use crate::report::lines::{Line, Score, lines};
use crate::report::noise::Tally;
use crate::report::series::groups;

pub fn head(run: &Run) -> Markup {
    let about = &run.about;
    let tally = Tally::of(run);
    html! {
        header {
            h1 { "pg_feed, measured" }
            p.when {
                (about.date) " · commit " code { (about.commit) } " · scale " (about.scale)
                " (" (about.networks.join(", ")) ") · seed " (about.seed)
            }
            (numbers(run))
            p.verdict.bad[tally.is_too_noisy()] { (tally.words()) }
            details {
                summary { "Machine, versions, settings and commands" }
                dl {
                    @for (name, value) in &about.facts { dt { (name) } dd { (value) } }
                }
                pre { (about.commands.join("\n")) }
            }
            nav aria-label="Scenarios" {
                @for group in groups(run) {
                    a href={ "#" (anchor(group.scenario)) } { (group.scenario) }
                }
            }
        }
    }
}

/// How the run ended.
fn numbers(run: &Run) -> Markup {
    let all: Vec<Line> = run.sections.iter().flat_map(lines).collect();
    let score = Score::of(all.iter());
    let aims = aims::standings(run);
    let met = aims
        .iter()
        .filter(|standing| standing.is_met() == Some(true))
        .count();
    let missed = aims
        .iter()
        .filter(|standing| standing.is_met() == Some(false))
        .count();
    let failed = run
        .sections
        .iter()
        .filter(|section| section.failed.is_some())
        .count();
    let numbers = [
        ("good", score.better, "better than the best peer"),
        ("bad", score.worse, "worse than the best peer"),
        ("", score.even, "no clear difference"),
        ("good", met, "aims met"),
        ("bad", missed, "aims missed"),
        ("bad", failed, "scenarios failed"),
    ];
    html! {
        ul.numbers {
            @for (class, number, what) in numbers {
                @if number > 0 || what != "scenarios failed" {
                    li class=(if number > 0 { class } else { "" }) { strong { (number) } " " span { (what) } }
                }
            }
        }
    }
}
