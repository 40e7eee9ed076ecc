//! Ten times a rate that both sides hold, for some seconds: what is waited before, meanwhile and behind it, and how long until it is as before.

use std::time::Duration;

use super::clients::Clients;
use super::ground::{Ground, case};
use super::latency::Log;
use super::mix::{FEED_FOR, MIX};
use super::stage::Side;
use crate::failure::Outcome;
use crate::record::{Case, Measured, Section, Unit};
use crate::report::figures::{grouped, median};

/// How much the rate grows by: clients of their own ask for it.
const MORE: f64 = 9.0;
/// It is as before when the median of so long is at most so many times that of before.
const LOOK: Duration = Duration::from_millis(250);
const AS_BEFORE: f64 = 2.0;
/// How many times as long as the spike is looked behind it.
const BEHIND: u64 = 2;
/// And before it.
const BEFORE: u64 = 1;

/// One side's run.
struct Spike {
    side: Side,
    before: Log,
    meanwhile: Log,
    behind: Log,
    /// Transactions a second while it lasted, of all clients.
    done: f64,
    /// Microseconds until it was as before; None: it never was.
    back: Option<f64>,
    looked: f64,
}

pub fn measure(ground: &mut Ground) -> Outcome<Section> {
    let rate = ground.shared_rate();
    let mut spikes = Vec::new();
    for side in ground.sides {
        spikes.push(run(ground, side, rate)?);
    }
    let mut cases = Vec::new();
    for (what, script) in [
        ("any transaction", None),
        (MIX[FEED_FOR].name, Some(FEED_FOR)),
    ] {
        for (phase, of) in [
            (
                "before the spike",
                (|spike| &spike.before) as fn(&Spike) -> &Log,
            ),
            ("during the spike", |spike| &spike.meanwhile),
            ("behind the spike", |spike| &spike.behind),
        ] {
            let logs: Vec<_> = spikes.iter().map(|one| (one.side, vec![of(one)])).collect();
            cases.push(case(format!("{what}, {phase}"), &logs, |log| {
                log.waited(script)
            }));
        }
    }
    cases.push(figures(
        "transactions done during the spike",
        Unit::PerSecond,
        &spikes,
        |one| one.done,
    ));
    cases.push(figures(
        "time until latency is as before",
        Unit::Micros,
        &spikes,
        |one| one.back.unwrap_or(one.looked),
    ));
    let never: String = spikes
        .iter()
        .filter(|spike| spike.back.is_none())
        .map(|spike| {
            format!(
                " It was not as before for {} while it was looked at.",
                spike.side.name()
            )
        })
        .collect();
    Ok(Section {
        title: "Mixed load with a spike".into(),
        text: format!(
            "{} transactions a second, half of what the slower side can do; ten times that for {} s; and as before. The rest of the spike is asked for \
             by as many other clients, who connect when it begins and are gone when it is over; what the first ones are behind by then they \
             make up for. Transactions belong to the phase in which they were due. Latency is as before when the median of {} ms is at most {AS_BEFORE} times that before \
             the spike.{never}",
            grouped(rate as i64),
            ground.half(),
            LOOK.as_millis()
        ),
        cases,
        ..Section::default()
    })
}

fn figures(what: &str, unit: Unit, spikes: &[Spike], of: impl Fn(&Spike) -> f64) -> Case {
    let contenders = spikes
        .iter()
        .map(|spike| Measured::once(spike.side.name(), spike.side.role(), of(spike)));
    Case::new(what, unit, contenders.collect())
}

fn run(ground: &mut Ground, side: Side, rate: f64) -> Outcome<Spike> {
    let length = ground.half();
    let base = ground.at_rate(side, rate, length * (BEFORE + 1 + BEHIND))?;
    let more = Clients {
        leave_out: 0,
        ..ground.at_rate(side, rate * MORE, length)?
    };
    let first = base.start()?;
    std::thread::sleep(Duration::from_secs(base.leave_out + length * BEFORE));
    let rest = more.run()?;
    let base = first.wait()?;
    let (from, to) = rest.span().unwrap_or_default();
    let (before, behind) = (base.due_in(0, from), base.due_in(to, u64::MAX));
    let meanwhile = base.due_in(from, to).and(&rest);
    let ended = |log: &Log| {
        let ends = log.transactions.iter().map(|one| one.end());
        ends.filter(|end| (from..to).contains(end)).count()
    };
    let done = (ended(&base) + ended(&rest)) as f64 * 1e6 / (to - from).max(1) as f64;
    let typical = median(&before.waited(None)).unwrap_or_default();
    let last = behind.span().map_or(to, |span| span.1);
    Ok(Spike {
        side,
        back: back(&behind, to, typical),
        before,
        meanwhile,
        behind,
        done,
        looked: last.saturating_sub(to) as f64,
    })
}

/// How long after the spike the first look ended that found it as before.
fn back(behind: &Log, spike_end: u64, before: f64) -> Option<f64> {
    let look = LOOK.as_micros() as u64;
    let (_, last) = behind.span()?;
    (0..(last.saturating_sub(spike_end)).div_ceil(look))
        .map(|number| number * look)
        .find(|since| {
            let some = behind.due_in(spike_end + since, spike_end + since + look);
            median(&some.waited(None)).is_some_and(|now| now <= before * AS_BEFORE)
        })
        .map(|since| (since + look) as f64)
}

#[cfg(test)]
mod tests {
    use super::super::latency::Transaction;
    use super::*;

    #[test]
    fn the_first_look_that_finds_it_as_before_counts() {
        let look = LOOK.as_micros() as u64;
        let transactions = (0..4).map(|number| Transaction {
            script: 0,
            due: 1_000_000 + number * look,
            late: if number < 2 { 5_000.0 } else { 0.0 },
            took: 1_000.0,
        });
        let log = Log {
            transactions: transactions.collect(),
        };
        assert_eq!(back(&log, 1_000_000, 600.0), Some(3.0 * look as f64));
        assert_eq!(back(&log, 1_000_000, 100.0), None);
    }
}
