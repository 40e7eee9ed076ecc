//! Ranked pages by one client, cold and warm: the extension against plain SQL and a row by primary key, in turns.

use std::time::Duration;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::agreement::{self, Alike};
use super::field::{self, Contender, Field};
use super::plain::{self, Way};
use super::stage::{Stage, Which};
use super::turns::{self, Calls};
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{maximum, median, micros, ratio, written};
use crate::report::table;
use crate::scenarios::kind::Kind;
use crate::scenarios::section::{Section, Spread, counted};
use crate::server;

/// Whose ranked pages are read: these take milliseconds, and plain SQL tens of them.
const KINDS: [Kind; 3] = [Kind::Random, Kind::Many, Kind::Nobody];
const SESSION: &str = include_str!("../../../sql/ranked/session.sql");

/// What was measured of one kind of viewers, with or without windows.
struct Figures {
    kind: Kind,
    warm: bool,
    /// Posts that are ranked for the median viewer, without and with embeddings.
    candidates: [Option<f64>; 2],
    alike: Alike,
    calls: Vec<Calls>,
}

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    client.batch_execute(SESSION)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut all = Vec::new();
    for which in Which::ALL {
        stage.cool(client, which)?;
    }
    for kind in KINDS {
        let keys = match kind {
            Kind::Random => stage.some_readers(client, options.effort.viewers as i64)?,
            _ => kind.viewers(client, stage.users, options.effort.viewers, options.seed)?,
        };
        for warm in [false, true] {
            eprintln!(
                "ranked: {} {}, {}",
                keys.len(),
                kind.name(),
                if warm { "warm" } else { "cold" }
            );
            for which in Which::ALL {
                match warm {
                    true => stage.warm(client, which, &keys)?,
                    false => stage.require_warm(client, which, &keys, 0)?,
                }
            }
            let alike = agreement::require(client, stage, &keys)?;
            let candidates = [
                candidates(client, stage, Which::Plain, &keys)?,
                candidates(client, stage, Which::Embedded, &keys)?,
            ];
            // Prepared anew, since a prepared statement settles for a plan by the first viewers it meets.
            let field = Field::prepare(client, stage)?;
            let viewers = field::viewers(client, stage, &keys)?;
            let calls = turns::run(client, &field, &viewers, options.effort.rounds, &mut random)?;
            all.push(Figures {
                kind: kind,
                warm,
                candidates,
                alike,
                calls,
            });
        }
        for which in Which::ALL {
            stage.require_warm(client, which, &keys, keys.len() as i64)?;
            stage.cool(client, which)?;
        }
    }
    Ok(tell(stage, &core, &all))
}

fn candidates(
    client: &mut Client,
    stage: Stage,
    which: Which,
    viewers: &[i64],
) -> Outcome<Option<f64>> {
    let count = client.prepare(&stage.sql(which, &plain::count(which)))?;
    let mut counts = Vec::new();
    for viewer in viewers {
        let count: i64 = client.query_one(&count, &[viewer])?.get("candidates");
        counts.push(count as f64);
    }
    Ok(median(&counts))
}

impl Figures {
    fn name(&self) -> String {
        format!(
            "{}, {}",
            self.kind.name(),
            if self.warm { "warm" } else { "cold" }
        )
    }

    /// All calls of a contender.
    fn spread(&self, contender: Contender) -> Spread {
        let of_place = self.calls.iter().map(|calls| &calls[contender.place()]);
        let times: Vec<Duration> = of_place.flatten().copied().collect();
        Spread::of(&times)
    }

    /// The medians of each viewer, a contender's over those of the better plain SQL.
    fn to_plain(&self, contender: Contender, which: Which) -> Vec<f64> {
        let medians = self.calls.iter().filter_map(|calls| {
            let of = |contender: Contender| {
                let times = &calls[contender.place()];
                median(&times.iter().map(micros).collect::<Vec<_>>())
            };
            let walk = of(Contender::Plain(which, Way::Walk))?;
            let lateral = of(Contender::Plain(which, Way::Lateral))?;
            ratio(of(contender), Some(walk.min(lateral)))
        });
        medians.collect()
    }

    /// The plain SQL that is quicker on the whole.
    fn best_plain(&self, which: Which) -> Contender {
        let [walk, lateral] = [Way::Walk, Way::Lateral].map(|way| Contender::Plain(which, way));
        match self.spread(walk).p50 <= self.spread(lateral).p50 {
            true => walk,
            false => lateral,
        }
    }
}

fn tell(stage: Stage, core: &str, all: &[Figures]) -> Section {
    let mut text = format!(
        "Core: {core}. A page is 20 posts, with post, author, time and score from everybody; nothing was pending. Plain SQL is asked for the first page; its second one takes as long. Ratios to plain \
         SQL are of medians for each viewer, over the better of (b) and (c) for that viewer.\n"
    );
    let mut summary = Vec::new();
    for figures in all {
        text.push_str(&of_figures(figures));
        for which in Which::ALL {
            summary.extend(lines(stage, figures, which));
        }
    }
    Section {
        title: format!("Ranked pages, {}", stage.network.name()),
        summary,
        text,
    }
}

/// What one kind of viewers gave.
fn of_figures(figures: &Figures) -> String {
    let Alike {
        viewers,
        equal,
        missed,
        missed_worst,
    } = figures.alike;
    let [plain, embedded] = figures.candidates.map(written);
    let mut rows = Vec::new();
    for contender in Contender::ALL {
        let spread = figures.spread(contender);
        let mut row = vec![contender.name(), counted(spread.calls)];
        row.extend(
            [
                spread.p50,
                spread.p95,
                spread.p99,
                ratio(spread.p99, spread.p50),
            ]
            .map(written),
        );
        row.push(written(ratio(
            spread.p50,
            figures.spread(Contender::Row).p50,
        )));
        let over = match contender {
            Contender::Row => Vec::new(),
            Contender::Feed(which)
            | Contender::Next(which)
            | Contender::Json(which)
            | Contender::Plain(which, _) => figures.to_plain(contender, which),
        };
        row.push(written(median(&over)));
        row.push(written(maximum(&over)));
        rows.push(row);
    }
    let head = [
        "a page of 20",
        "calls",
        "p50",
        "p95",
        "p99",
        "p99 to p50",
        "p50 to (a)",
        "to plain SQL",
        "worst viewer",
    ];
    format!(
        "\n### {}\n\n{viewers} viewers ({}). Ranked for the median viewer: {plain} posts without embeddings, {embedded} with. Before \
         timing, pages without embeddings were those of plain SQL for everybody; with embeddings, where both search by the \
         same approximate index, for {equal} of {viewers}, and plain SQL lacked {missed} of 20 posts for the median viewer, {missed_worst} \
         at most.\n\n{}",
        figures.name(),
        match figures.kind {
            Kind::Random => "readers with habits",
            kind => kind.meaning(),
        },
        table(&head, &rows)
    )
}

/// Lines of the summary: the first page against plain SQL, and of ordinary viewers its p99 and a row by primary key.
fn lines(stage: Stage, figures: &Figures, which: Which) -> Vec<[String; 5]> {
    let feed = figures.spread(Contender::Feed(which));
    let best = figures.best_plain(which);
    let (plain, row) = (figures.spread(best), figures.spread(Contender::Row));
    let network = stage.network.name();
    let what = format!("{network}, {}: feed_for, {}", figures.name(), which.name());
    let against = [
        ("p50", feed.p50, best.short().to_owned(), plain.p50),
        ("p99", feed.p99, "its p50".to_owned(), feed.p50),
        ("p50", feed.p50, Contender::Row.name(), row.p50),
    ];
    let told = if figures.kind == Kind::Random { 3 } else { 1 };
    let line = |(which, figure, against, other): (&str, Option<f64>, String, Option<f64>)| {
        [
            format!("{what}: {which}"),
            written(figure),
            against,
            written(other),
            written(ratio(figure, other)),
        ]
    };
    against.into_iter().take(told).map(line).collect()
}
