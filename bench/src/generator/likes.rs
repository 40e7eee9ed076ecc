//! Likes: who likes which post, and when.

use std::time::SystemTime;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::index;
use rand_distr::{Distribution, Exp1};

use super::calendar::{DAY, HOUR, Moment, stamp};
use super::draws::between;
use super::posts::Posts;
use super::recipe::Recipe;

/// All likes are of so many days before the newest post. Posts of these days are liked as often as they are drawn to be, and of
/// older ones this share once.
const LIKED_DAYS: i64 = 7;
const OLD_LIKED: f64 = 0.07;
/// Likes come soon after the post, by an exponential law of this mean: half of them within three and a half hours.
const SOON: f64 = 5.0 * HOUR as f64;
/// The share of posts that are found later; this share of the likes on these comes within so long.
const FOUND_LATER: f64 = 0.02;
const OF_BURST: f64 = 0.8;
const BURST: Moment = 2 * HOUR;

/// A row of likes, and of all that looks like one.
pub type Row = (i64, i64, SystemTime);

/// Likes, in order of time; comments are kept likewise before they are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Like {
    pub at: Moment,
    /// By its place.
    pub post: u32,
    pub user: u32,
}

impl Like {
    pub fn row(&self) -> Row {
        (
            i64::from(self.post) + 1,
            i64::from(self.user),
            stamp(self.at),
        )
    }
}

/// Draws all likes.
pub fn draw(recipe: &Recipe, posts: &Posts) -> Vec<Like> {
    let mut random = recipe.random("likes");
    let newest = posts.newest();
    let oldest = newest - LIKED_DAYS * DAY;
    let recent = posts.since(oldest);
    let mut likes = Vec::new();
    for post in 0..recent {
        if random.random_bool(OLD_LIKED) {
            likes.push(Like {
                at: between(&mut random, oldest, newest),
                post: post as u32,
                user: anybody(recipe, &mut random),
            });
        }
    }
    for post in recent..posts.len() {
        let written = posts.time(post);
        let found = random
            .random_bool(FOUND_LATER)
            .then(|| between(&mut random, written, newest));
        let users = index::sample(
            &mut random,
            recipe.size.users as usize,
            posts.liked(post) as usize,
        );
        for user in users {
            let wanted = match found {
                Some(found) if random.random_bool(OF_BURST) => {
                    found + random.random_range(0..BURST)
                }
                _ => written + soon(&mut random),
            };
            likes.push(Like {
                at: match wanted <= newest {
                    true => wanted,
                    false => between(&mut random, written, newest),
                },
                post: post as u32,
                user: user as u32 + 1,
            });
        }
    }
    likes.sort_unstable();
    likes
}

/// The rows of likes.
pub fn rows(likes: &[Like]) -> impl Iterator<Item = Row> {
    likes.iter().map(Like::row)
}

fn soon(random: &mut StdRng) -> Moment {
    let delay: f64 = Exp1.sample(random);
    (delay * SOON) as Moment
}

/// Any user.
pub fn anybody(recipe: &Recipe, random: &mut StdRng) -> u32 {
    random.random_range(1..=recipe.size.users) as u32
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn everybody_likes_a_post_once_and_none_before_it_is_written() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let likes = draw(&recipe, &posts);
        let mut pairs: Vec<(u32, u32)> = likes.iter().map(|like| (like.post, like.user)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), likes.len());
        let alive =
            |like: &Like| (posts.time(like.post as usize)..=posts.newest()).contains(&like.at);
        assert!(likes.iter().all(alive));
        assert!(likes.is_sorted());
    }

    #[test]
    fn equal_seeds_like_alike() {
        let liked = |seed| {
            let recipe = tiny(seed);
            draw(&recipe, &Posts::draw(&recipe).unwrap())
        };
        assert_eq!(liked(1), liked(1));
        assert_ne!(liked(1), liked(2));
    }
}
