//! A table as the report has it in Markdown and on the page, and the figures of a case as such a table.

use super::contest::with_bounds;
use super::figures::{grouped, marked, told};
use super::series::Series;
use crate::record::{Case, Measured, Ratio, Role, Unit};

/// Columns of ratios for as many of ours; a case with more of them would be wider than the page.
const OURS: usize = 3;

/// Rows under a head.
pub struct Table {
    pub head: Vec<String>,
    /// The first columns are words, those behind them numbers.
    pub words: usize,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub cells: Vec<String>,
    /// Whether it is about pg_feed.
    pub is_ours: bool,
}

impl Table {
    /// In Markdown, with whatever means something there escaped.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&self.head);
        for column in 0..self.head.len() {
            text.push_str(if column < self.words { "|---" } else { "|---:" });
        }
        text.push_str("|\n");
        for row in &self.rows {
            text.push_str(&line(&row.cells));
        }
        text
    }
}

/// The figures of a case or curve: a row for each contender at each place.
pub fn figures(series: &Series) -> Table {
    let ours = ours(series);
    let spreads = series.spreads();
    let columns: &[&str] = match (spreads, series.unit) {
        (false, _) => &["figure"],
        (true, Unit::Micros) => &["calls", "p50", "p95", "p99"],
        (true, _) => &["turns", "median", "least", "most"],
    };
    let mut head: Vec<String> = series.axis.iter().map(|axis| (*axis).to_owned()).collect();
    head.push("contender".into());
    let words = head.len();
    head.extend(columns.iter().map(|column| (*column).to_owned()));
    head.extend(ours.iter().map(|name| format!("{name} to it")));
    let rows = series.cases.iter().flat_map(|case| {
        let ours = &ours;
        case.contenders.iter().map(move |found| {
            let mut cells: Vec<String> = case
                .at
                .iter()
                .map(|point| marked(point.value, Unit::Number))
                .collect();
            cells.push(found.name.clone());
            cells.extend(numbers(found, case.unit, spreads));
            cells.extend(ours.iter().map(|name| ratio(case, name, found)));
            Row {
                cells,
                is_ours: found.role == Role::Ours,
            }
        })
    });
    Table {
        head,
        words,
        rows: rows.collect(),
    }
}

/// Names of ours in a series that have a column, in order: as many as there is room for, and none where nobody else is.
fn ours<'a>(series: &'a Series) -> Vec<&'a str> {
    let is_ours = |name: &&str| {
        let mut found = series.cases.iter().filter_map(|case| case.find(name));
        found.any(|found| found.role == Role::Ours)
    };
    let names = series.names();
    match names.len() {
        1 => Vec::new(),
        _ => names.into_iter().filter(is_ours).take(OURS).collect(),
    }
}

fn numbers(found: &Measured, unit: Unit, spreads: bool) -> Vec<String> {
    let least = found.blocks.iter().copied().fold(found.p50, f64::min);
    let most = found.blocks.iter().copied().fold(found.p50, f64::max);
    let figures: &[f64] = match (spreads, unit) {
        (false, _) => &[found.p50],
        (true, Unit::Micros) => &[found.p50, found.p95, found.p99],
        (true, _) => &[found.p50, least, most],
    };
    let calls = spreads.then(|| grouped(found.calls as i64));
    calls
        .into_iter()
        .chain(figures.iter().map(|figure| told(*figure, unit)))
        .collect()
}

/// `0.52 (0.48–0.61)`; nothing of itself.
fn ratio(case: &Case, ours: &str, found: &Measured) -> String {
    if ours == found.name {
        return String::new();
    }
    let ratio = case.find(ours).and_then(|ours| Ratio::of(ours, found));
    ratio.map_or_else(|| "–".into(), with_bounds)
}

/// Names are plain text: what would be markup, or end a cell, is not meant so.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '*' | '<' | '[' | '`' | '\\' => safe.extend(['\\', letter]),
            '\n' | '\r' => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::series;
    use super::*;
    use crate::record::Section;

    fn table(case: Case) -> String {
        let section = Section {
            cases: vec![case],
            ..Section::default()
        };
        figures(&series::series(&section)[0]).markdown()
    }

    #[test]
    fn contenders_have_a_row_each_with_our_ratio_to_them() {
        let turns = |name, role, turns: &[f64]| Measured::of_turns(name, role, turns).unwrap();
        let text = table(Case::new(
            "likes",
            Unit::PerSecond,
            vec![
                turns("worker on", Role::Ours, &[900.0, 1_000.0, 1_100.0]),
                turns(
                    "count(*) | by hand",
                    Role::Peer,
                    &[1_800.0, 2_000.0, 2_200.0],
                ),
            ],
        ));
        assert_eq!(
            text,
            "| contender | turns | median | least | most | worker on to it |\n\
             |---|---:|---:|---:|---:|---:|\n\
             | worker on | 3 | 1,000/s | 900/s | 1,100/s |  |\n\
             | count(\\*) \\| by hand | 3 | 2,000/s | 1,800/s | 2,200/s | 0.50 |\n"
        );
    }

    #[test]
    fn a_size_is_one_figure_at_its_place() {
        let case = Case::new(
            "storage",
            Unit::Bytes,
            vec![Measured::once("windows", Role::Ours, 2_500_000.0)],
        );
        let text = table(case.at("posts", 10_000.0));
        assert!(text.ends_with("| 10,000 | windows | 2.50 MB |\n"), "{text}");
    }
}
