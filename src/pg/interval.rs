//! Lengths of time as PostgreSQL keeps them: months, days and microseconds apart, since a month is as long as it is.

use pgrx::datum::Interval;
use pgrx::pg_sys::{self, Datum};
use pgrx::{FromDatum, direct_function_call_as_datum};

use super::literals;
use crate::error::{Failure, Outcome};
use crate::score::Span;

const MICROS_PER_DAY: i128 = 86_400_000_000;
const DAYS_PER_YEAR: i128 = 366;
const DAYS_PER_MONTH: i128 = 31;
/// PostgreSQL's times begin in 4714 BC.
const YEARS_BEFORE_2000: i128 = 6_713;

/// An interval.
#[derive(Debug, Clone, Copy)]
pub struct Length {
    months: i32,
    days: i32,
    micros: i64,
}

impl Length {
    /// # Safety
    /// The value is an interval.
    pub unsafe fn from_datum(datum: Datum) -> Option<Length> {
        // SAFETY: as required of the caller.
        let interval = unsafe { Interval::from_datum(datum, false) }?;
        Some(Length {
            months: interval.months(),
            days: interval.days(),
            micros: interval.micros(),
        })
    }

    /// What a setting holds, which was checked when it was made.
    pub fn parse(text: &str) -> Outcome<Length> {
        let written = std::ffi::CString::new(text)
            .map_err(|_| Failure::internal("an interval with a zero byte"))?;
        // SAFETY: the input function of intervals reads a C string, and ignores what would modify the type.
        let length = literals::read_plainly(|| unsafe {
            direct_function_call_as_datum(
                pg_sys::interval_in,
                &[
                    Some(Datum::from(written.as_ptr())),
                    Some(Datum::from(pg_sys::Oid::INVALID)),
                    Some(Datum::from(-1i32)),
                ],
            )
            .and_then(|datum| Length::from_datum(datum))
        });
        length.ok_or_else(|| Failure::internal(format!("no interval: {text}")))
    }

    /// A month counting 30 days, a day 24 hours.
    pub fn span(self) -> Span {
        Span::new(self.months, self.days, self.micros)
    }

    /// Whether it is longer than no time at all.
    pub fn is_positive(self) -> bool {
        self.span().hours() > 0.0
    }

    /// The time that lies so long before another, by the calendar in UTC; the beginning of time where there is none.
    pub fn before(self, at: i64) -> i64 {
        let least = -(YEARS_BEFORE_2000 * DAYS_PER_YEAR * MICROS_PER_DAY);
        let days = i128::from(self.months) * DAYS_PER_MONTH + i128::from(self.days);
        let micros = days * MICROS_PER_DAY + i128::from(self.micros);
        if i128::from(at) - micros < least || self.span() == Span::Forever {
            return i64::MIN + 1;
        }
        let mut interval = pg_sys::Interval {
            time: self.micros,
            day: self.days,
            month: self.months,
        };
        // SAFETY: a time without zone and an interval, as the function takes them.
        let time = unsafe {
            direct_function_call_as_datum(
                pg_sys::timestamp_mi_interval,
                &[
                    Some(Datum::from(at)),
                    Some(Datum::from(&raw mut interval as *const pg_sys::Interval)),
                ],
            )
        };
        time.map_or(i64::MIN + 1, |time| time.value() as i64)
    }
}
