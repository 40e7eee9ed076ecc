//! Statements of one session in turns: each with a key of its own or none, slow ones less often than the others.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::section::Spread;
use crate::failure::Outcome;

/// Rounds before those that count.
const WARM_UP: usize = 10;
/// A call this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// A contender that is always slow has said enough after as many calls, or after fewer that took this long together.
const SLOW_CALLS: usize = 20;
const SLOW_TOTAL: Duration = Duration::from_secs(10);
/// But it is called as often as this.
const FEWEST_CALLS: usize = 3;

/// Who is called.
pub struct Contender {
    statement: Statement,
    /// The values that $1 takes, at random; none: the statement has no parameter.
    keys: Vec<i64>,
}

impl Contender {
    pub fn new(statement: Statement) -> Self {
        Self {
            statement,
            keys: Vec::new(),
        }
    }

    pub fn with_keys(statement: Statement, keys: Vec<i64>) -> Self {
        Self { statement, keys }
    }

    fn call(&self, client: &mut Client, random: &mut StdRng) -> Outcome<Duration> {
        let key = match self.keys.len() {
            0 => None,
            many => Some(self.keys[random.random_range(0..many)]),
        };
        let started = Instant::now();
        match &key {
            None => client.query(&self.statement, &[])?,
            Some(key) => client.query(&self.statement, &[key])?,
        };
        Ok(started.elapsed())
    }
}

/// Calls everybody in random order, round by round; what each took, in the order given.
pub fn run(
    client: &mut Client,
    contenders: &[Contender],
    rounds: usize,
    random: &mut StdRng,
) -> Outcome<Vec<Spread>> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); contenders.len()];
    let mut order: Vec<usize> = (0..contenders.len()).collect();
    let mut slow = vec![false; contenders.len()];
    for round in 0..WARM_UP {
        order.shuffle(random);
        for place in &order {
            if round == 0 || !slow[*place] {
                slow[*place] = contenders[*place].call(client, random)? > SLOW;
            }
        }
    }
    let mut after_slow = true;
    for _ in 0..rounds {
        order.shuffle(random);
        for place in &order {
            let known = &mut times[*place];
            if has_said_enough(known) {
                continue;
            }
            // Behind a slow call each other contender runs untimed first: it is to meet its own code and the upper pages
            // of its indexes in the caches.
            if after_slow && !is_slow(known) && !slow[*place] {
                contenders[*place].call(client, random)?;
            }
            let taken = contenders[*place].call(client, random)?;
            after_slow = taken > SLOW;
            known.push(taken);
        }
    }
    Ok(times.iter().map(|times| Spread::of(times)).collect())
}

fn is_slow(times: &[Duration]) -> bool {
    times.iter().min().is_some_and(|fastest| *fastest > SLOW)
}

fn has_said_enough(times: &[Duration]) -> bool {
    let enough = times.len() >= SLOW_CALLS || times.iter().sum::<Duration>() >= SLOW_TOTAL;
    is_slow(times) && times.len() >= FEWEST_CALLS && enough
}
