//! Look-ups in the system catalogs through the server's own caches.

use std::ffi::CStr;

use pgrx::pg_sys::{self, Datum, Oid};

use super::regcolumn::quoted;
use crate::error::{Failure, Outcome};

/// The current name of a column; None where the table or the column is no more.
pub fn attribute_name(relation: Oid, attribute: i16) -> Option<String> {
    // SAFETY: missing_ok makes a null pointer of what is not there; dropped columns count as missing.
    unsafe { owned(pg_sys::get_attname(relation, attribute, true)) }
}

/// `schema.table`, quoted.
pub fn relation_name(relation: Oid) -> Option<String> {
    // SAFETY: both look-ups return null or a palloc'd string.
    let (schema, table) = unsafe {
        (
            owned(pg_sys::get_namespace_name(pg_sys::get_rel_namespace(
                relation,
            )))?,
            owned(pg_sys::get_rel_name(relation))?,
        )
    };
    Some(format!("{}.{}", quoted(&schema)?, quoted(&table)?))
}

/// The schema's name.
pub fn schema_name(schema: Oid) -> Option<String> {
    // SAFETY: returns null or a palloc'd string.
    unsafe { owned(pg_sys::get_namespace_name(schema)) }
}

/// Where a function lives and what it takes.
pub struct Declared {
    pub schema: Oid,
    pub arguments: Vec<Oid>,
}

/// The declaration of a function; None where it is no more.
pub fn declared(function: Oid) -> Option<Declared> {
    // SAFETY: a cached pg_proc tuple has the fixed part FormData_pg_proc, and is valid until released.
    unsafe {
        let tuple = pg_sys::SearchSysCache1(
            pg_sys::SysCacheIdentifier::PROCOID as i32,
            Datum::from(function),
        );
        if tuple.is_null() {
            return None;
        }
        let data = (*tuple).t_data;
        let form =
            (data as *const u8).add(usize::from((*data).t_hoff)) as *const pg_sys::FormData_pg_proc;
        let types = &(*form).proargtypes;
        let result = Declared {
            schema: (*form).pronamespace,
            arguments: types.values.as_slice(types.dim1 as usize).to_vec(),
        };
        pg_sys::ReleaseSysCache(tuple);
        Some(result)
    }
}

/// The n-th pointer of a list.
///
/// # Safety
/// `list` is a list of pointers with more than `n` elements.
pub(super) unsafe fn nth(list: *const pg_sys::List, n: i32) -> *mut std::ffi::c_void {
    // SAFETY: elements are stored in one array.
    unsafe { (*(*list).elements.add(n as usize)).ptr_value }
}

/// # Safety
/// `name` is null or a C string.
unsafe fn owned(name: *mut std::ffi::c_char) -> Option<String> {
    // SAFETY: not null is checked before the string is read.
    (!name.is_null()).then(|| {
        unsafe { CStr::from_ptr(name) }
            .to_string_lossy()
            .into_owned()
    })
}

/// The OIDs of the registry's tables, whose change is announced with every change of a definition.
pub fn registry_tables() -> Outcome<[Oid; 1]> {
    // SAFETY: look-ups by name in the server's caches.
    let registry = unsafe {
        let schema = pg_sys::get_namespace_oid(c"feed".as_ptr(), true);
        pg_sys::get_relname_relid(c"registry".as_ptr(), schema)
    };
    match registry {
        Oid::INVALID => Err(
            Failure::not_ready("extension pg_feed is not installed here")
                .hint("Run CREATE EXTENSION pg_feed."),
        ),
        registry => Ok([registry]),
    }
}
