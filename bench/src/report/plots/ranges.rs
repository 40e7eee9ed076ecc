//! Latency: for each contender a line from the median to the p99, on an axis of equal factors.

use plotters::element::{Circle, PathElement};
use plotters::style::Color;

use super::canvas::{Area, drawn};
use super::palette;
use super::rows::{self, Row};
use super::scale::Scale;
use crate::failure::Outcome;
use crate::record::Case;

/// Marks of the axis.
const MARKS: usize = 8;
/// Half the height of the ticks at the p95 and at the p99, and the radius of the point at the median.
const P95: i32 = 5;
const P99: i32 = 9;
const P50: i32 = 5;

/// What the marks mean.
pub const LEGEND: &str = "Point: p50, short tick: p95, long tick: p99. The axis is logarithmic.";

pub fn plot(case: &Case, words: &str) -> Outcome<String> {
    let values: Vec<f64> = case
        .contenders
        .iter()
        .flat_map(|found| [found.p50, found.p99])
        .collect();
    rows::plot(case, Scale::log(&values, MARKS), words, range)
}

fn range(area: &Area, row: &Row) -> Outcome<()> {
    let (found, middle) = (row.found, row.middle);
    let colour = palette::of_row(found.role).rgb();
    let (p50, p95, p99) = (row.x(found.p50), row.x(found.p95), row.x(found.p99));
    let line =
        |from: (i32, i32), to: (i32, i32)| PathElement::new(vec![from, to], colour.stroke_width(2));
    if found.calls > 1 {
        drawn(area.draw(&line((p50, middle), (p99, middle))))?;
        drawn(area.draw(&line((p95, middle - P95), (p95, middle + P95))))?;
        drawn(area.draw(&line((p99, middle - P99), (p99, middle + P99))))?;
    }
    drawn(area.draw(&Circle::new((p50, middle), P50, colour.filled())))
}
