//! Which reads there are, whom each is asked about, and the plain SQL that it is held against.

use crate::record::Role;
use crate::scenarios::kind::Kind;

/// Whose keys the statements of a read take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Any accounts that have a window.
    Warm,
    /// Those of a kind who have none.
    Cold(Kind),
    /// Any accounts.
    Anybody,
    /// Viewers who come back to a page.
    Visitors,
    /// Those of them who are in a group.
    Members,
}

/// One way to ask.
pub struct Way {
    pub name: &'static str,
    pub role: Role,
    pub sql: &'static str,
    /// Whether it must give the same rows as the others that must.
    pub compared: bool,
}

/// A read, and all ways to ask it.
pub struct Read {
    pub what: &'static str,
    pub about: About,
    pub ways: &'static [Way],
}

macro_rules! way {
    ($name:literal, $role:ident, $file:literal) => {
        way!($name, $role, $file, true)
    };
    ($name:literal, $role:ident, $file:literal, $compared:literal) => {
        Way {
            name: $name,
            role: Role::$role,
            sql: include_str!(concat!("../../../sql/reads/", $file)),
            compared: $compared,
        }
    };
}

const TIMELINE: &[Way] = &[
    way!("timeline_for", Ours, "timeline_for.sql"),
    way!("feed_page, recent", Ours, "timeline_page.sql", false),
    way!(
        "plain SQL that walks back in time",
        Peer,
        "timeline_walk.sql"
    ),
    way!("plain SQL by LATERAL", Peer, "timeline_lateral.sql"),
];

const fn timeline(what: &'static str, about: About) -> Read {
    Read {
        what,
        about,
        ways: TIMELINE,
    }
}

pub const READS: [Read; 11] = [
    timeline("timeline, viewers random, warm", About::Warm),
    timeline("timeline, viewers random, cold", About::Cold(Kind::Random)),
    timeline("timeline, viewers silent, cold", About::Cold(Kind::Silent)),
    timeline("timeline, viewers many, cold", About::Cold(Kind::Many)),
    timeline("timeline, viewers none, cold", About::Cold(Kind::Nobody)),
    Read {
        what: "posts of an author",
        about: About::Anybody,
        ways: &[
            way!("posts_by", Ours, "posts_by.sql"),
            way!("plain SQL", Peer, "posts_by_plain.sql"),
        ],
    },
    Read {
        what: "posts of a group",
        about: About::Members,
        ways: &[
            way!("posts_in", Ours, "posts_in.sql"),
            way!("plain SQL", Peer, "posts_in_plain.sql"),
        ],
    },
    Read {
        what: "public posts",
        about: About::Anybody,
        ways: &[
            way!("public_timeline", Ours, "public_timeline.sql"),
            way!("plain SQL", Peer, "public_timeline_plain.sql"),
        ],
    },
    Read {
        what: "how many posts are new",
        about: About::Visitors,
        ways: &[
            way!("new_posts_since", Ours, "new_posts_since.sql"),
            way!("plain SQL", Peer, "new_posts_since_plain.sql"),
        ],
    },
    Read {
        what: "who follow each other",
        about: About::Anybody,
        ways: &[
            way!("mutuals_of", Ours, "mutuals_of.sql"),
            way!("plain SQL", Peer, "mutuals_of_plain.sql"),
        ],
    },
    Read {
        what: "why a post stands where it does",
        about: About::Visitors,
        ways: &[way!("explain", Ours, "explain.sql", false)],
    },
];
