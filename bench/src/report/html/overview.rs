//! What a reader wants first: every ratio with losses in front, and what there are no figures of.

use maud::{Markup, html};

use super::anchor;
use crate::record::Run;
use crate::report::contest::{Contest, Verdict, cost};
use crate::report::figures::{told, written};
use crate::report::lines::{Line, Score, lines};
use crate::report::noise::Noise;
use crate::report::series::Group;

/// Half the width of the drawing of a ratio, and the factor at its ends: what lies beyond ends there.
const HALF: f64 = 70.0;
const ENDS: f64 = 10.0;

/// A table of all contests, scenario by scenario, the worst first.
pub fn summary(groups: &[Group]) -> Markup {
    html! {
        section #summary {
            h2 { "Summary" }
            p {
                "The ratio is the median of pg_feed over that of the best peer, or of the floor where nobody else does the same. "
                "Within each scenario what pg_feed does worst stands first. The bar is by equal factors, from 10 times better on "
                "the left to 10 times worse on the right; the thin line is between what the ratio stayed in all parts of the run."
            }
            .wide { table.summary {
                thead { tr {
                    th scope="col" { "What" } th scope="col" { "pg_feed" } th scope="col" { "against" }
                    th.number scope="col" { "ratio" } th.number scope="col" { "between" }
                    th scope="col" { span.ends { span { "better" } span { "worse" } } }
                    th scope="col" { "pg_feed is" } th.number scope="col" { "pg_feed" } th.number scope="col" { "it" }
                } }
                @for group in groups { (scenario(group)) }
            } }
        }
    }
}

fn scenario(group: &Group) -> Markup {
    let mut all: Vec<Line> = group
        .sections
        .iter()
        .flat_map(|section| lines(section))
        .collect();
    let is_floor = |line: &Line| line.contest.verdict() == Verdict::Floor;
    all.sort_by(|a, b| {
        let by_cost = b.contest.cost().total_cmp(&a.contest.cost());
        is_floor(a).cmp(&is_floor(b)).then(by_cost)
    });
    let score = Score::of(all.iter());
    html! {
        @if !all.is_empty() {
            tbody {
                tr.group { th colspan="9" scope="rowgroup" {
                    a href={ "#" (anchor(group.scenario)) } { (group.scenario) }
                    @if score != Score::default() { span { (score.words()) } }
                } }
                @for line in &all { (row(line)) }
            }
        }
    }
}

fn row(line: &Line) -> Markup {
    let contest = &line.contest;
    let unit = contest.case.unit;
    html! {
        tr class=(class(contest)) {
            td { (line.what()) " " span.network { (line.section.network) } }
            td { (contest.ours.name) }
            td { (contest.other.name) }
            td.number.ratio { (written(Some(contest.ratio.value))) }
            td.number { (contest.bounds()) }
            td { (bar(contest)) }
            td.words { (contest.words()) (doubt(line)) }
            td.number { (told(contest.ours.p50, unit)) }
            td.number { (told(contest.other.p50, unit)) }
        }
    }
}

/// Why a ratio is not to be relied on, if it is not.
fn doubt(line: &Line) -> Markup {
    let doubt = match line.noise {
        Some(Noise::Noisy(_)) => Some("noisy"),
        Some(Noise::Unknown) => Some("few calls"),
        Some(Noise::Quiet | Noise::Uneven(_)) | None => None,
    };
    html! { @if let Some(doubt) = doubt { " " span.noisy { (doubt) } } }
}

pub fn class(contest: &Contest) -> &'static str {
    match contest.verdict() {
        Verdict::Better => "good",
        Verdict::Worse => "bad",
        Verdict::Even | Verdict::Floor => "even",
    }
}

/// The ratio as a bar from the middle, where both are equal.
fn bar(contest: &Contest) -> Markup {
    let cost = cost(contest.ratio, contest.case.unit);
    let place = |ratio: f64| HALF * (1.0 + (ratio.ln() / ENDS.ln()).clamp(-1.0, 1.0));
    let (low, value, high) = (place(cost.low), place(cost.value), place(cost.high));
    let px = |value: f64| format!("{value:.1}");
    html! {
        svg.lean viewBox={ "0 0 " (2.0 * HALF) " 14" } aria-hidden="true" {
            rect.bar x=(px(value.min(HALF))) y="3" width=(px((value - HALF).abs().max(0.5))) height="8" {}
            line.range x1=(px(low)) x2=(px(high)) y1="7" y2="7" {}
            line.middle x1=(px(HALF)) x2=(px(HALF)) y1="0" y2="14" {}
        }
    }
}

/// What failed, and what was skipped and why.
pub fn left_out(run: &Run) -> Markup {
    let reasons = run.sections.iter().flat_map(|section| {
        let failed = section
            .failed
            .iter()
            .map(move |why| ("bad", "failed", why, section));
        let skipped = section
            .skipped
            .iter()
            .map(move |why| ("even", "left out", why, section));
        failed.chain(skipped)
    });
    let mut reasons: Vec<_> = reasons.collect();
    reasons.sort_by_key(|(class, ..)| *class);
    html! {
        @if !reasons.is_empty() {
            section #without {
                h2 { "Without figures" }
                ul {
                    @for (class, what, why, section) in reasons {
                        li class=(class) {
                            (section.scenario) " " span.network { (section.network) } " "
                            strong.words { (what) } ": " (why)
                        }
                    }
                }
            }
        }
    }
}
