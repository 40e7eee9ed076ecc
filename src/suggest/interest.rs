//! Accounts whose interest is nearest to the viewer's.

use super::eligible::eligible;
use super::page::{Page, Suggestion};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::catalog;
use crate::similar::embeddings::known;
use crate::similar::interest::interest;
use crate::similar::users::nearest_people;

/// Adds them, the nearest first. Interests are made of posts that the caller may read: for a role without any right to read posts
/// nobody has one.
pub fn by_interest(page: &mut Page) -> Outcome<()> {
    let (reader, missing) = (page.reader, page.missing());
    let readable = || catalog::may_read_some(reader.feed.posts.table.relation);
    if missing == 0 || known(reader.feed).is_none() || !readable() {
        return Ok(());
    }
    let Some(interest) = interest(reader, page.viewer, reader.now)? else {
        return Ok(());
    };
    let people = nearest_people(reader, &interest, missing, &mut |people| {
        let eligible = eligible(reader, page.viewer, people)?;
        let is_new = |one: &&Key| eligible.contains(one) && !page.has(one);
        Ok(people.iter().filter(is_new).cloned().collect())
    })?;
    let chosen = people
        .into_iter()
        .map(|one| Suggestion::from("interest", one.user, one.similarity));
    page.add(chosen.collect());
    Ok(())
}
