//! One insert after the other, tables and authors in turns: what each takes.

use std::time::Duration;

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::super::authors::Author;
use super::tables::{Table, Tables};
use crate::failure::Outcome;

/// Rows into each table, by each author, before those that count.
const WARM_UP: usize = 200;
/// An insert this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// A table that is always slow for an author has said enough after as many inserts, or after fewer that took this long
/// together, but not after less than some.
const SLOW_CALLS: usize = 20;
const SLOW_TOTAL: Duration = Duration::from_secs(4);
const FEWEST_CALLS: usize = 3;

/// The inserts of one author.
pub struct Inserts {
    pub author: Author,
    /// By table, in order of time.
    pub times: [Vec<Duration>; 3],
}

/// Inserts up to `count` posts by each author into each table. Answers also how many went into the one that is watched,
/// those included that do not count.
pub fn measure(
    client: &mut Client,
    tables: &mut Tables,
    authors: &[Author],
    count: usize,
    random: &mut StdRng,
) -> Outcome<(Vec<Inserts>, i64)> {
    let mut all: Vec<Inserts> = authors
        .iter()
        .map(|author| Inserts {
            author: *author,
            times: Default::default(),
        })
        .collect();
    let mut turns: Vec<(usize, Table)> = (0..authors.len())
        .flat_map(|place| Table::ALL.map(|table| (place, table)))
        .collect();
    let mut watched = 0;
    let mut insert = |client: &mut Client, author: Author, table: Table| {
        watched += i64::from(table == Table::Watched);
        tables.insert(client, table, author).map(|(_, taken)| taken)
    };
    // Who is slow is not called again before it counts.
    let warm_up = WARM_UP.min(count);
    let mut slow = vec![[false; 3]; authors.len()];
    for _ in 0..warm_up {
        turns.shuffle(random);
        for (place, table) in &turns {
            let slow = &mut slow[*place][*table as usize];
            if !*slow {
                *slow = insert(client, authors[*place], *table)? > SLOW;
            }
        }
    }
    let mut after_slow = true;
    for _ in 0..count {
        turns.shuffle(random);
        for (place, table) in &turns {
            let Inserts { author, times } = &mut all[*place];
            let known = &mut times[*table as usize];
            if has_said_enough(known) {
                continue;
            }
            // Behind a slow insert each other table first gets an untimed one, to find its code in the caches.
            if after_slow && !is_slow(known) && !slow[*place][*table as usize] {
                insert(client, *author, *table)?;
            }
            let taken = insert(client, *author, *table)?;
            after_slow = taken > SLOW;
            known.push(taken);
        }
    }
    Ok((all, watched))
}

fn is_slow(times: &[Duration]) -> bool {
    times.iter().min().is_some_and(|fastest| *fastest > SLOW)
}

pub fn has_said_enough(times: &[Duration]) -> bool {
    let enough = times.len() >= SLOW_CALLS || times.iter().sum::<Duration>() >= SLOW_TOTAL;
    is_slow(times) && times.len() >= FEWEST_CALLS && enough
}
