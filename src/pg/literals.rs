//! How literals are read and written: alike in every session, whatever it has set.

use std::ffi::c_int;

use pgrx::pg_sys;

use super::identity;
use super::variable::Changed;

/// Runs `work` with our own texts and deparsed conditions read as they were written: a backslash in a plain
/// literal is itself, `= NULL` is not `IS NULL`, and an array may hold NULL.
pub fn read_plainly<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: settings of this backend.
    let _restored = unsafe {
        [
            Changed::to(&raw mut pg_sys::standard_conforming_strings, true),
            Changed::to(&raw mut pg_sys::Transform_null_equals, false),
            Changed::to(&raw mut pg_sys::Array_nulls, true),
        ]
    };
    work()
}

/// Runs `work` with literals written in the form that [`read_plainly`] reads back, in every session: times in UTC,
/// dates by ISO, numbers with all their digits.
pub fn write_plainly<T>(work: impl FnOnce() -> T) -> T {
    identity::with_setting(c"timezone", c"UTC", || {
        // SAFETY: settings of this backend.
        let _restored = unsafe {
            [
                Changed::to(&raw mut pg_sys::DateStyle, pg_sys::USE_ISO_DATES as c_int),
                Changed::to(&raw mut pg_sys::DateOrder, pg_sys::DATEORDER_YMD as c_int),
                Changed::to(
                    &raw mut pg_sys::IntervalStyle,
                    pg_sys::INTSTYLE_POSTGRES as c_int,
                ),
                Changed::to(&raw mut pg_sys::extra_float_digits, 1),
            ]
        };
        read_plainly(work)
    })
}
