//! The table of settings: name, what a value must be, unit, meaning.

use super::kind::{Kind, Setting};

/// What a factor of the ranked feed weighs.
const WEIGHT: Kind = Kind::Between(0.0, 1000.0);

/// What is left of a score.
const SHARE: Kind = Kind::Between(0.0, 1.0);

/// An amount at which a factor is one half.
const HALF: Kind = Kind::Number(0.0, 1e12);

/// All settings, in the order in which `feed.settings` lists them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "candidates.max_age",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how old the posts may be that are ranked; older ones follow by time",
    },
    Setting {
        name: "candidates.similar",
        kind: Kind::Count(0, 250),
        unit: Some("posts"),
        description: "how many posts like those that the viewer engaged with are ranked",
    },
    Setting {
        name: "candidates.timeline",
        kind: Kind::Count(0, 1000),
        unit: Some("posts"),
        description: "how many of the newest posts of the timeline are ranked",
    },
    Setting {
        name: "candidates.trending",
        kind: Kind::Count(0, 250),
        unit: Some("posts"),
        description: "how many trending posts are ranked",
    },
    Setting {
        name: "engagement.keep",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how far back engagement is known by the hour",
    },
    Setting {
        name: "fanout.max_followers",
        kind: Kind::Count(0, 10_000_000),
        unit: Some("followers"),
        description: "posts of authors with more followers, and in groups with more members, are asked for at each read",
    },
    Setting {
        name: "gravity.exponent",
        kind: Kind::Number(0.0, 100.0),
        unit: None,
        description: "how strongly age weighs in formula gravity: engagement / (age + offset)^exponent",
    },
    Setting {
        name: "gravity.offset_hours",
        kind: Kind::Number(0.0, 1e6),
        unit: Some("hours"),
        description: "what formula gravity adds to the age of a post",
    },
    Setting {
        name: "groups.open",
        kind: Kind::Bool,
        unit: None,
        description: "posts_in shows a group's posts to people who are not its members",
    },
    Setting {
        name: "rank.context",
        kind: WEIGHT,
        unit: None,
        description: "weight of being posted in a group of the viewer's",
    },
    Setting {
        name: "rank.diversity_decay",
        kind: SHARE,
        unit: None,
        description: "what each post of the same author before it leaves of a score, above the floor",
    },
    Setting {
        name: "rank.diversity_floor",
        kind: SHARE,
        unit: None,
        description: "what many posts of the same author before it leave of a score at least",
    },
    Setting {
        name: "rank.engagement",
        kind: WEIGHT,
        unit: None,
        description: "weight of engagement, decayed",
    },
    Setting {
        name: "rank.engagement_half",
        kind: HALF,
        unit: None,
        description: "decayed engagement at which the factor is 1/2",
    },
    Setting {
        name: "rank.out_of_network",
        kind: SHARE,
        unit: None,
        description: "what is left of the score of a post that the viewer has no reason to see but engagement or similarity",
    },
    Setting {
        name: "rank.quality",
        kind: WEIGHT,
        unit: None,
        description: "weight of how many of those who saw a post engaged with it",
    },
    Setting {
        name: "rank.quality_min",
        kind: Kind::Count(0, 1_000_000),
        unit: Some("impressions"),
        description: "fewer say nothing of quality",
    },
    Setting {
        name: "rank.recency",
        kind: WEIGHT,
        unit: None,
        description: "weight of being new",
    },
    Setting {
        name: "rank.recency_half_life",
        kind: Kind::HalfLife,
        unit: Some("interval"),
        description: "the time in which recency halves",
    },
    Setting {
        name: "rank.relevance",
        kind: WEIGHT,
        unit: None,
        description: "weight of the viewer's engagement with posts of the same author",
    },
    Setting {
        name: "rank.relevance_half",
        kind: HALF,
        unit: None,
        description: "decayed engagement with an author at which the factor is 1/2",
    },
    Setting {
        name: "rank.relevance_half_life",
        kind: Kind::HalfLife,
        unit: Some("interval"),
        description: "the time in which the viewer's engagement loses half of its weight",
    },
    Setting {
        name: "rank.seen",
        kind: SHARE,
        unit: None,
        description: "what is left of the score of a post that was marked as seen",
    },
    Setting {
        name: "rank.semantic",
        kind: WEIGHT,
        unit: None,
        description: "weight of likeness to what the viewer engaged with",
    },
    Setting {
        name: "rank.social_half",
        kind: HALF,
        unit: Some("followees"),
        description: "followees who engaged with a post at which the factor is 1/2",
    },
    Setting {
        name: "rank.social_proof",
        kind: WEIGHT,
        unit: None,
        description: "weight of the viewer's followees having engaged with a post",
    },
    Setting {
        name: "security.viewer",
        kind: Kind::Expression,
        unit: None,
        description: "SQL expression for the viewer of the session; reads refuse any other viewer",
    },
    Setting {
        name: "seen.keep",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how long posts stay marked as seen",
    },
    Setting {
        name: "timeline.group_posts",
        kind: Kind::OneOf(&["members", "everyone"]),
        unit: None,
        description: "whom a followed author's post in a group reaches",
    },
    Setting {
        name: "timeline.own",
        kind: Kind::Bool,
        unit: None,
        description: "a timeline shows the viewer's own posts",
    },
    Setting {
        name: "timeline.replies",
        kind: Kind::OneOf(&["none", "followed", "all"]),
        unit: None,
        description: "which replies a timeline shows: none, those to the viewer or a followee, or all",
    },
    Setting {
        name: "trending.base",
        kind: Kind::Number(0.0, 1e12),
        unit: None,
        description: "what a post without engagement is worth when it is written",
    },
    Setting {
        name: "trending.half_life",
        kind: Kind::Hours,
        unit: Some("interval"),
        description: "the time in which engagement loses half of its value, at least 1 hour",
    },
    Setting {
        name: "trending.max_age",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how old posts in view trending may be",
    },
    Setting {
        name: "window.idle",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how long a window is kept without being read, where the library is preloaded",
    },
    Setting {
        name: "window.size",
        kind: Kind::Count(1, 100_000),
        unit: Some("posts"),
        description: "how many of the newest posts a window holds",
    },
];
