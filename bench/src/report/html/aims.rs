//! Aims: a table of all that a run was held to, and beneath a plot what its cases were held to.

use maud::{Markup, html};

use super::anchor;
use super::cases::table;
use crate::record::{Run, Section, Unit};
use crate::report::aims::{self, Standing};
use crate::report::figures::marked;
use crate::report::noise::Noise;
use crate::report::series::Series;
use crate::report::targets;

/// A table of the aims that were missed or not measured; those met unfold.
pub fn of_run(run: &Run) -> Markup {
    let all = aims::standings(run);
    let (met, open): (Vec<_>, Vec<_>) = all
        .iter()
        .partition(|standing| standing.is_met() == Some(true));
    html! {
        @if !all.is_empty() {
            section #aims {
                h2 { "Aims" }
                @if let Some(short) = targets::table(run) { .wide { (table(&short)) } }
                @if open.is_empty() { p { "All were met." } } @else {
                    details { summary { (open.len()) " not met" } (standings(&open)) }
                }
                @if !met.is_empty() {
                    details { summary { (met.len()) " met" } (standings(&met)) }
                }
            }
        }
    }
}

fn standings(all: &[&Standing]) -> Markup {
    html! {
        .wide { table {
            thead { tr {
                th scope="col" { "Aim" } th.number scope="col" { "measured" } th scope="col" { "what came of it" }
                th scope="col" { "where" }
            } }
            tbody { @for standing in all { (aim(standing)) } }
        } }
    }
}

fn aim(standing: &Standing) -> Markup {
    html! {
        tr class=(class(standing)) {
            td { (standing.aim()) }
            td.number { (standing.measured()) }
            td {
                span.words { (standing.words()) }
                @if Noise::of(standing.case).is_some_and(|noise| noise.is_noisy()) { " " span.noisy { "noisy" } }
            }
            td {
                a href={ "#" (anchor(&standing.section.scenario)) } { (standing.section.scenario) }
                ": " (standing.case.what) " " span.network { (standing.section.network) }
            }
        }
    }
}

fn class(standing: &Standing) -> &'static str {
    match standing.is_met() {
        Some(true) => "good",
        Some(false) => "bad",
        None => "even",
    }
}

/// What was aimed at, and where on a curve.
pub fn of_series(section: &Section, series: &Series) -> Markup {
    let aims = series
        .cases
        .iter()
        .flat_map(|case| aims::of_case(section, case));
    let aims: Vec<_> = aims.collect();
    html! {
        @if !aims.is_empty() {
            ul.aims {
                @for aim in &aims {
                    li class=(class(aim)) {
                        "Aim: " (aim.aim())
                        @if let Some(at) = &aim.case.at { ", at " (marked(at.value, Unit::Number)) " " (at.axis) }
                        @if aim.measured.is_some() { ". Measured " (aim.measured()) }
                        ": " span.words { (aim.words()) } "."
                    }
                }
            }
        }
    }
}
