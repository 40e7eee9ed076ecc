//! The report in Markdown.

use super::figures::written;
use super::table;
use crate::record::{Ratio, Run};

/// The whole report.
pub fn page(run: &Run) -> String {
    let mut text = format!("# pg_feed, measured on {}\n\n", run.about.date);
    for (name, value) in &run.about.facts {
        text.push_str(&format!("- {name}: {value}\n"));
    }
    for section in &run.sections {
        text.push_str(&format!("\n## {}, {}\n\n", section.title, section.network));
        text.push_str(&section.text);
        text.push('\n');
        for case in &section.cases {
            let rows: Vec<Vec<String>> = case
                .contenders
                .iter()
                .map(|found| {
                    let ratio = case.ours().next().and_then(|ours| Ratio::of(ours, found));
                    let mut row = vec![found.name.clone(), found.calls.to_string()];
                    row.extend([found.p50, found.p99].map(|figure| written(Some(figure))));
                    row.push(written(ratio.map(|ratio| ratio.value)));
                    row
                })
                .collect();
            let head = [case.what.as_str(), "calls", "p50", "p99", "ours to it"];
            text.push_str(&format!("\n{}", table(&head, &rows)));
        }
    }
    text
}
