//! First pages: every contender for every viewer, interleaved, kind by kind.

use std::time::Duration;

use postgres::Client;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::plans::{self, Plans};
use crate::failure::Outcome;
use crate::network::{Network, Size};
use crate::options::Options;
use crate::peers::{Contender, Field, agreement};
use crate::record::{Aim, Bound, Case, Measured, Role, Unit};
use crate::report::figures::{median, micros};
use crate::scenarios::kind::Kind;

/// A call this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// How often a contender that is always slow is called for one viewer: it has said enough then.
const SLOW_CALLS: usize = 5;
/// It has said enough, too, once its calls for one viewer took this long together.
const SLOW_TOTAL: Duration = Duration::from_millis(500);

const BETTER: &str = "the better of the two";
/// Never slower than this against the better of the plain queries.
const TO_BETTER: Bound = Bound::AtMost(1.2);
/// Against the join, where that goes back through all posts.
const TO_RUINED: Bound = Bound::AtMost(0.01);
/// The p99 of a kind against its median.
const STEADY: Bound = Bound::AtMost(5.0);

/// The calls for one viewer, by contender in the order of `Contender::ALL`.
struct Calls {
    times: Vec<Vec<Duration>>,
}

/// A case for each kind of viewers, and one for what the planner's two ways take.
pub fn measure(
    client: &mut Client,
    options: &Options,
    network: Network,
    random: &mut StdRng,
) -> Outcome<Vec<Case>> {
    let size = network.size();
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        eprintln!("timeline: {} ({})", kind.name(), kind.meaning());
        let viewers = kind.viewers(client, size.users, options.effort.viewers, options.seed)?;
        let found = measure_kind(client, options, &viewers, size, random);
        let (calls, plans) = found.map_err(|failure| failure.while_doing(kind.name()))?;
        cases.push(case(kind, &calls));
        cases.push(plans::case(kind, &plans));
    }
    Ok(cases)
}

fn case(kind: Kind, viewers: &[Calls]) -> Case {
    let ours = Contender::Timeline.name();
    let mut contenders: Vec<Measured> = Contender::ALL
        .into_iter()
        .enumerate()
        .filter_map(|(place, contender)| {
            let times = viewers.iter().map(|viewer| viewer.times[place].as_slice());
            Measured::of_rounds(contender.name(), contender.role(), times)
        })
        .collect();
    let better = viewers.iter().map(better);
    contenders.extend(Measured::of_rounds(BETTER, Role::Peer, better));
    let what = format!("first page, viewers {}", kind.name());
    let case = Case::new(what, Unit::Micros, contenders)
        .aiming(Aim::ratio(ours, BETTER, TO_BETTER))
        .aiming(Aim::ratio(ours, ours, STEADY).of_p99());
    match kind {
        Kind::Silent | Kind::Thin | Kind::Unwritten | Kind::Nobody => {
            case.aiming(Aim::ratio(ours, Contender::Join.name(), TO_RUINED))
        }
        _ => case,
    }
}

/// The calls of the plain query that is the faster one for a viewer.
fn better(viewer: &Calls) -> &[Duration] {
    let of = |contender: Contender| viewer.times[contender as usize].as_slice();
    let typical = |times: &[Duration]| {
        let times: Vec<f64> = times.iter().map(micros).collect();
        median(&times).unwrap_or(f64::INFINITY)
    };
    let (join, lateral) = (of(Contender::Join), of(Contender::Lateral));
    match typical(join) <= typical(lateral) {
        true => join,
        false => lateral,
    }
}

fn measure_kind(
    client: &mut Client,
    options: &Options,
    viewers: &[i64],
    size: Size,
    random: &mut StdRng,
) -> Outcome<(Vec<Calls>, Vec<Plans>)> {
    let field = Field::prepare(client)?;
    agreement::require(client, &field, viewers)?;
    let mut calls: Vec<Calls> = viewers
        .iter()
        .map(|_| Calls {
            times: vec![Vec::with_capacity(options.effort.rounds); field.len()],
        })
        .collect();
    let mut turns: Vec<usize> = (0..viewers.len()).collect();
    let mut order: Vec<usize> = (0..field.len()).collect();
    let mut after_slow = false;
    for _ in 0..options.effort.rounds {
        turns.shuffle(random);
        for turn in &turns {
            order.shuffle(random);
            for place in &order {
                let known = &mut calls[*turn].times[*place];
                if has_said_enough(known) {
                    continue;
                }
                // Behind a slow call each contender first runs untimed for somebody else: it is to meet its own code
                // and the upper pages of its indexes in the caches, not this viewer's rows.
                if after_slow && !is_slow(known) {
                    let other = viewers[random.random_range(0..viewers.len())];
                    field.call(client, *place, other, random.random_range(1..=size.posts))?;
                }
                let post = random.random_range(1..=size.posts);
                let (taken, _) = field.call(client, *place, viewers[*turn], post)?;
                after_slow = taken > SLOW;
                known.push(taken);
            }
        }
    }
    let plans = plans::look(client, viewers)?;
    Ok((calls, plans))
}

fn is_slow(times: &[Duration]) -> bool {
    times.iter().min().is_some_and(|fastest| *fastest > SLOW)
}

fn has_said_enough(times: &[Duration]) -> bool {
    is_slow(times) && (times.len() >= SLOW_CALLS || times.iter().sum::<Duration>() >= SLOW_TOTAL)
}
