//! The report in Markdown: the same as the page, in tables alone.

use super::aims;
use super::figures::{told, written};
use super::lines::{Score, lines};
use super::noise::{Noise, Tally};
use super::series::{Series, groups, series};
use super::table::{Row, Table, figures};
use super::targets;
use crate::record::{Run, Section};

/// The whole report.
pub fn page(run: &Run) -> String {
    let about = &run.about;
    let mut text = format!(
        "# pg_feed, measured on {}\n\n{}\n\n- commit: {}\n- scale: {}, networks: {}, seed: {}\n",
        about.date,
        Tally::of(run).words(),
        about.commit,
        about.scale,
        about.networks.join(", "),
        about.seed
    );
    for (name, value) in &about.facts {
        text.push_str(&format!("- {name}: {value}\n"));
    }
    text.push_str(&format!("\n```\n{}\n```\n", about.commands.join("\n")));
    text.push_str(&summary(run));
    text.push_str(&aims(run));
    for group in groups(run) {
        for section in group.sections {
            text.push_str(&one(section));
        }
    }
    text
}

fn summary(run: &Run) -> String {
    let groups = groups(run);
    let sections = groups.iter().flat_map(|group| group.sections.iter());
    let all: Vec<_> = sections.flat_map(|section| lines(section)).collect();
    let rows = all.iter().map(|line| {
        let (contest, section) = (&line.contest, line.section);
        let unit = contest.case.unit;
        Row {
            cells: vec![
                format!("{}, {}: {}", section.scenario, section.network, line.what()),
                contest.ours.name.clone(),
                contest.other.name.clone(),
                contest.words(),
                written(Some(contest.ratio.value)),
                line.noise(),
                told(contest.ours.p50, unit),
                told(contest.other.p50, unit),
            ],
            is_ours: true,
        }
    });
    let table = table(
        &[
            "what",
            "pg_feed",
            "against",
            "pg_feed is",
            "ratio",
            "between",
            "pg_feed",
            "it",
        ],
        4,
        rows.collect(),
    );
    format!(
        "\n## Summary\n\nAgainst the best peer of each case, pg_feed is {}.\n\n{table}",
        Score::of(all.iter()).words()
    )
}

fn aims(run: &Run) -> String {
    let all = aims::standings(run);
    if all.is_empty() {
        return String::new();
    }
    let rows = all.iter().map(|standing| Row {
        cells: vec![
            format!(
                "{}, {}",
                standing.section.scenario, standing.section.network
            ),
            standing.case.what.clone(),
            standing.aim(),
            standing.words(),
            standing.measured(),
        ],
        is_ours: true,
    });
    let head = ["where", "what", "aim", "", "measured"];
    let each = table(&head, 4, rows.collect());
    let short = targets::table(run).map(|table| table.markdown());
    format!(
        "\n## Aims\n\n{}\n### Case by case\n\n{each}",
        short.unwrap_or_default()
    )
}

fn one(section: &Section) -> String {
    let mut text = format!(
        "\n## {}: {}, {}\n",
        section.scenario, section.title, section.network
    );
    if let Some(why) = &section.skipped {
        text.push_str(&format!("\nLeft out: {why}\n"));
    }
    if let Some(why) = &section.failed {
        text.push_str(&format!("\n**Failed**: {why}\n"));
    }
    if !section.text.is_empty() {
        text.push_str(&format!("\n{}\n", section.text.trim()));
    }
    for series in series(section) {
        text.push_str(&format!("\n### {}\n\n", series.what));
        for noise in noise(&series) {
            text.push_str(&format!("{noise}.\n\n"));
        }
        text.push_str(&figures(&series).markdown());
    }
    text
}

/// How unsteady cases were that are shown together.
pub fn noise(series: &Series) -> Vec<String> {
    let told = |case: &&crate::record::Case| {
        let noise = Noise::of(case)?;
        let (how, why) = noise.words()?;
        Some(match &case.at {
            None => format!("{how}: {why}"),
            Some(at) => format!("{how} at {} {}: {why}", at.value, at.axis),
        })
    };
    series.cases.iter().filter_map(told).collect()
}

fn table(head: &[&str], words: usize, rows: Vec<Row>) -> String {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    Table { head, words, rows }.markdown()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn everything_of_a_run_is_told() {
        let text = page(&fixture::run());
        for part in [
            "# pg_feed, measured on 2026-11-29",
            "cargo run --release -p bench -- --scale full",
            "## Aims",
            "Left out: pg_feed is not in shared_preload_libraries",
            "**Failed**: feed_for and plain SQL disagree for viewer 17",
            "Too noisy: the ratio of a warm page to a row by primary key moved by a factor of",
            "| 1,000,000 | a warm page |",
        ] {
            assert!(text.contains(part), "{part} is missing:\n{text}");
        }
    }

    #[test]
    fn no_name_breaks_a_table() {
        let text = page(&fixture::run());
        assert!(text.contains("\\<script>alert('\\|')\\</script>"), "{text}");
    }
}
