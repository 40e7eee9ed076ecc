//! What comes with likes: comments, views, reposts and bookmarks.

use std::time::SystemTime;

use rand::RngExt;
use rand::rngs::StdRng;

use super::calendar::{HOUR, MINUTE, Moment};
use super::draws::between;
use super::likes::{Like, Row, anybody};
use super::posts::Posts;
use super::recipe::Recipe;

/// What comes with a like comes within so long.
const WITHIN: Moment = HOUR;
const REPOSTED: f64 = 1.0 / 20.0;
const BOOKMARKED: f64 = 1.0 / 10.0;
const COMMENT: &str = "a line of comment, as long as comments are.";

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
        if !random.random_bool(share) {
            return None;
        }
        let at = soon(&mut random, like, newest);
        Some(Like { at, ..*like }.row())
    })
}

fn soon(random: &mut StdRng, like: &Like, newest: Moment) -> Moment {
    between(random, like.at, newest.min(like.at + WITHIN))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generator::likes;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn what_comes_with_likes_has_its_share_of_them() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let likes = likes::draw(&recipe, &posts);
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
}
