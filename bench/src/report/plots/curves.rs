//! Curves: a line for each contender over the places of its cases, the p50 in full and the p99 broken.

use std::ops::Range;

use plotters::chart::ChartBuilder;
use plotters::coord::ranged1d::Ranged;
use plotters::element::{Circle, DashedPathElement, PathElement};
use plotters::prelude::LabelAreaPosition;
use plotters::style::text_anchor::HPos;
use plotters::style::{ShapeStyle, TRANSPARENT};

use super::canvas::{Area, Pen, drawn, svg};
use super::label::{self, LINE};
use super::palette::{self, Colour};
use super::scale::Scale;
use crate::failure::Outcome;
use crate::record::{Measured, Role, Unit};
use crate::report::figures::marked;
use crate::report::series::{Series, place};

const HEIGHT: i32 = 300;
const TOP: i32 = 12;
const LEFT: i32 = 72;
const AXIS: i32 = 46;
const GAP: i32 = 12;
/// Marks of the upright axis, and how near those of the other may stand, as a share of it.
const MARKS: usize = 6;
const NEAR: f64 = 0.09;
/// A dash of the line of p99s and the gap behind it.
const DASH: (i32, i32) = (4, 4);

pub const LEGEND: &str = "Line: p50. Broken line: p99.";

/// A line of the plot.
struct Line<'a> {
    name: &'a str,
    colour: &'static Colour,
    is_ours: bool,
    /// Places and figures, in order.
    points: Vec<(f64, &'a Measured)>,
}

pub fn plot(series: &Series, words: &str) -> Outcome<String> {
    let lines = lines(series);
    let shows_p99 = series.unit == Unit::Micros && series.spreads();
    let figures: Vec<f64> = lines
        .iter()
        .flat_map(|line| &line.points)
        .flat_map(|(_, found)| [Some(found.p50), shows_p99.then_some(found.p99)])
        .flatten()
        .collect();
    let places: Vec<f64> = series.cases.iter().map(|case| place(case)).collect();
    let across = Scale::of_places(&places).thinned(NEAR);
    let up = Scale::fitting(&figures, MARKS);
    let right = lines
        .iter()
        .map(|line| label::width(line.name))
        .max()
        .unwrap_or(0)
        + 2 * GAP;
    // Names beside each other's ends need their room, however many they are.
    let named: i32 = lines.iter().map(|line| label::height(line.name) + 2).sum();
    let height = HEIGHT.max(named + TOP + AXIS);
    svg(height, words, |area| {
        let (columns, rows) = axes(area, series, (&across, &up), right)?;
        let x = |value: f64| across.map(&value, (columns.start, columns.end));
        let y = |value: f64| up.map(&value, (rows.end, rows.start));
        for line in lines.iter().rev() {
            let path = |of: fn(&Measured) -> f64| -> Vec<(i32, i32)> {
                line.points
                    .iter()
                    .map(|(at, found)| (x(*at), y(of(found))))
                    .collect()
            };
            draw(
                area,
                line,
                path(|found| found.p50),
                shows_p99.then(|| path(|found| found.p99)),
            )?;
        }
        name(area, &lines, columns.end, (rows.start, rows.end), y)
    })
}

/// Lines by name, ours first, so that they are drawn upon the others.
fn lines<'a>(series: &Series<'a>) -> Vec<Line<'a>> {
    let mut counts = [0; 3];
    let mut lines: Vec<Line> = Vec::new();
    for case in &series.cases {
        for found in &case.contenders {
            let point = (place(case), found);
            match lines.iter_mut().find(|line| line.name == found.name) {
                Some(line) => line.points.push(point),
                None => {
                    let count = &mut counts[found.role as usize];
                    lines.push(Line {
                        name: &found.name,
                        colour: palette::of_line(found.role, *count),
                        is_ours: found.role == Role::Ours,
                        points: vec![point],
                    });
                    *count += 1;
                }
            }
        }
    }
    lines.sort_by_key(|line| !line.is_ours);
    lines
}

/// Draws axes and grid with so much room to the right; gives the pixels that lie between them.
fn axes(
    area: &Area,
    series: &Series,
    (across, up): (&Scale, &Scale),
    right: i32,
) -> Outcome<(Range<i32>, Range<i32>)> {
    let unit = series.unit;
    let mut chart = drawn(
        ChartBuilder::on(area)
            .margin_top(TOP)
            .set_label_area_size(LabelAreaPosition::Left, LEFT)
            .margin_right(right)
            .set_label_area_size(LabelAreaPosition::Bottom, AXIS)
            .build_cartesian_2d(across.clone(), up.clone()),
    )?;
    let pen = |align| Pen {
        colour: &palette::FAINT,
        align,
        is_bold: false,
        is_small: true,
    };
    drawn(
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(palette::GRID.rgb())
            .axis_style(palette::GRID.rgb())
            .x_label_style(pen(HPos::Center).style())
            .y_label_style(pen(HPos::Right).style())
            .x_label_formatter(&|value| marked(*value, Unit::Number))
            .y_label_formatter(&|value| marked(*value, unit))
            .x_desc(series.axis.unwrap_or_default())
            .axis_desc_style(pen(HPos::Center).style())
            .draw(),
    )?;
    Ok(chart.plotting_area().get_pixel_range())
}

fn draw(
    area: &Area,
    line: &Line,
    p50: Vec<(i32, i32)>,
    p99: Option<Vec<(i32, i32)>>,
) -> Outcome<()> {
    let style = ShapeStyle::from(&line.colour.rgb()).stroke_width(if line.is_ours { 3 } else { 2 });
    if let Some(p99) = p99 {
        let thin = style.stroke_width(1);
        drawn(area.draw(&DashedPathElement::new(p99, DASH.0, DASH.1, thin)))?;
    }
    for point in &p50 {
        drawn(area.draw(&Circle::new(
            *point,
            if line.is_ours { 4 } else { 3 },
            style.filled(),
        )))?;
    }
    drawn(area.draw(&PathElement::new(p50, style)))
}

/// Names at the ends of lines.
fn name(
    area: &Area,
    lines: &[Line],
    x: i32,
    (top, bottom): (i32, i32),
    y: impl Fn(f64) -> i32,
) -> Outcome<()> {
    let wanted: Vec<(i32, i32)> = lines
        .iter()
        .map(|line| {
            let end = line.points.last().map_or(0.0, |(_, found)| found.p50);
            (y(end), label::height(line.name))
        })
        .collect();
    let middles = label::apart(&wanted, top - LINE / 2, bottom + LINE / 2);
    for (line, middle) in lines.iter().zip(middles) {
        let pen = Pen {
            colour: line.colour,
            align: HPos::Left,
            is_bold: line.is_ours,
            is_small: false,
        };
        pen.write(area, &label::lines(line.name), (x + GAP, middle))?;
    }
    Ok(())
}
