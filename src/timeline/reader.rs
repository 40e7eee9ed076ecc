//! One read: the feed, the connection, the clock, and on whose behalf each statement runs.

use std::rc::Rc;

use pgrx::pg_sys::{Datum, Oid};

use super::by_index::Indexes;
use super::by_index::actors::ActorIndexes;
use super::by_index::lists::ListIndexes;
use super::by_index::posts::PostIndexes;
use super::by_index::relations::Links;
use super::by_index::stats::StatsIndexes;
use super::by_index::windows::WindowIndexes;
use super::by_statement::{Statement, Statements};
use super::post::{Kinds, PostOrder};
use crate::definition::cache::Loaded;
use crate::definition::model::Feed;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::receiver::Sink;
use crate::pg::spi::Session;
use crate::pg::value::{family_of, key_datum};
use crate::pg::{identity, planner, spi};

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
    kept: Rc<Kept>,
    loaded: &'a Loaded,
}

/// What a backend keeps of a feed between reads; dropped when the feed or its tables change.
struct Kept {
    statements: Statements,
    indexes: Indexes,
}

/// Later than every post that will ever show: times of infinity never do.
const END: i64 = i64::MAX - 1;

/// Runs a read: one connection, pinned search_path, plans bound to index order.
pub fn read<T>(loaded: &Loaded, work: impl FnOnce(&Reader) -> Outcome<T>) -> Outcome<T> {
    read_at(loaded, spi::transaction_time(), work)
}

/// The same with the clock at the end of time: scheduled posts show.
pub fn read_all<T>(loaded: &Loaded, work: impl FnOnce(&Reader) -> Outcome<T>) -> Outcome<T> {
    read_at(loaded, END, work)
}

/// The same with another clock than `now()`.
pub fn read_at<T>(
    loaded: &Loaded,
    now: i64,
    work: impl FnOnce(&Reader) -> Outcome<T>,
) -> Outcome<T> {
    identity::with_pinned_path(|| {
        planner::by_index_order(|| {
            spi::session(|session| {
                work(&Reader {
                    feed: &loaded.feed,
                    kinds: Kinds::of(&loaded.feed),
                    order: PostOrder::of(&loaded.feed),
                    now,
                    session,
                    kept: kept_for(loaded),
                    loaded,
                })
            })
        })
    })
}

fn kept_for(loaded: &Loaded) -> Rc<Kept> {
    let before = loaded.prepared.borrow().clone();
    if let Some(Ok(kept)) = before.map(|any| any.downcast::<Kept>()) {
        return kept;
    }
    let kept = Rc::new(Kept {
        statements: Statements::default(),
        indexes: Indexes::new(loaded.changes),
    });
    let any: Rc<dyn std::any::Any> = kept.clone();
    loaded.prepared.replace(Some(any));
    kept
}

impl Reader<'_> {
    /// `now()`, whatever the clock of the read.
    pub fn transaction_time(&self) -> i64 {
        spi::transaction_time()
    }

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
        let plan = self.kept.statements.plan(self.session, self.feed, which)?;
        self.session.run(&plan, values, sink)
    }

    /// Runs a statement that goes through many rows, made from a template outside this folder, as the role now acting; its
    /// plan is kept, too.
    pub fn run_at_large(
        &self,
        sql: String,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        planner::by_cost(|| self.run_as_planned(sql, parameters, sink))
    }

    /// Runs such a statement that ends after the first rows of an order, likewise.
    pub fn run_in_order(
        &self,
        sql: String,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        planner::by_index_or_sort(|| self.run_as_planned(sql, parameters, sink))
    }

    /// Runs such a statement in the order of an index, whatever that costs.
    pub fn run_by_index(
        &self,
        sql: String,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        planner::by_index_order(|| self.run_as_planned(sql, parameters, sink))
    }

    /// How many rows the planner expects of a statement without parameters, as the role now acting; nothing is read.
    pub fn expected_rows(&self, sql: &str) -> Outcome<f64> {
        self.session.expected_rows(sql)
    }

    fn run_as_planned(
        &self,
        sql: String,
        parameters: &[(Oid, Option<Datum>)],
        sink: &mut Sink,
    ) -> Outcome<()> {
        let (types, values): (Vec<Oid>, Vec<Option<Datum>>) = parameters.iter().copied().unzip();
        let plan = self.loaded.plan(self.session, sql, &types)?;
        self.session.run(&plan, &values, sink)
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
        self.as_the_owner(|| work(self.kept.indexes.links(self.feed)?))
    }

    /// The indexes by which windows can be read; None where the feed keeps none.
    pub fn window_indexes(&self) -> Option<&WindowIndexes> {
        self.kept.indexes.windows(self.feed)
    }

    /// The indexes by which the newest actors of posts can be read; to be asked as the feed's owner.
    pub fn actor_indexes(&self) -> Outcome<&ActorIndexes> {
        self.kept.indexes.actors(self.feed)
    }

    /// The indexes by which scored posts can be read; None where the feed keeps no scores.
    pub fn stats_indexes(&self) -> Option<&StatsIndexes> {
        self.kept.indexes.stats(self.feed)
    }

    /// The indexes by which packed lists can be read; None where the feed keeps none.
    pub fn list_indexes(&self) -> Option<&ListIndexes> {
        self.kept.indexes.lists(self.feed)
    }

    /// A user key as parameter; None (NULL) for no viewer.
    pub fn user(&self, key: Option<&Key>) -> Option<Datum> {
        key.and_then(|key| key_datum(key, family_of(self.feed.user_kind())))
    }

    /// The indexes by which posts can be read.
    pub fn post_indexes(&self) -> Outcome<&PostIndexes> {
        self.kept.indexes.posts(self.feed)
    }
}
