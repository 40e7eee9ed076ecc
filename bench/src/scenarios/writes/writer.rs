//! Who writes: to a bare table, to the one that the feed watches, or to one with a trigger as applications have it.

use super::event::Event;
use crate::record::Role;

/// A table of its own for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// No trigger at all.
    Bare,
    /// The feed's capture.
    Watched,
    /// A trigger that adds to a column of the post.
    Counter,
    /// A trigger that inserts a row for each follower.
    FanOut,
    /// The same for those followers alone whose windows the feed keeps.
    FanOutToWarm,
}

impl Writer {
    pub const ALL: [Self; 5] = [
        Self::Bare,
        Self::Watched,
        Self::Counter,
        Self::FanOut,
        Self::FanOutToWarm,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare table",
            Self::Watched => "pg_feed",
            Self::Counter => "counter trigger",
            Self::FanOut => "fan-out trigger",
            Self::FanOutToWarm => "fan-out trigger, warm viewers only",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Bare => Role::Floor,
            Self::Watched => Role::Ours,
            Self::Counter | Self::FanOut | Self::FanOutToWarm => Role::Peer,
        }
    }

    /// Whether applications have such a trigger for these events.
    pub fn writes(self, event: Event) -> bool {
        match self {
            Self::Bare | Self::Watched => true,
            Self::Counter => matches!(event.table(), "likes" | "comments"),
            Self::FanOut | Self::FanOutToWarm => event.is_new_post(),
        }
    }

    /// Its table that stands for one of the app's.
    pub fn table(self, of: &str) -> String {
        match self {
            Self::Bare => format!("bare_{of}"),
            Self::Watched => of.to_owned(),
            Self::Counter => format!("counted_{of}"),
            Self::FanOut => format!("fanned_{of}"),
            Self::FanOutToWarm => format!("fanned_to_warm_{of}"),
        }
    }
}
