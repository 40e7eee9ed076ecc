//! Posts by their indexes: of everybody, of an author, of a group, newest first.

use std::ops::ControlFlow;

use foldhash::HashMap;
use pgrx::pg_sys::{self, Datum, Oid};

use super::super::post::{Kinds, Post};
use super::super::query::{From, Pins, PostQuery};
use super::super::stream::SHOWN;
use super::super::window::Hint;
use crate::definition::model::{Column, Feed, ROW};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::pg::btree::Btree;
use crate::pg::predicate::{Predicate, Test};
use crate::pg::receiver::Row;
use crate::pg::scan::{Below, Scan};
use crate::pg::value::{exact_keys_datum, key_datum};

/// The columns that are read of a post.
const ID: usize = 0;
const AUTHOR: usize = 1;
const CREATED_AT: usize = 2;
const GROUP: usize = 3;
const PARENT: usize = 4;
const PINNED: usize = 5;

/// The place of a post in a list, and who wrote it.
pub type Written = (usize, Option<Key>);

/// What a feed's posts can be read by, found once for each backend and feed.
#[derive(Debug)]
pub struct PostIndexes {
    by_author: Option<Btree>,
    by_group: Option<Btree>,
    by_time: Option<Btree>,
    by_key: Option<Btree>,
    by_id: Option<Btree>,
    /// Time and id tell one post from all others.
    unique: bool,
    columns: [Option<i16>; 6],
    visible: Option<Predicate>,
    public: Option<Predicate>,
    types: [Oid; 8],
}

impl PostIndexes {
    pub fn of(feed: &Feed, changes: u64) -> Outcome<PostIndexes> {
        let posts = &feed.posts;
        let relation = posts.table.relation;
        let order = [posts.created_at.attribute, posts.id.attribute];
        let predicate = |condition: &Option<String>| {
            condition
                .as_ref()
                .map(|condition| Predicate::new(relation, ROW, condition))
                .transpose()
        };
        let attribute = |column: &Option<Column>| column.as_ref().map(|column| column.attribute);
        let kind =
            |column: &Option<Column>| column.as_ref().map_or(Oid::INVALID, |column| column.kind);
        Ok(PostIndexes {
            by_author: Btree::find(relation, &[posts.author.attribute], &order, changes),
            by_group: attribute(&posts.group)
                .and_then(|group| Btree::find(relation, &[group], &order, changes)),
            by_time: Btree::find(relation, &[], &order, changes),
            by_key: Btree::find(relation, &order, &[], changes),
            by_id: Btree::find(relation, &[posts.id.attribute], &[], changes),
            unique: Btree::is_unique(relation, &order),
            columns: [
                Some(posts.id.attribute),
                Some(posts.author.attribute),
                Some(posts.created_at.attribute),
                attribute(&posts.group),
                attribute(&posts.parent),
                attribute(&posts.pinned),
            ],
            visible: predicate(&posts.visible)?,
            public: predicate(&posts.public)?,
            types: [
                posts.id.kind,
                posts.author.kind,
                posts.created_at.kind,
                kind(&posts.group),
                kind(&posts.parent),
                pg_sys::BOOLOID,
                pg_sys::BOOLOID,
                pg_sys::BOOLOID,
            ],
        })
    }

    /// The index to answer a query by, if there is one and the caller may read the whole table.
    pub fn index(&self, from: From) -> Option<&Btree> {
        let index = match from {
            From::Everybody => &self.by_time,
            From::Author => &self.by_author,
            From::Group => &self.by_group,
            From::Keys => &self.by_key,
            From::Ids => &None,
        };
        index.as_ref().filter(|index| index.is_open())
    }

    /// Who wrote posts, as (place of the post, author), as far as they are there; None where a statement must answer.
    pub fn authors(&self, ids: &[Key]) -> Outcome<Option<Vec<Written>>> {
        let Some(index) = self.by_id.as_ref().filter(|index| index.is_open()) else {
            return Ok(None);
        };
        let places: HashMap<&Key, usize> = ids.iter().zip(0..).collect();
        let columns = [self.columns[ID], self.columns[AUTHOR]];
        let kinds = [self.types[ID], self.types[AUTHOR]];
        let mut scan = Scan::open(index, &columns, false);
        scan.seek_any(exact_keys_datum(ids.iter(), kinds[0]));
        let mut written = Vec::with_capacity(ids.len());
        while scan.next() {
            let row = Row::of(&scan.values, &scan.nulls, &kinds);
            let place = row.key(0, kinds[0])?;
            if let Some(place) = place.and_then(|id| places.get(&id).copied()) {
                written.push((place, row.key(1, kinds[1])?));
            }
        }
        Ok(Some(written))
    }

    /// Opens the index for a query; None where statements must answer it.
    pub fn open<'a>(&'a self, feed: &'a Feed, query: PostQuery) -> Option<PostScan<'a>> {
        let index = self.index(query.from)?;
        let conditions = self.visible.is_some() || self.public.is_some();
        let whole = conditions || query.from == From::Keys;
        Some(PostScan {
            scan: Scan::open(index, &self.columns, whole),
            unique: self.unique,
            visible: self.visible.as_ref().map(Predicate::ready),
            public: self.public.as_ref().map(Predicate::ready),
            feed,
            query,
            types: &self.types,
        })
    }
}

/// The posts of one query, source by source.
pub struct PostScan<'a> {
    scan: Scan<'a>,
    unique: bool,
    visible: Option<Test>,
    public: Option<Test>,
    feed: &'a Feed,
    query: PostQuery,
    types: &'a [Oid; 8],
}

impl PostScan<'_> {
    /// Gives `sink` the posts below a position and not older than `oldest`, newest first: of everybody, or of one
    /// source. As the walking statement does, with whether the post may be shown as its last column.
    pub fn each(
        &mut self,
        source: Option<&Key>,
        below: &Position,
        oldest: i64,
        sink: &mut dyn FnMut(&Row) -> Outcome<ControlFlow<()>>,
    ) -> Outcome<()> {
        let posts = &self.feed.posts;
        let column = match self.query.from {
            From::Everybody | From::Keys | From::Ids => None,
            From::Author => Some(&posts.author),
            From::Group => posts.group.as_ref(),
        };
        let mut given = Vec::with_capacity(1);
        if let Some((source, column)) = source.zip(column) {
            match key_datum(source, column.kind) {
                Some(value) => given.push((column.attribute, value)),
                None => return Ok(()), // wider than the column: nobody has it
            }
        }
        let range = (place(below, posts.id.kind), Datum::from(oldest));
        self.scan.seek(&given, Some(range));
        while self.scan.next() {
            if self.scan.nulls[ID] {
                continue;
            }
            let (values, nulls) = self.columns();
            if sink(&Row::of(&values, &nulls, self.types))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The newest `limit` posts of a source that may be shown, below a position and not older than `oldest`.
    pub fn newest(
        &mut self,
        kinds: &Kinds,
        source: &Key,
        below: &Position,
        oldest: i64,
        limit: usize,
    ) -> Outcome<Vec<Post>> {
        let mut found = Vec::new();
        self.each(Some(source), below, oldest, &mut |row| {
            if row.is_true(SHOWN) {
                found.extend(kinds.post(row, 0)?);
            }
            Ok(match found.len() < limit {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            })
        })?;
        Ok(found)
    }

    /// Adds those posts of a hint's time and id that may be shown.
    pub fn at(&mut self, kinds: &Kinds, hint: &Hint, found: &mut Vec<Post>) -> Outcome<()> {
        if let Some(place) = hint.place.filter(|_| self.unique)
            && self.scan.fetch(place)
            && self.is_of(kinds, hint)?
        {
            return self.shown(kinds, found);
        }
        let posts = &self.feed.posts;
        let Some(value) = key_datum(&hint.id, posts.id.kind) else {
            return Ok(());
        };
        let given = [
            (posts.created_at.attribute, Datum::from(hint.created_at)),
            (posts.id.attribute, value),
        ];
        self.scan.seek(&given, None);
        while self.scan.next() {
            self.shown(kinds, found)?;
        }
        Ok(())
    }

    /// Whether the row found by its place is still the hint's post.
    fn is_of(&self, kinds: &Kinds, hint: &Hint) -> Outcome<bool> {
        let row = Row::of(&self.scan.values, &self.scan.nulls, self.types);
        Ok(row.bigint(CREATED_AT) == Some(hint.created_at)
            && kinds.id(&row, 0)?.as_ref() == Some(&hint.id))
    }

    fn shown(&self, kinds: &Kinds, found: &mut Vec<Post>) -> Outcome<()> {
        let (values, nulls) = self.columns();
        let row = Row::of(&values, &nulls, self.types);
        if row.is_true(SHOWN) {
            found.extend(kinds.post(&row, 0)?);
        }
        Ok(())
    }

    /// The columns that the statements select: those of a post, and whether it may be shown.
    fn columns(&self) -> ([Datum; 8], [bool; 8]) {
        let scan = &self.scan;
        let (values, nulls) = (&scan.values, &scan.nulls);
        let passes = |test: &Option<Test>| test.as_ref().is_none_or(|test| scan.passes(test));
        let pinned = self.query.pins != Pins::Ignored
            && !nulls[PINNED]
            && values[PINNED].value() != 0
            && (self.query.group_pins || nulls[GROUP]);
        let by_pin = match self.query.pins {
            Pins::Ignored => true,
            Pins::Pinned => pinned,
            Pins::Rest => !pinned,
        };
        let visible = by_pin && (self.query.replies || nulls[PARENT]) && passes(&self.visible);
        // Last: as in a statement's list of columns, it is not to fail on a row that is hidden.
        let public = visible
            && match &self.public {
                Some(test) => scan.passes(test),
                None => nulls[GROUP],
            };
        let shown = visible && (public || !self.query.public_only);
        (
            [
                values[ID],
                values[AUTHOR],
                values[CREATED_AT],
                values[GROUP],
                values[PARENT],
                Datum::from(public),
                Datum::from(pinned),
                Datum::from(shown),
            ],
            [
                false,
                nulls[AUTHOR],
                nulls[CREATED_AT],
                nulls[GROUP],
                nulls[PARENT],
                false,
                false,
                false,
            ],
        )
    }
}

/// A position as a place in an index. An id beyond what its column can hold stands before or behind all others.
pub fn place(below: &Position, kind: Oid) -> Below {
    let time = Datum::from(below.created_at);
    match (key_datum(&below.id, kind), &below.id) {
        (_, id) if id.is_least() => Below::First(time),
        (Some(id), _) => Below::Row(time, id),
        (None, Key::Int(id)) if *id > 0 => Below::FirstOrEqual(time),
        (None, _) => Below::First(time),
    }
}
