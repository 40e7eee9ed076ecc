//! Reads of one session in turns: each with a key of its own or none, slow ones less often than the others.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::failure::Outcome;

/// Rounds before those that count.
const WARM_UP: usize = 10;
/// A call this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// A contender that is always slow has said enough after as many calls, or after fewer that took this long together.
const SLOW_CALLS: usize = 10;
const SLOW_TOTAL: Duration = Duration::from_secs(5);
/// But it is called as often as this.
const FEWEST_CALLS: usize = 3;

/// Who is called.
pub enum Contender<'a> {
    /// A statement, and the values that $1 takes at random; none: it has no parameter.
    Statement(Statement, Vec<i64>),
    /// What is not asked of the server, and tells itself how long it took.
    Other(Box<dyn FnMut() -> Outcome<Duration> + 'a>),
}

impl Contender<'_> {
    fn call(&mut self, client: &mut Client, random: &mut StdRng) -> Outcome<Duration> {
        let (statement, keys) = match self {
            Self::Statement(statement, keys) => (statement, keys),
            Self::Other(call) => return call(),
        };
        let key = match keys.len() {
            0 => None,
            many => Some(keys[random.random_range(0..many)]),
        };
        let started = Instant::now();
        match &key {
            None => client.query(statement, &[])?,
            Some(key) => client.query(statement, &[key])?,
        };
        Ok(started.elapsed())
    }
}

/// Calls everybody in random order, round by round; what the calls of each took, in order of time.
pub fn run(
    client: &mut Client,
    contenders: &mut [Contender],
    rounds: usize,
    random: &mut StdRng,
) -> Outcome<Vec<Vec<Duration>>> {
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
    Ok(times)
}

fn is_slow(times: &[Duration]) -> bool {
    times.iter().min().is_some_and(|fastest| *fastest > SLOW)
}

fn has_said_enough(times: &[Duration]) -> bool {
    let enough = times.len() >= SLOW_CALLS || times.iter().sum::<Duration>() >= SLOW_TOTAL;
    is_slow(times) && times.len() >= FEWEST_CALLS && enough
}
