//! How literals are read and written: alike in every session, whatever it has set.

use std::ffi::c_int;

use pgrx::pg_sys;

use super::identity;

/// Runs `work` with our own texts and deparsed conditions read as they were written: a backslash in a plain
/// literal is itself, `= NULL` is not `IS NULL`, and an array may hold NULL.
pub fn read_plainly<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: a backend is one thread, and these are its own variables. They are set directly because the setting
    // machinery costs microseconds on each read; Reading restores them on every way out.
    let _restored = unsafe {
        let former = Reading {
            standard_strings: pg_sys::standard_conforming_strings,
            null_equals: pg_sys::Transform_null_equals,
            array_nulls: pg_sys::Array_nulls,
        };
        pg_sys::standard_conforming_strings = true;
        pg_sys::Transform_null_equals = false;
        pg_sys::Array_nulls = true;
        former
    };
    work()
}

/// Runs `work` with literals written in the form that [`read_plainly`] reads back, in every session: times in UTC,
/// dates by ISO, numbers with all their digits.
pub fn write_plainly<T>(work: impl FnOnce() -> T) -> T {
    identity::with_setting(c"timezone", c"UTC", || {
        // SAFETY: as above; Writing restores the variables.
        let _restored = unsafe {
            let former = Writing {
                date_style: pg_sys::DateStyle,
                date_order: pg_sys::DateOrder,
                interval_style: pg_sys::IntervalStyle,
                extra_float_digits: pg_sys::extra_float_digits,
            };
            pg_sys::DateStyle = pg_sys::USE_ISO_DATES as c_int;
            pg_sys::DateOrder = pg_sys::DATEORDER_YMD as c_int;
            pg_sys::IntervalStyle = pg_sys::INTSTYLE_POSTGRES as c_int;
            pg_sys::extra_float_digits = 1;
            former
        };
        read_plainly(work)
    })
}

struct Reading {
    standard_strings: bool,
    null_equals: bool,
    array_nulls: bool,
}

impl Drop for Reading {
    fn drop(&mut self) {
        // SAFETY: as in read_plainly.
        unsafe {
            pg_sys::standard_conforming_strings = self.standard_strings;
            pg_sys::Transform_null_equals = self.null_equals;
            pg_sys::Array_nulls = self.array_nulls;
        }
    }
}

struct Writing {
    date_style: c_int,
    date_order: c_int,
    interval_style: c_int,
    extra_float_digits: c_int,
}

impl Drop for Writing {
    fn drop(&mut self) {
        // SAFETY: as in write_plainly.
        unsafe {
            pg_sys::DateStyle = self.date_style;
            pg_sys::DateOrder = self.date_order;
            pg_sys::IntervalStyle = self.interval_style;
            pg_sys::extra_float_digits = self.extra_float_digits;
        }
    }
}
