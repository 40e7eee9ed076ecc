//! The churn of engagement: writers, perhaps maintenance, changes of settings and signals, and readers at once over one feed; and
//! the end, when all is applied and exact.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::churn;
use crate::engagement::ranking::{FORMULAS, Ranking};
use crate::engagement::reader::{Reader, Seen, read_settings};
use crate::engagement::{Engagement, reactions, settle};
use crate::quote::literal;
use crate::seed;
use crate::session::Session;
use crate::shape::Shape;
use crate::tempo::{Alarm, Ending, Tempo};
use crate::upkeep::{self, Upkeep};
use crate::writer::{self, Writer};

const WRITERS: u64 = 2;
const READERS: u64 = 2;

/// Changes made before the churn begins.
const FIRST: usize = 150;

/// Comparisons for each transaction of the writers, and how many transactions may be ahead.
const COMPARISONS_EACH: usize = 2;
const AHEAD: usize = 20;

/// Where something applies what is pending, at least one look of this many meets something pending all the same.
const ONE_IN: usize = 4;

/// Who applies what is pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maintenance {
    Never,
    /// Calls over the wire at random moments, some of one batch.
    Calls,
    /// The server's own worker.
    Worker,
}

fn write(mut writer: Writer, tempo: &Tempo) {
    let _alarm = Alarm(tempo);
    while tempo.wait("a writer", |tempo| {
        tempo.transactions.get() * COMPARISONS_EACH
            < tempo.comparisons.get() + (tempo.granted.get() + AHEAD) * COMPARISONS_EACH
    }) {
        writer
            .turn()
            .unwrap_or_else(|refusal| panic!("{}: {refusal:#?}", writer.name));
        tempo.transactions.add(1);
    }
    writer.end_prepared().expect("what was prepared ends");
}

fn maintain(mut upkeep: Upkeep, tempo: &Tempo) {
    let _alarm = Alarm(tempo);
    let mut next = 0;
    while tempo.wait("maintenance", |tempo| tempo.transactions.get() >= next) {
        upkeep.maintain();
        next = tempo.transactions.get() + upkeep.rng.random_range(0..25);
    }
}

/// Settings, signals, and where anything is applied, checks and repairs.
fn keep(mut upkeep: Upkeep, engagement: &Engagement, applied: bool, tempo: &Tempo) {
    let _alarm = Alarm(tempo);
    let mut next = 0;
    while tempo.wait("upkeep", |tempo| tempo.comparisons.get() >= next) {
        match upkeep.rng.random_range(0..10) {
            0..4 if applied => upkeep.turn(),
            4 => signal(&mut upkeep, engagement),
            _ => configure(&mut upkeep),
        }
        next = tempo.comparisons.get() + upkeep.rng.random_range(0..20);
    }
}

fn pick<'a>(rng: &mut StdRng, words: &[&'a str]) -> &'a str {
    words.choose(rng).expect("there are words")
}

fn configure(upkeep: &mut Upkeep) {
    let rng = &mut upkeep.rng;
    let setting = match rng.random_range(0..6) {
        0 | 1 => format!(
            "\"weight.likes\": {}",
            pick(rng, &["0", "1", "3.5", "null"])
        ),
        2 => format!(
            "\"trending.half_life\": \"{}\"",
            pick(rng, &["1 hour", "12 hours", "100 hours"])
        ),
        3 => format!("\"trending.base\": {}", pick(rng, &["1", "0.01", "50"])),
        4 => format!(
            "\"trending.max_age\": \"{}\"",
            pick(rng, &["7 days", "12 hours"])
        ),
        _ => format!(
            "\"engagement.keep\": \"{}\"",
            pick(rng, &["10 days", "400 days"])
        ),
    };
    let end = pick(rng, &["COMMIT", "COMMIT", "COMMIT", "ROLLBACK"]);
    let call = format!(
        "SELECT feed.configure('home', {})",
        literal(&format!("{{{setting}}}"))
    );
    upkeep.behind_gate("configure", &call, end);
}

/// A signal goes, or comes back.
fn signal(upkeep: &mut Upkeep, engagement: &Engagement) {
    let mut now = engagement.clone();
    read_settings(&mut upkeep.session, &mut now);
    let place = upkeep.rng.random_range(0..now.signals.len());
    // As it was defined, whatever weight it has been given since.
    let signal = &engagement.signals[place];
    let call = if now.signals[place].removed {
        signal.add("home")
    } else if place > 0 {
        signal.remove("home")
    } else {
        return;
    };
    upkeep.behind_gate("alter", &call, "COMMIT");
}

/// Runs until that many comparisons are made.
pub fn run(
    test: &str,
    connect: impl Fn() -> Session + Sync,
    shape: &Shape,
    maintenance: Maintenance,
    comparisons: usize,
) {
    let shape = &reactions::beside(shape);
    let mut session = connect();
    let engagement = &reactions::define(&mut session, shape);
    let (tempo, wrote) = (Tempo::default(), writer::Done::default());
    let (kept, seen) = (upkeep::Done::default(), Seen::default());
    let mut first = churn::writer(test, connect(), shape, &wrote, 0);
    for _ in 0..FIRST {
        first.turn().expect("changes before the churn");
    }
    first.end_prepared().expect("what was prepared ends");
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let writer = churn::writer(test, connect(), shape, &wrote, 10 + number);
            let tempo = &tempo;
            scope.spawn(move || write(writer, tempo));
        }
        let upkeep = |number: u64| {
            let mut rng = seed::generator(test, 20 + number);
            let mut session = connect();
            writer::prepare(&mut session, &mut rng);
            Upkeep {
                session,
                rng,
                shape,
                done: &kept,
                lost: false,
            }
        };
        let (keeper, tempo_) = (upkeep(0), &tempo);
        let applied = maintenance != Maintenance::Never;
        scope.spawn(move || keep(keeper, engagement, applied, tempo_));
        if maintenance == Maintenance::Calls {
            let applier = upkeep(1);
            scope.spawn(move || maintain(applier, tempo_));
        }
        let readers: Vec<_> = (0..READERS)
            .map(|number| {
                let mut reader = Reader {
                    writer: churn::writer(test, connect(), shape, &wrote, 30 + number),
                    engagement,
                    tempo: &tempo,
                    seen: &seen,
                    label: format!("{test}, {}, reader {number}", shape.name),
                };
                scope.spawn(move || {
                    let _alarm = Alarm(reader.tempo);
                    while !reader.tempo.is_over() && reader.tempo.comparisons.get() < comparisons {
                        reader.turn();
                    }
                })
            })
            .collect();
        let _ending = Ending(&tempo);
        for reader in readers {
            // Its own message has been printed; the scope ends the test.
            let _ = reader.join();
        }
    });
    println!(
        "{test}, {}, {maintenance:?}: {} comparisons\n{}\n{}\n{seen:?}",
        shape.name,
        tempo.comparisons.get(),
        wrote.told(),
        kept.told()
    );
    assert!(
        tempo.comparisons.get() >= comparisons,
        "somebody ended the churn"
    );
    assert!(
        seen.pending.get() * ONE_IN > seen.looks.get() || maintenance == Maintenance::Worker,
        "too few looks met something pending: {seen:?}"
    );
    end(test, &mut session, engagement);
}

/// With everything as it is, then applied: what is kept is exact, and so is everything that shows.
fn end(label: &str, session: &mut Session, engagement: &Engagement) {
    let mut engagement = engagement.clone();
    read_settings(session, &mut engagement);
    let rankings = FORMULAS.map(Ranking::by);
    settle::assert_throughout(label, session, &engagement, &rankings);
    assert_eq!(
        session.number("SELECT feed.repair('home')"),
        0,
        "{label}: repair after maintenance"
    );
    let label = format!("{label}, repaired");
    settle::assert_exact(&label, session, &engagement, &rankings);
}
