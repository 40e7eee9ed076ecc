//! Counting alone: the lists of a viewer's followees in memory, added up by the same code as in the server.

use std::time::{Duration, Instant};

use postgres::Client;

use super::stage::Stage;
use crate::failure::{Failure, Outcome};
use crate::graph::packed::View;
use crate::graph::{Draw, Method, Tally};

const LISTS: &str = include_str!("../../../sql/suggest/lists.sql");

/// How many are drawn: what a page of ten draws at first.
const DRAWN: usize = 20;

/// A list: how many it has, and its chunks.
type List = (usize, Vec<(u32, Vec<u8>)>);

/// The lists of those whom a viewer follows.
pub struct Lists {
    lists: Vec<List>,
    accounts: usize,
}

impl Lists {
    pub fn of(stage: Stage, client: &mut Client, viewer: i64, accounts: i64) -> Outcome<Self> {
        let mut lists: Vec<List> = Vec::new();
        for row in client.query(&stage.sql(LISTS), &[&viewer])? {
            let first: i32 = row.get("first");
            if first == 0 {
                lists.push((row.get::<_, i32>("size") as usize, Vec::new()));
            }
            if let Some((_, chunks)) = lists.last_mut() {
                chunks.push((first as u32, row.get("numbers")));
            }
        }
        Ok(Self {
            lists,
            accounts: accounts as usize,
        })
    }

    /// How many follows two hops lead over.
    pub fn follows(&self) -> usize {
        self.lists.iter().map(|(size, _)| size).sum()
    }

    /// Adds all of them up and draws the first.
    pub fn count(&self, method: Method) -> Outcome<Duration> {
        let started = Instant::now();
        let mut tally = Tally::new(self.accounts);
        for (size, chunks) in &self.lists {
            tally.begin(*size);
            for (first, bytes) in chunks {
                if !View::of(*first, bytes).is_some_and(|part| tally.add(part)) {
                    return Err(Failure::said("a packed list is broken"));
                }
            }
        }
        let score = |sum: &(u32, u32, u64)| method.score(sum.1, sum.2);
        let mut draw = Draw::new(tally.sums(), |one, other| {
            score(other).total_cmp(&score(one))
        });
        let drawn = draw.next_with_ties(DRAWN);
        let taken = started.elapsed();
        std::hint::black_box(drawn);
        Ok(taken)
    }
}
