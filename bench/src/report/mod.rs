//! The report: facts about the run, and its figures as JSON, as tables in Markdown, and as a page with plots.

mod aims;
mod chapter;
mod compare;
mod contest;
pub mod facts;
pub mod figures;
#[cfg(test)]
mod fixture;
mod html;
mod lines;
mod markdown;
mod noise;
mod plots;
mod series;
mod summary;
mod table;
mod targets;

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::record::{FORMAT, Run};
use compare::Comparison;

const FIGURES: &str = "figures.json";

/// Writes the figures there are so far into a folder.
pub fn keep(run: &Run, folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let figures = serde_json::to_string_pretty(run)
        .map_err(|error| Failure::said(format!("writing figures: {error}")))?;
    Ok(fs::write(folder.join(FIGURES), figures)?)
}

/// Writes the figures and what is made of them into a folder, and says where.
pub fn write(run: &Run, folder: &Path) -> Outcome<()> {
    // The figures first: whatever fails behind them can be done again.
    keep(run, folder)?;
    for (name, text) in [
        ("summary.md", summary::page(run)),
        ("report.md", markdown::page(run)),
        ("report.html", html::page(run)?),
    ] {
        fs::write(folder.join(name), text)?;
    }
    eprintln!(
        "bench: figures, summary.md, report.md and report.html are in {}",
        folder.display()
    );
    Ok(())
}

/// Reads the figures of a run.
pub fn read(path: &Path) -> Outcome<Run> {
    let because = |why: String| Failure::said(format!("{}: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| because(error.to_string()))?;
    let run: Run = serde_json::from_str(&text).map_err(|error| because(error.to_string()))?;
    match run.format {
        FORMAT => Ok(run),
        other => Err(because(format!("format {other}, not {FORMAT}"))),
    }
}

/// Tells on stdout a chapter about a run: a template with its figures.
pub fn chapter(run: &Run, template: &Path) -> Outcome<()> {
    let text = fs::read_to_string(template)?;
    print!("{}", chapter::filled(&text, run)?);
    Ok(())
}

/// Tells on stdout what became of the figures of an earlier run; fails where something got slower than noise.
pub fn compare(earlier: &Run, later: &Run) -> Outcome<()> {
    let found = Comparison::of(earlier, later);
    print!("{}", found.markdown());
    match found.slower.len() {
        0 => Ok(()),
        _ => Err(Failure::said(found.sum())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For a look at everything a report can show: `cargo test -p bench -- --ignored a_report_of_the_fixture`.
    #[test]
    #[ignore = "writes a report to look at"]
    fn a_report_of_the_fixture() -> Result<(), String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("report/fixture");
        write(&fixture::run(), &folder).map_err(|failure| failure.to_string())
    }
}
