//! Trending in Redis: a sorted set of posts by score for each stage, filled once; who keeps it up is not told.

use std::cell::RefCell;
use std::time::Duration;

use postgres::Client;

use crate::failure::Outcome;
use crate::peers::redis::Redis;
use crate::scenarios::engagement::agreement::{self, Ranked};
use crate::scenarios::engagement::stage::Stage;

const SCORES: &str = include_str!("../../../../sql/engagement/scores.sql");
const PAGE: usize = 50;

/// The sets of some stages.
pub struct Sorted {
    redis: RefCell<Redis>,
}

impl Sorted {
    /// Keeps what the views of the stages hold, and sees that it comes back in their order; none where there is no
    /// redis-server.
    pub fn fill(client: &mut Client, stages: [Stage; 2]) -> Outcome<Option<Self>> {
        let Some(mut redis) = Redis::start()? else {
            return Ok(None);
        };
        for stage in stages {
            let rows = client.query(&stage.sql(SCORES), &[])?;
            let mut posts: Ranked = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
            redis.rank(&stage.feed(), &posts)?;
            posts.truncate(PAGE);
            let (_, found) = redis.best(&stage.feed(), PAGE)?;
            agreement::require_alike(("the view", &posts), ("Redis", &found))?;
        }
        Ok(Some(Self {
            redis: RefCell::new(redis),
        }))
    }

    pub fn version(&self) -> Outcome<String> {
        self.redis.borrow_mut().version()
    }

    /// How long a page took.
    pub fn page(&self, stage: Stage) -> Outcome<Duration> {
        Ok(self.redis.borrow_mut().best(&stage.feed(), PAGE)?.0)
    }
}
