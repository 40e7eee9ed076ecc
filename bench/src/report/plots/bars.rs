//! Rates, sizes and counts: a bar from zero for each contender, with a whisker over what its turns gave.

use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;

use super::canvas::{Area, drawn};
use super::palette;
use super::rows::{self, Row};
use super::scale::Scale;
use crate::failure::Outcome;
use crate::record::Case;

/// Marks of the axis.
const MARKS: usize = 6;
/// Half the height of a bar, and of the ends of a whisker.
const BAR: i32 = 8;
const END: i32 = 4;

pub const LEGEND: &str = "Bars begin at zero; whiskers are from the least to the greatest turn.";

pub fn plot(case: &Case, words: &str) -> Outcome<String> {
    let parts = case
        .contenders
        .iter()
        .flat_map(|found| &found.blocks)
        .copied();
    let values: Vec<f64> = parts
        .chain(case.contenders.iter().map(|found| found.p50))
        .collect();
    rows::plot(case, Scale::from_zero(&values, MARKS), words, bar)
}

fn bar(area: &Area, row: &Row) -> Outcome<()> {
    let (found, middle) = (row.found, row.middle);
    let corners = [(row.x(0.0), middle - BAR), (row.x(found.p50), middle + BAR)];
    let fill = palette::of_row(found.role).rgb().filled();
    drawn(area.draw(&Rectangle::new(corners, fill)))?;
    if found.blocks.len() < 2 {
        return Ok(());
    }
    let least = row.x(found.blocks.iter().copied().fold(f64::MAX, f64::min));
    let most = row.x(found.blocks.iter().copied().fold(f64::MIN, f64::max));
    let style = palette::INK.rgb().stroke_width(1);
    for (from, to) in [
        ((least, middle), (most, middle)),
        ((least, middle - END), (least, middle + END)),
        ((most, middle - END), (most, middle + END)),
    ] {
        drawn(area.draw(&PathElement::new(vec![from, to], style)))?;
    }
    Ok(())
}
