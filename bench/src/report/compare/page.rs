//! A comparison in Markdown.

use super::{Change, Comparison};
use crate::record::Ratio;
use crate::report::contest::with_bounds;
use crate::report::figures::told;
use crate::report::table::{Row, Table};

impl Comparison {
    /// All of it in Markdown; the last line sums up.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        if !self.differing.is_empty() {
            text.push_str(&format!(
                "The runs differ in {}: their figures tell little about each other.\n\n",
                self.differing.join(", ")
            ));
        }
        for (title, changes) in [
            ("Slower, or more of it", &self.slower),
            ("Faster, or less of it", &self.faster),
        ] {
            if !changes.is_empty() {
                text.push_str(&format!("## {title}\n\n{}\n", table(changes)));
            }
        }
        for (title, places) in [("Missing", &self.missing), ("New", &self.new)] {
            if !places.is_empty() {
                let places: String = places.iter().map(|place| format!("- {place}\n")).collect();
                text.push_str(&format!("## {title}\n\n{places}\n"));
            }
        }
        text.push_str(&format!(
            "{} of {} ratios of the two runs agree: their bounds meet, or they differ by a tenth at most.\n",
            self.agreeing, self.ratios
        ));
        text.push_str(&format!("{}.\n", self.sum()));
        text
    }
}

fn row(change: &Change) -> Row {
    let side = |ratio: Ratio| match change.over {
        Some(_) => with_bounds(ratio),
        None => told(ratio.value, change.unit),
    };
    let over = change
        .over
        .clone()
        .unwrap_or_else(|| "(the figure itself)".into());
    let by = match (change.later.value / change.earlier.value - 1.0) * 100.0 {
        by if by.is_finite() => format!("{by:+.0} %"),
        _ => "–".into(),
    };
    Row {
        cells: vec![
            change.place.clone(),
            over,
            side(change.earlier),
            side(change.later),
            by,
        ],
        is_ours: true,
    }
}

fn table(changes: &[Change]) -> String {
    let head = ["what", "over", "earlier", "later", "change"];
    Table {
        head: head.map(str::to_owned).to_vec(),
        words: 2,
        rows: changes.iter().map(row).collect(),
    }
    .markdown()
}
