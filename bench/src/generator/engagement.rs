//! What people do with posts: likes, and what comes with them: comments, views, reposts and bookmarks.

use std::time::SystemTime;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::index;
use rand_distr::{Distribution, Exp1};

use super::calendar::{DAY, HOUR, MINUTE, Moment, stamp};
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
/// What comes with a like comes within so long.
const WITHIN: Moment = HOUR;
const REPOSTED: f64 = 1.0 / 20.0;
const BOOKMARKED: f64 = 1.0 / 10.0;
const COMMENT: &str = "a line of comment, as long as comments are.";

/// A row of likes, and of all that looks like one.
pub type Row = (i64, i64, SystemTime);

/// Likes, in order of time; comments are kept likewise before they are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Like {
    at: Moment,
    /// By its place.
    post: u32,
    user: u32,
}

impl Like {
    fn row(&self) -> Row {
        (
            i64::from(self.post) + 1,
            i64::from(self.user),
            stamp(self.at),
        )
    }
}

/// Draws all likes.
pub fn likes(recipe: &Recipe, posts: &Posts) -> Vec<Like> {
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
                _ => {
                    let delay: f64 = Exp1.sample(&mut random);
                    written + (delay * SOON) as Moment
                }
            };
            likes.push(Like {
                at: if wanted <= newest {
                    wanted
                } else {
                    between(&mut random, written, newest)
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

/// The rows of comments: with each like come so many by anybody that the network has about as many as it should.
pub fn comments(
    recipe: &Recipe,
    posts: &Posts,
    likes: &[Like],
) -> impl Iterator<Item = (i64, i64, i64, SystemTime, &'static str)> + use<> {
    let mut random = recipe.random("comments");
    let each = recipe.size.comments as f64 / likes.len().max(1) as f64;
    let mut comments = Vec::new();
    for like in likes {
        let count = each as u32 + u32::from(random.random_bool(each.fract()));
        comments.extend((0..count).map(|_| Like {
            at: soon(&mut random, like, posts.newest()),
            post: like.post,
            user: anybody(recipe, &mut random),
        }));
    }
    comments.sort_unstable();
    (1..).zip(comments).map(|(id, comment)| {
        let (post, author, at) = comment.row();
        (id, post, author, at, COMMENT)
    })
}

/// The rows of views: two for each like, in the minute before it, one by who liked and one by somebody else.
pub fn views(recipe: &Recipe, posts: &Posts, likes: &[Like]) -> impl Iterator<Item = Row> {
    let mut random = recipe.random("views");
    likes.iter().flat_map(move |like| {
        let written = posts.time(like.post as usize);
        [like.user, anybody(recipe, &mut random)].map(|user| {
            let at = between(&mut random, written.max(like.at - MINUTE), like.at);
            Like { at, user, ..*like }.row()
        })
    })
}

/// The rows of reposts: one of twenty who like a post passes it on.
pub fn reposts(recipe: &Recipe, posts: &Posts, likes: &[Like]) -> impl Iterator<Item = Row> {
    with_some(recipe.random("reposts"), REPOSTED, posts.newest(), likes)
}

/// The rows of bookmarks: one of ten who like a post keeps it.
pub fn bookmarks(recipe: &Recipe, posts: &Posts, likes: &[Like]) -> impl Iterator<Item = Row> {
    with_some(
        recipe.random("bookmarks"),
        BOOKMARKED,
        posts.newest(),
        likes,
    )
}

/// What a share of those who like a post do soon after, each of them once.
fn with_some(
    mut random: StdRng,
    share: f64,
    newest: Moment,
    likes: &[Like],
) -> impl Iterator<Item = Row> {
    likes.iter().filter_map(move |like| {
        random.random_bool(share).then(|| {
            let at = soon(&mut random, like, newest);
            Like { at, ..*like }.row()
        })
    })
}

fn soon(random: &mut StdRng, like: &Like, newest: Moment) -> Moment {
    between(random, like.at, newest.min(like.at + WITHIN))
}

fn anybody(recipe: &Recipe, random: &mut StdRng) -> u32 {
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
        let likes = likes(&recipe, &posts);
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
    fn what_comes_with_likes_has_its_share_of_them() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let likes = likes(&recipe, &posts);
        let about = |found: usize, wanted: f64| (found as f64 / wanted - 1.0).abs() < 0.25;
        assert!(about(
            comments(&recipe, &posts, &likes).count(),
            recipe.size.comments as f64
        ));
        assert!(about(
            reposts(&recipe, &posts, &likes).count(),
            likes.len() as f64 / 20.0
        ));
        assert!(about(
            bookmarks(&recipe, &posts, &likes).count(),
            likes.len() as f64 / 10.0
        ));
        assert_eq!(views(&recipe, &posts, &likes).count(), 2 * likes.len());
    }

    #[test]
    fn equal_seeds_like_alike() {
        let liked = |seed| {
            let recipe = tiny(seed);
            likes(&recipe, &Posts::draw(&recipe).unwrap())
        };
        assert_eq!(liked(1), liked(1));
        assert_ne!(liked(1), liked(2));
    }
}
