//! Changes of tables and feeds that are rolled back: the session that made them goes on with what was before.

use pg_test::cluster::Database;
use pg_test::{fixture, plain};

/// Statements whose effect on reads must go with the transaction or the savepoint.
const CHANGES: [&str; 13] = [
    "ALTER TABLE posts RENAME author_id TO writer",
    "ALTER TABLE posts RENAME TO articles",
    "ALTER TABLE posts RENAME status TO state",
    "ALTER TABLE posts DROP COLUMN parent_id",
    "ALTER TABLE posts DROP COLUMN status",
    "ALTER TABLE follows DROP COLUMN accepted",
    "ALTER TABLE posts ALTER COLUMN created_at TYPE timestamp USING created_at AT TIME ZONE 'UTC'",
    "DROP TABLE blocks",
    "SELECT feed.drop('home')",
    "SELECT feed.alter('home', '{\"post_visible\": null, \"post_parent\": null}')",
    "SELECT feed.remove_groups('home'); SELECT feed.remove_accounts('home')",
    "SELECT feed.configure('home', '{\"timeline.replies\": \"all\", \"groups.open\": true}')",
    "SELECT feed.remove_exclusion('home', 'blocks'); SELECT feed.add_exclusion('home', 'blocks', 'blocked_id', 'blocker_id')",
];

#[test]
fn what_is_rolled_back_is_forgotten() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    for change in CHANGES {
        for savepoint in [false, true] {
            session.begin("");
            if savepoint {
                session.run("SAVEPOINT before");
            }
            session.run(change);
            // The change is seen, or refused in words, before it goes.
            let _ = session.attempt("SAVEPOINT read; SELECT * FROM home.timeline_for(1)");
            session.run("ROLLBACK TO SAVEPOINT read");
            if savepoint {
                session.run("ROLLBACK TO SAVEPOINT before");
                fixture::assert_exact_here(change, &mut session, &app);
                session.commit();
            } else {
                session.rollback();
                fixture::assert_exact(change, &mut session, &app);
            }
        }
    }
    fixture::assert_exact("another session", &mut other, &app);
}

#[test]
fn what_is_changed_is_seen_within_its_transaction() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    session.begin("");
    session
        .run("ALTER TABLE posts RENAME author_id TO writer; ALTER TABLE posts RENAME TO articles");
    app.posts.author = "writer".to_string();
    app.posts.table = "articles".to_string();
    fixture::assert_exact_here("renamed", &mut session, &app);
    session.run("SELECT feed.alter('home', '{\"post_visible\": \"id % 2 = 0\"}')");
    app.posts.visible = Some("id % 2 = 0".to_string());
    fixture::assert_exact_here("altered", &mut session, &app);
    session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
    app.settings.replies = "all";
    fixture::assert_exact_here("configured", &mut session, &app);
    session.run("SELECT feed.drop('home')");
    let again = plain::app();
    session
        .run("ALTER TABLE articles RENAME TO posts; ALTER TABLE posts RENAME writer TO author_id");
    fixture::define(&mut session, &again);
    fixture::assert_exact_here("made again", &mut session, &again);
    session.commit();
    fixture::assert_exact("committed", &mut session, &again);
    fixture::assert_exact(
        "committed, another session",
        &mut database.connect(),
        &again,
    );
}
