//! Statements about packed lists that look at the app's table of follows.

use super::Sql;
use super::pieces::like;
use crate::error::Outcome;
use crate::quote::fill;
use crate::timeline::people::{condition, name};

impl Sql<'_> {
    /// The next followers, behind one or from the first on; None where the feed knows no follows.
    pub fn next_followers(&self, behind: bool) -> Outcome<Option<String>> {
        self.followers(
            include_str!("../../../sql/packing/next_followers.sql"),
            behind,
        )
    }

    /// The same of those who have a list, too.
    pub fn all_followers(&self, behind: bool) -> Outcome<Option<String>> {
        self.followers(
            include_str!("../../../sql/packing/all_followers.sql"),
            behind,
        )
    }

    fn followers(&self, template: &str, behind: bool) -> Outcome<Option<String>> {
        let Some(follows) = &self.feed.follows else {
            return Ok(None);
        };
        let follower = format!("r.{}", name(&follows.follower));
        let key = like(&follower, &self.feed.posts.author);
        let next = |key: &str| match behind {
            true => format!("{key} > $2"),
            false => format!("{key} IS NOT NULL"),
        };
        fill(
            template,
            &[
                ("data", &self.data),
                ("follows", &follows.table.name),
                ("follower", &name(&follows.follower)),
                ("follower_key", &key),
                ("behind", &next(&follower)),
                ("key_behind", &next(&key)),
                ("list_behind", &next("f.follower")),
            ],
        )
        .map(Some)
    }

    /// Who of some people follows whom; None where the feed knows no follows.
    pub fn follow(&self) -> Outcome<Option<String>> {
        let Some(follows) = &self.feed.follows else {
            return Ok(None);
        };
        fill(
            include_str!("../../../sql/packing/follow.sql"),
            &[
                ("follows", &follows.table.name),
                ("follower", &name(&follows.follower)),
                ("followee", &name(&follows.followee)),
                ("is_follower", &like("k.follower", &follows.follower)),
                ("is_followee", &like("k.followee", &follows.followee)),
                ("active", &condition(&follows.active)),
            ],
        )
        .map(Some)
    }
}
