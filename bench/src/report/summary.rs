//! The short table for a README: the contests that say most, losses as well as wins, chosen by rule.

use super::figures::written;
use super::lines::{Line, Score, lines};
use super::noise::Tally;
use super::series::{Group, groups};
use super::table::{Row, Table};
use crate::record::{Run, Section};

/// Rows of the short table: with head and verdict it stays within forty lines.
const ROWS: usize = 34;

/// The short table in Markdown.
pub fn page(run: &Run) -> String {
    let groups = groups(run);
    let all: Vec<Line> = in_order(&groups).flat_map(lines).collect();
    let chosen = choose(&groups);
    let rows = chosen.iter().map(|line| {
        let Line {
            contest, section, ..
        } = line;
        Row {
            cells: vec![
                format!("{}, {}: {}", section.scenario, section.network, line.what()),
                contest.ours.name.clone(),
                contest.other.name.clone(),
                format!(
                    "{}, {}",
                    written(Some(contest.ratio.value)),
                    contest.words()
                ),
                line.noise(),
            ],
            is_ours: true,
        }
    });
    let head = ["what", "pg_feed", "against", "ratio", "noise"];
    let table = Table {
        head: head.map(str::to_owned).to_vec(),
        words: head.len(),
        rows: rows.collect(),
    };
    let left_out = Score::of(all.iter().filter(|line| {
        let is_it = |other: &&Line| {
            std::ptr::eq(other.contest.case, line.contest.case)
                && std::ptr::eq(other.contest.ours, line.contest.ours)
        };
        !chosen.iter().any(|other| is_it(&other))
    }));
    let mut text = format!(
        "{} Against the best peer of each case, pg_feed is {}. A ratio is the median of pg_feed over that of the other, with the \
         least and the greatest that a part of the run gave.\n\n{}",
        Tally::of(run).words(),
        Score::of(all.iter()).words(),
        table.markdown()
    );
    if left_out != Score::default() {
        text.push_str(&format!("\nNot in this table: {}.\n", left_out.words()));
    }
    text
}

fn in_order<'a>(groups: &'a [Group<'a>]) -> impl Iterator<Item = &'a Section> {
    groups
        .iter()
        .flat_map(|group| group.sections.iter().copied())
}

/// As many as there is room for, by turns of the sections: first what each measures first, then what each loses by most, then the
/// others in their order. Shown section by section.
fn choose<'a>(groups: &'a [Group<'a>]) -> Vec<Line<'a>> {
    let mut waiting: Vec<(Vec<Line>, Vec<Line>)> = in_order(groups)
        .map(|section| (Vec::new(), lines(section)))
        .collect();
    let mut room = ROWS;
    for turn in 0.. {
        let before = room;
        for (chosen, left) in &mut waiting {
            let next = match turn {
                1 => worst_loss(left),
                _ => (!left.is_empty()).then_some(0),
            };
            if let Some(next) = next
                && room > 0
            {
                chosen.push(left.remove(next));
                room -= 1;
            }
        }
        if room == 0 || (room == before && turn > 1) {
            break;
        }
    }
    waiting.into_iter().flat_map(|(chosen, _)| chosen).collect()
}

fn worst_loss(lines: &[Line]) -> Option<usize> {
    let losses = lines.iter().enumerate().filter(|(_, line)| line.is_loss());
    losses
        .max_by(|(_, a), (_, b)| a.contest.cost().total_cmp(&b.contest.cost()))
        .map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_short_table_is_short_and_tells_losses() {
        let text = page(&fixture::run());
        assert!(text.lines().count() <= 40, "{text}");
        assert!(text.contains("1.49× slower"), "{text}");
        assert!(text.contains("too noisy"), "{text}");
    }

    #[test]
    fn every_section_has_a_row_before_any_has_many() {
        let mut run = fixture::run();
        let timeline = run.sections[0].clone();
        for place in 0..30 {
            let scenario = format!("timeline.{place}");
            run.sections.push(Section {
                scenario,
                ..timeline.clone()
            });
        }
        let text = page(&run);
        assert!(text.contains("timeline.25, dense") && text.lines().count() <= 40);
        assert!(text.contains("Not in this table: better in"), "{text}");
    }
}
