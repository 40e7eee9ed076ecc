//! The rules of who sees a post: reasons, exclusions, replies, for a batch of candidates at a time.

use std::collections::{BTreeSet, HashSet};

use super::circle::Circle;
use super::post::Post;
use super::reader::Reader;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::settings::{GroupPosts, Replies};

/// Why a post is in a viewer's timeline: a set, in the order own, follow, group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reasons(u8);

impl Reasons {
    pub const NONE: Reasons = Reasons(0);
    pub const OWN: Reasons = Reasons(1);
    pub const FOLLOW: Reasons = Reasons(2);
    pub const GROUP: Reasons = Reasons(4);
    pub const ALL: Reasons = Reasons(7);
    const NAMES: [(Reasons, &'static str); 3] = [
        (Reasons::OWN, "own"),
        (Reasons::FOLLOW, "follow"),
        (Reasons::GROUP, "group"),
    ];

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Reasons> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(reason, _)| *reason)
    }

    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .iter()
            .filter(move |(reason, _)| self.has(*reason))
            .map(|(_, name)| *name)
    }

    pub fn has(self, other: Reasons) -> bool {
        self.0 & other.0 != 0
    }

    pub fn with(self, other: Reasons) -> Reasons {
        Reasons(self.0 | other.0)
    }

    pub fn among(self, other: Reasons) -> Reasons {
        Reasons(self.0 & other.0)
    }

    /// As one byte of a cursor.
    pub fn bits(self) -> u8 {
        self.0
    }

    pub fn from_bits(bits: u8) -> Reasons {
        Reasons(bits).among(Reasons::ALL)
    }
}

/// Who may see a post that is visible as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Those with one of these reasons.
    Reason(Reasons),
    /// Everybody if it is public, else those with a reason.
    PublicOrReason,
    /// Everybody.
    Anybody,
}

/// The rules of one read.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub audience: Audience,
    pub replies: Replies,
}

/// A post that passed, with the viewer's reasons.
#[derive(Debug, Clone)]
pub struct Shown {
    pub post: Post,
    pub reasons: Reasons,
}

impl Rules {
    /// Those of the posts that the viewer may see, in the same order.
    pub fn screen(
        &self,
        reader: &Reader,
        circle: &mut Circle,
        posts: Vec<Post>,
    ) -> Outcome<Vec<Shown>> {
        circle.ask_authors(reader, posts.iter().filter_map(|post| post.author.as_ref()))?;
        circle.ask_groups(reader, posts.iter().filter_map(|post| post.group.as_ref()))?;
        let answered = self.answers_to_known(reader, circle, &posts)?;
        Ok(posts
            .into_iter()
            .filter(|post| match &post.author {
                Some(author) => circle.shows(author),
                None => reader.feed.accounts.is_none(),
            })
            .filter(|post| {
                post.parent
                    .as_ref()
                    .is_none_or(|parent| match self.replies {
                        Replies::None => false,
                        Replies::Followed => answered.contains(parent),
                        Replies::All => true,
                    })
            })
            .map(|post| {
                let reasons = reasons(reader, circle, &post);
                Shown { post, reasons }
            })
            .filter_map(|mut shown| {
                let passes = match self.audience {
                    Audience::Anybody => true,
                    Audience::PublicOrReason => shown.post.public || shown.reasons != Reasons::NONE,
                    Audience::Reason(only) => {
                        shown.reasons = shown.reasons.among(only);
                        shown.reasons != Reasons::NONE
                    }
                };
                passes.then_some(shown)
            })
            .collect())
    }

    /// Those of the parents that the viewer or a followee wrote; asked only where the setting needs it.
    fn answers_to_known(
        &self,
        reader: &Reader,
        circle: &mut Circle,
        posts: &[Post],
    ) -> Outcome<HashSet<Key>> {
        if self.replies != Replies::Followed {
            return Ok(HashSet::new());
        }
        let parents: Vec<Key> = posts
            .iter()
            .filter_map(|post| post.parent.clone())
            .collect::<HashSet<_>>()
            .into_iter()
            .collect();
        let written = reader.authors_of(&parents)?;
        circle.ask_followed(reader, written.iter().map(|(_, author)| author))?;
        Ok(written
            .into_iter()
            .filter(|(_, author)| circle.viewer == Some(author) || circle.follows(author))
            .map(|(place, _)| parents[place].clone())
            .collect())
    }
}

fn reasons(reader: &Reader, circle: &Circle, post: &Post) -> Reasons {
    let settings = &reader.feed.settings;
    let member = post
        .group
        .as_ref()
        .is_some_and(|group| circle.belongs_to(group));
    let mut reasons = Reasons::NONE;
    if settings.own && post.author.is_some() && circle.viewer == post.author.as_ref() {
        reasons = reasons.with(Reasons::OWN);
    }
    let reaches = post.group.is_none() || member || settings.group_posts == GroupPosts::Everyone;
    let followed = post
        .author
        .as_ref()
        .is_some_and(|author| circle.follows(author));
    let left_out = &circle.left_out;
    let offers = |keys: &BTreeSet<Key>, key: &Option<Key>| {
        key.as_ref().is_some_and(|key| !keys.contains(key))
    };
    if reaches && followed && offers(&left_out.authors, &post.author) {
        reasons = reasons.with(Reasons::FOLLOW);
    }
    if member && offers(&left_out.groups, &post.group) {
        reasons = reasons.with(Reasons::GROUP);
    }
    reasons
}
