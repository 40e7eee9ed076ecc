//! Ranked feeds and transactions: one snapshot for all that a read looks at, whoever writes and maintains meanwhile, own writes
//! included; and no transaction id for any of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use pg_test::cluster::Database;
use pg_test::ranking::asked::Asked;
use pg_test::ranking::glance::{Glance, Tally};
use pg_test::ranking::networks::pick;
use pg_test::ranking::plain::{self, VIEWERS};
use pg_test::ranking::{Ranked, marks};
use pg_test::seed;
use pg_test::session::Session;
use rand::RngExt;
use rand::rngs::StdRng;

const READS: [&str; 4] = [
    "SELECT * FROM home.feed_for(1, 100)",
    "SELECT * FROM home.feed_for(1, 5, (SELECT cursor FROM home.feed_for(1, 5) WHERE rank = 5))",
    "SELECT home.feed_page(1)",
    "SELECT home.explain(1, 301)",
];

/// What two writers at once may be refused with.
const ORDINARY: [&str; 2] = ["40001", "40P01"];

#[test]
fn reads_write_nothing() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    for modes in [
        "",
        "READ ONLY",
        "ISOLATION LEVEL REPEATABLE READ",
        "ISOLATION LEVEL SERIALIZABLE",
        "ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE",
    ] {
        session.begin(modes);
        for read in READS {
            assert!(!session.rows(read).is_empty(), "{read} gives no row");
            let none = "SELECT pg_current_xact_id_if_assigned() IS NULL";
            assert!(
                session.truth(none),
                "{read} assigned a transaction id under BEGIN {modes}"
            );
        }
        session.commit();
    }
}

/// All viewers' feeds in the transaction the session is in.
fn look(label: &str, session: &mut Session, ranked: &Ranked) -> Tally {
    let mut glance = Glance::new(label, session, ranked);
    for viewer in VIEWERS {
        glance.statement(&Asked::by(viewer));
    }
    glance.tally
}

#[test]
fn own_writes_are_read_and_those_undone_are_not() {
    const TEST: &str = "own_writes_of_feeds";
    let mut total = Tally::default();
    for round in 0..seed::rounds(3, 60) {
        let mut rng = seed::generator(TEST, round);
        let database = Database::new();
        let (mut session, ranked) = plain::scene(&database);
        marks::mark(
            &mut session,
            &ranked.engagement.app,
            "3",
            &["301", "310", "330"],
        );
        for step in 0..4 {
            let label = format!("{TEST}, round {round}, step {step}");
            let mut change = |session: &mut Session| {
                let viewer = pick(&mut rng, &VIEWERS);
                session.run(&plain::change(&mut rng, viewer));
            };
            session.begin(["", "ISOLATION LEVEL REPEATABLE READ"][step % 2]);
            change(&mut session);
            change(&mut session);
            total.add(look(&label, &mut session, &ranked));
            session.run("SAVEPOINT here");
            change(&mut session);
            total.add(look(&label, &mut session, &ranked));
            session.run("ROLLBACK TO here");
            total.add(look(&label, &mut session, &ranked));
            session.commit();
            if step == 1 {
                session.run("SELECT feed.maintain('home'); SELECT home.warm(1), home.warm(2)");
            }
        }
    }
    println!("{TEST}: {total:?}");
    total.assert_telling(false);
}

/// Writes and maintains until it is told to stop; a viewer of its own sees posts meanwhile.
fn disturb(
    mut session: Session,
    mut rng: StdRng,
    ranked: &Ranked,
    reader: &str,
    stop: &AtomicBool,
) {
    while !stop.load(Ordering::Relaxed) {
        let sql = match rng.random_range(0..12) {
            0 => "SELECT feed.maintain('home')".to_string(),
            1..4 => "SELECT feed.maintain('home', 1)".to_string(),
            4 => format!("SELECT home.warm({})", pick(&mut rng, &VIEWERS)),
            5 => {
                let post = rng.random_range(301..421).to_string();
                let there = format!("SELECT EXISTS (SELECT FROM posts WHERE id = {post})");
                if session.truth(&there) {
                    marks::mark(&mut session, &ranked.engagement.app, reader, &[&post]);
                }
                continue;
            }
            _ => {
                let viewer = pick(&mut rng, &VIEWERS);
                let change = plain::change(&mut rng, viewer);
                let more = plain::change(&mut rng, viewer);
                format!("BEGIN; {change}; {more}; COMMIT")
            }
        };
        if let Err(refusal) = session.attempt(&sql) {
            assert!(
                ORDINARY.contains(&refusal.state.as_str()),
                "{sql}: {refusal:?}"
            );
            session.run("ROLLBACK");
        }
        session.run("SELECT pg_sleep(0.002)");
    }
}

/// Compares in single statements of READ COMMITTED, and in transactions that grow old while others commit.
fn compare(
    label: &str,
    mut session: Session,
    mut rng: StdRng,
    ranked: &Ranked,
    count: u64,
) -> Tally {
    let mut total = Tally::default();
    for number in 0..count {
        let label = format!("{label}, comparison {number}");
        let old = number % 3 == 0;
        if old {
            session.begin("ISOLATION LEVEL REPEATABLE READ");
            // The snapshot is taken here.
            session.run("SELECT count(*) FROM posts");
            if rng.random_bool(0.5) {
                session.run("INSERT INTO views VALUES (301, 9, now())");
            }
            session.run("SELECT pg_sleep(0.1)");
        }
        let mut glance = Glance::new(&label, &mut session, ranked);
        glance.statement(&Asked::by(pick(&mut rng, &VIEWERS)));
        total.add(glance.tally);
        if old {
            session.rollback();
        }
    }
    total
}

#[test]
fn one_snapshot_while_others_write_and_maintain() {
    const TEST: &str = "one_snapshot_of_feeds";
    let database = Database::new();
    let (_, ranked) = plain::scene(&database);
    let stop = AtomicBool::new(false);
    let count = if seed::long() { 3_000 } else { 70 };
    let total = thread::scope(|scope| {
        for (writer, viewer) in (0..).zip(["1", "2"]) {
            let (session, rng) = (database.connect(), seed::generator(TEST, writer));
            let (ranked, stop) = (&ranked, &stop);
            scope.spawn(move || disturb(session, rng, ranked, viewer, stop));
        }
        let readers: Vec<_> = (0..2)
            .map(|reader| {
                let (session, rng) = (database.connect(), seed::generator(TEST, 10 + reader));
                let ranked = &ranked;
                scope.spawn(move || {
                    compare(
                        &format!("{TEST}, reader {reader}"),
                        session,
                        rng,
                        ranked,
                        count,
                    )
                })
            })
            .collect();
        let mut total = Tally::default();
        let ended: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
        stop.store(true, Ordering::Relaxed);
        for tally in ended {
            total.add(tally.expect("a reader ended with a difference"));
        }
        total
    });
    println!("{TEST}: {total:?}");
    total.assert_telling(false);
}
