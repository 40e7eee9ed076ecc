//! Accounts by a count in the app's own tables: of groups that they share with the viewer, or of followers.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum};

use super::eligible::is_eligible;
use super::page::{Page, Suggestion};
use crate::definition::model::{Feed, Follows, Memberships};
use crate::error::{Failure, Outcome};
use crate::pg::btree::Btree;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::fill;
use crate::timeline::people::{condition, in_order, name, uncollated};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Groups,
    Followers,
}

/// Offers those with the greatest counts, of equal ones in the order of their keys.
pub fn by_count(page: &mut Page, counted: Counted) -> Outcome<()> {
    let (reader, missing) = (page.reader, page.missing());
    let feed = reader.feed;
    let (sql, source) = match counted {
        Counted::Groups => (
            feed.memberships.as_ref().map(|m| by_groups(feed, m)),
            "group",
        ),
        Counted::Followers => (
            feed.follows.as_ref().map(|f| by_followers(feed, f)),
            "popular",
        ),
    };
    let Some(sql) = sql.transpose()?.filter(|_| missing > 0) else {
        return Ok(());
    };
    let user = feed.user_kind();
    let parameters = [
        (family_of(user), reader.user(Some(page.viewer))),
        (
            array_of(family_of(user)),
            Some(keys_datum(page.accounts(), user)),
        ),
        (pg_sys::INT8OID, Some(Datum::from(missing as i64))),
    ];
    let mut offers = Vec::new();
    let mut failed: Option<Failure> = None;
    reader.as_the_owner(|| {
        reader.run_at_large(sql, &parameters, &mut |row| {
            match (row.key(0, user), row.bigint(1)) {
                (Ok(Some(account)), Some(n)) => {
                    offers.push(Suggestion::from(source, account, n as f64));
                }
                (Err(failure), _) => failed = Some(failure),
                _ => {}
            }
            ControlFlow::Continue(())
        })
    })?;
    page.add(offers);
    failed.map_or(Ok(()), Err)
}

fn by_groups(feed: &Feed, memberships: &Memberships) -> Outcome<String> {
    fill(
        include_str!("../../sql/suggest/by_groups.sql"),
        &[
            ("member", &uncollated(&memberships.member)),
            ("column", &name(&memberships.member)),
            ("group", &name(&memberships.group)),
            ("memberships", &memberships.table.name),
            ("active", &condition(&memberships.active)),
            ("eligible", &is_eligible(feed)?),
            ("order", &in_order(feed)),
        ],
    )
}

fn by_followers(feed: &Feed, follows: &Follows) -> Outcome<String> {
    let columns = [follows.follower.attribute, follows.followee.attribute];
    // Where nobody can follow anybody twice, counting takes no sort.
    let followers = match Btree::is_unique(follows.table.relation, &columns) {
        true => "count(*)".to_owned(),
        false => format!("count(DISTINCT r.{})", name(&follows.follower)),
    };
    fill(
        include_str!("../../sql/suggest/by_followers.sql"),
        &[
            ("key", &uncollated(&follows.followee)),
            ("followers", &followers),
            ("follows", &follows.table.name),
            ("follower", &name(&follows.follower)),
            ("followee", &name(&follows.followee)),
            ("active", &condition(&follows.active)),
            ("eligible", &is_eligible(feed)?),
            ("order", &in_order(feed)),
        ],
    )
}
