//! The churn: writers, upkeep and readers at once over one feed, each waiting for the others' progress; and the end, when all
//! is applied and exact.

use rand::RngExt;

use crate::cluster::Database;
use crate::fixture;
use crate::lookout::{Lookout, Seen};
use crate::read::Read;
use crate::rounds;
use crate::seed;
use crate::session::Session;
use crate::shape::Shape;
use crate::suggest::{self, Suggestions};
use crate::tempo::{Alarm, Ending, Tempo};
use crate::upkeep::{self, Upkeep};
use crate::writer::{self, Writer};

const WRITERS: u64 = 3;
const READERS: u64 = 3;

/// Changes made before the churn begins.
const FIRST: usize = 150;

/// Comparisons for each transaction of the writers, and how many transactions may be ahead.
const COMPARISONS_EACH: usize = 6;
const AHEAD: usize = 20;

/// Windows that changed are what is tested: at least one read of this many meets one with something pending.
const ONE_IN: usize = 4;

/// Makes the shape's tables and its feed.
pub fn define(session: &mut Session, shape: &Shape) {
    session.run(&shape.tables);
    let people: Vec<String> = shape
        .people
        .iter()
        .map(|person| format!("({})", crate::quote::literal(person)))
        .collect();
    session.run(&format!("INSERT INTO users VALUES {}", people.join(", ")));
    fixture::define(session, &shape.app);
}

/// A writer with a session of its own.
pub fn writer<'a>(
    name: &str,
    mut session: Session,
    shape: &'a Shape,
    done: &'a writer::Done,
    number: u64,
) -> Writer<'a> {
    let mut rng = seed::generator(name, number);
    writer::prepare(&mut session, &mut rng);
    Writer {
        session,
        rng,
        shape,
        done,
        name: format!("{}_{name}_{number}", std::process::id()),
        waiting: None,
    }
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

/// Applies now and then, so that what is pending grows and shrinks.
fn maintain(mut upkeep: Upkeep, tempo: &Tempo) {
    let _alarm = Alarm(tempo);
    let mut next = 0;
    while tempo.wait("maintenance", |tempo| tempo.transactions.get() >= next) {
        upkeep.maintain();
        next = tempo.transactions.get() + upkeep.rng.random_range(0..25);
    }
}

fn keep(mut upkeep: Upkeep, tempo: &Tempo) {
    let _alarm = Alarm(tempo);
    let mut next = 0;
    while tempo.wait("upkeep", |tempo| tempo.comparisons.get() >= next) {
        upkeep.turn();
        next = tempo.comparisons.get() + upkeep.rng.random_range(0..150);
    }
}

/// Runs until that many comparisons are made.
pub fn run(test: &str, database: &Database, shape: &Shape, comparisons: usize) {
    let mut session = database.connect();
    define(&mut session, shape);
    let (tempo, wrote) = (Tempo::default(), writer::Done::default());
    let (kept, seen) = (upkeep::Done::default(), Seen::default());
    let mut first = writer(test, database.connect(), shape, &wrote, 0);
    first
        .session
        .run("SELECT feed.configure('home', '{\"window.size\": 20, \"fanout.max_followers\": 4}')");
    for _ in 0..FIRST {
        first.turn().expect("changes before the churn");
    }
    first.end_prepared().expect("what was prepared ends");
    warm_everybody(&mut session, shape);
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let writer = writer(test, database.connect(), shape, &wrote, 10 + number);
            let tempo = &tempo;
            scope.spawn(move || write(writer, tempo));
        }
        for number in 0..2 {
            let mut rng = seed::generator(test, 20 + number);
            let mut session = database.connect();
            writer::prepare(&mut session, &mut rng);
            let upkeep = Upkeep {
                session,
                rng,
                shape,
                done: &kept,
                lost: false,
            };
            let (tempo, turn) = (&tempo, [maintain, keep][usize::from(number == 1)]);
            scope.spawn(move || turn(upkeep, tempo));
        }
        let readers: Vec<_> = (0..READERS)
            .map(|number| {
                let writer = writer(test, database.connect(), shape, &wrote, 30 + number);
                let (tempo, seen) = (&tempo, &seen);
                let label = format!("{test}, {}, reader {number}", shape.name);
                scope.spawn(move || {
                    let _alarm = Alarm(tempo);
                    let mut lookout = Lookout {
                        writer,
                        tempo,
                        seen,
                        label,
                    };
                    while !tempo.is_over() && tempo.comparisons.get() < comparisons {
                        lookout.turn();
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
        "{test}, {}: {} comparisons\n{}\n{}\n{seen:?}",
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
        seen.warm_and_pending.get() * ONE_IN > seen.reads.get(),
        "too few reads met a window with something pending: {seen:?}"
    );
    assert!(
        seen.packed_and_pending.get() > comparisons / 400,
        "too few suggestions met packed lists with something pending: {seen:?}"
    );
    settle(test, &mut session, shape);
}

fn warm_everybody(session: &mut Session, shape: &Shape) {
    for person in &shape.people {
        session.run(&format!(
            "SELECT home.warm({}::{})",
            crate::quote::literal(person),
            shape.app.user.name()
        ));
    }
}

/// Compares the timeline of everybody, now.
pub fn assert_exact(label: &str, session: &mut Session, shape: &Shape) {
    let mut app = shape.app.clone();
    upkeep::read_settings(session, &mut app);
    let reads: Vec<Read> = shape
        .people
        .iter()
        .map(|person| Read::Timeline {
            viewer: person.clone(),
            only: None,
        })
        .collect();
    let mut rng = seed::generator(label, 0);
    rounds::compare(label, &mut rng, session, &app, &reads);
    let suggestions = Suggestions::of(app);
    for person in shape.people.iter().step_by(3) {
        suggestions.compare(label, session, person, None, &mut suggest::Tally::default());
    }
}

/// With everything as it is, then applied, then built anew: what is kept is exact, and so is every timeline.
pub fn settle(label: &str, session: &mut Session, shape: &Shape) {
    upkeep::assert_checked(label, session);
    assert_exact(&format!("{label}, as it is"), session, shape);
    upkeep::maintain_all(session);
    upkeep::assert_checked(label, session);
    assert_exact(&format!("{label}, applied"), session, shape);
    assert_eq!(
        session.number("SELECT feed.repair('home')"),
        0,
        "{label}: repair after maintenance"
    );
    warm_everybody(session, shape);
    upkeep::assert_checked(label, session);
    assert_exact(&format!("{label}, all warm"), session, shape);
}
