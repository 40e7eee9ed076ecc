//! Who engaged with posts of late, and with which posts people did, by the indexes of signals' tables.
//!
//! Everything here runs as the feed's owner. Only how many of them the viewer follows leaves the read.

use pgrx::pg_sys::{self, Datum, Oid};

use crate::definition::model::{Column, Feed, ROW, SignalSource};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::btree::Btree;
use crate::pg::catalog;
use crate::pg::predicate::{Predicate, Test};
use crate::pg::receiver::Row;
use crate::pg::scan::{Below, Scan};
use crate::pg::value::{family_of, key_datum};

/// For each signal of a feed, in their order, the index by which the newest actors of a post are found; None where a
/// statement must.
#[derive(Debug)]
pub struct ActorIndexes {
    signals: Vec<Option<NewestActors>>,
}

/// The index of one signal's table.
#[derive(Debug)]
struct NewestActors {
    btree: Btree,
    /// Leads with the actor instead.
    by_actor: Option<Btree>,
    post: (i16, Oid),
    actor: (i16, Oid),
    active: Option<Predicate>,
}

impl ActorIndexes {
    pub fn of(feed: &Feed, changes: u64) -> Outcome<ActorIndexes> {
        let signals = feed.signals.iter().map(|signal| match &signal.source {
            Some(Ok(source)) => NewestActors::of(source, changes),
            _ => Ok(None),
        });
        Ok(ActorIndexes {
            signals: signals.collect::<Outcome<_>>()?,
        })
    }

    /// Opens that of a signal as the role now acting; None where that may not read the table as a whole.
    pub fn open(&self, signal: usize) -> Option<OpenActors<'_>> {
        let index = self.signals.get(signal)?.as_ref()?;
        index.btree.is_open().then(|| OpenActors {
            scan: Scan::open(&index.btree, &[Some(index.actor.0)], index.active.is_some()),
            active: index.active.as_ref().map(Predicate::ready),
            found: Vec::new(),
            index,
        })
    }

    /// Opens the other index of a signal, likewise.
    pub fn open_by_actor(&self, signal: usize) -> Option<OpenEngagements<'_>> {
        let index = self.signals.get(signal)?.as_ref()?;
        let btree = index.by_actor.as_ref().filter(|btree| btree.is_open())?;
        Some(OpenEngagements {
            scan: Scan::open(btree, &[Some(index.post.0)], index.active.is_some()),
            active: index.active.as_ref().map(Predicate::ready),
            index,
        })
    }
}

impl NewestActors {
    /// None where rows may have no time: these come last, and stand first in an index.
    fn of(source: &SignalSource, changes: u64) -> Outcome<Option<NewestActors>> {
        let (Some(actor), Some(at)) = (&source.actor, &source.created_at) else {
            return Ok(None);
        };
        let relation = source.table.relation;
        let number = |column: &Column| (column.attribute, column.kind);
        let order = [at.attribute, actor.attribute];
        let found = Btree::find(relation, &[source.post.attribute], &order, changes);
        let Some(btree) = found.filter(|_| catalog::is_not_null(relation, at.attribute)) else {
            return Ok(None);
        };
        let active = source.active.as_ref();
        let order = [at.attribute, source.post.attribute];
        Ok(Some(NewestActors {
            btree,
            by_actor: Btree::find(relation, &[actor.attribute], &order, changes),
            post: number(&source.post),
            actor: number(actor),
            active: active
                .map(|condition| Predicate::new(relation, ROW, condition))
                .transpose()?,
        }))
    }
}

/// An index in use.
pub struct OpenActors<'i> {
    scan: Scan<'i>,
    active: Option<Test>,
    /// Those of one post.
    found: Vec<i64>,
    index: &'i NewestActors,
}

impl OpenActors<'_> {
    /// Whether there may be a row about a post that is older than a time.
    pub fn has_before(&mut self, post: &Key, time: i64) -> bool {
        let (column, kind) = self.index.post;
        let Some(post) = key_datum(post, kind) else {
            return false;
        };
        let ever = (Below::First(Datum::from(time)), Datum::from(i64::MIN));
        self.scan.seek(&[(column, post)], Some(ever));
        self.scan.next()
    }

    /// Adds the actors of the newest `most` rows about a post; one may come more than once.
    pub fn of_post(&mut self, post: &Key, most: usize, actors: &mut Vec<Key>) -> Outcome<()> {
        let NewestActors {
            post: (column, kind),
            actor,
            ..
        } = self.index;
        let Some(post) = key_datum(post, *kind) else {
            return Ok(()); // wider than the column: nobody engaged with it
        };
        let ever = (
            Below::FirstOrEqual(Datum::from(i64::MAX)),
            Datum::from(i64::MIN),
        );
        self.scan.seek(&[(*column, post)], Some(ever));
        if self.active.is_none() && family_of(actor.1) == pg_sys::INT8OID {
            self.found.clear();
            self.scan.integers(most, actor.1, &mut self.found);
            actors.extend(self.found.iter().copied().map(Key::Int));
            return Ok(());
        }
        let mut met = 0;
        while met < most && self.scan.next() {
            let scan = &self.scan;
            if self.active.as_ref().is_some_and(|test| !scan.passes(test)) {
                continue;
            }
            met += 1;
            let kind = std::slice::from_ref(&actor.1);
            actors.extend(Row::of(&scan.values, &scan.nulls, kind).key(0, actor.1)?);
        }
        Ok(())
    }
}

/// The index by actor in use.
pub struct OpenEngagements<'i> {
    scan: Scan<'i>,
    active: Option<Test>,
    index: &'i NewestActors,
}

impl OpenEngagements<'_> {
    /// Adds the posts that somebody engaged with since a time; one may come more than once.
    pub fn since(&mut self, actor: &Key, since: i64, posts: &mut Vec<Key>) -> Outcome<()> {
        let (column, kind) = self.index.actor;
        let Some(actor) = key_datum(actor, kind) else {
            return Ok(()); // wider than the column: they engaged with nothing
        };
        let lately = (
            Below::FirstOrEqual(Datum::from(i64::MAX)),
            Datum::from(since),
        );
        self.scan.seek(&[(column, actor)], Some(lately));
        while self.scan.next() {
            let scan = &self.scan;
            if self.active.as_ref().is_none_or(|test| scan.passes(test)) {
                let kind = std::slice::from_ref(&self.index.post.1);
                posts.extend(Row::of(&scan.values, &scan.nulls, kind).key(0, kind[0])?);
            }
        }
        Ok(())
    }
}
