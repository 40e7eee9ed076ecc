//! Who follows whom among the users: either all are alike, or fame follows a power law and hubs arise.

use std::time::SystemTime;

use rand::rngs::StdRng;
use rand_distr::{Distribution, Geometric};

use super::calendar::stamp;
use super::draws::{account, between, rank};
use super::people::People;
use super::recipe::Recipe;
use crate::failure::{Failure, Outcome};
use crate::network::{Network, Size};

/// The rows of follows but for those of planted viewers, account by account.
pub fn rows(
    recipe: &Recipe,
    people: &People,
) -> Outcome<impl Iterator<Item = (i64, i64, SystemTime)>> {
    let mut random = recipe.random("follows");
    let (users, end) = (recipe.size.users, recipe.calendar.end());
    let pairs = Pairs::of(recipe)?;
    Ok((0..users).flat_map(move |place| {
        let pairs = pairs.draw(&mut random, place);
        let rows: Vec<_> = pairs
            .into_iter()
            .map(|(follower, followee)| {
                let since = people.both_joined(follower, followee);
                (follower, followee, stamp(between(&mut random, since, end)))
            })
            .collect();
        rows
    }))
}

/// How pairs of follower and followee are drawn.
enum Pairs {
    /// Each with the same chance: between two that follow lie so many that do not.
    Alike { users: i64, gap: Geometric },
    /// Everybody draws whom to follow by fame; who is drawn twice is followed once.
    ByFame(Size),
}

impl Pairs {
    fn of(recipe: &Recipe) -> Outcome<Self> {
        let size = recipe.size;
        if recipe.network != Network::Dense {
            return Ok(Self::ByFame(size));
        }
        let density = size.follows as f64 / size.users as f64;
        let gap = Geometric::new(density).map_err(|error| Failure::said(error.to_string()))?;
        Ok(Self::Alike {
            users: size.users,
            gap,
        })
    }

    /// Either all followers of one account or all followees of one; by the places from 0 on everybody has their turn.
    fn draw(&self, random: &mut StdRng, place: i64) -> Vec<(i64, i64)> {
        match self {
            Self::Alike { users, gap } => {
                let followee = place + 1;
                let mut follower = 0;
                let mut pairs = Vec::new();
                loop {
                    follower += 1 + gap.sample(random) as i64;
                    if follower > *users {
                        return pairs;
                    }
                    if follower != followee {
                        pairs.push((follower, followee));
                    }
                }
            }
            Self::ByFame(size) => {
                // In no order of ids, or the table would lie as its key does.
                let follower = account(place, size.users);
                let mut followees: Vec<i64> = (0..size.follows)
                    .map(|_| account(rank(random, size.users, size.exponent), size.users))
                    .filter(|followee| *followee != follower)
                    .collect();
                followees.sort_unstable();
                followees.dedup();
                followees
                    .into_iter()
                    .map(|followee| (follower, followee))
                    .collect()
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generator::calendar::{Calendar, DAY};
    use crate::generator::recipe::tests::tiny;

    fn pairs(recipe: &Recipe) -> Vec<(i64, i64)> {
        let people = People::draw(recipe);
        let rows = rows(recipe, &people).unwrap();
        rows.map(|(follower, followee, _)| (follower, followee))
            .collect()
    }

    /// A dense network of so few that a test may look at all pairs.
    fn dense() -> Recipe {
        let mut recipe = Recipe::of(Network::Dense, 1, Calendar::before(stamp(20_000 * DAY)));
        recipe.size.follows = recipe.size.follows * 300 / recipe.size.users;
        recipe.size.users = 300;
        recipe
    }

    #[test]
    fn nobody_follows_twice_or_themselves() {
        for recipe in [tiny(1), dense()] {
            let mut pairs = pairs(&recipe);
            let drawn = pairs.len();
            pairs.sort_unstable();
            pairs.dedup();
            assert_eq!(pairs.len(), drawn);
            assert!(
                pairs
                    .iter()
                    .all(|(follower, followee)| follower != followee)
            );
        }
    }

    #[test]
    fn in_a_dense_network_all_follow_about_as_many() {
        let recipe = dense();
        let mut followees = [0_i64; 301];
        pairs(&recipe)
            .into_iter()
            .for_each(|(follower, _)| followees[follower as usize] += 1);
        let (least, most) = (recipe.size.follows / 2, recipe.size.follows * 2);
        assert!(
            followees[1..]
                .iter()
                .all(|count| (least..most).contains(count))
        );
    }

    #[test]
    fn elsewhere_hubs_arise() {
        let recipe = tiny(1);
        let first = account(0, recipe.size.users);
        let followers = pairs(&recipe).iter().filter(|pair| pair.1 == first).count();
        assert!(followers > recipe.size.users as usize / 3, "{followers}");
    }

    #[test]
    fn equal_seeds_draw_equal_follows() {
        assert_eq!(pairs(&tiny(1)), pairs(&tiny(1)));
        assert_ne!(pairs(&tiny(1)), pairs(&tiny(2)));
    }
}
