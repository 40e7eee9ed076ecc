//! Events by statements of a thousand, each a transaction: writers in turns, the feed's with applying what it wrote behind it.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::amounts::AT_ONCE;
use super::contest::{Contest, Found};
use super::pen::{Figures, Log};
use super::writer::Writer;
use crate::failure::Outcome;

/// A trigger is not asked for more rows by one statement.
pub const MOST_ROWS: i64 = 250_000;

pub fn measure(contest: &Contest, client: &mut Client, random: &mut StdRng) -> Outcome<Found> {
    let mut written = vec![Figures::default(); contest.pens.len()];
    let mut applied = Figures::default();
    let mut took = vec![Duration::ZERO; contest.pens.len()];
    let mut order: Vec<usize> = (0..contest.pens.len()).collect();
    order.retain(|place| contest.rows(contest.pens[*place].writer) * AT_ONCE as i64 <= MOST_ROWS);
    let mut log = Log::open(client)?;
    for turn in 0..=contest.amounts.turns {
        let keys = &contest.keys[contest.amounts.at_once(turn)];
        order.shuffle(random);
        for place in &order {
            let pen = &contest.pens[*place];
            let leaves = matches!(pen.writer, Writer::FanOut | Writer::FanOutToWarm);
            // Once one of its statements has counted, a slow trigger has no more time than others have for a turn.
            if leaves && turn > 1 && took[*place] > contest.patience {
                continue;
            }
            log.since(client)?;
            let taken = pen.write_many(client, keys)?;
            let bytes = log.since(client)?;
            took[*place] += taken;
            let mut whole = (taken, bytes);
            if pen.writer == Writer::Watched {
                let started = Instant::now();
                contest.maintain(client)?;
                whole.0 += started.elapsed();
                whole.1 += log.since(client)?;
            }
            // The first ones meet pages that nobody has written to, and caches without anything of this.
            if turn > 0 {
                written[*place].push(taken, bytes, AT_ONCE);
                if pen.writer == Writer::Watched {
                    applied.push(whole.0, whole.1, AT_ONCE);
                }
            }
        }
    }
    contest.stage.apply(client)?;
    Ok(Found { written, applied })
}
