//! The report of the pull scenario: medians, p99 and ratios as tables, by graph and kind of viewers.

use super::facts::Facts;
use super::figures::{grouped, maximum, median, micros, p99, ratio, written};
use super::summary::{GONE_WRONG, STEADY, Summary, TO_BEST_PEER};
use super::{plans, table};
use crate::options::Options;
use crate::peers::Contender;
use crate::scenarios::deep::Depth;
use crate::scenarios::pull::GraphFigures;

/// Page 50 against page 1.
const DEEP: f64 = 2.0;

/// The whole report as Markdown.
pub fn page(options: &Options, facts: &Facts, graphs: &[GraphFigures]) -> String {
    let mut text = format!("# Timelines by pull, {}\n\n{}\n", facts.date, facts.list());
    text.push_str(
        "A page is 20 posts, fetched in full. Before timing, all contenders returned the same posts for every viewer here.\n\
         Times in microseconds. (a) one row by primary key, (b) the plain join, (c) LATERAL top 20 of each followee,\n\
         (d) for each viewer the better median of (b) and (c). A query slower than 5 ms is called at most 5 times for a viewer.\n\n",
    );
    for kind in &options.kinds {
        text.push_str(&format!("- {}: {}\n", kind.name(), kind.meaning()));
    }
    for figures in graphs {
        text.push_str(&graph(figures, options.peers_only));
    }
    text
}

fn graph(figures: &GraphFigures, peers_only: bool) -> String {
    let size = figures.size;
    let (users, posts) = (grouped(size.users), grouped(size.posts));
    let mut text = format!(
        "\n## {}: {users} accounts, {posts} posts\n\n",
        figures.graph.name()
    );
    let kinds: Vec<Summary> = figures.kinds.iter().map(Summary::of).collect();
    text.push_str(&format!("Core: {}.\n\n", figures.core));
    text.push_str(&times(&kinds));
    text.push('\n');
    text.push_str(&if peers_only {
        peer_ratios(&kinds)
    } else {
        ratios(&kinds)
    });
    if let Some(depth) = &figures.depth {
        text.push('\n');
        text.push_str(&deep(depth));
    }
    text.push('\n');
    text.push_str(&plans::tell(&figures.kinds));
    text
}

fn times(kinds: &[Summary]) -> String {
    let head = [
        "viewers",
        "n",
        "(a) p50",
        "(a) p99",
        "(b) p50",
        "(b) p99",
        "(c) p50",
        "(c) p99",
        "(d) p50",
        "timeline_for p50",
        "timeline_for p99",
    ];
    let rows = kinds.iter().map(|kind| {
        let mut row = vec![kind.kind.name().to_owned(), kind.viewers.to_string()];
        for contender in Contender::ALL {
            if contender == Contender::Timeline {
                row.push(written(kind.best));
            }
            row.push(written(kind.p50[contender as usize]));
            row.push(written(kind.p99[contender as usize]));
        }
        row
    });
    table(&head, &rows.collect::<Vec<_>>())
}

fn ratios(kinds: &[Summary]) -> String {
    let to_best_worst = "worst viewer to (d)";
    let head = [
        "timeline_for of",
        "to (a)",
        "to (d)",
        to_best_worst,
        "p99 to p50",
        "slowest viewer to p50",
        "(a)'s p99 to p50",
        "(b) to it",
        "aims missed",
    ];
    let rows = kinds.iter().map(|kind| {
        vec![
            kind.kind.name().to_owned(),
            written(ratio(
                kind.median(Contender::Timeline),
                kind.median(Contender::Row),
            )),
            written(kind.to_best),
            written(kind.to_best_worst),
            written(kind.steadiness(Contender::Timeline)),
            written(ratio(kind.slowest, kind.median(Contender::Timeline))),
            written(kind.steadiness(Contender::Row)),
            written(kind.join_to_timeline().0),
            kind.missed(),
        ]
    });
    let aims = format!(
        "\nAims: at most {TO_BEST_PEER} to (d) for every kind; p99 under {STEADY} of p50; at least {GONE_WRONG} times \
         faster than (b) where (b) is {GONE_WRONG} times (d). Where (a)'s p99 is far from its p50, the machine was busy \
         with something else, and no p99 here means much.\n"
    );
    table(&head, &rows.collect::<Vec<_>>()) + &aims
}

fn peer_ratios(kinds: &[Summary]) -> String {
    let head = [
        "without the extension",
        "(b) to (a)",
        "(c) to (a)",
        "(d) to (a)",
        "(b) to (d)",
        "(c) to (d)",
    ];
    let rows = kinds.iter().map(|kind| {
        let (row, join, lateral) = (
            kind.median(Contender::Row),
            kind.median(Contender::Join),
            kind.median(Contender::Lateral),
        );
        vec![
            kind.kind.name().to_owned(),
            written(ratio(join, row)),
            written(ratio(lateral, row)),
            written(ratio(kind.best, row)),
            written(ratio(join, kind.best)),
            written(ratio(lateral, kind.best)),
        ]
    });
    table(&head, &rows.collect::<Vec<_>>())
}

fn deep(depth: &Depth) -> String {
    let first: Vec<f64> = depth
        .walkers
        .iter()
        .flat_map(|walker| &walker.first)
        .map(micros)
        .collect();
    let last: Vec<f64> = depth
        .walkers
        .iter()
        .flat_map(|walker| &walker.last)
        .map(micros)
        .collect();
    let of_viewers: Vec<f64> = depth
        .walkers
        .iter()
        .filter_map(|walker| {
            let middle = |times: &[std::time::Duration]| {
                median(&times.iter().map(micros).collect::<Vec<_>>())
            };
            ratio(middle(&walker.last), middle(&walker.first))
        })
        .collect();
    let over = median(&of_viewers);
    let head = [
        "walks",
        "page 1 p50",
        "page 1 p99",
        "page 50 p50",
        "page 50 p99",
        "50 to 1",
        "worst viewer",
        "aim missed",
    ];
    let row = vec![
        format!("{} random viewers", depth.walkers.len()),
        written(median(&first)),
        written(p99(&first)),
        written(median(&last)),
        written(p99(&last)),
        written(over),
        written(maximum(&of_viewers)),
        if over.is_some_and(|over| over > DEEP) {
            "yes".into()
        } else {
            "no".into()
        },
    ];
    let mut text = table(&head, &[row]);
    text.push_str(&format!(
        "\nTimelines that end before page 50: {}.",
        depth.short
    ));
    text.push_str(&if depth.disagreeing.is_empty() {
        " The pages of every walk are those of one large page.\n".to_owned()
    } else {
        format!(
            " **The pages of these viewers are not those of one large page: {:?}.**\n",
            depth.disagreeing
        )
    });
    text
}
