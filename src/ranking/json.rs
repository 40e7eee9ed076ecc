//! Keys and times as JSON has them.

use chrono::{DateTime, SecondsFormat};
use serde_json::Value;

use crate::merge::key::Key;

/// 2000-01-01 00:00 UTC in microseconds of Unix time: PostgreSQL's times count from there.
const EPOCH: i64 = 946_684_800_000_000;

/// A key as a string, since JavaScript's numbers end at 2^53; null for none.
pub fn id(key: Option<&Key>) -> Value {
    key.map_or(Value::Null, |key| Value::String(key.to_string()))
}

/// A time in UTC by ISO 8601, with microseconds; null for one beyond all calendars.
pub fn time(at: i64) -> Value {
    let unix = at.checked_add(EPOCH);
    let time = unix.and_then(DateTime::from_timestamp_micros);
    time.map_or(Value::Null, |time| {
        Value::String(time.to_rfc3339_opts(SecondsFormat::Micros, true))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc_with_microseconds() {
        assert_eq!(time(0), "2000-01-01T00:00:00.000000Z");
        assert_eq!(time(-1), "1999-12-31T23:59:59.999999Z");
        assert_eq!(time(i64::MAX), Value::Null);
    }

    #[test]
    fn no_key_is_null() {
        assert_eq!(id(Some(&Key::Int(1 << 60))), "1152921504606846976");
        assert_eq!(id(None), Value::Null);
    }
}
