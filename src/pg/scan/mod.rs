//! Walking a b-tree in the active snapshot: the rows of some key, newest first, without a statement around it.
//!
//! What an executor node would do, for one index and without its start and end: visible rows only, values from the
//! index where it holds them all and the page is known to be visible to everybody, from the table else.

mod stepping;

use std::ffi::c_int;

use pgrx::pg_sys::{self, Datum};

use super::btree::Btree;
use super::comparisons::{Comparisons, keys_of, with};
use super::predicate::Test;
use crate::error::{Failure, raise};

/// Where rows begin: below this place, in the descending order of (first, second) ordered columns.
#[derive(Debug, Clone, Copy)]
pub enum Below {
    /// `(first, second) < (., .)`
    Row(Datum, Datum),
    /// `first < .`
    First(Datum),
    /// `first <= .`
    FirstOrEqual(Datum),
}

/// An open walk. Many keys can be sought one after the other.
pub struct Scan<'b> {
    btree: &'b Btree,
    table: pg_sys::Relation,
    index: pg_sys::Relation,
    scan: pg_sys::IndexScanDesc,
    slot: *mut pg_sys::TupleTableSlot,
    visibility_page: pg_sys::Buffer,
    direction: pg_sys::ScanDirection::Type,
    comparisons: Comparisons,
    keys: Vec<pg_sys::ScanKeyData>,
    /// The columns of a row comparison, referred to by its key.
    members: Box<[pg_sys::ScanKeyData; 2]>,
    /// Where the scan was opened. What it allocates later it frees at its end, so it must be allocated there too: a
    /// seek may happen while a statement runs, in whose memory.
    memory: pg_sys::MemoryContext,
    /// A row found by its place, to which the slot points.
    placed: Box<pg_sys::HeapTupleData>,
    /// How many pages the table had when a row was first looked for by its place.
    pages: Option<u32>,
    /// For each wanted value its place in the index's row, or its attribute in the table's.
    wanted: Vec<Source>,
    by_index: bool,
    /// Rows that are not visible are given too.
    unchecked: bool,
    held: Vec<Datum>,
    held_nulls: Vec<bool>,
    pub values: Vec<Datum>,
    pub nulls: Vec<bool>,
}

/// Where a row stands in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub page: u32,
    pub line: u16,
}

/// Where a wanted value is.
#[derive(Debug, Clone, Copy)]
enum Source {
    Index(usize),
    Table(i16),
    /// No such column: NULL.
    Nowhere,
}

impl<'b> Scan<'b> {
    /// Opens the index to read these attributes (None: NULL) of each row. With `whole` rows are always read from
    /// the table, so that conditions can be tested on them.
    pub fn open(btree: &'b Btree, wanted: &[Option<i16>], whole: bool) -> Scan<'b> {
        Self::begin(btree, wanted, whole, false)
    }

    /// Opens the index to read columns that it holds, of each row in it: also of rows deleted or not yet committed. Every
    /// visible row is among them. For rows that are hints, and are verified anyway: nothing but the index is read.
    pub fn open_unchecked(btree: &'b Btree, wanted: &[Option<i16>]) -> Scan<'b> {
        Self::begin(btree, wanted, false, true)
    }

    fn begin(btree: &'b Btree, wanted: &[Option<i16>], whole: bool, unchecked: bool) -> Scan<'b> {
        let by_index = !whole
            && wanted
                .iter()
                .flatten()
                .all(|attribute| btree.column_of(*attribute).is_some());
        let source = |attribute: &Option<i16>| match attribute {
            None => Source::Nowhere,
            Some(attribute) => match btree.column_of(*attribute) {
                Some(column) if by_index => Source::Index(column),
                _ => Source::Table(*attribute),
            },
        };
        // SAFETY: locks are kept to the end of the transaction as statements do; what is opened is closed by Drop.
        unsafe {
            let table = pg_sys::table_open(btree.table, pg_sys::AccessShareLock as c_int);
            let index = pg_sys::index_open(btree.index, pg_sys::AccessShareLock as c_int);
            let scan = begin(table, index, keys_of(btree));
            (*scan).xs_want_itup = by_index;
            let slot = pg_sys::table_slot_create(table, std::ptr::null_mut());
            Scan {
                btree,
                table,
                index,
                scan,
                slot,
                visibility_page: pg_sys::InvalidBuffer as pg_sys::Buffer,
                direction: match btree.descending {
                    true => pg_sys::ScanDirection::ForwardScanDirection,
                    false => pg_sys::ScanDirection::BackwardScanDirection,
                },
                comparisons: Comparisons::of(btree),
                keys: Vec::with_capacity(keys_of(btree)),
                members: Box::default(),
                memory: pg_sys::CurrentMemoryContext,
                placed: Box::default(),
                pages: None,
                wanted: wanted.iter().map(source).collect(),
                by_index,
                unchecked,
                held: vec![Datum::null(); btree.holds.len()],
                held_nulls: vec![true; btree.holds.len()],
                values: vec![Datum::null(); wanted.len()],
                nulls: vec![true; wanted.len()],
            }
        }
    }

    /// Starts at rows whose given columns have these values, by attribute; of an index with ordered columns at those
    /// below a place whose first ordered column is not less than a value.
    pub fn seek(&mut self, given: &[(i16, Datum)], range: Option<(Below, Datum)>) {
        self.keys.clear();
        for (key, attribute) in self.comparisons.equal.iter().zip(&self.btree.given) {
            if let Some((_, value)) = given.iter().find(|(named, _)| named == attribute) {
                self.keys.push(with(key, *value));
            }
        }
        if let Some((below, least)) = range {
            match below {
                Below::First(value) => self.keys.push(with(&self.comparisons.less, value)),
                Below::FirstOrEqual(value) => {
                    self.keys.push(with(&self.comparisons.less_or_equal, value));
                }
                Below::Row(first, second) => self.compare_rows([first, second]),
            }
            self.keys
                .push(with(&self.comparisons.greater_or_equal, least));
        }
        self.rescan();
    }

    /// Starts at rows whose one given column has any of the values in an array of its type, which has to stay in place while
    /// they are walked: neighbours on one page of the index are found without another descent, from PostgreSQL 17 on.
    pub fn seek_any(&mut self, values: Datum) {
        self.keys.clear();
        let keys = self
            .comparisons
            .equal
            .iter()
            .map(|key| pg_sys::ScanKeyData {
                sk_flags: key.sk_flags | pg_sys::SK_SEARCHARRAY as c_int,
                ..with(key, values)
            });
        self.keys.extend(keys.take(1));
        self.rescan();
    }

    fn rescan(&mut self) {
        // Fewer keys than the scan was begun for would let it copy what lies behind them.
        if self.keys.len() != keys_of(self.btree) {
            raise(Failure::internal("a key column without a value"));
        }
        // SAFETY: the scan was begun for this many keys, which it copies.
        unsafe {
            let former = pg_sys::MemoryContextSwitchTo(self.memory);
            pg_sys::index_rescan(
                self.scan,
                self.keys.as_mut_ptr(),
                self.keys.len() as c_int,
                std::ptr::null_mut(),
                0,
            );
            pg_sys::MemoryContextSwitchTo(former);
        }
    }

    /// `(first, second) < (., .)`, as the executor tells it to a b-tree.
    fn compare_rows(&mut self, values: [Datum; 2]) {
        let row = &self.comparisons.row;
        *self.members = [with(&row[0], values[0]), with(&row[1], values[1])];
        self.keys.push(pg_sys::ScanKeyData {
            sk_flags: pg_sys::SK_ROW_HEADER as c_int,
            sk_attno: row[0].sk_attno,
            sk_strategy: pg_sys::BTLessStrategyNumber as u16,
            sk_argument: Datum::from(self.members.as_mut_ptr()),
            ..Default::default()
        });
    }

    /// Goes to the next visible row and puts its values in place; false at the end.
    pub fn next(&mut self) -> bool {
        pgrx::check_for_interrupts!();
        // SAFETY: the scan is open; each value is read with the descriptor of the row it stands in.
        unsafe {
            let former = pg_sys::MemoryContextSwitchTo(self.memory);
            let found = match self.by_index {
                true => self.next_by_index(),
                false => {
                    pg_sys::index_getnext_slot(self.scan, self.direction, self.slot)
                        && self.take_from_table()
                }
            };
            pg_sys::MemoryContextSwitchTo(former);
            found
        }
    }

    /// Goes to the visible version of the row that stood at a place when somebody looked, if there is one: the place may be
    /// that of another row by now. For scans that read rows from the table.
    pub fn fetch(&mut self, place: Place) -> bool {
        // SAFETY: the page is pinned while it is looked at, and by the slot as long as that holds the row, which stays in
        // its box until then.
        unsafe {
            let table = self.table;
            let pages = *self.pages.get_or_insert_with(|| {
                pg_sys::RelationGetNumberOfBlocksInFork(table, pg_sys::ForkNumber::MAIN_FORKNUM)
            });
            if place.page >= pages || place.line == 0 {
                return false;
            }
            let mut tid = pg_sys::ItemPointerData::default();
            pgrx::itemptr::item_pointer_set_all(&mut tid, place.page, place.line);
            let buffer = pg_sys::ReadBuffer(table, place.page);
            pg_sys::LockBuffer(buffer, pg_sys::BUFFER_LOCK_SHARE as c_int);
            let found = pg_sys::heap_hot_search_buffer(
                &mut tid,
                table,
                buffer,
                pg_sys::GetActiveSnapshot(),
                self.placed.as_mut(),
                std::ptr::null_mut(),
                true,
            );
            pg_sys::LockBuffer(buffer, pg_sys::BUFFER_LOCK_UNLOCK as c_int);
            if found {
                self.placed.t_tableOid = self.btree.table;
                pg_sys::ExecStoreBufferHeapTuple(self.placed.as_mut(), self.slot, buffer);
            }
            pg_sys::ReleaseBuffer(buffer);
            found && self.take_from_table()
        }
    }

    /// Whether the row, read from the table, passes.
    pub fn passes(&self, test: &Test) -> bool {
        test.passes(self.slot)
    }

    unsafe fn take_from_table(&mut self) -> bool {
        // SAFETY: as in next; the slot's arrays reach as far as it was deformed.
        unsafe {
            for (nth, source) in self.wanted.iter().enumerate() {
                if let Source::Table(attribute) = source {
                    if (*self.slot).tts_nvalid < *attribute {
                        pg_sys::slot_getsomeattrs_int(self.slot, c_int::from(*attribute));
                    }
                    let at = *attribute as usize - 1;
                    self.values[nth] = *(*self.slot).tts_values.add(at);
                    self.nulls[nth] = *(*self.slot).tts_isnull.add(at);
                }
            }
        }
        true
    }
}

impl Drop for Scan<'_> {
    fn drop(&mut self) {
        // After an ERROR the end of the (sub)transaction closes everything, and nothing may be called before.
        if std::thread::panicking() {
            return;
        }
        // SAFETY: all of it was opened by `open`.
        unsafe {
            if self.visibility_page != pg_sys::InvalidBuffer as pg_sys::Buffer {
                pg_sys::ReleaseBuffer(self.visibility_page);
            }
            pg_sys::index_endscan(self.scan);
            pg_sys::ExecDropSingleTupleTableSlot(self.slot);
            pg_sys::index_close(self.index, pg_sys::NoLock as c_int);
            pg_sys::table_close(self.table, pg_sys::NoLock as c_int);
        }
    }
}

/// # Safety
/// Both relations are open, and stay so for the length of the scan.
#[cfg(feature = "pg18")]
unsafe fn begin(
    table: pg_sys::Relation,
    index: pg_sys::Relation,
    keys: usize,
) -> pg_sys::IndexScanDesc {
    // SAFETY: the active snapshot lives longer than the read; nobody measures this scan.
    unsafe {
        let snapshot = pg_sys::GetActiveSnapshot();
        let unmeasured = std::ptr::null_mut();
        pg_sys::index_beginscan(table, index, snapshot, unmeasured, keys as c_int, 0)
    }
}

/// # Safety
/// As above.
#[cfg(not(feature = "pg18"))]
unsafe fn begin(
    table: pg_sys::Relation,
    index: pg_sys::Relation,
    keys: usize,
) -> pg_sys::IndexScanDesc {
    // SAFETY: as above.
    unsafe { pg_sys::index_beginscan(table, index, pg_sys::GetActiveSnapshot(), keys as c_int, 0) }
}
