//! Groups, and who is a member of which.

use std::time::SystemTime;

use rand::RngExt;
use rand::rngs::StdRng;

use super::calendar::stamp;
use super::draws::{between, other_account, rank};
use super::people::People;
use super::recipe::Recipe;

/// By which members fall on groups: of 500 groups, the first has a fifth of all accounts.
const EXPONENT: f64 = 2.5;
/// How many groups everybody joins; who draws one twice joins fewer.
const JOINED: usize = 3;

/// The groups of every user.
pub struct Groups {
    count: i64,
    of: Vec<[u32; JOINED]>,
}

impl Groups {
    pub fn draw(recipe: &Recipe) -> Self {
        let mut random = recipe.random("memberships");
        let count = recipe.size.groups;
        let of = (0..recipe.size.users)
            .map(|_| {
                // Large groups are no neighbours either.
                let mut groups = [0; JOINED]
                    .map(|_: u32| other_account(rank(&mut random, count, EXPONENT), count) as u32);
                groups.sort_unstable();
                groups
            })
            .collect();
        Self { count, of }
    }

    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// One of the groups that an account is in, if it is a user.
    pub fn one_of(&self, account: i64, random: &mut StdRng) -> Option<i64> {
        let groups = self.of.get(account as usize - 1)?;
        Some(i64::from(groups[random.random_range(0..JOINED)]))
    }

    /// The rows of groups.
    pub fn rows(&self) -> impl Iterator<Item = (i64, String)> + use<> {
        (1..=self.count).map(|id| (id, format!("group {id}")))
    }

    /// About how many memberships there are.
    pub fn about(&self) -> usize {
        self.of.len() * JOINED
    }

    /// The rows of memberships.
    pub fn memberships(
        &self,
        recipe: &Recipe,
        people: &People,
    ) -> impl Iterator<Item = (i64, i64, SystemTime)> {
        let mut random = recipe.random("membership times");
        let end = recipe.calendar.end();
        let members = (1..).zip(&self.of).flat_map(|(user, groups)| {
            let mut groups = groups.to_vec();
            groups.dedup();
            groups
                .into_iter()
                .map(move |group| (i64::from(group), user))
        });
        members.map(move |(group, user)| {
            let at = between(&mut random, people.joined(user), end);
            (group, user, stamp(at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn one_joins_a_group_once_and_some_groups_are_large() {
        let recipe = tiny(1);
        let groups = Groups::draw(&recipe);
        let people = People::draw(&recipe);
        let mut rows: Vec<(i64, i64)> = groups
            .memberships(&recipe, &people)
            .map(|(group, user, _)| (group, user))
            .collect();
        let drawn = rows.len();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), drawn);
        let first = other_account(0, recipe.size.groups);
        let members = rows.iter().filter(|row| row.0 == first).count();
        assert!(members * 3 > recipe.size.users as usize, "{members}");
    }
}
