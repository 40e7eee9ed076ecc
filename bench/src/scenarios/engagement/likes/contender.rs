//! Who counts likes, and what is liked.

use crate::record::Role;

/// Who counts, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    Bare,
    Signal,
    Worker,
    Counter,
    Delta,
}

impl Contender {
    pub const ALL: [Self; 5] = [
        Self::Bare,
        Self::Signal,
        Self::Worker,
        Self::Counter,
        Self::Delta,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bare => "no trigger",
            Self::Signal => "pg_feed, worker off",
            Self::Worker => "pg_feed, worker on",
            Self::Counter => "counter in a trigger",
            Self::Delta => "row appended by a trigger",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Bare => Role::Floor,
            Self::Signal | Self::Worker => Role::Ours,
            Self::Counter | Self::Delta => Role::Peer,
        }
    }

    /// Where it has the clients insert.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Bare => "bare_likes",
            Self::Signal | Self::Worker => "feed_likes",
            Self::Counter => "counter_likes",
            Self::Delta => "delta_likes",
        }
    }
}

/// What is liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    OnePost,
    RandomPosts,
}

impl On {
    pub const ALL: [Self; 2] = [Self::OnePost, Self::RandomPosts];

    pub const fn name(self) -> &'static str {
        match self {
            Self::OnePost => "one post",
            Self::RandomPosts => "random posts",
        }
    }

    /// The first and the last post, of all up to the last one.
    pub const fn posts(self, last: i64) -> (i64, i64) {
        match self {
            Self::OnePost => (last, last),
            Self::RandomPosts => (1, last),
        }
    }
}
