//! What is asked for, and how often: the transactions of an app, each in a script for a feed and in one for plain SQL.

use super::stage::{Side, Way};

macro_rules! script {
    ($name:literal) => {
        include_str!(concat!("../../../sql/load/", $name, ".pgbench"))
    };
}

const READER: &str = script!("reader");
const RECENT: &str = script!("recent");
const NEWEST_JOIN: &str = script!("plain/newest_join");
const NEWEST_LATERAL: &str = script!("plain/newest_lateral");
const RANKED_PAGE: &str = script!("plain/ranked_page");

/// The posts of a timeline that plain SQL ranks, and those of a page.
const RANKED: &str = "400";
const PAGE: &str = "20";

/// One kind of transaction.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    pub name: &'static str,
    /// How many of a hundred transactions it is.
    pub share: u32,
    feed: &'static str,
    plain: &'static str,
}

macro_rules! mix {
    ($($share:literal $name:literal: $feed:literal, $plain:literal;)*) => {
        /// An app's transactions; places in it are those of pgbench's log.
        pub const MIX: &[Script] = &[$(Script {
            name: $name,
            share: $share,
            feed: script!($feed),
            plain: script!($plain),
        },)*];
    };
}

mix! {
    25 "feed_for": "feed_for", "plain/ranked";
    5 "feed_for and the next page": "two_pages", "plain/two_pages";
    20 "timeline_for": "timeline_for", "plain/timeline";
    8 "trending": "trending", "plain/trending";
    2 "suggest_for": "suggest_for", "plain/suggest";
    18 "post_stats": "post_stats", "plain/post_stats";
    10 "new_posts_since": "new_posts_since", "plain/new_posts_since";
    6 "like": "like", "like";
    1 "comment": "comment", "comment";
    1 "post": "post", "post";
    1 "follow": "follow", "follow";
    1 "unfollow": "unfollow", "unfollow";
    2 "mark_seen": "mark_seen", "plain/mark_seen";
}

/// The place of the ranked page, which most is asked for.
pub const FEED_FOR: usize = 0;
/// The place of the timeline.
pub const TIMELINE: usize = 2;
/// Where the writes begin.
const WRITES: usize = 7;

pub fn writes() -> &'static [Script] {
    &MIX[WRITES..]
}

/// How many of a hundred transactions write.
pub fn share_of_writes() -> u32 {
    writes().iter().map(|script| script.share).sum()
}

/// The mix as it is told: `25 feed_for, 5 ...`.
pub fn told() -> String {
    let parts = MIX
        .iter()
        .map(|script| format!("{} {}", script.share, script.name));
    parts.collect::<Vec<_>>().join(", ")
}

impl Script {
    /// The text for a side, but for the names of its tables and feed.
    pub fn text(&self, side: Side) -> String {
        let text = match side {
            Side::Feed => self.feed,
            Side::Plain(_) => self.plain,
        };
        let newest = match side {
            Side::Plain(Way::Lateral) => NEWEST_LATERAL,
            _ => NEWEST_JOIN,
        };
        let newest = |limit: &str| newest.trim_end().replace("{limit}", limit);
        let page = |offset: &str| {
            let ranked = RANKED_PAGE.replace("{newest}", &newest(RANKED));
            ranked.trim_end().replace("{offset}", offset)
        };
        text.replace("{first_page}", &page("0"))
            .replace("{second_page}", &page(PAGE))
            .replace("{newest}", &newest(PAGE))
            .replace("{reader}", READER.trim_end())
            .replace("{recent}", RECENT.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_a_hundred() {
        assert_eq!(MIX.iter().map(|script| script.share).sum::<u32>(), 100);
        assert_eq!(share_of_writes(), 12);
        assert_eq!(
            (MIX[FEED_FOR].name, MIX[TIMELINE].name),
            ("feed_for", "timeline_for")
        );
    }

    #[test]
    fn no_place_stays_empty_but_those_of_the_stage() {
        for side in [
            Side::Feed,
            Side::Plain(Way::Join),
            Side::Plain(Way::Lateral),
        ] {
            for script in MIX {
                let text = script
                    .text(side)
                    .replace("{tables}", "t")
                    .replace("{feed}", "f");
                assert!(!text.contains('{'), "{text}");
            }
        }
    }
}
