//! Reads and transactions: no transaction id, and one snapshot for all statements of a read, whoever commits meanwhile.

use std::time::{Duration, Instant};

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{fixture, plain};

/// Long enough for the slowest machine; reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(60);

const READS: [&str; 6] = [
    "SELECT * FROM home.timeline_for(1, 1000)",
    "SELECT * FROM home.timeline_for(1, 5, NULL, ARRAY['follow'])",
    "SELECT * FROM home.posts_by(2, 1)",
    "SELECT * FROM home.posts_in(10, 1)",
    "SELECT * FROM home.public_timeline(1)",
    "SELECT home.new_posts_since(1, (SELECT cursor FROM home.timeline_for(1, 9) ORDER BY rank DESC LIMIT 1))",
];

/// Changes that add to and take from the timeline of viewer 1.
const CHANGES: &str = "
INSERT INTO posts (id, author_id, created_at) VALUES (9001, 2, now() - interval '1 minute'), (9002, 6, '2025-06-03 03:00+00');
INSERT INTO follows VALUES (1, 6);
DELETE FROM follows WHERE follower_id = 1 AND followee_id = 3;
INSERT INTO blocks VALUES (2, 42);
DELETE FROM blocks WHERE blocker_id = 4;
UPDATE posts SET status = 'draft' WHERE id % 10 = 1;
UPDATE posts SET created_at = created_at + interval '3 days' WHERE id % 10 = 2;
INSERT INTO memberships VALUES (1, 11, NULL);
UPDATE memberships SET left_at = now() WHERE user_id = 2;
DELETE FROM posts WHERE id % 10 = 3";

#[test]
fn reads_assign_no_transaction_id() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
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
            assert!(
                session.truth("SELECT pg_current_xact_id_if_assigned() IS NULL"),
                "{read} assigned a transaction id under BEGIN {modes}"
            );
        }
        session.commit();
    }
}

#[test]
fn reads_write_nothing() {
    let database = Database::new();
    fixture::plain_feed(&database);
    // A new session: the counters of the one that made the feed hold what it wrote.
    let mut session = database.connect();
    session.run("SET default_transaction_read_only = on");
    let counters = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_all_tables";
    session.begin("");
    for read in READS {
        session.run(read);
    }
    assert_eq!(session.number(counters), 0);
    session.commit();
}

#[test]
fn a_transaction_that_has_written_sees_its_own_writes() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    for level in ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"] {
        session.begin(&format!("ISOLATION LEVEL {level}"));
        fixture::assert_exact_here("before writing", &mut session, &app);
        session.run(CHANGES);
        fixture::assert_exact_here("after writing", &mut session, &app);
        fixture::assert_exact("another session meanwhile", &mut other, &app);
        session.rollback();
        fixture::assert_exact("rolled back", &mut session, &app);
    }
}

#[test]
fn savepoints_are_followed() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.begin("");
    session.run("SAVEPOINT one");
    session.run(CHANGES);
    fixture::assert_exact_here("in a savepoint", &mut session, &app);
    session.run("SAVEPOINT two; DELETE FROM follows");
    fixture::assert_exact_here("in two savepoints", &mut session, &app);
    session.run("ROLLBACK TO two");
    fixture::assert_exact_here("back in the first", &mut session, &app);
    session.run("ROLLBACK TO one");
    fixture::assert_exact_here("back at the start", &mut session, &app);
    // A refused read is a rolled back subtransaction as well.
    for _ in 0..3 {
        session.refused("22023", "SELECT * FROM home.timeline_for(1, 0)");
    }
    fixture::assert_exact_here("after refusals", &mut session, &app);
    session.commit();
}

#[test]
fn a_statement_does_not_see_what_it_writes_itself() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let before = session.number("SELECT count(*) FROM home.timeline_for(1, 1000)");
    session.begin("");
    let during = session.number(
        "WITH written AS (INSERT INTO posts (author_id) SELECT 2 FROM generate_series(1, 5) RETURNING id)
         SELECT (SELECT count(*) FROM home.timeline_for(1, 1000)) + 0 * (SELECT count(*) FROM written)",
    );
    let after = session.number("SELECT count(*) FROM home.timeline_for(1, 1000)");
    session.rollback();
    assert_eq!((before, before + 5), (during, after));
}

#[test]
fn repeatable_read_keeps_its_snapshot() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    for written in [false, true] {
        session.begin("ISOLATION LEVEL REPEATABLE READ");
        if written {
            session.run("INSERT INTO users (id) VALUES (100)");
        }
        let before: Vec<_> = READS.map(|read| session.rows(read)).into();
        other.begin("");
        other.run(CHANGES);
        other.commit();
        let after: Vec<_> = READS.map(|read| session.rows(read)).into();
        assert!(
            before == after,
            "a REPEATABLE READ transaction (written: {written}) saw what was committed later"
        );
        fixture::assert_exact_here("the old snapshot", &mut session, &app);
        session.rollback();
        fixture::assert_exact("the new snapshot", &mut session, &app);
        other.run("DELETE FROM posts WHERE id > 9000; DELETE FROM follows WHERE followee_id = 6; INSERT INTO follows VALUES (1, 3); INSERT INTO blocks VALUES (4, 1)");
    }
}

/// Waits until another session stands before the gate.
fn wait_until_blocked(observer: &mut Session, pid: i64) {
    let start = Instant::now();
    while !observer.truth(&format!(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = {pid} AND locktype = 'advisory' AND NOT granted)"
    )) {
        assert!(start.elapsed() < LIMIT, "the read never came to its gate");
        std::thread::yield_now();
    }
}

/// A feed one of whose conditions waits at a gate, so that others can commit in the middle of a read.
fn gated(database: &Database, gate: impl Fn(&mut App)) -> (Session, App) {
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(
        "CREATE FUNCTION gate() RETURNS boolean
         LANGUAGE plpgsql STABLE
         AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN true; END $$",
    );
    let mut app = plain::app();
    app.settings.replies = "followed";
    gate(&mut app);
    fixture::define(&mut session, &app);
    (session, app)
}

/// Without them no read walks an index.
const WITHOUT_INDEXES: &str = "
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT i.indexrelid::regclass
        FROM pg_index AS i
        JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relnamespace = 'public'::regnamespace
          AND NOT i.indisprimary
    LOOP
        EXECUTE 'DROP INDEX ' || name;
    END LOOP;
END
$$";

#[test]
fn one_snapshot_serves_all_statements_of_a_read() {
    let gates: [fn(&mut App); 5] = [
        |app| app.posts.visible = Some("gate() AND status = 'published'".to_string()),
        |app| app.follows.as_mut().unwrap().active = Some("gate() AND accepted".to_string()),
        |app| {
            app.memberships.as_mut().unwrap().active =
                Some("gate() AND left_at IS NULL".to_string())
        },
        |app| app.exclusions[0].active = Some("gate()".to_string()),
        |app| {
            app.accounts.as_mut().unwrap().visible = Some("gate() AND NOT is_suspended".to_string())
        },
    ];
    for (number, gate) in gates.into_iter().enumerate() {
        // By index, and by statements; with a transaction id these would take new snapshots if anybody let them.
        for (by_index, written) in [(true, false), (true, true), (false, true)] {
            let database = Database::new();
            let (mut session, _) = gated(&database, gate);
            if !by_index {
                session.run(WITHOUT_INDEXES);
            }
            let read = "SELECT rank, post_id, author_id, created_at, reasons FROM home.timeline_for(1, 300)";
            let expected = session.rows(read);
            let mut other = database.connect();
            other.run("SELECT pg_advisory_lock(1)");
            let mut reader = database.connect();
            let pid = reader.number("SELECT pg_backend_pid()");
            let seen = std::thread::scope(|scope| {
                let reading = scope.spawn(move || {
                    reader.begin("");
                    if written {
                        reader.run("INSERT INTO users (id) VALUES (100)");
                    }
                    let seen = reader.rows(read);
                    reader.rollback();
                    seen
                });
                wait_until_blocked(&mut other, pid);
                other.begin("");
                other.run(CHANGES);
                other.commit();
                other.run("SELECT pg_advisory_unlock(1)");
                reading.join().unwrap()
            });
            assert!(
                expected == seen,
                "gate {number}, by index {by_index}, written {written}: a read saw a commit that came after it had begun"
            );
            assert!(expected != session.rows(read), "the commit changed nothing");
        }
    }
}

#[test]
fn a_read_that_is_cancelled_leaves_the_session_whole() {
    let database = Database::new();
    let (mut session, app) = gated(&database, |app| {
        app.posts.visible = Some("gate() AND status = 'published'".to_string());
    });
    let mut other = database.connect();
    other.run("SELECT pg_advisory_lock(1)");
    session.run("SET statement_timeout = '100ms'");
    for _ in 0..3 {
        session.refused("57014", "SELECT * FROM home.timeline_for(1)");
    }
    session.begin("");
    session.refused("57014", "SELECT * FROM home.posts_by(2, 1)");
    session.refused("57014", "SELECT * FROM home.public_timeline(1)");
    other.run("SELECT pg_advisory_unlock(1)");
    session.run("SET statement_timeout = 0");
    fixture::assert_exact_here("after cancellations", &mut session, &app);
    session.commit();
    assert_eq!(
        session.text("SELECT current_user"),
        session.text("SELECT session_user")
    );
}

#[test]
fn a_cursor_keeps_the_snapshot_it_was_declared_in() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let columns = "rank, post_id, author_id, created_at, reasons, cursor";
    for hold in ["WITHOUT HOLD", "WITH HOLD"] {
        let expected = session.rows(&format!("SELECT {columns} FROM home.timeline_for(1, 1000)"));
        session.begin("");
        session.run(&format!(
            "DECLARE early SCROLL CURSOR {hold} FOR SELECT {columns} FROM home.timeline_for(1, 1000);
             DECLARE late SCROLL CURSOR {hold} FOR SELECT {columns} FROM home.timeline_for(1, 1000)"
        ));
        let mut seen = session.rows("FETCH 5 FROM early");
        session.run(CHANGES);
        seen.extend(session.rows("FETCH ALL FROM early"));
        assert!(
            seen == expected,
            "{hold}: fetched partly before, partly after the change"
        );
        let late = session.rows("FETCH ALL FROM late");
        assert!(late == expected, "{hold}: first fetched after the change");
        assert_eq!(session.rows("FETCH FIRST FROM late")[0], expected[0]);
        fixture::assert_exact_here("beside cursors", &mut session, &app);
        session.rollback();
    }
}
