//! The first page of 50 by each formula, against a row by primary key, a rank kept in a column, and the formula in plain SQL; and
//! among a tenth of the posts.

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::agreement::{self, Page};
use super::stage::{Numbers, Stage};
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{grouped, ratio, written};
use crate::report::table;
use crate::scenarios::contest::{self, Contender};
use crate::scenarios::section::{Section, Spread, counted};
use crate::server;

const RANKED: &str = include_str!("../../../sql/engagement/ranked.sql");
const ROW: &str = include_str!("../../../sql/engagement/row.sql");
const BY_RANK: &str = include_str!("../../../sql/engagement/by_rank.sql");
pub const TRENDING: &str = include_str!("../../../sql/engagement/trending.sql");
pub const BY_DECAY: &str = include_str!("../../../sql/engagement/by_decay.sql");
pub const GRAVITY: &str = include_str!("../../../sql/engagement/gravity.sql");
const BY_GRAVITY_FLOAT8: &str = include_str!("../../../sql/engagement/by_gravity_float8.sql");
const BY_GRAVITY_NUMERIC: &str = include_str!("../../../sql/engagement/by_gravity_numeric.sql");
pub const WINDOW: &str = include_str!("../../../sql/engagement/window.sql");
const BY_WINDOW: &str = include_str!("../../../sql/engagement/by_window.sql");

/// Who is measured, by place in all lists here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Row,
    Rank,
    Trending,
    TrendingOfTenth,
    Decay,
    Gravity,
    GravityOfTenth,
    GravityFloat8,
    GravityNumeric,
    Hour,
    HourOfTenth,
    HourPlain,
    Day,
    DayOfTenth,
    DayPlain,
}

impl Reader {
    const ALL: [Self; 15] = [
        Self::Row,
        Self::Rank,
        Self::Trending,
        Self::TrendingOfTenth,
        Self::Decay,
        Self::Gravity,
        Self::GravityOfTenth,
        Self::GravityFloat8,
        Self::GravityNumeric,
        Self::Hour,
        Self::HourOfTenth,
        Self::HourPlain,
        Self::Day,
        Self::DayOfTenth,
        Self::DayPlain,
    ];

    /// What is told of whom, and against whom.
    const PAIRS: [(Self, Self); 13] = [
        (Self::Trending, Self::Row),
        (Self::Trending, Self::TrendingOfTenth),
        (Self::Trending, Self::Rank),
        (Self::Trending, Self::Decay),
        (Self::Gravity, Self::Row),
        (Self::Gravity, Self::GravityOfTenth),
        (Self::Gravity, Self::GravityFloat8),
        (Self::Gravity, Self::GravityNumeric),
        (Self::Hour, Self::Row),
        (Self::Hour, Self::HourOfTenth),
        (Self::Hour, Self::HourPlain),
        (Self::Day, Self::DayOfTenth),
        (Self::Day, Self::DayPlain),
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Row => "a row by primary key",
            Self::Rank => "a rank kept in a column, read by index (Lemmy's way)",
            Self::Trending => "trending",
            Self::TrendingOfTenth => "trending, a tenth of the posts",
            Self::Decay => "the decayed score in ORDER BY",
            Self::Gravity => "trending_posts by gravity",
            Self::GravityOfTenth => "by gravity, a tenth of the posts",
            Self::GravityFloat8 => "gravity in ORDER BY, float8",
            Self::GravityNumeric => "gravity in ORDER BY, numeric",
            Self::Hour => "trending_posts of an hour",
            Self::HourOfTenth => "of an hour, a tenth of the posts",
            Self::HourPlain => "GROUP BY over an hour of likes and comments",
            Self::Day => "trending_posts of a day",
            Self::DayOfTenth => "of a day, a tenth of the posts",
            Self::DayPlain => "GROUP BY over a day of likes and comments",
        }
    }

    const fn is_of_tenth(self) -> bool {
        matches!(
            self,
            Self::TrendingOfTenth | Self::GravityOfTenth | Self::HourOfTenth | Self::DayOfTenth
        )
    }

    fn sql(self, stage: Stage) -> String {
        let (template, within) = match self {
            Self::Row => (ROW, ""),
            Self::Rank => (BY_RANK, ""),
            Self::Trending | Self::TrendingOfTenth => (TRENDING, ""),
            Self::Decay => (BY_DECAY, ""),
            Self::Gravity | Self::GravityOfTenth => (GRAVITY, ""),
            Self::GravityFloat8 => (BY_GRAVITY_FLOAT8, ""),
            Self::GravityNumeric => (BY_GRAVITY_NUMERIC, ""),
            Self::Hour | Self::HourOfTenth => (WINDOW, "1 hour"),
            Self::HourPlain => (BY_WINDOW, "1 hour"),
            Self::Day | Self::DayOfTenth => (WINDOW, "1 day"),
            Self::DayPlain => (BY_WINDOW, "1 day"),
        };
        stage.sql(&template.replace("{within}", within))
    }

    /// What it gives, to be held against others.
    fn page(self, stage: Stage) -> Page {
        let (post, score) = match self {
            Self::Trending | Self::TrendingOfTenth => ("post_id", "value"),
            Self::Decay | Self::GravityFloat8 | Self::GravityNumeric => ("id", "score"),
            _ => ("post_id", "score"),
        };
        Page {
            name: self.name(),
            sql: self.sql(stage),
            post,
            score,
        }
    }
}

/// Those that have to give the same posts.
const EQUALS: [&[Reader]; 4] = [
    &[Reader::Decay, Reader::Trending],
    &[
        Reader::GravityFloat8,
        Reader::GravityNumeric,
        Reader::Gravity,
    ],
    &[Reader::HourPlain, Reader::Hour],
    &[Reader::DayPlain, Reader::Day],
];

/// Measures all of them in turns.
pub fn measure(
    all: Stage,
    tenth: Stage,
    client: &mut Client,
    options: &Options,
) -> Outcome<Section> {
    all.set_up_engaged(client, options)?;
    tenth.set_up_engaged(&mut tenth.connect()?, options)?;
    client.batch_execute(&all.sql(RANKED))?;
    client.batch_execute("VACUUM (FREEZE, ANALYZE) ranked")?;
    let core = server::core(client, options.pinned)?;
    for equals in EQUALS {
        let pages: Vec<Page> = equals.iter().map(|reader| reader.page(all)).collect();
        agreement::require(client, &pages)?;
    }
    let last = all.last(client)?;
    let mut contenders = Vec::new();
    for reader in Reader::ALL {
        let stage = if reader.is_of_tenth() { tenth } else { all };
        let statement = client.prepare(&reader.sql(stage))?;
        contenders.push(match reader {
            Reader::Row => Contender::with_keys(statement, (1..=last).collect()),
            _ => Contender::new(statement),
        });
    }
    let mut random = StdRng::seed_from_u64(options.seed);
    let spreads = contest::run(client, &contenders, options.effort.rounds, &mut random)?;
    for stage in [all, tenth] {
        stage.require_pending(client, 0)?;
    }
    let numbers = [all.numbers(client)?, tenth.numbers(client)?];
    let storage = storage(all, client)?;
    Ok(tell(all, &core, numbers, &storage, &spreads))
}

/// What the storage has, by size.
fn storage(stage: Stage, client: &mut Client) -> Outcome<String> {
    let mut tables = stage.storage(client)?;
    tables.retain(|table| table.bytes > 0);
    tables.sort_by_key(|table| -table.bytes);
    let told: Vec<String> = tables
        .iter()
        .map(|table| format!("{} {} kB", table.name, grouped(table.bytes / 1024)))
        .collect();
    Ok(told.join(", "))
}

/// How much there is, as a phrase.
pub fn told(numbers: Numbers) -> String {
    format!(
        "{} posts ({} of the last seven days), {} likes, {} comments, {} views",
        grouped(numbers.posts),
        grouped(numbers.recent),
        grouped(numbers.likes),
        grouped(numbers.comments),
        grouped(numbers.views)
    )
}

fn tell(
    stage: Stage,
    core: &str,
    numbers: [Numbers; 2],
    storage: &str,
    spreads: &[Spread],
) -> Section {
    let of = |reader: Reader| spreads[reader as usize];
    let rows: Vec<Vec<String>> = Reader::ALL
        .into_iter()
        .map(|reader| {
            let mut row = vec![reader.name().to_owned(), counted(of(reader).calls)];
            row.extend(of(reader).cells());
            row.push(written(ratio(of(reader).p50, of(Reader::Row).p50)));
            row
        })
        .collect();
    let summary = Reader::PAIRS
        .into_iter()
        .map(|(ours, other)| {
            [
                format!("{}: p50", ours.name()),
                written(of(ours).p50),
                other.name().into(),
                written(of(other).p50),
                written(ratio(of(ours).p50, of(other).p50)),
            ]
        })
        .collect();
    let head = [
        "the first 50",
        "calls",
        "p50",
        "p99",
        "p99 to p50",
        "p50 to a row by primary key",
    ];
    let [all, tenth] = numbers.map(told);
    Section {
        title: format!("Trending, {}", stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. {all}; of the tenth {tenth}. Nothing was pending. Before timing, pg_feed and plain SQL gave the same posts with the \
             same scores in one snapshot. The rank in a column is as old as the run; in use it has to be computed again and \
             again. Plain SQL by gravity finds its counters in columns; by decay and by the hour it counts likes and comments, which \
             have an index by time. The storage of the feed: {storage}.\n\n{}",
            table(&head, &rows)
        ),
    }
}
