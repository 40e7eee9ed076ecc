//! What plots with a row for each contender have in common: names to the left, figures to the right, an axis below.

use plotters::chart::ChartBuilder;
use plotters::element::Rectangle;
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, TRANSPARENT};

use super::canvas::{Area, Pen, WIDTH, drawn, svg};
use super::label;
use super::palette;
use super::scale::Scale;
use crate::failure::Outcome;
use crate::record::{Case, Measured, Role, Unit};
use crate::report::figures::{marked, told};

/// Least height of a row, and what a name has above and below.
const ROW: i32 = 30;
const AIR: i32 = 12;
/// The names' column is at least so wide.
const NAMES: i32 = 130;
/// Room for a figure.
const FIGURE: i32 = 84;
const AXIS: i32 = 26;
/// Between columns.
const GAP: i32 = 12;

/// A row to draw marks into.
pub struct Row<'a> {
    pub found: &'a Measured,
    pub middle: i32,
    place: &'a dyn Fn(f64) -> i32,
}

impl Row<'_> {
    /// Where a figure stands from left to right, in pixels.
    pub fn x(&self, value: f64) -> i32 {
        (self.place)(value)
    }
}

/// A plot of a case: a row for each contender, its marks by a function.
pub fn plot(
    case: &Case,
    scale: Scale,
    words: &str,
    mark: impl Fn(&Area, &Row) -> Outcome<()>,
) -> Outcome<String> {
    let names = case
        .contenders
        .iter()
        .map(|found| label::width(&found.name));
    let left = names.max().unwrap_or(0).max(NAMES) + GAP;
    let heights: Vec<i32> = case
        .contenders
        .iter()
        .map(|found| (label::height(&found.name) + AIR).max(ROW))
        .collect();
    let inside: i32 = heights.iter().sum();
    svg(inside + AXIS, words, |area| {
        let mut top = 0;
        for (found, height) in case.contenders.iter().zip(&heights) {
            if found.role == Role::Ours {
                let corners = [(0, top + 1), (WIDTH, top + height - 1)];
                drawn(area.draw(&Rectangle::new(corners, palette::BAND.rgb().filled())))?;
            }
            top += height;
        }
        let place = axis(area, scale, case.unit, left)?;
        let mut top = 0;
        for (found, height) in case.contenders.iter().zip(&heights) {
            let row = Row {
                found,
                middle: top + height / 2,
                place: &place,
            };
            name(area, &row, case.unit, left)?;
            mark(area, &row)?;
            top += height;
        }
        Ok(())
    })
}

/// Draws axis and grid; gives the place of a figure.
fn axis(area: &Area, scale: Scale, unit: Unit, left: i32) -> Outcome<impl Fn(f64) -> i32 + use<>> {
    let mut chart = drawn(
        ChartBuilder::on(area)
            .set_label_area_size(plotters::prelude::LabelAreaPosition::Left, left)
            .set_label_area_size(plotters::prelude::LabelAreaPosition::Right, FIGURE)
            .set_label_area_size(plotters::prelude::LabelAreaPosition::Bottom, AXIS)
            .build_cartesian_2d(scale.clone(), 0.0..1.0),
    )?;
    let marks = Pen {
        colour: &palette::FAINT,
        align: HPos::Center,
        is_bold: false,
        is_small: true,
    };
    drawn(
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .y_labels(0)
            .light_line_style(TRANSPARENT)
            .bold_line_style(palette::GRID.rgb())
            .axis_style(palette::GRID.rgb())
            .x_label_style(marks.style())
            .x_label_formatter(&|value| marked(*value, unit))
            .draw(),
    )?;
    let (columns, _) = chart.plotting_area().get_pixel_range();
    Ok(move |value: f64| {
        use plotters::coord::ranged1d::Ranged;
        scale.map(&value, (columns.start, columns.end))
    })
}

/// The name to the left and the median to the right.
fn name(area: &Area, row: &Row, unit: Unit, left: i32) -> Outcome<()> {
    let is_bold = row.found.role == Role::Ours;
    let pen = Pen {
        colour: &palette::INK,
        align: HPos::Right,
        is_bold,
        is_small: false,
    };
    pen.write(
        area,
        &label::lines(&row.found.name),
        (left - GAP, row.middle),
    )?;
    pen.write(
        area,
        &[told(row.found.p50, unit)],
        (WIDTH - GAP, row.middle),
    )
}
