//! The report as a page: one file, with style and plots inside, that loads nothing and runs nothing.

mod aims;
mod cases;
mod head;
mod overview;
mod prose;

use maud::{DOCTYPE, PreEscaped, html};

use super::plots::palette;
use super::series::groups;
use crate::failure::Outcome;
use crate::record::Run;

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub fn page(run: &Run) -> Outcome<String> {
    let dark = format!(
        "@media (prefers-color-scheme: dark) {{\n{}}}\n",
        palette::on_dark_ground()
    );
    let groups = groups(run);
    let mut scenarios = Vec::new();
    for group in &groups {
        scenarios.push(cases::group(group)?);
    }
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "pg_feed, measured on " (run.about.date) }
                style { (PreEscaped(STYLE)) (PreEscaped(dark)) }
            }
            body {
                (head::head(run))
                main {
                    (overview::left_out(run))
                    (overview::summary(&groups))
                    (aims::of_run(run))
                    @for scenario in scenarios { (scenario) }
                }
                footer { "Made from " code { "figures.json" } " beside this page by " code { "bench report" } "." }
            }
        }
    };
    Ok(page.into_string())
}

/// The name of a place on the page.
fn anchor(scenario: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '-'
        }
    };
    scenario.chars().map(plain).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::fixture::{self, HOSTILE};
    use super::*;

    #[test]
    fn the_page_shows_everything_of_a_run() {
        let text = page(&fixture::run()).unwrap();
        for part in [
            "<!DOCTYPE html>",
            "cargo run --release -p bench -- --scale full",
            "1.49× slower",
            "missed by a factor of 4.20",
            "feed_for and plain SQL disagree for viewer 17",
            "pg_feed is not in shared_preload_libraries",
            "<svg viewBox=",
            "<em>the same</em>",
        ] {
            assert!(text.contains(part), "{part} is missing");
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_nothing_runs() {
        let text = page(&fixture::run()).unwrap();
        for loading in [
            "http://", "https://", "<script", "<link", "<img", "<iframe", "src=", "url(", "@import",
        ] {
            assert!(!text.contains(loading), "{loading} is in the page");
        }
    }

    #[test]
    fn names_and_prose_are_words_and_no_markup() {
        let mut run = fixture::run();
        let hostile = |name: &mut String| *name = HOSTILE.into();
        for section in &mut run.sections {
            hostile(&mut section.title);
            hostile(&mut section.network);
            section
                .skipped
                .iter_mut()
                .chain(&mut section.failed)
                .for_each(hostile);
            section.text.push_str(HOSTILE);
            for case in &mut section.cases {
                hostile(&mut case.what);
                case.contenders
                    .iter_mut()
                    .for_each(|found| hostile(&mut found.name));
                case.at.iter_mut().for_each(|at| hostile(&mut at.axis));
                case.aims.iter_mut().for_each(|aim| hostile(&mut aim.of));
            }
        }
        run.about.facts.push((HOSTILE.into(), HOSTILE.into()));
        run.about.commands.push(HOSTILE.into());
        let text = page(&run).unwrap();
        assert!(text.contains("&lt;script&gt;") && !text.contains("<script"));
    }
}
