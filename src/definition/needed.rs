//! Which indexes the reads of a feed use, and its maintenance.

use super::model::{Column, Feed, Signal, SignalSource, Table};

/// An index that reads of the feed use, or its maintenance.
pub struct Needed<'f> {
    pub table: &'f Table,
    pub columns: Vec<&'f Column>,
    /// An index that leads with so many of the columns serves; the others save looking at the table.
    pub enough: usize,
    /// The last two columns are read in their order.
    pub ordered: bool,
}

impl<'f> Needed<'f> {
    fn new(table: &'f Table, columns: Vec<&'f Column>) -> Needed<'f> {
        Needed {
            table,
            enough: columns.len(),
            columns,
            ordered: false,
        }
    }

    fn in_order(table: &'f Table, columns: Vec<&'f Column>) -> Needed<'f> {
        Needed {
            ordered: true,
            ..Needed::new(table, columns)
        }
    }
}

/// Every index that the feed's reads and its maintenance use.
pub fn needed(feed: &Feed) -> Vec<Needed<'_>> {
    let posts = &feed.posts;
    let (table, id, created_at) = (&posts.table, &posts.id, &posts.created_at);
    let mut all = vec![
        Needed::in_order(table, vec![created_at, id]),
        Needed::in_order(table, vec![&posts.author, created_at, id]),
    ];
    if let Some(group) = &posts.group {
        all.push(Needed::in_order(table, vec![group, created_at, id]));
    }
    if posts.parent.is_some() || feed.signal_sources().next().is_some() {
        all.push(Needed::new(table, vec![id]));
    }
    let mut pair = |table, columns| all.push(Needed::new(table, columns));
    if let Some(follows) = &feed.follows {
        pair(&follows.table, vec![&follows.follower, &follows.followee]);
        // Whom a post is copied to.
        pair(&follows.table, vec![&follows.followee, &follows.follower]);
    }
    if let Some(memberships) = &feed.memberships {
        let (member, group) = (&memberships.member, &memberships.group);
        pair(&memberships.table, vec![member, group]);
        if feed.posts.group.is_some() {
            pair(&memberships.table, vec![group, member]);
        }
    }
    if let Some(accounts) = &feed.accounts {
        pair(&accounts.table, vec![&accounts.id]);
    }
    for exclusion in &feed.exclusions {
        pair(&exclusion.table, vec![&exclusion.viewer, &exclusion.author]);
        if exclusion.both_ways {
            pair(&exclusion.table, vec![&exclusion.author, &exclusion.viewer]);
        }
    }
    for (signal, source) in feed.signal_sources() {
        all.extend(of_signal(signal, source));
    }
    all
}

/// Those of a signal: what is about a post, who engaged with it last, and what somebody engaged with last.
fn of_signal<'f>(signal: &Signal, source: &'f SignalSource) -> Vec<Needed<'f>> {
    let (table, post) = (&source.table, &source.post);
    let newest = |columns| Needed {
        enough: 2,
        ..Needed::new(table, columns)
    };
    let actor = source.actor.as_ref().filter(|_| !signal.impression);
    match (actor, &source.created_at) {
        (Some(actor), Some(created_at)) => vec![
            newest(vec![post, created_at, actor]),
            newest(vec![actor, created_at, post]),
        ],
        (Some(actor), None) => vec![
            Needed::new(table, vec![post]),
            Needed::new(table, vec![actor]),
        ],
        (None, _) => vec![Needed::new(table, vec![post])],
    }
}
