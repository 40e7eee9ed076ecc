//! What plots draw on: an SVG of some height and one width, words, and why drawing fails.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::element::Text;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, IntoTextStyle, TextStyle};

use super::label::{LINE, SIZE, SMALL};
use super::palette::Colour;
use crate::failure::{Failure, Outcome};

/// All plots are as wide, so that their words are of one size on the page.
pub const WIDTH: i32 = 760;

/// The library divides sizes of fonts by so much when it writes them.
const FONT: f64 = 1.24;

pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws an SVG, with the words that stand for it where it cannot be seen. It has no size of its own and loads nothing.
pub fn svg(height: i32, words: &str, draw: impl FnOnce(&Area) -> Outcome<()>) -> Outcome<String> {
    let mut text = String::new();
    let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area)?;
        drawn(area.present())?;
    }
    let (_, inside) = text.split_once('>').unwrap_or_default();
    let words = maud::html! { (words) }.into_string();
    Ok(format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{words}\">{inside}"
    ))
}

/// How words look.
#[derive(Clone, Copy)]
pub struct Pen {
    pub colour: &'static Colour,
    pub align: HPos,
    pub is_bold: bool,
    pub is_small: bool,
}

impl Pen {
    pub fn style(self) -> TextStyle<'static> {
        let size = f64::from(if self.is_small { SMALL } else { SIZE }) * FONT;
        let weight = if self.is_bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        ("sans-serif", size, weight)
            .into_font()
            .color(&self.colour.rgb().to_rgba())
            .pos(Pos::new(self.align, VPos::Center))
    }

    /// Lines of words around a middle.
    pub fn write(self, area: &Area, lines: &[String], (x, middle): (i32, i32)) -> Outcome<()> {
        let first = middle - (lines.len() as i32 - 1) * LINE / 2;
        for (place, line) in lines.iter().enumerate() {
            let at = (x, first + place as i32 * LINE);
            drawn(area.draw(&Text::new(
                line.clone(),
                at,
                self.style().into_text_style(area),
            )))?;
        }
        Ok(())
    }
}

/// Says in a line why something could not be drawn.
pub fn drawn<T>(done: Result<T, impl Display>) -> Outcome<T> {
    done.map_err(|error| Failure::said(format!("drawing a plot: {error}")))
}
