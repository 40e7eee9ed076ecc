//! What a piece of work took: its time, and what the server wrote to its log for it.

use std::ops::AddAssign;
use std::time::{Duration, Instant};

use postgres::Client;

use crate::failure::Outcome;
use crate::scenarios::log;

/// Time and log of some work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    pub time: Duration,
    /// Bytes of log, and how many whole pages are among them.
    pub bytes: i64,
    pub pages: i64,
}

impl Taken {
    /// Does the work; nobody else must write meanwhile.
    pub fn by<T>(
        client: &mut Client,
        work: impl FnOnce(&mut Client) -> Outcome<T>,
    ) -> Outcome<(Self, T)> {
        let before = log::written(client)?;
        let started = Instant::now();
        let done = work(client)?;
        let time = started.elapsed();
        let after = log::written(client)?;
        let taken = Self {
            time,
            bytes: after.0 - before.0,
            pages: after.1 - before.1,
        };
        Ok((taken, done))
    }

    pub fn micros(&self) -> f64 {
        self.time.as_secs_f64() * 1e6
    }
}

impl AddAssign for Taken {
    fn add_assign(&mut self, more: Self) {
        self.time += more.time;
        self.bytes += more.bytes;
        self.pages += more.pages;
    }
}

/// Bytes of log of each work. One that wrote whole pages, because a checkpoint had come, says nothing about the others: it
/// is left out where any other is there.
pub fn bytes(all: &[Taken]) -> Vec<f64> {
    let of = |whole_pages: bool| -> Vec<f64> {
        let those = all.iter().filter(|taken| (taken.pages > 0) == whole_pages);
        those.map(|taken| taken.bytes as f64).collect()
    };
    let without = of(false);
    if without.is_empty() {
        of(true)
    } else {
        without
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_pages_are_left_out_where_that_leaves_anything() {
        let taken = |bytes, pages| Taken {
            bytes,
            pages,
            ..Taken::default()
        };
        assert_eq!(
            bytes(&[taken(10, 0), taken(8_000, 1), taken(12, 0)]),
            [10.0, 12.0]
        );
        assert_eq!(bytes(&[taken(8_000, 1)]), [8_000.0]);
    }
}
