//! One read: the feed, the connection, the clock, and on whose behalf each statement runs.

use std::ops::ControlFlow;
use std::rc::Rc;

use pgrx::pg_sys::Datum;

use super::direct::PostScan;
use super::links::Links;
use super::post::{Kinds, Post, PostOrder};
use super::statements::{From, PostQuery, Statement, Statements};
use crate::definition::cache::Loaded;
use crate::definition::model::Feed;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::receiver::{Row, Sink};
use crate::pg::spi::Session;
use crate::pg::value::{self, family_of, key_datum};
use crate::pg::{catalog, identity, planner, spi};

/// Older than every post that shows: times of -infinity never do.
pub const BEGINNING: i64 = i64::MIN + 1;

/// What all statements of one read share.
pub struct Reader<'a> {
    pub feed: &'a Feed,
    pub kinds: Kinds,
    pub order: PostOrder,
    /// The clock of the read: `now()`.
    pub now: i64,
    session: &'a Session,
    statements: Rc<Statements>,
}

/// Runs a read: one connection, pinned search_path, plans bound to index order.
pub fn read<T>(loaded: &Loaded, work: impl FnOnce(&Reader) -> Outcome<T>) -> Outcome<T> {
    identity::with_pinned_path(|| {
        planner::by_index_order(|| {
            spi::session(|session| {
                work(&Reader {
                    feed: &loaded.feed,
                    kinds: Kinds::of(&loaded.feed),
                    order: PostOrder::of(&loaded.feed),
                    now: spi::transaction_time(),
                    session,
                    statements: statements_of(loaded),
                })
            })
        })
    })
}

fn statements_of(loaded: &Loaded) -> Rc<Statements> {
    let kept = loaded.prepared.borrow().clone();
    if let Some(Ok(statements)) = kept.map(|any| any.downcast::<Statements>()) {
        return statements;
    }
    let statements = Rc::new(Statements::new(loaded.changes));
    let kept: Rc<dyn std::any::Any> = statements.clone();
    loaded.prepared.replace(Some(kept));
    statements
}

impl Reader<'_> {
    /// The position above all posts that may show now.
    pub fn top(&self) -> Position {
        self.above(self.now)
    }

    /// The position of a cursor, but never above the clock: whatever a cursor says, scheduled posts stay hidden.
    pub fn bounded(&self, after: Position) -> Outcome<Position> {
        let top = self.top();
        if std::mem::discriminant(&after.id) != std::mem::discriminant(&top.id) {
            return Err(Failure::invalid("invalid cursor")
                .hint("It was made before the type of the post key changed; start from the top."));
        }
        Ok(match after.created_at > self.now {
            true => Position {
                pinned: after.pinned,
                ..top
            },
            false => after,
        })
    }

    /// The position just above the posts of this time: no key sorts below the least of its family.
    pub fn above(&self, time: i64) -> Position {
        self.least(time.saturating_add(1))
    }

    /// The position just below the posts of this time.
    pub fn below(&self, time: i64) -> Position {
        self.least(time)
    }

    fn least(&self, created_at: i64) -> Position {
        let id = match family_of(self.feed.post_kind()) {
            pgrx::pg_sys::INT8OID => Key::LEAST_INT,
            pgrx::pg_sys::UUIDOID => Key::LEAST_UUID,
            _ => Key::Text("".into()),
        };
        Position {
            pinned: false,
            created_at,
            id,
        }
    }

    /// Runs a statement with the caller's rights and row-level policies.
    pub fn as_caller(
        &self,
        which: Statement,
        values: &[Option<Datum>],
        sink: &mut Sink,
    ) -> Outcome<()> {
        let plan = self.statements.plan(self.session, self.feed, which)?;
        self.session.run(&plan, values, sink)
    }

    /// Runs a statement as the feed's owner. Only what the read decides leaves it, never a row.
    pub fn as_owner(
        &self,
        which: Statement,
        values: &[Option<Datum>],
        sink: &mut Sink,
    ) -> Outcome<()> {
        self.as_the_owner(|| self.as_caller(which, values, sink))
    }

    /// Does `work` as the feed's owner, whom no policy may hide anything from.
    pub fn as_the_owner<T>(&self, work: impl FnOnce() -> T) -> T {
        identity::run_as(self.feed.owner, || identity::without_row_security(work))
    }

    /// Does `work` with the feed's links as its owner; None where `work` needs statements instead.
    pub fn by_links<'r, T>(
        &'r self,
        work: impl FnOnce(&'r Links) -> Outcome<Option<T>>,
    ) -> Outcome<Option<T>> {
        self.as_the_owner(|| work(self.statements.links(self.feed)?))
    }

    /// A user key as parameter; None (NULL) for no viewer.
    pub fn user(&self, key: Option<&Key>) -> Option<Datum> {
        key.and_then(|key| key_datum(key, family_of(self.feed.user_kind())))
    }

    /// The posts of a query without a statement; None where that cannot be.
    pub fn scan(&self, query: PostQuery) -> Outcome<Option<PostScan<'_>>> {
        Ok(self.statements.indexes(self.feed)?.open(self.feed, query))
    }

    /// Whether policies hide posts from the caller, in the middle of a statement.
    pub fn hides_posts(&self) -> bool {
        catalog::has_policies_for_me(self.feed.posts.table.relation)
    }

    /// Whether posts from there are read without a statement.
    pub fn reads_indexes(&self, from: From) -> Outcome<bool> {
        Ok(self.statements.indexes(self.feed)?.index(from).is_some())
    }

    /// Walks posts of everybody from below `from` down to `lower`, giving each row to `sink`.
    pub fn walk(
        &self,
        query: PostQuery,
        from: &Position,
        lower: i64,
        sink: &mut dyn FnMut(&Row) -> Outcome<ControlFlow<()>>,
    ) -> Outcome<()> {
        if let Some(mut posts) = self.scan(query)? {
            return posts.each(None, from, lower, sink);
        }
        let values = [
            Some(Datum::from(from.created_at)),
            key_datum(&from.id, family_of(self.feed.post_kind())),
            Some(Datum::from(lower)),
        ];
        let mut failed = None;
        self.as_caller(Statement::Posts(query), &values, &mut |row| {
            sink(row).unwrap_or_else(|failure| {
                failed = Some(failure);
                ControlFlow::Break(())
            })
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// The newest `limit` posts of each source below its own position and not older than `lower`,
    /// as (place of the source, post).
    pub fn probe<'k>(
        &self,
        query: PostQuery,
        sources: impl Iterator<Item = (&'k Key, &'k Position)> + Clone,
        lower: i64,
        limit: usize,
    ) -> Outcome<Vec<(usize, Post)>> {
        if let Some(mut scan) = self.scan(query)? {
            let mut posts = Vec::new();
            for (place, (key, below)) in sources.enumerate() {
                let newest = scan.newest(&self.kinds, key, below, lower, limit)?;
                posts.extend(newest.into_iter().map(|post| (place, post)));
            }
            return Ok(posts);
        }
        let kind = match query.from {
            From::Group => self.feed.group_kind().unwrap_or_default(),
            _ => self.feed.user_kind(),
        };
        let time = self.feed.posts.created_at.kind;
        let values = [
            Some(Datum::from(lower)),
            Some(value::keys_datum(sources.clone().map(|(key, _)| key), kind)),
            Some(value::times_datum(
                sources.clone().map(|(_, below)| below.created_at),
                time,
            )),
            Some(value::keys_datum(
                sources.map(|(_, below)| &below.id),
                self.feed.post_kind(),
            )),
            Some(Datum::from(limit as i64)),
        ];
        let mut posts = Vec::new();
        let mut failed = None;
        self.as_caller(Statement::Posts(query), &values, &mut |row| {
            match (row.bigint(0), self.kinds.post(row, 1)) {
                (Some(place), Ok(Some(post))) => posts.push((place as usize - 1, post)),
                (_, Err(failure)) => {
                    failed = Some(failure);
                    return ControlFlow::Break(());
                }
                _ => {}
            }
            ControlFlow::Continue(())
        })?;
        failed.map_or(Ok(posts), Err)
    }
}
