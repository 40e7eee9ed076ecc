//! Which feeds of a database are tried now: all but those that failed, which wait ever longer. Pure.

use std::collections::HashMap;
use std::time::{Duration, Instant};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Turns {
    troubles: HashMap<String, Trouble>,
}

struct Trouble {
    message: String,
    until: Instant,
    pause: Duration,
}

impl Turns {
    /// These are the feeds; others are forgotten.
    pub fn keep(&mut self, feeds: &[String]) {
        self.troubles.retain(|feed, _| feeds.contains(feed));
    }

    pub fn may_try(&self, feed: &str, now: Instant) -> bool {
        self.troubles
            .get(feed)
            .is_none_or(|trouble| trouble.until <= now)
    }

    pub fn succeeded(&mut self, feed: &str) {
        self.troubles.remove(feed);
    }

    /// The feed waits; true where this is another failure than the one before, and thus worth telling.
    pub fn failed(&mut self, feed: &str, message: String, now: Instant) -> bool {
        let former = self.troubles.remove(feed);
        let pause = former
            .as_ref()
            .map_or(FIRST_PAUSE, |former| (former.pause * 2).min(LONGEST_PAUSE));
        let is_new = former.is_none_or(|former| former.message != message);
        let trouble = Trouble {
            message,
            until: now + pause,
            pause,
        };
        self.troubles.insert(feed.to_owned(), trouble);
        is_new
    }

    /// How long until a feed that failed is tried again.
    pub fn until_next(&self, now: Instant) -> Option<Duration> {
        self.troubles
            .values()
            .map(|trouble| trouble.until.saturating_duration_since(now))
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_fails_waits_longer_each_time_and_is_told_once() {
        let mut now = Instant::now();
        let mut turns = Turns::default();
        assert!(turns.failed("home", "broken".into(), now));
        assert!(!turns.may_try("home", now));
        assert!(turns.may_try("other", now));
        now += FIRST_PAUSE;
        assert!(turns.may_try("home", now));
        assert!(!turns.failed("home", "broken".into(), now));
        assert_eq!(turns.until_next(now), Some(2 * FIRST_PAUSE));
        assert!(turns.failed("home", "otherwise broken".into(), now));
        for _ in 0..20 {
            turns.failed("home", "broken".into(), now);
        }
        assert_eq!(turns.until_next(now), Some(LONGEST_PAUSE));
        turns.succeeded("home");
        assert!(turns.may_try("home", now));
        assert!(turns.failed("home", "broken".into(), now));
    }
}
