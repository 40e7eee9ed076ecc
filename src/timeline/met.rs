//! A look at the beginning of the list of whom a viewer follows, for some authors at once.

use foldhash::HashSet;

use super::by_index::relations::Links;
use crate::error::Outcome;
use crate::merge::key::Key;

/// Which of some authors were met at the beginning of the list of whom the viewer follows. Where that list is short, going
/// through it costs less than looking each author up.
#[derive(Default)]
pub struct Met<'k> {
    followed: HashSet<&'k Key>,
    /// The list has ended: who was not met is not followed.
    complete: bool,
}

/// Below so many authors each is looked up.
const FEW: usize = 6;

/// How many followees are gone through for each author looked for; a look-up costs about twice as much.
const WORTH: usize = 4;

impl<'k> Met<'k> {
    /// Looks, unless it cannot pay.
    pub fn among(links: &Links, viewer: Option<&Key>, authors: &[&'k Key]) -> Outcome<Met<'k>> {
        let mut met = Met::default();
        let (Some(viewer), Some(followees)) = (viewer, &links.followees) else {
            return Ok(met);
        };
        if authors.len() < FEW || !followees.is_bare() {
            return Ok(met);
        }
        let Some(mut list) = followees.open() else {
            return Ok(met);
        };
        let wanted: HashSet<&Key> = authors.iter().copied().collect();
        let mut left = authors.len() * WORTH;
        list.each(&[viewer], |followee| {
            met.followed.extend(wanted.get(&followee).copied());
            left -= 1;
            Ok(left > 0)
        })?;
        met.complete = left > 0;
        Ok(met)
    }

    /// Whether the viewer follows one of them; None where only a look-up can tell.
    pub fn follows(&self, author: &Key) -> Option<bool> {
        let met = self.followed.contains(author);
        (met || self.complete).then_some(met)
    }
}
