//! Where a post is that is not ranked.

use crate::error::Outcome;
use crate::merge::key::Key;
use crate::settings::Replies;
use crate::timeline::circle::Circle;
use crate::timeline::query::{From, PostQuery};
use crate::timeline::reader::Reader;
use crate::timeline::rules::{Audience, Reasons, Rules};

/// Where it is.
pub enum Whereabouts {
    /// In the rest of the timeline, for these reasons.
    Rest(Reasons),
    /// Not in the feed, and why.
    Elsewhere(&'static str),
}

/// All that is told of a post that the viewer may not see: which of these it is would tell more than the feed does.
const NOT_SHOWN: &str = "not shown to this viewer: there is no such post, it is hidden or not published yet, its author is not \
     visible or excluded, or it is for others only";

const REPLY: &str = "a reply of those that setting timeline.replies leaves out";

const NO_REASON: &str = "the viewer has no reason to see it, and it is neither among the trending nor among the similar candidates";

/// Looks for a post.
pub fn whereabouts(reader: &Reader, circle: &mut Circle, post: &Key) -> Outcome<Whereabouts> {
    let query = PostQuery::without_pins(From::Ids, true);
    let mut posts = reader.look_up_ids(query, std::slice::from_ref(post))?;
    posts.retain(|post| post.at.created_at <= reader.now);
    let everything = Rules {
        audience: Audience::PublicOrReason,
        replies: Replies::All,
    };
    let shown = everything.screen(reader, circle, posts)?;
    let Some(first) = shown.first().cloned() else {
        return Ok(Whereabouts::Elsewhere(NOT_SHOWN));
    };
    let rules = Rules {
        audience: Audience::PublicOrReason,
        replies: reader.feed.settings.replies,
    };
    let posts = shown.into_iter().map(|shown| shown.post).collect();
    Ok(match rules.screen(reader, circle, posts)?.is_empty() {
        true => Whereabouts::Elsewhere(REPLY),
        false if first.reasons == Reasons::NONE => Whereabouts::Elsewhere(NO_REASON),
        false => Whereabouts::Rest(first.reasons),
    })
}
