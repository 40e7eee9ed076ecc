//! The report: facts about the run, figures as tables, and the folder where reports are kept.

pub mod facts;
pub mod figures;
pub mod parts;
mod plans;
pub mod pull;
mod summary;

use std::fs;
use std::path::Path;

use crate::failure::Outcome;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/results");

/// Keeps a report under the name given, and says where.
pub fn save(name: &str, page: &str) -> Outcome<String> {
    fs::create_dir_all(FOLDER)?;
    let path = Path::new(FOLDER).join(name);
    fs::write(&path, page)?;
    Ok(path.display().to_string())
}

/// A Markdown table; every column but the first is a number.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|---|", head.join(" | "));
    text.push_str(&"---:|".repeat(head.len().saturating_sub(1)));
    text.push('\n');
    for row in rows {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}
