//! Calls everybody for every viewer, in random order, round by round.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::field::{Contender, Field, Viewer};
use crate::failure::Outcome;

/// Rounds before those that count.
const WARM_UP: usize = 2;
/// A call this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// How often plain SQL that is always slow is called for one viewer: it has said enough then, or once its calls took so long.
const SLOW_CALLS: usize = 5;
const SLOW_TOTAL: Duration = Duration::from_secs(1);

/// What each call for one viewer took, by contender in the order of [`Contender::ALL`].
pub type Calls = Vec<Vec<Duration>>;

pub fn run(
    client: &mut Client,
    field: &Field,
    viewers: &[Viewer],
    rounds: usize,
    random: &mut StdRng,
) -> Outcome<Vec<Calls>> {
    let mut all: Vec<Calls> = vec![vec![Vec::new(); Contender::ALL.len()]; viewers.len()];
    let mut turns: Vec<usize> = (0..viewers.len()).collect();
    let mut order = Contender::ALL;
    let mut after_slow = true;
    for round in 0..WARM_UP + rounds {
        turns.shuffle(random);
        for turn in &turns {
            order.shuffle(random);
            for contender in order {
                let known = &mut all[*turn][contender.place()];
                let mut post = || random.random_range(1..=field.last_post);
                let is_slow = known.iter().min().is_some_and(|fastest| *fastest > SLOW);
                if is_slow && has_said_enough(contender, known) {
                    continue;
                }
                // Behind a slow call a quick one first runs untimed: it is to meet its own code and the upper pages of its
                // indexes in the caches.
                if after_slow && contender == Contender::Row {
                    field.call(client, contender, &viewers[*turn], post())?;
                }
                let post = post();
                let started = Instant::now();
                if !field.call(client, contender, &viewers[*turn], post)? {
                    continue;
                }
                let taken = started.elapsed();
                after_slow = taken > SLOW;
                if round >= WARM_UP {
                    known.push(taken);
                }
            }
        }
    }
    Ok(all)
}

/// Of the extension's pages every call counts: their p99 is to mean something.
fn has_said_enough(contender: Contender, known: &[Duration]) -> bool {
    let enough = known.len() >= SLOW_CALLS || known.iter().sum::<Duration>() >= SLOW_TOTAL;
    matches!(contender, Contender::Plain(..)) && enough
}
