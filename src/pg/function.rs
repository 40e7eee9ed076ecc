//! The face of a C function: reads its arguments, returns its rows. `pg_function!` makes the symbol.

use std::ffi::CStr;

use pgrx::{PgMemoryContexts, direct_function_call, pg_sys};

use super::interval::Length;
use super::{receiver, value};
use crate::error::{Failure, Outcome, as_sentence};
use crate::merge::key::Key;

/// Makes the C symbol `$symbol`, callable from SQL, out of a Rust function `fn(&Call) -> Outcome<Datum>`.
/// `$info` is the symbol's companion that tells the calling convention: `pg_finfo_` and the symbol's name.
#[macro_export]
macro_rules! pg_function {
    ($symbol:ident, $info:ident, $body:path) => {
        const _: () = {
            #[allow(unsafe_code)]
            #[unsafe(no_mangle)]
            #[pgrx::pg_guard]
            pub unsafe extern "C-unwind" fn $symbol(
                fcinfo: pgrx::pg_sys::FunctionCallInfo,
            ) -> pgrx::pg_sys::Datum {
                // SAFETY: the server calls this with a valid call record, which outlives the call.
                let call = unsafe { $crate::pg::function::Call::new(fcinfo) };
                match $body(&call) {
                    Ok(datum) => datum,
                    Err(failure) => $crate::error::raise(failure),
                }
            }
        };
        const _: () = {
            #[allow(unsafe_code)]
            #[unsafe(no_mangle)]
            pub extern "C" fn $info() -> &'static pgrx::pg_sys::Pg_finfo_record {
                const V1: pgrx::pg_sys::Pg_finfo_record =
                    pgrx::pg_sys::Pg_finfo_record { api_version: 1 };
                &V1
            }
        };
    };
}

/// One call of one of our functions, while it runs.
pub struct Call {
    fcinfo: pg_sys::FunctionCallInfo,
}

impl Call {
    /// # Safety
    /// `fcinfo` is the record that the server passed to the function now running.
    pub unsafe fn new(fcinfo: pg_sys::FunctionCallInfo) -> Call {
        Call { fcinfo }
    }

    /// The OID of the SQL function that was called: several feeds share one C symbol.
    pub fn function(&self) -> pg_sys::Oid {
        // SAFETY: flinfo is set for every call through the function manager.
        unsafe { (*(*self.fcinfo).flinfo).fn_oid }
    }

    /// What the caller is, where it is more than a query: the trigger manager, or CALL.
    pub(super) fn context(&self) -> *mut pg_sys::Node {
        // SAFETY: the record is that of the running call.
        unsafe { (*self.fcinfo).context }
    }

    /// The argument's raw value; None for NULL.
    pub fn datum(&self, argument: usize) -> Option<pg_sys::Datum> {
        // SAFETY: the SQL declaration of each of our functions has the arguments that its body reads.
        let nullable = unsafe { (*self.fcinfo).args.as_slice(argument + 1)[argument] };
        (!nullable.isnull).then_some(nullable.value)
    }

    pub fn int(&self, argument: usize) -> Option<i32> {
        self.datum(argument).map(|datum| datum.value() as i32)
    }

    pub fn bigint(&self, argument: usize) -> Option<i64> {
        self.datum(argument).map(|datum| datum.value() as i64)
    }

    pub fn float(&self, argument: usize) -> Option<f64> {
        self.datum(argument)
            .map(|datum| f64::from_bits(datum.value() as u64))
    }

    pub fn bool(&self, argument: usize) -> Option<bool> {
        self.datum(argument).map(|datum| datum.value() != 0)
    }

    /// A C string argument, as input functions of types take.
    pub fn cstring(&self, argument: usize) -> Option<String> {
        self.datum(argument).map(|datum| {
            // SAFETY: the argument is declared cstring.
            unsafe { CStr::from_ptr(datum.cast_mut_ptr()) }
                .to_string_lossy()
                .into_owned()
        })
    }

    /// An argument of type name.
    pub fn name(&self, argument: usize) -> Option<String> {
        // A name is a C string in a field of fixed size, so the pointer reads alike.
        self.cstring(argument)
    }

    /// An argument of type oid or regclass.
    pub fn oid(&self, argument: usize) -> Option<pg_sys::Oid> {
        self.datum(argument)
            .map(|datum| pg_sys::Oid::from(datum.value() as u32))
    }

    /// An argument of type jsonb; 22023 for a number that no float8 can hold.
    pub fn json(&self, argument: usize) -> Outcome<Option<serde_json::Value>> {
        // SAFETY: the argument is declared jsonb.
        let text = self.datum(argument).and_then(|datum| unsafe {
            direct_function_call::<&CStr>(pg_sys::jsonb_out, &[Some(datum)])
        });
        text.map(|text| {
            serde_json::from_slice(text.to_bytes()).map_err(|error| {
                Failure::invalid("unsupported JSON value").detail(as_sentence(&error.to_string()))
            })
        })
        .transpose()
    }

    pub fn text(&self, argument: usize) -> Option<String> {
        // SAFETY: the argument is declared text or varchar.
        self.datum(argument)
            .map(|datum| unsafe { value::text_from(datum) })
    }

    /// The elements of a text[] argument.
    pub fn texts(&self, argument: usize) -> Option<Vec<Option<String>>> {
        // SAFETY: the argument is declared text[].
        self.datum(argument)
            .map(|datum| unsafe { value::texts_from(datum) })
    }

    /// An argument of type interval.
    pub fn interval(&self, argument: usize) -> Option<Length> {
        // SAFETY: the argument is declared interval.
        self.datum(argument)
            .and_then(|datum| unsafe { Length::from_datum(datum) })
    }

    /// An argument that is an array of keys of a type, by the type with which the function was declared for this feed.
    pub fn keys(&self, argument: usize, kind: pg_sys::Oid) -> Outcome<Option<Vec<Key>>> {
        // SAFETY: the caller checked that the function is declared with this type.
        self.datum(argument)
            .map(|datum| unsafe { value::keys_from(datum, kind) })
            .transpose()
    }

    /// A key argument, by the type with which the function was declared for this feed.
    pub fn key(&self, argument: usize, kind: pg_sys::Oid) -> Outcome<Option<Key>> {
        // SAFETY: the caller checked that the function is declared with this type.
        self.datum(argument)
            .map(|datum| unsafe { value::key_from(datum, kind) })
            .transpose()
    }

    /// The result of a function that returns void.
    pub fn void(&self) -> pg_sys::Datum {
        pg_sys::Datum::null()
    }

    /// Returns NULL.
    pub fn null(&self) -> pg_sys::Datum {
        // SAFETY: the record is that of the running call, whose result this is.
        unsafe { (*self.fcinfo).isnull = true };
        pg_sys::Datum::null()
    }

    /// Returns a set of rows, each a slice of optional values of these types, in the order of the result columns.
    ///
    /// The declared types are compared: a function of one feed may have been moved to the schema of another, and a
    /// value read as another type would be a wild pointer.
    pub fn rows<const N: usize>(
        &self,
        types: [pg_sys::Oid; N],
        rows: impl Iterator<Item = [Option<pg_sys::Datum>; N]>,
    ) -> Outcome<pg_sys::Datum> {
        // SAFETY: the function is declared RETURNS TABLE; InitMaterializedSRF raises if the caller takes no set,
        // and leaves a tuple store and descriptor in the result info.
        unsafe {
            pg_sys::InitMaterializedSRF(self.fcinfo, pg_sys::MAT_SRF_USE_EXPECTED_DESC);
            let result = (*self.fcinfo).resultinfo as *mut pg_sys::ReturnSetInfo;
            if receiver::column_types((*result).setDesc) != types {
                return Err(unlike_its_code());
            }
            for row in rows {
                let mut values = row.map(|value| value.unwrap_or(pg_sys::Datum::null()));
                let mut nulls = row.map(|value| value.is_none());
                pg_sys::tuplestore_putvalues(
                    (*result).setResult,
                    (*result).setDesc,
                    values.as_mut_ptr(),
                    nulls.as_mut_ptr(),
                );
            }
        }
        Ok(pg_sys::Datum::null())
    }

    /// Returns a set of rows one by one, for as long as somebody asks: `start` makes what is kept between calls, `next` the
    /// next row from it. What is kept holds nothing of the server's, since it may be dropped at any time.
    pub fn row_by_row<S, const N: usize>(
        &self,
        types: [pg_sys::Oid; N],
        start: impl FnOnce() -> Outcome<S>,
        next: impl FnOnce(&mut S) -> Outcome<Option<[Option<pg_sys::Datum>; N]>>,
    ) -> Outcome<pg_sys::Datum> {
        // SAFETY: init_MultiFuncCall raises unless the caller takes sets; what it makes lives in a context of its own, and
        // what is kept is dropped with that.
        unsafe {
            if (*(*self.fcinfo).flinfo).fn_extra.is_null() {
                let context = pg_sys::init_MultiFuncCall(self.fcinfo);
                let memory = (*context).multi_call_memory_ctx;
                let former = pg_sys::MemoryContextSwitchTo(memory);
                let mut columns: pg_sys::TupleDesc = std::ptr::null_mut();
                pg_sys::get_call_result_type(self.fcinfo, std::ptr::null_mut(), &mut columns);
                if columns.is_null() || receiver::column_types(columns) != types {
                    return Err(unlike_its_code());
                }
                (*context).tuple_desc = pg_sys::BlessTupleDesc(columns);
                pg_sys::MemoryContextSwitchTo(former);
                let kept = PgMemoryContexts::For(memory).leak_and_drop_on_delete(start()?);
                (*context).user_fctx = kept as *mut std::ffi::c_void;
            }
            let context = pg_sys::per_MultiFuncCall(self.fcinfo);
            let result = (*self.fcinfo).resultinfo as *mut pg_sys::ReturnSetInfo;
            let Some(row) = next(&mut *((*context).user_fctx as *mut S))? else {
                pg_sys::end_MultiFuncCall(self.fcinfo, context);
                (*result).isDone = pg_sys::ExprDoneCond::ExprEndResult;
                return Ok(self.null());
            };
            let mut values = row.map(|value| value.unwrap_or(pg_sys::Datum::null()));
            let mut nulls = row.map(|value| value.is_none());
            let columns = (*context).tuple_desc;
            let tuple = pg_sys::heap_form_tuple(columns, values.as_mut_ptr(), nulls.as_mut_ptr());
            (*result).isDone = pg_sys::ExprDoneCond::ExprMultipleResult;
            Ok(pg_sys::HeapTupleHeaderGetDatum((*tuple).t_data))
        }
    }
}

/// 55000 for a function that was declared by somebody else.
fn unlike_its_code() -> Failure {
    Failure::not_ready("the function's result columns are not those of its code")
        .hint("Drop the function and call feed.alter(feed, '{}') to make it anew.")
}
