//! Crashes: servers, appliers and workers are killed amid writes and maintenance; what comes back is exact.

use std::time::{Duration, Instant};

use pg_test::engagement::ranking::{FORMULAS, Ranking};
use pg_test::engagement::reader::read_settings;
use pg_test::engagement::{reactions, settle};
use pg_test::killed_server::{KilledServer, kill, runs};
use pg_test::session::Session;
use pg_test::shape::Shape;
use pg_test::tempo::{Alarm, Ending, Tempo};
use pg_test::upkeep::{self, Upkeep};
use pg_test::{churn, seed, writer};
use rand::RngExt;
use rand::rngs::StdRng;

const TEST: &str = "crash";

/// Everything has to survive the crash, as in production; checkpoints come often, so that recovery starts in between.
const OPTIONS: &str = "-c fsync=on -c full_page_writes=on -c shared_preload_libraries=pg_feed \
    -c max_prepared_transactions=20 -c checkpoint_timeout=30s -c max_wal_size=32MB";

const DATABASE: &str = "app";
const WRITERS: u64 = 2;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    /// The first process; the others notice, some after a while.
    Postmaster,
    /// All processes at once, as when the machine stops.
    Everybody,
    /// The backend in which `feed.maintain` runs; the server restarts itself.
    Applier,
    /// The background worker, likewise.
    Worker,
}

const VICTIMS: [Victim; 4] = [
    Victim::Everybody,
    Victim::Applier,
    Victim::Worker,
    Victim::Postmaster,
];

/// The processes of that sort now.
fn found(session: &mut Session, victim: Victim) -> Vec<u32> {
    let condition = match victim {
        Victim::Applier => {
            "state = 'active' AND query LIKE '%feed.maintain(%' AND pid <> pg_backend_pid()"
        }
        _ => "backend_type LIKE 'pg_feed%'",
    };
    session
        .column(&format!(
            "SELECT pid FROM pg_stat_activity WHERE {condition}"
        ))
        .iter()
        .map(|pid| pid.parse().expect("a pid"))
        .collect()
}

/// Kills the victim and brings the server back; false if there is no such process.
fn strike(server: &KilledServer, victim: Victim) -> bool {
    if matches!(victim, Victim::Postmaster | Victim::Everybody) {
        server.crash(victim == Victim::Everybody);
        server.start();
        return true;
    }
    let mut session = server.connect(DATABASE);
    let started = Instant::now();
    let process = loop {
        match found(&mut session, victim).first() {
            Some(process) => break *process,
            // A worker is there or is not; an applier is there again and again.
            None if victim == Victim::Worker => {
                println!("SKIPPED: there is no background worker to kill");
                return false;
            }
            None => assert!(started.elapsed() < LIMIT, "nobody maintains"),
        }
    };
    kill(process);
    // The postmaster ends all others and starts anew: this session is one of them.
    while session.attempt("SELECT 1").is_ok() || runs(process) {
        assert!(
            started.elapsed() < LIMIT,
            "the server takes no notice of a killed process"
        );
    }
    true
}

/// Writes and maintains until the victim has been killed at a random moment.
fn load(
    server: &KilledServer,
    shape: &Shape,
    rng: &mut StdRng,
    round: u64,
    victim: Victim,
) -> bool {
    let tempo = Tempo::default();
    let (wrote, kept) = (writer::Done::default(), upkeep::Done::default());
    let moment = rng.random_range(10..400);
    let mut struck = false;
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let session = server.connect(DATABASE);
            let mut writer = churn::writer(TEST, session, shape, &wrote, 100 * round + number);
            let tempo = &tempo;
            scope.spawn(move || {
                let _alarm = Alarm(tempo);
                while !tempo.is_over() {
                    match writer.turn() {
                        Ok(()) => tempo.transactions.add(1),
                        Err(refusal) => {
                            assert!(refusal.is_loss(), "{refusal:#?}");
                            return;
                        }
                    }
                }
            });
        }
        for number in 0..2 {
            let mut upkeep = Upkeep {
                session: server.connect(DATABASE),
                rng: seed::generator(TEST, 100 * round + 10 + number),
                shape,
                done: &kept,
                lost: false,
            };
            let tempo = &tempo;
            scope.spawn(move || {
                let _alarm = Alarm(tempo);
                while !tempo.is_over() && !upkeep.lost {
                    if number == 0 {
                        upkeep.maintain();
                    } else {
                        upkeep.turn();
                    }
                }
            });
        }
        let _ending = Ending(&tempo);
        if tempo.wait("the crash", |tempo| tempo.transactions.get() >= moment) {
            struck = strike(server, victim);
        }
    });
    println!(
        "round {round}: {victim:?} after {} transactions\n{}\n{}",
        tempo.transactions.get(),
        wrote.told(),
        kept.told()
    );
    struck
}

/// Ends the transactions that were prepared when the server went down.
fn end_prepared(session: &mut Session, rng: &mut StdRng) {
    for name in session.column(
        "SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = current_database()",
    ) {
        let end = ["COMMIT", "ROLLBACK"][rng.random_range(0..2)];
        session.run(&format!("{end} PREPARED {name}"));
    }
}

#[test]
fn what_comes_back_is_exact() {
    let Some(server) = KilledServer::new(OPTIONS) else {
        return;
    };
    server.connect("postgres").run("CREATE DATABASE app");
    let shape = reactions::beside(&Shape::numbers());
    let mut session = server.connect(DATABASE);
    session.run("CREATE EXTENSION pg_feed");
    let mut engagement = reactions::define(&mut session, &shape);
    let rankings = FORMULAS.map(Ranking::by);
    session
        .run("SELECT feed.configure('home', '{\"window.size\": 20, \"fanout.max_followers\": 4}')");
    let mut rng = seed::generator(TEST, 0);
    let mut strikes = 0;
    // Never fewer: each kind of victim is to have its turn.
    for round in 1..=if seed::long() { 60 } else { 6 } {
        let victim = VICTIMS[usize::try_from(round).unwrap() % VICTIMS.len()];
        if !load(&server, &shape, &mut rng, round, victim) {
            continue;
        }
        strikes += 1;
        let label = format!("{TEST}, round {round}: {victim:?}");
        let mut session = server.connect(DATABASE);
        read_settings(&mut session, &mut engagement);
        // As it is, with what was prepared still open, and then without.
        upkeep::assert_checked(&label, &mut session);
        churn::assert_exact(&label, &mut session, &shape);
        settle::assert_shown(&label, &mut session, &engagement, &rankings);
        end_prepared(&mut session, &mut rng);
        settle::assert_shown(&label, &mut session, &engagement, &rankings);
        churn::settle(&label, &mut session, &shape);
        settle::assert_shown(&label, &mut session, &engagement, &rankings);
    }
    assert!(strikes > 2, "{strikes} crashes are too few");
}
