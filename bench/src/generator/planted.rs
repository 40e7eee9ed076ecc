//! The viewers planted to be nasty, and the accounts they follow that are there for them alone.

use std::ops::RangeInclusive;
use std::time::SystemTime;

use rand::rngs::StdRng;
use rand::seq::index;

use super::calendar::stamp;
use super::draws::{account, between, rank};
use super::people::People;
use super::recipe::Recipe;
use crate::network::Size;
use crate::scenarios::kind::Kind;

/// Accounts that wrote for the last time long ago, and as many that never wrote.
pub const QUIET_ACCOUNTS: i64 = 108;
/// How many of these a viewer planted for them follows.
const QUIET_FOLLOWS: usize = 54;
/// How many others somebody follows who else follows the silent ones.
const THIN_FOLLOWS: usize = 2;
/// How many draws a newcomer takes.
const NEWCOMER_FOLLOWS: usize = 5;
/// Viewers planted of each kind.
const PLANTED: i64 = 20;

/// The accounts that have been silent for long: they are numbered behind the users.
pub const fn silent(size: &Size) -> RangeInclusive<i64> {
    size.users + 1..=size.users + QUIET_ACCOUNTS
}

/// Those that never wrote, numbered behind the silent ones.
const fn unwritten(size: &Size) -> RangeInclusive<i64> {
    size.users + QUIET_ACCOUNTS + 1..=size.users + 2 * QUIET_ACCOUNTS
}

/// The planted viewers, numbered behind all others.
pub fn viewers(size: &Size) -> impl Iterator<Item = (i64, Kind)> + use<> {
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_planted());
    let each = kinds.flat_map(|kind| (0..PLANTED).map(move |_| kind));
    (size.users + 2 * QUIET_ACCOUNTS + 1..).zip(each)
}

/// The highest number of an account.
pub fn last_account(size: &Size) -> i64 {
    size.users + 2 * QUIET_ACCOUNTS + viewers(size).count() as i64
}

/// The rows of `planted`.
pub fn rows(size: &Size) -> impl Iterator<Item = (i64, &'static str)> + use<> {
    viewers(size).map(|(viewer, kind)| (viewer, kind.name()))
}

/// Whom the planted viewers follow; `prolific` has written most.
pub fn follows(
    recipe: &Recipe,
    people: &People,
    prolific: i64,
) -> impl Iterator<Item = (i64, i64, SystemTime)> {
    let mut random = recipe.random("planted follows");
    viewers(&recipe.size).flat_map(move |(viewer, kind)| {
        let followees = followees(recipe, &mut random, kind, prolific);
        let rows: Vec<_> = followees
            .into_iter()
            .map(|followee| {
                let since = people.both_joined(viewer, followee);
                let at = between(&mut random, since, recipe.calendar.end());
                (viewer, followee, stamp(at))
            })
            .collect();
        rows
    })
}

fn followees(recipe: &Recipe, random: &mut StdRng, kind: Kind, prolific: i64) -> Vec<i64> {
    let size = &recipe.size;
    let mut of = |accounts: RangeInclusive<i64>, count: usize| -> Vec<i64> {
        let among = (accounts.end() - accounts.start() + 1) as usize;
        let places = index::sample(random, among, count.min(among));
        places
            .into_iter()
            .map(|place| accounts.start() + place as i64)
            .collect()
    };
    match kind {
        Kind::Random | Kind::Nobody => Vec::new(),
        Kind::Silent => of(silent(size), QUIET_FOLLOWS),
        Kind::Unwritten => of(unwritten(size), QUIET_FOLLOWS),
        Kind::Thin => {
            let mut followees = of(silent(size), QUIET_FOLLOWS);
            followees.extend(of(1..=size.users, THIN_FOLLOWS));
            followees
        }
        Kind::Celebrity => vec![prolific],
        Kind::Many => of(1..=size.users, size.many_follows as usize),
        Kind::Newcomer => {
            let mut followees: Vec<i64> = (0..NEWCOMER_FOLLOWS)
                .map(|_| account(rank(random, size.users, size.exponent), size.users))
                .collect();
            followees.sort_unstable();
            followees.dedup();
            followees
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn every_kind_follows_whom_it_is_said_to() {
        let recipe = tiny(1);
        let size = &recipe.size;
        let people = People::draw(&recipe);
        let follows: Vec<_> = follows(&recipe, &people, 7).collect();
        for (viewer, kind) in viewers(size) {
            let of = follows.iter().filter(|follow| follow.0 == viewer);
            let followees: Vec<i64> = of.map(|follow| follow.1).collect();
            let ordinary = followees
                .iter()
                .filter(|followee| **followee <= size.users)
                .count();
            let expected = match kind {
                Kind::Silent | Kind::Unwritten => followees.len() == 54 && ordinary == 0,
                Kind::Thin => followees.len() == 56 && ordinary == 2,
                Kind::Celebrity => followees == [7],
                Kind::Many => ordinary == 150 && followees.len() == 150,
                Kind::Newcomer => (1..=5).contains(&ordinary),
                Kind::Random | Kind::Nobody => followees.is_empty(),
            };
            assert!(expected, "{} follows {followees:?}", kind.name());
        }
    }
}
