//! Rows taken from the index alone, each step inside one guard, or many of them.

use pgrx::pg_sys::{self, Datum};

use super::super::raw;
use super::{Scan, Source};

/// How many rows are taken at once.
const CHUNK: usize = 256;

/// A value of a column of integers; None for NULL.
fn integer(value: Datum, null: bool, kind: pg_sys::Oid) -> Option<i64> {
    let value = match kind {
        pg_sys::INT2OID => i64::from(value.value() as i16),
        pg_sys::INT4OID => i64::from(value.value() as i32),
        _ => value.value() as i64,
    };
    (!null).then_some(value)
}

impl Scan<'_> {
    /// # Safety
    /// The scan is open, and its memory the current context.
    pub(super) unsafe fn next_by_index(&mut self) -> bool {
        // SAFETY: as in next; nothing inside the guard has a destructor, and the index's row stays in place until the scan
        // goes on.
        unsafe {
            let found = raw::guarded(|| self.step());
            if found {
                for (nth, source) in self.wanted.iter().enumerate() {
                    if let Source::Index(column) = source {
                        self.values[nth] = self.held[*column];
                        self.nulls[nth] = self.held_nulls[*column];
                    }
                }
            }
            found
        }
    }

    /// Adds the values of the first wanted column in at most `most` further rows, which is one of integers; NULLs are left out.
    /// Returns how many rows that were.
    pub fn integers(&mut self, most: usize, kind: pg_sys::Oid, found: &mut Vec<i64>) -> usize {
        let mut rows = 0;
        let Some(Source::Index(column)) = self.wanted.first().copied() else {
            while rows < most && self.next() {
                rows += 1;
                found.extend(integer(self.values[0], self.nulls[0], kind));
            }
            return rows;
        };
        pgrx::check_for_interrupts!();
        let mut buffer = [0i64; CHUNK];
        while rows < most {
            let (wanted, mut given, mut ended) = (CHUNK.min(most - rows), 0, false);
            // SAFETY: as in next_by_index.
            unsafe {
                let former = pg_sys::MemoryContextSwitchTo(self.memory);
                raw::guarded(|| {
                    for _ in 0..wanted {
                        if !self.step() {
                            ended = true;
                            break;
                        }
                        rows += 1;
                        let null = self.held_nulls[column];
                        if let Some(value) = integer(self.held[column], null, kind) {
                            buffer[given] = value;
                            given += 1;
                        }
                    }
                });
                pg_sys::MemoryContextSwitchTo(former);
            }
            found.extend_from_slice(&buffer[..given]);
            if ended {
                break;
            }
        }
        rows
    }

    /// Goes to the next row of the index that is visible, and takes it apart; false at the end.
    ///
    /// # Safety
    /// To be called inside a guard.
    unsafe fn step(&mut self) -> bool {
        // SAFETY: the scan is open.
        unsafe {
            loop {
                let row = raw::index_getnext_tid(self.scan, self.direction);
                if row.is_null() {
                    return false;
                }
                if !self.unchecked && !self.is_visible(row) {
                    continue;
                }
                raw::index_deform_tuple(
                    (*self.scan).xs_itup,
                    (*self.scan).xs_itupdesc,
                    self.held.as_mut_ptr(),
                    self.held_nulls.as_mut_ptr(),
                );
                return true;
            }
        }
    }

    /// Whether the row that the index has come to is visible: its page may be known to be so to everybody.
    ///
    /// # Safety
    /// As above.
    unsafe fn is_visible(&mut self, row: pg_sys::ItemPointer) -> bool {
        // SAFETY: as above.
        unsafe {
            let page = pgrx::itemptr::item_pointer_get_block_number(row);
            let known = raw::visibilitymap_get_status(self.table, page, &mut self.visibility_page);
            u32::from(known) & pg_sys::VISIBILITYMAP_ALL_VISIBLE != 0
                || raw::index_fetch_heap(self.scan, self.slot)
        }
    }
}
