//! Rows that come and go without any trigger, because tables change their files: rewritten in place, attached as a partition,
//! truncated as one. Windows built before are cold from then on.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::fixture;
use pg_test::plain;
use pg_test::session::Session;

const CHECK: &str = "SELECT object || ' ' || detail FROM feed.check('home')";

/// Runs a change; reads must be exact behind it, and again once the windows are built anew.
fn change(session: &mut Session, app: &App, statements: &str) {
    session.run("SELECT feed.maintain('home')");
    session.run(statements);
    fixture::assert_exact_or_empty(statements, session, app);
    session.run("SELECT feed.maintain('home')");
    fixture::assert_exact_or_empty(statements, session, app);
    let wrong = session.column(CHECK);
    assert!(wrong.is_empty(), "{statements}: {wrong:?}");
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.viewer_window WHERE generation <> feed.generation('home')"),
        0,
        "{statements}"
    );
}

#[test]
fn tables_are_rewritten_in_place() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.run("SELECT home.warm(i) FROM generate_series(1, 9) AS i");
    for statements in [
        "ALTER TABLE posts ALTER created_at TYPE timestamptz USING created_at - id * interval '7 minutes'",
        "ALTER TABLE posts ALTER author_id TYPE bigint USING 1 + author_id % 7",
        "ALTER TABLE posts ALTER status TYPE text USING CASE WHEN id % 3 = 0 THEN 'published' ELSE 'draft' END",
        "ALTER TABLE follows ALTER followee_id TYPE bigint USING 1 + followee_id % 9",
        "ALTER TABLE memberships ALTER group_id TYPE bigint USING 21 - group_id",
        "BEGIN; TRUNCATE follows; INSERT INTO follows VALUES (1, 6), (2, 6); COMMIT",
        "VACUUM FULL posts",
    ] {
        change(&mut session, &app, statements);
    }
    // Their own transaction sees the new rows, too.
    session.begin("");
    session.run("ALTER TABLE posts ALTER author_id TYPE bigint USING 1 + author_id % 7");
    fixture::assert_exact_here("not committed", &mut session, &app);
    session.rollback();
    fixture::assert_exact("rolled back", &mut session, &app);
}

/// The plain app with its posts in a partition, and another one beside.
fn partitioned(database: &Database) -> (Session, App) {
    let mut session = database.connect();
    let app = plain::app();
    fixture::declare(&mut session);
    session.run(
        "ALTER TABLE posts RENAME TO early;
         ALTER TABLE early ALTER id DROP IDENTITY;
         CREATE TABLE posts (LIKE early INCLUDING DEFAULTS) PARTITION BY RANGE (created_at);
         ALTER TABLE posts ATTACH PARTITION early FOR VALUES FROM (MINVALUE) TO ('2025-07-01');
         CREATE TABLE late (LIKE early INCLUDING DEFAULTS);
         INSERT INTO late (id, author_id, created_at)
         SELECT 1000 + i, 1 + i % 7, timestamptz '2025-07-01 00:00+00' + i * interval '1 hour' FROM generate_series(1, 50) AS i",
    );
    fixture::define(&mut session, &app);
    (session, app)
}

#[test]
fn partitions_come_and_go() {
    let database = Database::new();
    let (mut session, app) = partitioned(&database);
    session.run("SELECT home.warm(i) FROM generate_series(1, 9) AS i");
    for statements in [
        "ALTER TABLE posts ATTACH PARTITION late FOR VALUES FROM ('2025-07-01') TO (MAXVALUE)",
        "INSERT INTO posts (id, author_id, created_at) VALUES (2000, 2, '2025-08-01')",
        "ALTER TABLE posts DETACH PARTITION late",
        "ALTER TABLE posts ATTACH PARTITION late FOR VALUES FROM ('2025-07-01') TO (MAXVALUE)",
        "TRUNCATE late",
        "TRUNCATE early",
    ] {
        change(&mut session, &app, statements);
    }
}

/// Windows of a former generation stay cold, also where the tables come to be what they were then: changes have been applied
/// meanwhile, and to other windows only.
#[test]
fn a_former_generation_does_not_come_back() {
    let database = Database::new();
    let (mut session, app) = partitioned(&database);
    // More of them than are built anew in one batch.
    session.run(
        "INSERT INTO follows SELECT i, 2 FROM generate_series(100, 900) AS i;
         SELECT home.warm(i) FROM generate_series(100, 900) AS i;
         SELECT feed.maintain('home');
         ALTER TABLE posts ATTACH PARTITION late FOR VALUES FROM ('2025-07-01') TO (MAXVALUE);
         INSERT INTO posts (id, author_id, created_at) VALUES (2000, 2, '2025-06-20');
         SELECT feed.maintain('home', 1);
         ALTER TABLE posts DETACH PARTITION late",
    );
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.viewer_window WHERE generation <> 0"),
        500
    );
    assert_eq!(
        session.number(
            "SELECT count(*) FROM generate_series(100, 900) AS i
             WHERE NOT EXISTS (SELECT FROM home.timeline_for(i) WHERE post_id = 2000)"
        ),
        0
    );
    change(
        &mut session,
        &app,
        "SELECT home.warm(i) FROM generate_series(1, 9) AS i",
    );
}
