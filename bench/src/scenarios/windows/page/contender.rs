//! Who gives a page, by name.

use super::super::stage::Which;
use crate::peers::redis::Line;
use crate::record::Role;

const ROW: &str = include_str!("../../../../sql/peers/row.sql");
const PAGE: &str = include_str!("../../../../sql/windows/page.sql");
const FULL: &str = include_str!("../../../../sql/windows/full.sql");
const TABLE: &str = include_str!("../../../../sql/windows/fan_out_page.sql");

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// `timeline_for` of a viewer with a window, with the columns that the peers have.
    Warm,
    /// The same with all columns.
    Full,
    /// The same in a feed without windows.
    Pull,
    /// The first over TCP.
    WarmByTcp,
    Row,
    RowByTcp,
    /// The table that an app's own fan-out fills.
    Table,
    Redis,
    RedisByTcp,
}

/// How a contender is asked.
pub enum Way {
    /// A statement of the session by unix socket; of the one by TCP.
    Session(Which, &'static str),
    SessionByTcp(Which, &'static str),
    Redis(Line),
}

impl Contender {
    pub const ALL: [Self; 9] = [
        Self::Warm,
        Self::Full,
        Self::Pull,
        Self::WarmByTcp,
        Self::Row,
        Self::RowByTcp,
        Self::Table,
        Self::Redis,
        Self::RedisByTcp,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Warm => "timeline_for",
            Self::Full => "timeline_for, all columns",
            Self::Pull => "timeline_for, no window",
            Self::WarmByTcp => "timeline_for, TCP",
            Self::Row => "one row by primary key",
            Self::RowByTcp => "one row by primary key, TCP",
            Self::Table => "fan-out table",
            Self::Redis => "Redis ZREVRANGE",
            Self::RedisByTcp => "Redis ZREVRANGE, TCP",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Warm | Self::Full | Self::Pull | Self::WarmByTcp => Role::Ours,
            Self::Row | Self::RowByTcp => Role::Floor,
            Self::Table | Self::Redis | Self::RedisByTcp => Role::Peer,
        }
    }

    pub const fn way(self) -> Way {
        match self {
            Self::Warm => Way::Session(Which::Warm, PAGE),
            Self::Full => Way::Session(Which::Warm, FULL),
            Self::Pull => Way::Session(Which::Cold, PAGE),
            Self::WarmByTcp => Way::SessionByTcp(Which::Warm, PAGE),
            Self::Row => Way::Session(Which::Warm, ROW),
            Self::RowByTcp => Way::SessionByTcp(Which::Warm, ROW),
            Self::Table => Way::Session(Which::Warm, TABLE),
            Self::Redis => Way::Redis(Line::Socket),
            Self::RedisByTcp => Way::Redis(Line::Tcp),
        }
    }

    /// Whether it reads a post by its key instead of a viewer's page.
    pub const fn reads_a_row(self) -> bool {
        matches!(self, Self::Row | Self::RowByTcp)
    }
}
