//! What belongs in a viewer's window: their timeline for all time, without what each read asks for anyway.
//!
//! The viewer's own posts, and those of left-out authors and groups, are asked for at each read; replies are kept unless
//! none are shown, and screened at each read. So a window holds at least what a read needs of it, and changes only where a row
//! of the app's tables does.

use super::circle::{Circle, LeftOut};
use super::page::fill;
use super::pull::Pull;
use super::reader::{BEGINNING, Reader, read_all};
use super::rules::{Audience, Reasons, Rules};
use crate::definition::cache::Loaded;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::settings::Replies;

/// One post in a window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub created_at: i64,
    pub post: Key,
    pub author: Option<Key>,
}

/// More posts than any window holds.
const MOST: usize = 1 << 18;

/// How much of a window is wanted.
pub enum Extent<'p> {
    /// The newest posts, at most so many.
    Newest(usize),
    /// All down to a position, that included; None: all there are.
    DownTo(Option<&'p Position>),
}

/// Those of the pulled authors and groups of whom the viewer follows or belongs to: a window leaves them out.
pub fn left_out(loaded: &Loaded, viewer: &Key, pulled: &LeftOut) -> Outcome<LeftOut> {
    if pulled.authors.is_empty() && pulled.groups.is_empty() {
        return Ok(LeftOut::default());
    }
    read_all(loaded, |reader| {
        let mut circle = Circle::new(Some(viewer), false);
        circle.ask_followed(reader, pulled.authors.iter())?;
        circle.ask_groups(reader, pulled.groups.iter())?;
        let authors = pulled
            .authors
            .iter()
            .filter(|author| circle.follows(author));
        let groups = pulled
            .groups
            .iter()
            .filter(|group| circle.belongs_to(group));
        Ok(LeftOut {
            authors: authors.cloned().collect(),
            groups: groups.cloned().collect(),
        })
    })
}

/// What belongs in the viewer's window, newest first, in the active snapshot and by the rights of the role now acting.
pub fn contents(
    loaded: &Loaded,
    viewer: &Key,
    left_out: &LeftOut,
    extent: Extent,
) -> Outcome<Vec<Entry>> {
    let reasons = Reasons::FOLLOW.with(Reasons::GROUP);
    let replies = match loaded.feed.settings.replies {
        Replies::None => Replies::None,
        Replies::Followed | Replies::All => Replies::All,
    };
    let rules = Rules {
        audience: Audience::Reason(reasons),
        replies,
    };
    let shown = read_all(loaded, |reader: &Reader| {
        let mut circle = Circle::new(Some(viewer), false);
        let (want, floor) = match &extent {
            Extent::Newest(count) => (*count, None),
            // All at once, so that nobody would be found out before the end.
            Extent::DownTo(floor) => {
                circle.check_lists(reader)?;
                (MOST, *floor)
            }
        };
        circle.list(reader, true, reader.feed.posts.group.is_some())?;
        circle.left_out = left_out.clone();
        let oldest = floor.map_or(BEGINNING, |floor| floor.created_at);
        let mut stream = Pull::new(
            viewer,
            reasons,
            replies != Replies::None,
            reader.top(),
            oldest,
        );
        fill(reader, &mut circle, &rules, &mut stream, want, None)
    })?;
    let reaches = |post: &Position| match &extent {
        Extent::DownTo(Some(floor)) => !below(loaded, post, floor),
        _ => true,
    };
    let mut entries: Vec<Entry> = shown
        .into_iter()
        .map(|shown| shown.post)
        .filter(|post| reaches(&post.at))
        .map(|post| Entry {
            created_at: post.at.created_at,
            post: post.at.id,
            author: post.author,
        })
        .collect();
    // An id should be that of one post; where it is not, one entry stands for all.
    entries.dedup_by(|later, former| {
        later.created_at == former.created_at && later.post == former.post
    });
    Ok(entries)
}

/// Whether a post stands below a floor.
fn below(loaded: &Loaded, post: &Position, floor: &Position) -> bool {
    let order = super::post::PostOrder::of(&loaded.feed);
    post.compare(floor, &order) == std::cmp::Ordering::Greater
}
