//! Scenarios one behind the other: how each was measured, and each case with its plot and the table of its figures.

use maud::{Markup, PreEscaped, html};

use super::overview::class;
use super::prose::prose;
use super::{aims, anchor};
use crate::failure::Outcome;
use crate::record::Section;
use crate::report::contest::Contest;
use crate::report::markdown::noise;
use crate::report::noise::Noise;
use crate::report::plots;
use crate::report::series::{Group, Series, series};
use crate::report::table::{Table, figures};

/// So many cases of a section lie open, if pg_feed takes part in them; the others unfold.
const OPEN: usize = 2;

/// A scenario on all of its networks.
pub fn group(group: &Group) -> Outcome<Markup> {
    let mut sections = Vec::new();
    for part in &group.sections {
        sections.push(section(part)?);
    }
    Ok(html! {
        section #(anchor(group.scenario)) {
            h2 { (group.scenario) }
            @for section in sections { (section) }
        }
    })
}

fn section(section: &Section) -> Outcome<Markup> {
    let mut cases = Vec::new();
    let mut open = 0;
    for series in series(section) {
        let opens = series.has_ours() && open < OPEN;
        open += usize::from(opens);
        cases.push(case(section, &series, opens)?);
    }
    Ok(html! {
        h3 { (section.title) " " span.network { (section.network) } }
        @if let Some(why) = &section.failed { p.bad { strong.words { "Failed" } ": " (why) } }
        @if let Some(why) = &section.skipped { p.even { strong.words { "Left out" } ": " (why) } }
        .prose { (prose(&section.text)) }
        @for case in cases { (case) }
    })
}

fn case(section: &Section, series: &Series, opens: bool) -> Outcome<Markup> {
    let plot = plots::plot(series)?;
    let mut noises = series.cases.iter().filter_map(|case| Noise::of(case));
    let is_noisy = noises.any(|noise| noise.is_noisy());
    Ok(html! {
        details.case open[opens] {
            summary {
                span.what { (series.what) @if let Some(axis) = series.axis { " by " (axis) } }
                (gist(series))
                @if is_noisy { " " span.noisy { "noisy" } }
            }
            figure {
                @if let Some(plot) = plot {
                    .wide { (PreEscaped(plot.svg)) }
                    @if !plot.legend.is_empty() { figcaption { (plot.legend) } }
                }
                @for noise in noise(series) { p.noise { (noise) "." } }
                (aims::of_series(section, series))
                .wide { (table(&figures(series))) }
            }
        }
    })
}

/// What came of it, for those who do not unfold it: each of ours where it does worst.
fn gist(series: &Series) -> Markup {
    let names = series.names().into_iter();
    let worst = names.filter_map(|name| {
        let contests = Contest::along(series, name);
        contests.max_by(|a, b| a.cost().total_cmp(&b.cost()))
    });
    let worst: Vec<Contest> = worst.collect();
    html! {
        @for contest in &worst {
            span class={ "gist " (class(contest)) } {
                @if worst.len() > 1 { (contest.ours.name) ": " }
                @if series.cases.len() > 1 { "at worst " }
                span.words { (contest.against()) }
            }
        }
    }
}

pub fn table(table: &Table) -> Markup {
    let class = |column: usize| (column >= table.words).then_some("number");
    html! {
        table {
            thead { tr {
                @for (column, name) in table.head.iter().enumerate() {
                    th scope="col" class=[class(column)] { (name) }
                }
            } }
            tbody {
                @for row in &table.rows {
                    tr.ours[row.is_ours] {
                        @for (column, cell) in row.cells.iter().enumerate() {
                            td class=[class(column)] { (cell) }
                        }
                    }
                }
            }
        }
    }
}
