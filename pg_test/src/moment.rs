//! Times of random posts: ordinary ones, ties, both edges of now, ancient, far, infinite and missing ones.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::dataset::Value;

/// A time on a day of May 2025, or now and then something else. `local` is for a column without time zone, read as UTC.
pub fn random(rng: &mut StdRng, day: u32, ties: bool, local: bool) -> Value {
    let zone = if local { "" } else { "+00" };
    match rng.random_range(0..100) {
        0..3 => Value::Null,
        3 => Value::of("infinity"),
        4 => Value::of("-infinity"),
        5 => Value::of(&format!("2999-12-31 23:59:59{zone}")),
        6 => Value::of(&format!("0044-03-15 12:00:00{zone} BC")),
        7 => Value::of(&format!("1969-12-31 23:59:59.999999{zone}")),
        // A column read in the session's zone instead of UTC takes one of these for the other.
        8 => around_now(local, "-", rng.random_range(1..15)),
        9 => around_now(local, "+", rng.random_range(1..15)),
        _ => Value::of(&on_day(rng, day, ties, zone)),
    }
}

fn around_now(local: bool, sign: &str, hours: u32) -> Value {
    let now = if local {
        "(now() AT TIME ZONE 'UTC')"
    } else {
        "now()"
    };
    Value::Sql(format!("{now} {sign} interval '{hours} hours'"))
}

fn on_day(rng: &mut StdRng, day: u32, ties: bool, zone: &str) -> String {
    if ties {
        let hour = [0, 12, 23][rng.random_range(0..3)];
        return format!("2025-05-{day:02} {hour:02}:00:00{zone}");
    }
    format!(
        "2025-05-{day:02} {:02}:{:02}:{:02}.{:06}{zone}",
        rng.random_range(0..24),
        rng.random_range(0..60),
        rng.random_range(0..60),
        rng.random_range(0..1_000_000)
    )
}
