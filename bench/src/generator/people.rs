//! Accounts, and who has blocked whom.

use std::time::SystemTime;

use rand::RngExt;
use rand::seq::index;

use super::calendar::{DAY, Moment, stamp};
use super::draws::between;
use super::planted;
use super::recipe::Recipe;
use crate::scenarios::kind::Kind;

/// Everybody joined within so many days before the first post, but for the newcomers.
const JOINED_WITHIN: Moment = 365 * DAY;
/// One account of so many has blocked others, and how many it has blocked at most.
const BLOCKERS: i64 = 20;
const MOST_BLOCKED: usize = 5;

/// When accounts joined.
pub struct People {
    joined: Vec<Moment>,
}

impl People {
    pub fn draw(recipe: &Recipe) -> Self {
        let mut random = recipe.random("accounts");
        let (start, end) = (recipe.calendar.start(), recipe.calendar.end());
        let mut joined: Vec<Moment> = (0..planted::last_account(&recipe.size))
            .map(|_| between(&mut random, start - JOINED_WITHIN, start))
            .collect();
        for (viewer, kind) in planted::viewers(&recipe.size) {
            if kind == Kind::Newcomer {
                joined[viewer as usize - 1] = between(&mut random, end - DAY, end);
            }
        }
        Self { joined }
    }

    pub fn len(&self) -> usize {
        self.joined.len()
    }

    pub fn joined(&self, account: i64) -> Moment {
        self.joined[account as usize - 1]
    }

    /// Since when both accounts have been there.
    pub fn both_joined(&self, one: i64, other: i64) -> Moment {
        self.joined(one).max(self.joined(other))
    }

    /// The rows of accounts.
    pub fn rows(&self) -> impl Iterator<Item = (i64, String, SystemTime)> {
        (1..)
            .zip(&self.joined)
            .map(|(id, joined)| (id, format!("account {id}"), stamp(*joined)))
    }
}

/// The rows of blocks: one account of twenty has blocked one to five others.
pub fn blocks(recipe: &Recipe, people: &People) -> impl Iterator<Item = (i64, i64, SystemTime)> {
    let mut random = recipe.random("blocks");
    let (users, end) = (recipe.size.users, recipe.calendar.end());
    (1..=users).flat_map(move |blocker| {
        let others = match random.random_range(0..BLOCKERS) {
            0 => random.random_range(1..=MOST_BLOCKED),
            _ => 0,
        };
        // Among the others, an account behind the blocker has the place before its own.
        let others = index::sample(&mut random, users as usize - 1, others);
        let rows: Vec<_> = others
            .into_iter()
            .map(|place| place as i64 + 1)
            .map(|place| if place < blocker { place } else { place + 1 })
            .map(|blocked| {
                let at = between(&mut random, people.both_joined(blocker, blocked), end);
                (blocker, blocked, stamp(at))
            })
            .collect();
        rows
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn one_of_twenty_blocks_others_but_never_itself() {
        let recipe = tiny(1);
        let people = People::draw(&recipe);
        let rows: Vec<_> = blocks(&recipe, &people).collect();
        let mut blockers: Vec<i64> = rows.iter().map(|row| row.0).collect();
        blockers.dedup();
        let expected = (recipe.size.users / BLOCKERS) as usize;
        assert!(
            (expected / 2..expected * 2).contains(&blockers.len()),
            "{}",
            blockers.len()
        );
        let others = 1..=recipe.size.users;
        assert!(
            rows.iter()
                .all(|(blocker, blocked, _)| blocker != blocked && others.contains(blocked))
        );
    }
}
