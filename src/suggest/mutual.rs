//! Source `mutual`: accounts that the viewer's followees follow.

use super::by_follows::by_follows;
use super::by_lists::by_lists;
use super::page::Page;
use crate::error::Outcome;
use crate::graph::Method;
use crate::merge::key::Key;
use crate::pg::value::{Collated, key_datum};
use crate::timeline::follows::followees;

/// Offers them, those with the highest scores first, of equal scores in the order of their keys.
pub fn mutual(page: &mut Page, method: Method) -> Outcome<()> {
    let (reader, viewer) = (page.reader, page.viewer);
    let order = Collated(reader.feed.posts.author.collation);
    let mut followed = followees(reader, viewer)?;
    // In their order, so that the first who follow an account are those with the smallest keys; numbers wider than user keys
    // come last, since nobody could be told of them.
    let is_wider = |key: &Key| key_datum(key, reader.feed.user_kind()).is_none();
    followed.sort_by_cached_key(is_wider);
    let narrow = followed.partition_point(|key| !is_wider(key));
    followed[..narrow].sort_unstable_by(|one, other| one.compare(other, &order));
    match by_lists(page, method, &followed)? {
        true => Ok(()),
        false => by_follows(page, method, &followed),
    }
}
