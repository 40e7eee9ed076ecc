//! Source `popular`: accounts with most followers, counted in packed lists where these can be believed, else in the app's table.

use super::by_count::{Counted, by_count};
use super::lists::Lists;
use super::offer::{Met, Sums, offer};
use super::page::{Page, Suggestion};
use crate::error::Outcome;

/// Offers them, those with most followers first, of equal ones in the order of their keys.
pub fn popular(page: &mut Page) -> Outcome<()> {
    if page.missing() == 0 || by_lists(page)? {
        return Ok(());
    }
    by_count(page, Counted::Followers)
}

/// False, with nothing offered, where lists cannot be believed.
fn by_lists(page: &mut Page) -> Outcome<bool> {
    let reader = page.reader;
    let counted = reader.as_the_owner(|| {
        let Some(lists) = Lists::open(reader, None)? else {
            return Ok(None);
        };
        let mut sums = Sums::of(&lists);
        let right = lists.all(&mut |list| sums.add(&list))?;
        Ok(right.then(|| (lists, sums.met())))
    })?;
    let Some((lists, met)) = counted else {
        return Ok(false);
    };
    let score = |met: &Met| f64::from(met.count);
    offer(page, &lists, met, score, |named| {
        let suggestions = named.into_iter();
        let suggestions = suggestions.map(|one| {
            let followers = score(&one.met);
            Suggestion::from("popular", one.key, followers)
        });
        Ok(suggestions.collect())
    })?;
    Ok(true)
}
