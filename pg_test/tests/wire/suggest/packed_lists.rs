//! Packed lists of followees: what a follow writes, what is wrong is found and mended, and what hubs cost.

use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::suggest::{Suggestions, Tally, are_packed};
use pg_test::{fixture, plain, seed};
use rand::RngExt;
use rand::seq::IndexedRandom;

/// A feed over the plain tables with these follows, packed.
fn packed(database: &Database, follows: &str) -> (Session, Suggestions) {
    let (mut session, suggestions) = defined(database, follows);
    session.run("SELECT feed.maintain('home')");
    assert!(are_packed(&mut session, "home"));
    (session, suggestions)
}

/// The same before anything is packed.
fn defined(database: &Database, follows: &str) -> (Session, Suggestions) {
    let mut session = database.connect();
    session.run(plain::TABLES);
    session.run(follows);
    session.run("INSERT INTO users (id) SELECT DISTINCT followee_id FROM follows; ANALYZE");
    let app = plain::app();
    fixture::define(&mut session, &app);
    (session, Suggestions::of(app))
}

fn compare(label: &str, session: &mut Session, suggestions: &Suggestions, viewers: &[i64]) {
    let mut tally = Tally::default();
    for viewer in viewers {
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        suggestions.compare(label, session, &viewer.to_string(), None, &mut tally);
        session.rollback();
    }
    assert!(tally.mutual > 0, "{label}: {tally:?}");
}

/// Everybody follows by their number: small ones few, 160 many.
const LADDER: &str = "INSERT INTO follows
    SELECT f, t FROM generate_series(1, 160) AS f, generate_series(1, 300) AS t
    WHERE f <> t AND (f * 7 + t * 13) % 160 < f";

#[test]
fn what_is_broken_is_found_and_mended() {
    let database = Database::new();
    let (mut session, suggestions) = packed(&database, LADDER);
    compare("packed", &mut session, &suggestions, &[1, 50, 159]);
    let breaks = [
        "UPDATE home_data.followees SET numbers = set_byte(numbers, 1, get_byte(numbers, 1) # 1) WHERE follower = 100",
        "UPDATE home_data.followees SET numbers = '\\x0080' WHERE follower = 20",
        "UPDATE home_data.followees SET numbers = '\\x07' WHERE follower = 20",
        "UPDATE home_data.followees SET numbers = '' WHERE follower = 20",
        "UPDATE home_data.followees SET size = size + 1 WHERE follower = 30",
        "UPDATE home_data.followees SET epoch = epoch - 1 WHERE follower = 30",
        "DELETE FROM home_data.followees WHERE follower = 40",
        "UPDATE home_data.followees SET follower = 9999 WHERE follower = 41",
        "DELETE FROM home_data.account WHERE account = 17",
        "UPDATE home_data.account SET account = 99999 WHERE account = 18",
    ];
    for wrong in breaks {
        session.run(wrong);
        let found = session.rows("SELECT object, detail FROM feed.check('home')");
        assert!(!found.is_empty(), "{wrong}");
        assert!(
            found
                .iter()
                .all(|row| row[0].as_deref() == Some("followees")),
            "{wrong}: {found:?}"
        );
        // Whatever stands there, reading it ends.
        session.run("SELECT * FROM home.suggest_for(159)");
        assert!(session.number("SELECT feed.repair('home')") > 0, "{wrong}");
        assert_eq!(
            session.rows("SELECT * FROM feed.check('home')").len(),
            0,
            "{wrong}"
        );
        compare(
            wrong,
            &mut session,
            &suggestions,
            &[20, 30, 40, 41, 100, 159],
        );
    }
}

#[test]
fn a_follow_rewrites_one_small_chunk() {
    let database = Database::new();
    let (mut session, suggestions) = packed(
        &database,
        "INSERT INTO follows SELECT 1, t FROM generate_series(2, 100001) AS t;
         INSERT INTO follows SELECT f, n * f FROM generate_series(2, 500) AS f, generate_series(300, 302) AS n",
    );
    assert!(session.number("SELECT count(*) FROM home_data.followees WHERE follower = 1") > 5);
    assert!(session.number("SELECT max(octet_length(numbers)) FROM home_data.followees") <= 1_900);
    let changes = [
        "INSERT INTO follows VALUES (1, 100002)",
        "DELETE FROM follows WHERE (follower_id, followee_id) = (1, 50000)",
        "INSERT INTO follows VALUES (1, 50000)",
        "DELETE FROM follows WHERE (follower_id, followee_id) = (1, 2)",
        "UPDATE follows SET followee_id = 100003 WHERE (follower_id, followee_id) = (1, 3)",
    ];
    for change in changes {
        session.run(change);
        session.run("CREATE TEMP TABLE before ON COMMIT PRESERVE ROWS AS SELECT max(xmin::text::bigint) AS last FROM home_data.followees");
        assert_eq!(
            session.number("SELECT feed.maintain('home')"),
            if change.starts_with("UPDATE") { 2 } else { 1 }
        );
        let written = session.number(
            "SELECT count(*) FROM home_data.followees AS f, before AS b WHERE f.xmin::text::bigint > b.last",
        );
        assert!((1..=4).contains(&written), "{change}: {written} chunks");
        println!("{change}: {written} chunks");
        session.run("DROP TABLE before");
        assert_eq!(
            session.rows("SELECT * FROM feed.check('home')").len(),
            0,
            "{change}"
        );
    }
    compare("a long list", &mut session, &suggestions, &[1]);
}

#[test]
fn lists_that_are_not_there_yet_are_read_from_the_app_s_table() {
    let database = Database::new();
    let (mut session, suggestions) = defined(
        &database,
        "INSERT INTO follows
         SELECT f, 1 + (f * n * n) % 2500 FROM generate_series(1, 2500) AS f, generate_series(1, 9) AS n",
    );
    session.run("SELECT feed.maintain('home', 1)");
    assert!(!are_packed(&mut session, "home"));
    let lists = session.number("SELECT count(DISTINCT follower) FROM home_data.followees");
    assert!((100..2_500).contains(&lists), "{lists} lists");
    // The last one follows nobody.
    compare(
        "half packed",
        &mut session,
        &suggestions,
        &[1, 77, 1_300, 2_499, 9_999],
    );
}

#[test]
fn lists_of_rows_that_were_written_anew_are_not_believed() {
    let database = Database::new();
    let (mut session, suggestions) = packed(&database, LADDER);
    // No trigger tells of it.
    session.run(
        "ALTER TABLE follows ALTER COLUMN followee_id TYPE bigint USING 1 + followee_id * 7 % 300",
    );
    let pending = session.number("SELECT count(*) FROM home_data.pending");
    assert_eq!(pending, 0);
    compare(
        "rewritten",
        &mut session,
        &suggestions,
        &[1, 50, 159, 9_999],
    );
    session.run("SELECT feed.maintain('home')");
    assert!(are_packed(&mut session, "home"));
    assert_eq!(session.rows("SELECT * FROM feed.check('home')").len(), 0);
    compare("packed anew", &mut session, &suggestions, &[1, 50, 159]);
}

/// How far the address space of the session's backend ever reached, in kB.
fn peak(session: &mut Session) -> i64 {
    let process = session.number("SELECT pg_backend_pid()");
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))
        .expect("a process of this machine");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmPeak:"))
        .expect("a peak");
    line.split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

#[test]
fn hubs_cost_memory_for_accounts_not_for_follows() {
    const ACCOUNTS: i64 = 40_000;
    const HUBS: i64 = 20;
    let database = Database::new();
    let (mut session, suggestions) = packed(
        &database,
        &format!(
            "INSERT INTO follows SELECT h, t FROM generate_series(1, {HUBS}) AS h, generate_series(1, {ACCOUNTS}) AS t
                 WHERE h <> t AND (t * h) % 6 > 0;
             INSERT INTO follows SELECT 1000000, h FROM generate_series(1, {HUBS}) AS h;
             INSERT INTO follows SELECT f, 1 FROM generate_series(200000, 300000) AS f"
        ),
    );
    session.run("SELECT * FROM home.suggest_for(200000, 1)");
    let before = peak(&mut session);
    session.run("SELECT * FROM home.suggest_for(1000000)");
    let grown = peak(&mut session) - before;
    let follows = session.number("SELECT count(*) FROM follows");
    println!("{follows} follows, {ACCOUNTS} accounts: {grown} kB");
    // About 25 bytes for each account in sums, and 32 for each one met; a map of follows would take more than 30 MB.
    assert!(grown < ACCOUNTS * 160 / 1024, "{grown} kB");
    compare("hubs", &mut session, &suggestions, &[1_000_000, 200_000, 5]);
}

#[test]
fn networks_with_hubs_are_exact() {
    const TEST: &str = "packed_lists";
    for round in 0..seed::rounds(3, 20) {
        let mut rng = seed::generator(TEST, round);
        let accounts: i64 = *[60, 700, 4_000].choose(&mut rng).expect("three");
        // The number of followees and of followers falls with the number of an account.
        let database = Database::new();
        let (mut session, suggestions) = packed(
            &database,
            &format!(
                "SELECT setseed({});
                 INSERT INTO follows
                 SELECT DISTINCT f, 1 + floor({accounts} * random() ^ 3)::bigint
                 FROM generate_series(1, {accounts}) AS f, generate_series(1, 1 + {accounts} / f) AS n",
                rng.random_range(0.0..1.0)
            ),
        );
        for look in 0..6 {
            for _ in 0..rng.random_range(0..20) {
                let [one, other] = [(); 2].map(|()| rng.random_range(1..=accounts + 5));
                session.run(&match rng.random_range(0..3) {
                    0 => format!(
                        "DELETE FROM follows WHERE follower_id = {one} AND followee_id % 3 = 0"
                    ),
                    _ => format!(
                        "INSERT INTO follows VALUES ({one}, {other}) ON CONFLICT DO NOTHING"
                    ),
                });
            }
            if look == 3 {
                session.run("SELECT feed.maintain('home')");
            }
            let viewers = [
                1,
                2,
                rng.random_range(1..accounts),
                rng.random_range(1..accounts),
            ];
            compare(
                &format!("{TEST}, round {round}, look {look}"),
                &mut session,
                &suggestions,
                &viewers,
            );
        }
    }
}
