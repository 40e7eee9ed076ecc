//! One table of relations, read by some of its columns: is there a row of these keys, or which rows are there?

use pgrx::pg_sys::{self, Datum, Oid};

use crate::definition::model::{Column, ROW, Table};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::btree::Btree;
use crate::pg::predicate::{Predicate, Test};
use crate::pg::receiver::Row;
use crate::pg::scan::Scan;
use crate::pg::value::{family_of, key_datum};

/// A table that is read by some of its columns.
#[derive(Debug)]
pub struct Link {
    btree: Btree,
    given: Vec<(i16, Oid)>,
    /// What is read of each row, besides whether it counts.
    wanted: Option<(i16, Oid)>,
    active: Option<Predicate>,
}

impl Link {
    /// The link found by these columns, in any order; None where no index leads with them.
    pub fn find(
        table: &Table,
        given: &[&Column],
        wanted: Option<&Column>,
        active: &Option<String>,
        changes: u64,
    ) -> Outcome<Option<Link>> {
        let attributes: Vec<i16> = given.iter().map(|column| column.attribute).collect();
        let Some(btree) = Btree::find(table.relation, &attributes, &[], changes) else {
            return Ok(None);
        };
        Ok(Some(Link {
            btree,
            given: given.iter().map(|c| (c.attribute, c.kind)).collect(),
            wanted: wanted.map(|column| (column.attribute, column.kind)),
            active: active
                .as_ref()
                .map(|condition| Predicate::new(table.relation, ROW, condition))
                .transpose()?,
        }))
    }

    /// Whether its rows count whatever is in them, and are read from the index alone.
    pub fn is_bare(&self) -> bool {
        self.active.is_none()
    }

    /// Opens it as the role now acting; None where that may not read the table as a whole.
    pub fn open(&self) -> Option<OpenLink<'_>> {
        self.btree.is_open().then(|| OpenLink {
            scan: Scan::open(
                &self.btree,
                &[self.wanted.map(|(attribute, _)| attribute)],
                self.active.is_some(),
            ),
            active: self.active.as_ref().map(Predicate::ready),
            link: self,
        })
    }
}

/// How many rows are read at first, and at most, before whoever goes through them is asked whether to stop.
const FIRST: usize = 16;
const MOST_AT_ONCE: usize = 256;

/// A link in use.
pub struct OpenLink<'a> {
    scan: Scan<'a>,
    active: Option<Test>,
    link: &'a Link,
}

impl OpenLink<'_> {
    /// Whether there is a row of these keys that counts.
    pub fn holds(&mut self, keys: &[&Key]) -> bool {
        self.seek(keys) && self.next()
    }

    /// Goes through what is wanted of the rows of these keys, until `sink` says stop (false).
    pub fn each(
        &mut self,
        keys: &[&Key],
        mut sink: impl FnMut(Key) -> Outcome<bool>,
    ) -> Outcome<()> {
        let Some((_, kind)) = self.link.wanted else {
            return Ok(());
        };
        if !self.seek(keys) {
            return Ok(());
        }
        if self.active.is_none() && family_of(kind) == pg_sys::INT8OID {
            return self.each_integer(kind, sink);
        }
        while self.next() {
            let row = Row::of(
                &self.scan.values,
                &self.scan.nulls,
                std::slice::from_ref(&kind),
            );
            if let Some(key) = row.key(0, kind)?
                && !sink(key)?
            {
                break;
            }
        }
        Ok(())
    }

    /// The same of integers, some rows at a time.
    fn each_integer(
        &mut self,
        kind: Oid,
        mut sink: impl FnMut(Key) -> Outcome<bool>,
    ) -> Outcome<()> {
        let mut keys = Vec::with_capacity(MOST_AT_ONCE);
        let mut most = FIRST;
        loop {
            keys.clear();
            let rows = self.scan.integers(most, kind, &mut keys);
            for key in &keys {
                if !sink(Key::Int(*key))? {
                    return Ok(());
                }
            }
            if rows < most {
                return Ok(());
            }
            most = (most * 2).min(MOST_AT_ONCE);
        }
    }

    /// False where a key is wider than its column: then there is no row.
    fn seek(&mut self, keys: &[&Key]) -> bool {
        let mut given: Vec<(i16, Datum)> = Vec::with_capacity(keys.len());
        for (key, (attribute, kind)) in keys.iter().zip(&self.link.given) {
            match key_datum(key, *kind) {
                Some(value) => given.push((*attribute, value)),
                None => return false,
            }
        }
        self.scan.seek(&given, None);
        true
    }

    fn next(&mut self) -> bool {
        while self.scan.next() {
            if self
                .active
                .as_ref()
                .is_none_or(|test| self.scan.passes(test))
            {
                return true;
            }
        }
        false
    }
}
