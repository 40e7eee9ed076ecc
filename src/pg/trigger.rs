//! A trigger while it fires: which table, what happened, and the row before and after.

use std::ffi::{CStr, c_char, c_int};

use pgrx::pg_sys::{self, Datum, Oid};

use super::function::Call;
use super::predicate::Predicate;
use super::value;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;

/// What happened to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Insert,
    Update,
    Delete,
    Truncate,
}

/// One firing.
pub struct Firing {
    data: *mut pg_sys::TriggerData,
    pub event: Event,
    pub relation: Oid,
    /// The trigger is a partition's copy of that of its partitioned table.
    pub is_clone: bool,
}

/// A row of the table, as far as it is looked at.
#[derive(Clone, Copy)]
pub struct Version {
    slot: *mut pg_sys::TupleTableSlot,
}

/// One column of a row.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub value: Option<Datum>,
    pub kind: Oid,
}

impl Firing {
    /// The firing that a call is; 39P01 for a call that is none, or is none of an AFTER trigger.
    pub fn of(call: &Call) -> Outcome<Firing> {
        let not_a_trigger =
            || Failure::not_a_trigger("function \"capture\" was not called as an AFTER trigger");
        // SAFETY: the context of a call by the trigger manager is a TriggerData, told by its tag.
        unsafe {
            let context = call.context();
            if context.is_null() || (*context).type_ != pg_sys::NodeTag::T_TriggerData {
                return Err(not_a_trigger());
            }
            let data = context as *mut pg_sys::TriggerData;
            let event = (*data).tg_event;
            if event & pg_sys::TRIGGER_EVENT_TIMINGMASK != pg_sys::TRIGGER_EVENT_AFTER {
                return Err(not_a_trigger());
            }
            let event = match event & pg_sys::TRIGGER_EVENT_OPMASK {
                pg_sys::TRIGGER_EVENT_INSERT => Event::Insert,
                pg_sys::TRIGGER_EVENT_UPDATE => Event::Update,
                pg_sys::TRIGGER_EVENT_DELETE => Event::Delete,
                _ => Event::Truncate,
            };
            let by_row = (*data).tg_event & pg_sys::TRIGGER_EVENT_ROW != 0;
            if by_row == (event == Event::Truncate) {
                return Err(not_a_trigger());
            }
            Ok(Firing {
                data,
                event,
                relation: (*(*data).tg_relation).rd_id,
                is_clone: (*(*data).tg_trigger).tgisclone,
            })
        }
    }

    /// The row as it was; None where there was none.
    pub fn before(&self) -> Option<Version> {
        // SAFETY: the trigger manager fills the slot of the row that an event is about.
        matches!(self.event, Event::Update | Event::Delete).then(|| Version {
            slot: unsafe { (*self.data).tg_trigslot },
        })
    }

    /// The row as it is now; None where it is gone.
    pub fn after(&self) -> Option<Version> {
        // SAFETY: as above; an update has its new row in a slot of its own.
        match self.event {
            Event::Insert => Some(unsafe { (*self.data).tg_trigslot }),
            Event::Update => Some(unsafe { (*self.data).tg_newslot }),
            _ => None,
        }
        .map(|slot| Version { slot })
    }
}

impl Field {
    /// The value as a key; None for NULL, and for what is no key.
    pub fn key(&self) -> Option<Key> {
        // SAFETY: the value is of this type; one that is no key's is refused.
        self.value
            .and_then(|value| unsafe { value::key_from(value, self.kind) }.ok())
    }
}

impl Version {
    /// A column by its number; None where it was dropped, or is computed when it is read.
    pub fn field(self, attribute: i16) -> Option<Field> {
        // SAFETY: the slot holds a row; its descriptor tells how many columns there are, and the slot's arrays reach as
        // far as it was deformed.
        unsafe {
            let columns = (*self.slot).tts_tupleDescriptor;
            if attribute < 1 || i32::from(attribute) > (*columns).natts {
                return None;
            }
            let kind = stored_type(columns, attribute)?;
            if (*self.slot).tts_nvalid < attribute {
                pg_sys::slot_getsomeattrs_int(self.slot, c_int::from(attribute));
            }
            let at = attribute as usize - 1;
            let null = *(*self.slot).tts_isnull.add(at);
            Some(Field {
                value: (!null).then(|| *(*self.slot).tts_values.add(at)),
                kind,
            })
        }
    }

    /// Whether the row passes a condition over its table.
    pub fn passes(self, condition: &Predicate) -> bool {
        condition.ready().passes(self.slot)
    }

    /// Whether a column holds the same bytes in another version; false where it cannot be told.
    pub fn agrees(self, other: Version, attribute: i16) -> bool {
        match (self.field(attribute), other.field(attribute)) {
            (Some(one), Some(two)) => match (one.value, two.value) {
                (None, None) => true,
                // SAFETY: both are values of the column's type.
                (Some(left), Some(right)) => unsafe { same_bytes(left, right, one.kind) },
                _ => false,
            },
            _ => false,
        }
    }
}

/// Whether two values are stored alike. A value kept out of line is the same as long as it has not moved.
///
/// # Safety
/// Both are values of type `kind`.
unsafe fn same_bytes(left: Datum, right: Datum, kind: Oid) -> bool {
    /// What pg_type says of the length of a varlena.
    const VARLENA: i16 = -1;
    // SAFETY: a varlena tells its own length; a C string ends with zero; others have that of their type.
    unsafe {
        let (mut length, mut by_value) = (0, false);
        pg_sys::get_typlenbyval(kind, &mut length, &mut by_value);
        if by_value {
            return left == right;
        }
        let bytes = |datum: Datum| {
            let start = datum.cast_mut_ptr::<u8>() as *const u8;
            let count = match length {
                VARLENA => pgrx::varsize_any(start as *const pg_sys::varlena),
                fixed if fixed > 0 => fixed as usize,
                _ => CStr::from_ptr(start as *const c_char).to_bytes().len(),
            };
            std::slice::from_raw_parts(start, count)
        };
        bytes(left) == bytes(right)
    }
}

/// The type of a column that is stored; None for a dropped or virtual one.
///
/// # Safety
/// `columns` is a valid descriptor with such a column.
unsafe fn stored_type(columns: pg_sys::TupleDesc, attribute: i16) -> Option<Oid> {
    // SAFETY: as required of the caller.
    unsafe {
        let column = attribute_of(columns, attribute);
        if (*column).attisdropped || (*column).attgenerated == VIRTUAL {
            return None;
        }
        Some((*column).atttypid)
    }
}

/// How PostgreSQL 18 marks a generated column that is computed when it is read.
const VIRTUAL: c_char = b'v' as c_char;

/// # Safety
/// As above.
#[cfg(feature = "pg18")]
unsafe fn attribute_of(
    columns: pg_sys::TupleDesc,
    attribute: i16,
) -> *const pg_sys::FormData_pg_attribute {
    // SAFETY: as required of the caller; the full descriptions stand behind the compact ones.
    unsafe {
        let count = (*columns).natts as usize;
        let compact = (*columns).compact_attrs.as_ptr();
        let full = compact.add(count) as *const pg_sys::FormData_pg_attribute;
        full.add(attribute as usize - 1)
    }
}

/// # Safety
/// As above.
#[cfg(not(feature = "pg18"))]
unsafe fn attribute_of(
    columns: pg_sys::TupleDesc,
    attribute: i16,
) -> *const pg_sys::FormData_pg_attribute {
    // SAFETY: as required of the caller.
    unsafe { (*columns).attrs.as_ptr().add(attribute as usize - 1) }
}
