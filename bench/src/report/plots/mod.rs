//! Plots as SVG: ranges of latency, bars of rates and sizes, curves. Everything in them is in the table below them, too.

mod bars;
mod canvas;
mod curves;
mod label;
pub mod palette;
mod ranges;
mod rows;
mod scale;

use super::series::Series;
use crate::failure::Outcome;
use crate::record::Unit;

/// A plot and what its marks mean.
pub struct Plot {
    pub svg: String,
    pub legend: &'static str,
}

/// The plot that fits the figures; None of a case without contenders.
pub fn plot(series: &Series) -> Outcome<Option<Plot>> {
    let words = format!("Plot of {}; the table below has its figures.", series.what);
    let Some(case) = series
        .cases
        .first()
        .filter(|case| !case.contenders.is_empty())
    else {
        return Ok(None);
    };
    let is_curve = series.cases.len() > 1;
    let spreads = series.spreads();
    let (svg, legend) = match series.unit {
        Unit::Micros if is_curve => (curves::plot(series, &words)?, curves::LEGEND),
        _ if is_curve => (curves::plot(series, &words)?, ""),
        Unit::Micros => (ranges::plot(case, &words)?, ranges::LEGEND),
        _ if spreads => (bars::plot(case, &words)?, bars::LEGEND),
        _ => (bars::plot(case, &words)?, ""),
    };
    Ok(Some(Plot { svg, legend }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::super::series::series;
    use super::*;
    use crate::record::{Case, Measured, Role, Section};

    const UNITS: [Unit; 4] = [Unit::Micros, Unit::PerSecond, Unit::Bytes, Unit::Number];

    fn figure() -> impl Strategy<Value = f64> {
        prop_oneof![Just(0.0), 1e-6..1e12, 10.0..11.0]
    }

    fn draw(cases: Vec<Case>) -> String {
        let section = Section {
            cases,
            ..Section::default()
        };
        plot(&series(&section)[0]).unwrap().unwrap().svg
    }

    proptest! {
        /// Nothing is drawn beside the plot, whatever the figures and however long the names.
        #[test]
        fn whatever_was_measured_can_be_drawn(
            turns in prop::collection::vec((figure(), figure()), 1..6),
            places in prop::collection::vec(figure(), 1..6),
            name in "[a-zA-Zü ]{0,80}",
            unit in prop::sample::select(&UNITS),
        ) {
            let of = |role, name: &str, which: fn(&(f64, f64)) -> f64| {
                let turns: Vec<f64> = turns.iter().map(which).collect();
                Measured::of_turns(name, role, &turns).unwrap()
            };
            let case = Case::new("a page", unit, vec![
                of(Role::Ours, "ours", |turn| turn.0),
                of(Role::Peer, &name, |turn| turn.1),
            ]);
            let curve = places.iter().map(|place| case.clone().at("rows", *place)).collect();
            for svg in [draw(vec![case.clone()]), draw(curve)] {
                prop_assert!(svg.starts_with("<svg viewBox=\"0 0 760 ") && svg.ends_with("</svg>\n"));
                for (attribute, most) in [(" cx=\"", 760), (" x=\"", 760), (" x1=\"", 760)] {
                    for value in svg.split(attribute).skip(1) {
                        let value: i32 = value.split('"').next().unwrap().parse().unwrap();
                        prop_assert!((-2..=most).contains(&value), "{attribute}{value}");
                    }
                }
            }
        }
    }
}
