//! Calls everybody for every viewer, in random order, round by round.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::field::{Contender, Field, Viewer};
use crate::failure::Outcome;

/// Rounds before those that count; plain SQL, which the agreement has called already, is in one of them.
const WARM_UP: usize = 2;
/// A call this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// How often plain SQL that is always slow is called for one viewer: it has said enough then, or once its calls took so long.
pub const SLOW_CALLS: usize = 3;
const SLOW_TOTAL: Duration = Duration::from_millis(500);

/// What each call for one viewer took, by contender in the order of the field.
pub type Calls = Vec<Vec<Duration>>;

pub fn run(
    client: &mut Client,
    field: &Field,
    viewers: &[Viewer],
    rounds: usize,
    random: &mut StdRng,
) -> Outcome<Vec<Calls>> {
    let mut all: Vec<Calls> = vec![vec![Vec::new(); field.contenders().len()]; viewers.len()];
    let mut turns: Vec<usize> = (0..viewers.len()).collect();
    let mut order: Vec<usize> = (0..field.contenders().len()).collect();
    let mut after_slow = true;
    for round in 0..WARM_UP + rounds {
        turns.shuffle(random);
        for turn in &turns {
            order.shuffle(random);
            for place in &order {
                let contender = field.contenders()[*place];
                let known = &mut all[*turn][*place];
                let is_timed = round >= WARM_UP;
                if has_said_enough(contender, known) || contender.is_plain() && round == 0 {
                    continue;
                }
                let mut post = || random.random_range(1..=field.last_post);
                // Behind a slow call a quick one first runs untimed: it is to meet its own code and the upper pages of its
                // indexes in the caches.
                if after_slow && contender == Contender::Row {
                    field.call(client, *place, &viewers[*turn], post())?;
                }
                let post = post();
                let started = Instant::now();
                if !field.call(client, *place, &viewers[*turn], post)? {
                    continue;
                }
                let taken = started.elapsed();
                after_slow = taken > SLOW;
                if is_timed {
                    known.push(taken);
                }
            }
        }
    }
    Ok(all)
}

/// Of the extension's pages every call counts: their p99 is to mean something.
fn has_said_enough(contender: Contender, known: &[Duration]) -> bool {
    let is_slow = known.iter().min().is_some_and(|fastest| *fastest > SLOW);
    let enough = known.len() >= SLOW_CALLS || known.iter().sum::<Duration>() >= SLOW_TOTAL;
    contender.is_plain() && is_slow && enough
}
