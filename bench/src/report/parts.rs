//! The report of a scenario that has parts: the summary first, then the facts, then each part.

use super::facts::Facts;
use super::table;
use crate::scenarios::section::Section;

/// The whole report as Markdown.
pub fn page(title: &str, facts: &Facts, sections: &[Section]) -> String {
    let mut text = format!(
        "# {title}, {}\n\n\
         Times in microseconds unless said otherwise. A ratio is the first figure over the second: below 1, pg_feed is the \
         smaller. Compare ratios, not times.\n\n",
        facts.date
    );
    let lines: Vec<Vec<String>> = sections
        .iter()
        .flat_map(|section| &section.summary)
        .map(|line| line.to_vec())
        .collect();
    text.push_str(&table(
        &["what", "figure", "against", "its figure", "ratio"],
        &lines,
    ));
    text.push_str(&format!("\n{}", facts.list()));
    for section in sections {
        text.push_str(&format!("\n## {}\n\n{}", section.title, section.text));
    }
    text
}
