//! A destination for query results that hands each row to a closure and can stop the executor early.

use std::ffi::c_int;
use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};

use super::scan::Place;
use super::{value, vector};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;

/// One result row, valid while the closure runs. Columns count from 0.
pub struct Row<'a> {
    values: &'a [Datum],
    nulls: &'a [bool],
    types: &'a [Oid],
}

impl<'a> Row<'a> {
    /// A row that no statement returned: values, which of them are NULL, and their types.
    pub fn of(values: &'a [Datum], nulls: &'a [bool], types: &'a [Oid]) -> Row<'a> {
        Row {
            values,
            nulls,
            types,
        }
    }

    fn datum(&self, column: usize) -> Option<Datum> {
        match (self.values.get(column), self.nulls.get(column)) {
            (Some(value), Some(false)) => Some(*value),
            _ => None,
        }
    }

    pub fn bigint(&self, column: usize) -> Option<i64> {
        self.datum(column).map(|datum| datum.value() as i64)
    }

    pub fn float(&self, column: usize) -> Option<f64> {
        self.datum(column)
            .map(|datum| f64::from_bits(datum.value() as u64))
    }

    pub fn int(&self, column: usize) -> Option<i32> {
        self.datum(column).map(|datum| datum.value() as i32)
    }

    pub fn smallint(&self, column: usize) -> Option<i16> {
        self.datum(column).map(|datum| datum.value() as i16)
    }

    pub fn oid(&self, column: usize) -> Option<Oid> {
        self.datum(column)
            .map(|datum| Oid::from(datum.value() as u32))
    }

    /// A column that is an array of keys of type `kind`.
    pub fn keys(&self, column: usize, kind: Oid) -> Outcome<Vec<Key>> {
        let Some(datum) = self.datum(column) else {
            return Ok(Vec::new());
        };
        if self.types.get(column) != Some(&value::exact_array_of(kind)) {
            return Err(Failure::not_ready("a list of keys has changed its type")
                .hint("Run SELECT feed.alter(feed, '{}') to make the feed's storage anew."));
        }
        // SAFETY: the column is an array of this type.
        unsafe { value::keys_from(datum, kind) }
    }

    /// A column of type bigint[] without NULLs.
    pub fn counts(&self, column: usize) -> Vec<i64> {
        let is_counts = self.types.get(column) == Some(&pgrx::pg_sys::INT8ARRAYOID);
        // SAFETY: the column is an array of this type.
        self.datum(column)
            .filter(|_| is_counts)
            .map(|datum| unsafe { value::counts_from(datum) })
            .unwrap_or_default()
    }

    /// A column of one of pgvector's types, whose OID this is; 55000 where it is of another by now.
    pub fn vector(&self, column: usize, kind: Oid, of_halves: bool) -> Outcome<Option<Vec<f32>>> {
        let Some(datum) = self.datum(column) else {
            return Ok(None);
        };
        if self.types.get(column) != Some(&kind) {
            return Err(Failure::not_ready("the embedding has changed its type")
                .hint("Run SELECT feed.alter(feed, '{}') to bind the feed to its tables as they are now."));
        }
        // SAFETY: the column is of this type, which is a varlena.
        unsafe { vector::numbers_from(datum, of_halves) }.map(Some)
    }

    /// A column of type bytea.
    pub fn bytes(&self, column: usize) -> Option<&[u8]> {
        let is_bytea = self.types.get(column) == Some(&pg_sys::BYTEAOID);
        let datum = self.datum(column).filter(|_| is_bytea)?;
        // SAFETY: the column is a bytea, and stays in place as long as the row.
        Some(unsafe { value::bytes_from(datum) })
    }

    /// A column of type tid.
    pub fn place(&self, column: usize) -> Option<Place> {
        let is_place = self.types.get(column) == Some(&pg_sys::TIDOID);
        self.datum(column).filter(|_| is_place).map(|datum| {
            // SAFETY: the column is a tid, which is a pointer to its two numbers.
            let (page, line) =
                unsafe { pgrx::itemptr::item_pointer_get_both(*datum.cast_mut_ptr()) };
            Place { page, line }
        })
    }

    /// A column of type "char".
    pub fn letter(&self, column: usize) -> Option<u8> {
        self.datum(column).map(|datum| datum.value() as u8)
    }

    /// NULL counts as false, as it does in WHERE.
    pub fn is_true(&self, column: usize) -> bool {
        self.datum(column).is_some_and(|datum| datum.value() != 0)
    }

    /// A column of type text.
    pub fn text(&self, column: usize) -> Option<String> {
        // SAFETY: our statements select text where this is called.
        self.datum(column)
            .map(|datum| unsafe { value::text_from(datum) })
    }

    /// A key column of the family of `kind`, read by its own width; 55000 where it is of another family: a plan is
    /// made anew when a column or a function of the app changes its type, maybe a moment before the definition is.
    pub fn key(&self, column: usize, kind: Oid) -> Outcome<Option<Key>> {
        let (Some(datum), Some(actual)) = (self.datum(column), self.types.get(column)) else {
            return Ok(None);
        };
        if value::family_of(*actual) != value::family_of(kind) {
            return Err(Failure::not_ready("a key has changed its type")
                .hint("Call feed.doctor to see which."));
        }
        // SAFETY: the column is of this type; one that is no key's is refused.
        unsafe { value::key_from(datum, *actual) }.map(Some)
    }
}

/// What is done with each row; `Break` ends the scan.
pub type Sink<'a> = dyn FnMut(&Row) -> ControlFlow<()> + 'a;

/// The C destination. The executor sees `base`; the sink stands behind it.
#[repr(C)]
pub(super) struct Receiver<'a, 'b> {
    base: pg_sys::DestReceiver,
    sink: &'a mut Sink<'b>,
    /// The types of the result's columns, known when it starts.
    types: Vec<Oid>,
}

impl<'a, 'b> Receiver<'a, 'b> {
    pub(super) fn new(sink: &'a mut Sink<'b>) -> Receiver<'a, 'b> {
        Receiver {
            base: pg_sys::DestReceiver {
                receiveSlot: Some(receive),
                rStartup: Some(startup),
                rShutdown: Some(ignore),
                rDestroy: Some(ignore),
                mydest: pg_sys::CommandDest::DestNone,
            },
            sink,
            types: Vec::new(),
        }
    }

    pub(super) fn as_dest(&mut self) -> *mut pg_sys::DestReceiver {
        &raw mut self.base
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn receive(
    slot: *mut pg_sys::TupleTableSlot,
    destination: *mut pg_sys::DestReceiver,
) -> bool {
    // SAFETY: `destination` is the first field of a Receiver that lives for the whole execution, and the
    // executor passes a filled slot whose arrays are as long as its descriptor says.
    unsafe {
        let columns = (*(*slot).tts_tupleDescriptor).natts;
        if i32::from((*slot).tts_nvalid) < columns {
            pg_sys::slot_getsomeattrs_int(slot, columns);
        }
        let receiver = &mut *(destination as *mut Receiver);
        let row = Row {
            values: std::slice::from_raw_parts((*slot).tts_values, columns as usize),
            nulls: std::slice::from_raw_parts((*slot).tts_isnull, columns as usize),
            types: &receiver.types,
        };
        (receiver.sink)(&row).is_continue()
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn startup(
    destination: *mut pg_sys::DestReceiver,
    _operation: c_int,
    columns: pg_sys::TupleDesc,
) {
    // SAFETY: as in receive; the descriptor is that of the result.
    unsafe { (*(destination as *mut Receiver)).types = column_types(columns) };
}

/// The types of a descriptor's columns.
///
/// # Safety
/// `columns` is a valid descriptor.
pub(super) unsafe fn column_types(columns: pg_sys::TupleDesc) -> Vec<Oid> {
    // SAFETY: each attribute of a descriptor is there.
    unsafe {
        (0..(*columns).natts)
            .map(|column| pg_sys::SPI_gettypeid(columns, column + 1))
            .collect()
    }
}

unsafe extern "C-unwind" fn ignore(_destination: *mut pg_sys::DestReceiver) {}
