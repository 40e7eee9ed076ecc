//! When things happen: the days before the hour that a network is made in, each with its evening and its night.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::network::DAYS;

/// Microseconds since 1970.
pub type Moment = i64;

pub const SECOND: Moment = 1_000_000;
pub const MINUTE: Moment = 60 * SECOND;
pub const HOUR: Moment = 60 * MINUTE;
pub const DAY: Moment = 24 * HOUR;

/// How much is written in each hour of a day in UTC, against each other: few are awake at four, most write after supper.
const RHYTHM: [f64; 24] = [
    2.2, 1.4, 0.9, 0.6, 0.5, 0.6, 1.2, 2.4, 3.4, 3.9, 4.2, 4.6, //
    5.2, 5.0, 4.6, 4.5, 4.9, 5.8, 7.0, 8.2, 8.8, 8.4, 6.6, 4.1,
];

/// The days of a network.
#[derive(Debug, Clone)]
pub struct Calendar {
    end: Moment,
    /// Which part of a day that begins with the hour of the end lies before each of its hours, and 1 behind the last.
    before: [f64; 25],
}

impl Calendar {
    /// The days before an hour.
    pub fn before(hour: SystemTime) -> Self {
        let since = hour.duration_since(UNIX_EPOCH).unwrap_or_default();
        let end = since.as_micros() as Moment;
        let first = (end / HOUR) as usize;
        let total: f64 = RHYTHM.iter().sum();
        let mut before = [0.0; 25];
        for hour in 0..24 {
            before[hour + 1] = before[hour] + RHYTHM[(first + hour) % 24] / total;
        }
        Self { end, before }
    }

    pub const fn start(&self) -> Moment {
        self.end - DAYS * DAY
    }

    pub const fn end(&self) -> Moment {
        self.end
    }

    /// The second at which a part, in [0, 1), of all that is written in these days has been written.
    pub fn at(&self, part: f64) -> Moment {
        let days = part * DAYS as f64;
        let of_day = days.fract();
        let hour = self.before[1..24].partition_point(|before| *before <= of_day);
        let (from, to) = (self.before[hour], self.before[hour + 1]);
        let into_hour = ((of_day - from) / (to - from)).clamp(0.0, 1.0);
        let seconds = (hour as f64 + into_hour) * 3600.0;
        let at = self.start() + days as Moment * DAY + seconds as Moment * SECOND;
        at.min(self.end - SECOND)
    }
}

/// A moment as the server takes it.
pub fn stamp(moment: Moment) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(moment.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(hour: i64) -> Calendar {
        Calendar::before(stamp(20_000 * DAY + hour * HOUR))
    }

    #[test]
    fn days_add_up() {
        let calendar = calendar(15);
        assert_eq!(calendar.at(0.0), calendar.start());
        assert!((calendar.before[24] - 1.0).abs() < 1e-9);
        for day in 0..DAYS {
            let begun = calendar.at((day as f64 + 1e-9) / DAYS as f64);
            assert_eq!(begun, calendar.start() + day * DAY);
        }
    }

    #[test]
    fn time_does_not_run_backwards_and_ends_before_the_hour() {
        let calendar = calendar(7);
        let moments: Vec<Moment> = (0..1_000_000)
            .map(|n| calendar.at(f64::from(n) / 1e6))
            .collect();
        assert!(moments.is_sorted());
        assert!(moments.last().is_some_and(|last| *last < calendar.end()));
    }

    #[test]
    fn evenings_are_evenings_whatever_the_hour_of_making() {
        for made in [0, 5, 23] {
            let calendar = calendar(made);
            let mut hours = [0_u32; 24];
            (0..100_000).for_each(|n| {
                hours[(calendar.at(f64::from(n) / 1e5) / HOUR % 24) as usize] += 1;
            });
            let total: f64 = RHYTHM.iter().sum();
            for (hour, written) in hours.into_iter().enumerate() {
                let share = RHYTHM[hour] / total * 100_000.0;
                assert!(
                    (f64::from(written) - share).abs() < 60.0,
                    "{made}, {hour}: {written}"
                );
            }
        }
    }
}
