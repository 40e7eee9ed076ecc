//! Rows straight from the app's own indexes, without a statement, where nothing stands in the way.
//!
//! A statement costs its start and end, and cannot be told to stop early for one source because of what another
//! gave. Where the table is an ordinary one, has the index that the read wants, and may be read as a whole by the
//! acting role, the index is walked here, with the same rows in the same snapshot. All else is left to statements.

pub mod actors;
pub mod exclusions;
pub mod link;
pub mod lists;
pub mod posts;
pub mod relations;
pub mod stats;
pub mod windows;

use std::cell::OnceCell;

use crate::definition::model::Feed;
use crate::error::Outcome;
use actors::ActorIndexes;
use lists::ListIndexes;
use posts::PostIndexes;
use relations::Links;
use stats::StatsIndexes;
use windows::WindowIndexes;

/// The indexes of one feed, looked up at first use and kept by the backend.
pub struct Indexes {
    /// The count of changes at which the feed was loaded: what is found holds as long as it does not move.
    changes: u64,
    posts: OnceCell<PostIndexes>,
    links: OnceCell<Links>,
    windows: OnceCell<Option<WindowIndexes>>,
    stats: OnceCell<Option<StatsIndexes>>,
    actors: OnceCell<ActorIndexes>,
    lists: OnceCell<Option<ListIndexes>>,
}

impl Indexes {
    /// None yet, for a feed loaded at this count of changes.
    pub fn new(changes: u64) -> Indexes {
        Indexes {
            changes,
            posts: OnceCell::new(),
            links: OnceCell::new(),
            windows: OnceCell::new(),
            stats: OnceCell::new(),
            actors: OnceCell::new(),
            lists: OnceCell::new(),
        }
    }

    /// Those by which posts can be read.
    pub fn posts(&self, feed: &Feed) -> Outcome<&PostIndexes> {
        if let Some(posts) = self.posts.get() {
            return Ok(posts);
        }
        let posts = PostIndexes::of(feed, self.changes)?;
        Ok(self.posts.get_or_init(|| posts))
    }

    /// Those by which windows can be read; None where the feed keeps none.
    pub fn windows(&self, feed: &Feed) -> Option<&WindowIndexes> {
        self.windows
            .get_or_init(|| WindowIndexes::of(feed, self.changes))
            .as_ref()
    }

    /// Those by which scored posts can be read; None where the feed keeps no scores.
    pub fn stats(&self, feed: &Feed) -> Option<&StatsIndexes> {
        self.stats
            .get_or_init(|| StatsIndexes::of(feed, self.changes))
            .as_ref()
    }

    /// Those by which packed lists can be read; None where the feed keeps none.
    pub fn lists(&self, feed: &Feed) -> Option<&ListIndexes> {
        self.lists
            .get_or_init(|| ListIndexes::of(feed, self.changes))
            .as_ref()
    }

    /// Those by which the newest actors of posts can be read; to be called as the feed's owner.
    pub fn actors(&self, feed: &Feed) -> Outcome<&ActorIndexes> {
        if let Some(actors) = self.actors.get() {
            return Ok(actors);
        }
        let actors = ActorIndexes::of(feed, self.changes)?;
        Ok(self.actors.get_or_init(|| actors))
    }

    /// Those by which relations can be read; to be called as the feed's owner.
    pub fn links(&self, feed: &Feed) -> Outcome<&Links> {
        if let Some(links) = self.links.get() {
            return Ok(links);
        }
        let links = Links::of(feed, self.changes)?;
        Ok(self.links.get_or_init(|| links))
    }
}
