//! Rates that rise by steps to the breaking point, and ranked pages by two clients, as many as they get.

use super::clients::Clients;
use super::ground::{CLIENTS, Ground, case};
use super::latency::Log;
use super::mix::{self, FEED_FOR, MIX};
use super::stage::Side;
use crate::failure::Outcome;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::median;

/// The steps are between these shares of what the probe found, and go on above until one breaks.
const FIRST_STEP: f64 = 0.5;
const LAST_STEP: f64 = 1.25;
/// Nobody is asked for more than this.
const HIGHEST: f64 = 2.0;
/// A rate is broken where so much of the run's time is missing at its end: the rate achieved is as much below the one asked for.
const BEHIND: f64 = 0.05;
/// A rate must break as often: something else may have taken the machine's time.
const ATTEMPTS: usize = 2;

/// Clients who read ranked pages only, those who write beside them, and how much a second.
const READERS: usize = 2;
const WRITERS: usize = 2;
const WRITES: f64 = 50.0;
const PAGES_A_SECOND: Bound = Bound::AtLeast(1_000.0);

/// A rate that was asked for, as a share of the side's limit.
struct Step {
    side: Side,
    share: f64,
    log: Log,
}

pub fn measure(ground: &mut Ground) -> Outcome<Section> {
    let mut steps = Vec::new();
    let mut points = Vec::new();
    for (side, limit) in ground.sides.into_iter().zip(ground.limits) {
        let (climbed, held) = climb(ground, side, limit)?;
        steps.extend(climbed);
        points.push(Measured::once(side.name(), side.role(), held));
    }
    let mut cases = vec![
        Case::new(
            "breaking point: the highest rate that was held",
            Unit::PerSecond,
            points,
        ),
        pages(ground)?,
    ];
    for (what, script) in [
        ("any transaction", None),
        (MIX[FEED_FOR].name, Some(FEED_FOR)),
    ] {
        let mut shares: Vec<f64> = steps.iter().map(|step| step.share).collect();
        shares.sort_by(f64::total_cmp);
        shares.dedup();
        cases.extend(shares.into_iter().map(|share| {
            let of_share = steps.iter().filter(|step| step.share == share);
            let logs: Vec<_> = of_share.map(|step| (step.side, vec![&step.log])).collect();
            let what = format!("{what} at a rising rate");
            case(what, &logs, |log| log.waited(script)).at("of one's own limit", share)
        }));
    }
    Ok(Section {
        title: "Mixed load up to the breaking point".into(),
        text: format!(
            "Rates rise from {FIRST_STEP} to {LAST_STEP} of what {CLIENTS} clients of each side got at most ({:.0} and {:.0} transactions a \
             second), and on until one breaks; {} s each. A rate is broken \
             where transactions at the end of the run begin later than {:.0} % of its time, so that the rate achieved is as far below, twice in a \
             row. Ranked pages are read by {READERS} clients as fast as they come while others write {WRITES} times a second.",
            ground.limits[0],
            ground.limits[1],
            ground.half(),
            BEHIND * 100.0
        ),
        cases,
        ..Section::default()
    })
}

/// Goes up until a rate breaks; all steps, and the rate that was achieved at the highest that held.
fn climb(ground: &mut Ground, side: Side, limit: f64) -> Outcome<(Vec<Step>, f64)> {
    let width = (LAST_STEP - FIRST_STEP) / (ground.options.effort.steps.max(2) - 1) as f64;
    let (mut steps, mut held) = (Vec::new(), 0.0);
    let shares = (0..).map(|step| FIRST_STEP + f64::from(step) * width);
    for share in shares.take_while(|share| *share <= HIGHEST) {
        let asked = (limit * share).round().max(1.0);
        let (log, broken) = attempt(ground, side, asked)?;
        eprintln!(
            "load: {}, {asked:.0} a second asked for, {:.0} done{}",
            side.name(),
            log.rate(),
            if broken { ": broken" } else { "" }
        );
        if !broken {
            held = log.rate();
        }
        steps.push(Step { side, share, log });
        if broken {
            break;
        }
    }
    Ok((steps, held))
}

/// Asks for a rate, again where it breaks; the last run, and whether it broke.
fn attempt(ground: &mut Ground, side: Side, asked: f64) -> Outcome<(Log, bool)> {
    let mut attempts = 1;
    loop {
        let log = ground.at_rate(side, asked, ground.half())?.run()?;
        let broken = is_behind(&log);
        if !broken || attempts == ATTEMPTS {
            return Ok((log, broken));
        }
        attempts += 1;
    }
}

/// Whether the transactions at the end begin too late.
fn is_behind(log: &Log) -> bool {
    let Some((from, to)) = log.span() else {
        return true;
    };
    let late: Vec<f64> = log
        .part(0.9, 1.0)
        .transactions
        .iter()
        .map(|one| one.late)
        .collect();
    median(&late).is_none_or(|late| late > (to - from) as f64 * BEHIND)
}

/// Ranked pages a second by two clients, beside writers.
fn pages(ground: &mut Ground) -> Outcome<Case> {
    let name = MIX[FEED_FOR].name;
    let mut rates = Vec::new();
    for _ in 0..ground.options.effort.turns {
        rates.push(pages_of_a_turn(ground)?);
    }
    let found = Measured::of_turns(name, Role::Ours, &rates);
    let what = format!("{name} pages a second, {READERS} clients");
    let case = Case::new(what, Unit::PerSecond, found.into_iter().collect());
    Ok(case.aiming(Aim::figure(name, PAGES_A_SECOND)))
}

fn pages_of_a_turn(ground: &mut Ground) -> Outcome<f64> {
    let seconds = ground.half();
    let writing = ground.clients(Side::Feed, mix::writes(), seconds)?;
    let writing = Clients {
        count: WRITERS,
        rate: Some(WRITES),
        ..writing
    };
    let reading = ground.clients(Side::Feed, &MIX[FEED_FOR..=FEED_FOR], seconds)?;
    let reading = Clients {
        count: READERS,
        ..reading
    };
    let writers = writing.start()?;
    let pages = reading.run()?;
    writers.wait()?;
    Ok(pages.rate())
}

#[cfg(test)]
mod tests {
    use super::super::latency::Transaction;
    use super::*;

    /// A second of transactions, each later than the one before by so much of the time between them.
    fn log(growth: f64) -> Log {
        let transactions = (0..1_000_u64).map(|number| Transaction {
            script: 0,
            due: number * 1_000,
            late: number as f64 * 1_000.0 * growth,
            took: 100.0,
        });
        Log {
            transactions: transactions.collect(),
        }
    }

    #[test]
    fn a_rate_is_broken_where_lateness_grows() {
        assert!(!is_behind(&log(0.0)));
        assert!(!is_behind(&log(0.04)));
        assert!(is_behind(&log(0.07)));
        assert!(is_behind(&Log::default()));
    }
}
