//! The comparisons by which a b-tree is sought: with their procedures, and their values still to be set.

use std::ffi::c_int;

use pgrx::pg_sys::{self, Datum, Oid};

use super::btree::{Btree, KeyColumn};

/// How many comparisons a seek makes: the given columns, and both ends of a range where there is an order.
pub(super) fn keys_of(btree: &Btree) -> usize {
    let range = if btree.keys.len() > btree.given.len() {
        2
    } else {
        0
    };
    btree.given.len() + range
}

/// The comparisons of one index, with their values still to be set.
pub(super) struct Comparisons {
    pub equal: Vec<pg_sys::ScanKeyData>,
    pub less: pg_sys::ScanKeyData,
    pub less_or_equal: pg_sys::ScanKeyData,
    pub greater_or_equal: pg_sys::ScanKeyData,
    /// `(first, second) < (., .)`, column by column.
    pub row: [pg_sys::ScanKeyData; 2],
}

impl Comparisons {
    pub fn of(btree: &Btree) -> Comparisons {
        let first = btree.given.len();
        let ordered = |nth: usize, flags: u32, strategy: u32, procedure: fn(&KeyColumn) -> Oid| {
            btree
                .keys
                .get(first + nth)
                .map_or_else(pg_sys::ScanKeyData::default, |column| {
                    key(first + nth, flags, strategy, column, procedure(column))
                })
        };
        let member = pg_sys::SK_ROW_MEMBER;
        let last = member | pg_sys::SK_ROW_END;
        Comparisons {
            equal: (0..first)
                .map(|place| {
                    let column = &btree.keys[place];
                    key(
                        place,
                        0,
                        pg_sys::BTEqualStrategyNumber,
                        column,
                        column.equal,
                    )
                })
                .collect(),
            less: ordered(0, 0, pg_sys::BTLessStrategyNumber, |column| column.less),
            less_or_equal: ordered(0, 0, pg_sys::BTLessEqualStrategyNumber, |column| {
                column.less_or_equal
            }),
            greater_or_equal: ordered(0, 0, pg_sys::BTGreaterEqualStrategyNumber, |column| {
                column.greater_or_equal
            }),
            row: [(0, member), (1, last)].map(|(nth, flags)| {
                ordered(nth, flags, pg_sys::BTLessStrategyNumber, |column| {
                    column.order
                })
            }),
        }
    }
}

pub(super) fn with(key: &pg_sys::ScanKeyData, value: Datum) -> pg_sys::ScanKeyData {
    pg_sys::ScanKeyData {
        sk_argument: value,
        ..*key
    }
}

fn key(
    place: usize,
    flags: u32,
    strategy: u32,
    column: &KeyColumn,
    procedure: Oid,
) -> pg_sys::ScanKeyData {
    let mut key = pg_sys::ScanKeyData::default();
    // SAFETY: fills the key in; the procedure is one of the index's family.
    unsafe {
        pg_sys::ScanKeyEntryInitialize(
            &mut key,
            flags as c_int,
            place as i16 + 1,
            strategy as u16,
            Oid::INVALID,
            column.collation,
            procedure,
            Datum::null(),
        );
    }
    key
}
