//! Pending rows as the applier takes them.

use std::collections::BTreeSet;

use super::statements::{Maintained, count, text};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::receiver::Row;
use crate::pg::value;

/// A pending row: where it stands, and what is to be looked at again.
#[derive(Debug)]
pub struct Pending {
    place: String,
    what: What,
}

#[derive(Debug)]
enum What {
    Post {
        new: bool,
        post: PostKey,
    },
    /// What a viewer is to an author.
    Relation(Key, Option<Key>),
    Viewer(Key),
    Account(Key),
    Everything,
    Warm(Key),
    Cool(Key),
    /// A row that concerns no key that could show.
    Nothing,
}

/// A post as it was captured.
#[derive(Debug, Clone)]
pub struct PostKey {
    pub id: Key,
    pub created_at: i64,
    pub author: Option<Key>,
    pub group: Option<Key>,
}

/// What some pending rows say together.
#[derive(Debug, Default)]
pub struct Tasks<'p> {
    /// Posts that were inserted, and not touched since.
    pub posts: Vec<&'p PostKey>,
    /// Those that were there before, and may have to leave windows or to be in others.
    pub former: Vec<&'p PostKey>,
    pub viewers: BTreeSet<&'p Key>,
    /// A viewer and an author whom they may follow.
    pub pairs: BTreeSet<(&'p Key, &'p Key)>,
    pub accounts: BTreeSet<&'p Key>,
    pub everything: bool,
    pub warm: BTreeSet<&'p Key>,
    pub cool: BTreeSet<&'p Key>,
}

/// The beginning of the pending table.
pub const BEGINNING: &str = "(0,0)";

/// Reads up to `most` pending rows behind a place: what was taken before in the same transaction still stands there, deleted,
/// and would be gone through each time.
pub fn take(feed: &Maintained, most: usize, behind: &str) -> Outcome<Vec<Pending>> {
    let mut taken = Vec::new();
    let take = include_str!("../../sql/maintain/take.sql");
    feed.collect(take, &[count(most), text(behind)], |row| {
        let place = row
            .text(0)
            .ok_or_else(|| Failure::internal("a pending row without a place"))?;
        let what = what(feed, row)?;
        taken.push(Pending { place, what });
        Ok(())
    })?;
    Ok(taken)
}

fn what(feed: &Maintained, row: &Row) -> Outcome<What> {
    let kinds = &feed.kinds;
    let kind = row.text(1).unwrap_or_default();
    let (viewer, author) = (row.key(2, kinds.user)?, row.key(3, kinds.user)?);
    Ok(match (kind.as_str(), viewer, author) {
        ("n" | "p", _, author) => match (row.key(6, kinds.post)?, row.bigint(5)) {
            (Some(id), Some(created_at)) => What::Post {
                new: kind == "n",
                post: PostKey {
                    id,
                    created_at,
                    author,
                    group: row.key(4, kinds.group)?,
                },
            },
            _ => What::Nothing,
        },
        ("f", Some(viewer), author) => What::Relation(viewer, author),
        ("g", Some(viewer), _) => What::Viewer(viewer),
        ("a", _, Some(author)) => What::Account(author),
        ("r", _, _) => What::Everything,
        ("w", Some(viewer), _) => What::Warm(viewer),
        ("c", Some(viewer), _) => What::Cool(viewer),
        _ => What::Nothing,
    })
}

impl Pending {
    /// Where the row stands.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The post to be looked at again, if it is one.
    pub fn post(&self) -> Option<&PostKey> {
        match &self.what {
            What::Post { post, .. } => Some(post),
            _ => None,
        }
    }
}

impl<'p> Tasks<'p> {
    /// All posts, each once.
    pub fn all_posts(&self) -> Vec<&'p Key> {
        let posts = self.posts.iter().chain(&self.former);
        let ids: BTreeSet<&Key> = posts.map(|post| &post.id).collect();
        ids.into_iter().collect()
    }

    pub fn of(rows: &'p [Pending]) -> Tasks<'p> {
        let mut tasks = Tasks::default();
        for row in rows {
            match &row.what {
                What::Post { new: true, post } => tasks.posts.push(post),
                What::Post { new: false, post } => tasks.former.push(post),
                What::Relation(viewer, author) => {
                    tasks.viewers.insert(viewer);
                    tasks
                        .pairs
                        .extend(author.iter().map(|author| (viewer, author)));
                }
                What::Viewer(viewer) => {
                    tasks.viewers.insert(viewer);
                }
                What::Account(author) => {
                    tasks.accounts.insert(author);
                }
                What::Everything => tasks.everything = true,
                // The later wish holds.
                What::Warm(viewer) => {
                    tasks.cool.remove(viewer);
                    tasks.warm.insert(viewer);
                }
                What::Cool(viewer) => {
                    tasks.warm.remove(viewer);
                    tasks.cool.insert(viewer);
                }
                What::Nothing => {}
            }
        }
        let touched: BTreeSet<(i64, &Key)> = tasks
            .former
            .iter()
            .map(|post| (post.created_at, &post.id))
            .collect();
        tasks
            .posts
            .retain(|post| !touched.contains(&(post.created_at, &post.id)));
        tasks
    }
}

/// Removes rows that have been applied.
pub fn remove(feed: &Maintained, rows: &[Pending]) -> Outcome<()> {
    let places = value::texts_datum(rows.iter().map(|row| row.place.as_str()));
    feed.execute(
        include_str!("../../sql/maintain/applied.sql"),
        &[(pgrx::pg_sys::TEXTARRAYOID, Some(places))],
    )
}

/// Leaves a row alone that cannot be applied, with the reason.
pub fn set_aside(feed: &Maintained, row: &Pending, failure: &Failure) -> Outcome<()> {
    let reason = failure.sentence();
    feed.execute(
        include_str!("../../sql/maintain/set_aside.sql"),
        &[text(&row.place), text(&reason)],
    )?;
    feed.execute(
        include_str!("../../sql/maintain/failed.sql"),
        &[text(&reason)],
    )
}
