//! Rows of our own tables that have no index to keep up: appended without a statement, and read from end to end.

use std::ffi::c_int;

use pgrx::pg_sys::{self, Datum, Oid};

use super::receiver::{self, Row};
use crate::error::Outcome;

/// Appends a row of values of these types, with nobody's rights: the caller decides that it may be. Nothing happens where
/// the table is no more, or has got other columns.
pub fn append(table: Oid, types: &[Oid], values: &[Option<Datum>]) {
    let mut datums: Vec<Datum> = values
        .iter()
        .map(|value| value.unwrap_or(Datum::null()))
        .collect();
    let mut nulls: Vec<bool> = values.iter().map(Option::is_none).collect();
    // SAFETY: the lock is kept to the end of the transaction, as by any insert; the arrays are as long as the descriptor.
    unsafe {
        let relation = pg_sys::try_table_open(table, pg_sys::RowExclusiveLock as c_int);
        if relation.is_null() {
            return;
        }
        let columns = (*relation).rd_att;
        if datums.len() == types.len() && receiver::column_types(columns) == types {
            let tuple = pg_sys::heap_form_tuple(columns, datums.as_mut_ptr(), nulls.as_mut_ptr());
            pg_sys::simple_heap_insert(relation, tuple);
            pg_sys::heap_freetuple(tuple);
        }
        pg_sys::table_close(relation, pg_sys::NoLock as c_int);
    }
}

/// How many pages a table has; none where it is no more.
pub fn pages(table: Oid) -> u32 {
    // SAFETY: the lock is kept as by any read.
    unsafe {
        let relation = pg_sys::try_table_open(table, pg_sys::AccessShareLock as c_int);
        if relation.is_null() {
            return 0;
        }
        let pages =
            pg_sys::RelationGetNumberOfBlocksInFork(relation, pg_sys::ForkNumber::MAIN_FORKNUM);
        pg_sys::table_close(relation, pg_sys::NoLock as c_int);
        pages
    }
}

/// Gives every row visible in the active snapshot to `sink` until it says stop (false); tells whether the table was read
/// to its end. A table of more than `most_pages` pages, one that is no more, or one whose columns are not of these types is not
/// read at all.
pub fn read(
    table: Oid,
    types: &[Oid],
    most_pages: u32,
    mut sink: impl FnMut(&Row) -> Outcome<bool>,
) -> Outcome<bool> {
    // SAFETY: the lock is kept as by any read; a scan begun is ended, an unwinding ERROR leaves that to the transaction.
    unsafe {
        let relation = pg_sys::try_table_open(table, pg_sys::AccessShareLock as c_int);
        if relation.is_null() {
            return Ok(false);
        }
        let pages =
            pg_sys::RelationGetNumberOfBlocksInFork(relation, pg_sys::ForkNumber::MAIN_FORKNUM);
        let mut complete = Ok(pages <= most_pages);
        if receiver::column_types((*relation).rd_att) != types {
            complete = Ok(false);
        } else if pages > 0 && pages <= most_pages {
            complete = rows(relation, types, &mut sink);
        }
        pg_sys::table_close(relation, pg_sys::NoLock as c_int);
        complete
    }
}

/// # Safety
/// The relation is open, and a heap; its columns are of these types.
unsafe fn rows(
    relation: pg_sys::Relation,
    types: &[Oid],
    sink: &mut impl FnMut(&Row) -> Outcome<bool>,
) -> Outcome<bool> {
    // SAFETY: the arrays are as long as the descriptor; a tuple is valid until the scan goes on.
    unsafe {
        let columns = (*relation).rd_att;
        let mut values = vec![Datum::null(); types.len()];
        let mut nulls = vec![true; types.len()];
        let options = pg_sys::ScanOptions::SO_TYPE_SEQSCAN | pg_sys::ScanOptions::SO_ALLOW_PAGEMODE;
        let scan = pg_sys::heap_beginscan(
            relation,
            pg_sys::GetActiveSnapshot(),
            0,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            options,
        );
        let mut complete = Ok(true);
        loop {
            pgrx::check_for_interrupts!();
            let tuple = pg_sys::heap_getnext(scan, pg_sys::ScanDirection::ForwardScanDirection);
            if tuple.is_null() {
                break;
            }
            pg_sys::heap_deform_tuple(tuple, columns, values.as_mut_ptr(), nulls.as_mut_ptr());
            match sink(&Row::of(&values, &nulls, types)) {
                Ok(true) => {}
                other => {
                    complete = other;
                    break;
                }
            }
        }
        pg_sys::heap_endscan(scan);
        complete
    }
}
