//! Who gives the first page of 50, by which formula, and by which statement.

use postgres::Client;

use crate::failure::Outcome;
use crate::record::Role;
use crate::scenarios::engagement::agreement::{self, Page};
use crate::scenarios::engagement::stage::Stage;

pub const ROW: &str = include_str!("../../../../sql/engagement/row.sql");
const TRENDING: &str = include_str!("../../../../sql/engagement/trending.sql");
const BY_DECAY: &str = include_str!("../../../../sql/engagement/by_decay.sql");
const BY_VIEW: &str = include_str!("../../../../sql/engagement/by_view.sql");
const GRAVITY: &str = include_str!("../../../../sql/engagement/gravity.sql");
const GRAVITY_THEN: &str = include_str!("../../../../sql/engagement/gravity_then.sql");
const BY_GRAVITY_FLOAT8: &str = include_str!("../../../../sql/engagement/by_gravity_float8.sql");
const BY_GRAVITY_NUMERIC: &str = include_str!("../../../../sql/engagement/by_gravity_numeric.sql");
const BY_RANK: &str = include_str!("../../../../sql/engagement/by_rank.sql");
const WINDOW: &str = include_str!("../../../../sql/engagement/window.sql");
const BY_WINDOW: &str = include_str!("../../../../sql/engagement/by_window.sql");

/// Who is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Row,
    Trending,
    Decay,
    View,
    Redis,
    Gravity,
    GravityFloat8,
    GravityNumeric,
    Rank,
    Hour,
    HourPlain,
    Day,
    DayPlain,
}

impl Reader {
    pub const ALL: [Self; 13] = [
        Self::Row,
        Self::Trending,
        Self::Decay,
        Self::View,
        Self::Redis,
        Self::Gravity,
        Self::GravityFloat8,
        Self::GravityNumeric,
        Self::Rank,
        Self::Hour,
        Self::HourPlain,
        Self::Day,
        Self::DayPlain,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "a row by primary key",
            Self::Trending => "trending",
            Self::Decay => "the decayed score in ORDER BY",
            Self::View => "materialized view, up to 5 minutes old",
            Self::Redis => "Redis sorted set, ids and scores",
            Self::Gravity => "trending_posts by gravity",
            Self::GravityFloat8 => "gravity in ORDER BY, float8",
            Self::GravityNumeric => "gravity in ORDER BY, numeric",
            Self::Rank => "rank column (Lemmy), up to 10 minutes old",
            Self::Hour => "trending_posts of an hour",
            Self::Day => "trending_posts of a day",
            Self::HourPlain | Self::DayPlain => "GROUP BY over likes and comments",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Row => Role::Floor,
            Self::Trending | Self::Gravity | Self::Hour | Self::Day => Role::Ours,
            _ => Role::Peer,
        }
    }

    /// What is sent to the server; Redis is asked elsewhere.
    pub fn sql(self, stage: Stage) -> String {
        let (template, within) = match self {
            Self::Row => (ROW, ""),
            Self::Trending => (TRENDING, ""),
            Self::Decay => (BY_DECAY, ""),
            Self::View | Self::Redis => (BY_VIEW, ""),
            Self::Gravity => (GRAVITY, ""),
            Self::GravityFloat8 => (BY_GRAVITY_FLOAT8, ""),
            Self::GravityNumeric => (BY_GRAVITY_NUMERIC, ""),
            Self::Rank => (BY_RANK, ""),
            Self::Hour => (WINDOW, "1 hour"),
            Self::HourPlain => (BY_WINDOW, "1 hour"),
            Self::Day => (WINDOW, "1 day"),
            Self::DayPlain => (BY_WINDOW, "1 day"),
        };
        stage.sql(&template.replace("{within}", within))
    }

    /// What it gives, to be held against others.
    fn page(self, stage: Stage) -> Page {
        let (post, score) = match self {
            Self::Trending => ("post_id", "value"),
            Self::View => ("id", "value"),
            Self::Rank => ("id", "rank"),
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
    &[Reader::Decay, Reader::Trending, Reader::View],
    &[
        Reader::GravityFloat8,
        Reader::GravityNumeric,
        Reader::Gravity,
    ],
    &[Reader::HourPlain, Reader::Hour],
    &[Reader::DayPlain, Reader::Day],
];

/// Stops with a sentence where readers of one formula give different posts. The rank is held against gravity as of when it was
/// computed.
pub fn require_agreement(stage: Stage, client: &mut Client) -> Outcome<()> {
    for equals in EQUALS {
        let pages: Vec<Page> = equals.iter().map(|reader| reader.page(stage)).collect();
        agreement::require(client, &pages)?;
    }
    let then = Page {
        sql: stage.sql(GRAVITY_THEN),
        ..Reader::Gravity.page(stage)
    };
    agreement::require(client, &[Reader::Rank.page(stage), then])
}

/// The same for trending and plain SQL alone, which know of what is pending.
pub fn require_trending(stage: Stage, client: &mut Client) -> Outcome<()> {
    agreement::require(
        client,
        &[Reader::Decay, Reader::Trending].map(|reader| reader.page(stage)),
    )
}
