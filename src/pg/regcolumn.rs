//! feed.regcolumn: input and output of a column reference that follows renames and survives a dump.

use std::ffi::{CStr, CString};

use pgrx::pg_sys::{self, Datum, Oid};

use super::catalog;
use super::function::Call;
use crate::error::{Failure, Outcome};
use crate::pg_function;

/// How a column that is no more is written.
const LOST: &str = "-";

/// A column of a table by attribute number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegColumn {
    pub relation: Oid,
    pub attribute: i16,
}

impl RegColumn {
    /// From the stored form: the table's OID above 32 bits, the attribute number below.
    pub fn unpack(stored: i64) -> RegColumn {
        RegColumn {
            relation: Oid::from((stored >> 32) as u32),
            attribute: stored as i16,
        }
    }

    pub fn pack(self) -> i64 {
        (i64::from(self.relation.to_u32()) << 32) | i64::from(self.attribute as u16)
    }
}

pg_function!(regcolumn_in, pg_finfo_regcolumn_in, input);
pg_function!(regcolumn_out, pg_finfo_regcolumn_out, output);

/// Reads `schema.table.column`, quoted as SQL quotes.
fn input(call: &Call) -> Outcome<Datum> {
    let text = call.cstring(0).unwrap_or_default();
    if text == LOST {
        return Ok(Datum::from(0i64));
    }
    let unknown = || Failure::no_column(format!("column \"{text}\" does not exist"));
    let written = CString::new(text.as_str()).map_err(|_| unknown())?;
    // SAFETY: the list is made of String nodes by the server, and is ours to cut.
    let column = unsafe {
        #[cfg(feature = "pg15")]
        let names = pg_sys::stringToQualifiedNameList(written.as_ptr());
        #[cfg(not(feature = "pg15"))]
        let names = pg_sys::stringToQualifiedNameList(written.as_ptr(), std::ptr::null_mut());
        if (*names).length < 2 {
            return Err(unknown());
        }
        let last = (*names).length - 1;
        let column = (*(catalog::nth(names, last) as *mut pg_sys::String)).sval;
        let table = pg_sys::list_truncate(names, last);
        let relation = pg_sys::RangeVarGetRelidExtended(
            pg_sys::makeRangeVarFromNameList(table),
            pg_sys::NoLock as i32,
            0,
            None,
            std::ptr::null_mut(),
        );
        RegColumn {
            relation,
            attribute: pg_sys::get_attnum(relation, column),
        }
    };
    match column.attribute {
        0 => Err(unknown()),
        _ => Ok(Datum::from(column.pack())),
    }
}

/// Writes the column's current name, always with the schema, so that no search_path changes its meaning.
fn output(call: &Call) -> Outcome<Datum> {
    let column = RegColumn::unpack(call.bigint(0).unwrap_or_default());
    let text = qualified_name(column).unwrap_or_else(|| LOST.to_owned());
    let text = CString::new(text).map_err(|_| Failure::internal("a name with a zero byte"))?;
    // SAFETY: pstrdup copies into the current memory context.
    Ok(Datum::from(unsafe { pg_sys::pstrdup(text.as_ptr()) }))
}

fn qualified_name(column: RegColumn) -> Option<String> {
    let name = catalog::attribute_name(column.relation, column.attribute)?;
    let table = catalog::relation_name(column.relation)?;
    Some(format!("{table}.{}", quoted(&name)?))
}

/// The identifier with quotes where SQL needs them.
pub(super) fn quoted(name: &str) -> Option<String> {
    let name = CString::new(name).ok()?;
    // SAFETY: quote_identifier returns its argument or a copy, both valid here.
    let quoted = unsafe { CStr::from_ptr(pg_sys::quote_identifier(name.as_ptr())) };
    Some(quoted.to_string_lossy().into_owned())
}
