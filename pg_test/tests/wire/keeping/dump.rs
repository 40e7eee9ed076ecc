//! pg_dump and restore: the feed is there again and reads the same, although object ids and attribute numbers are new.

use pg_test::app::App;
use pg_test::archive::{Archive, restored_from};
use pg_test::cluster::{Database, program, run_program};
use pg_test::quote::literal;
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, kept, plain};

/// Tables whose first columns are dropped after the feed was defined, so that a restore counts columns anew.
fn define(session: &mut Session, reader: &str) -> (App, App) {
    session.run(&plain::TABLES.replace(" (\n", " (\n  gone_text text, gone_number int,\n"));
    session.run(plain::PEOPLE);
    let mut app = plain::app();
    app.settings.replies = "followed";
    app.settings.group_posts = "everyone";
    fixture::define(session, &app);
    let mut odd = plain::bare();
    odd.feed = "Odd \"feed\" 'name'".to_string();
    odd.posts.visible = Some(
        "status IN ('published', 'draft') AND created_at > now() - interval '1000 years'"
            .to_string(),
    );
    odd.settings.replies = "all";
    fixture::define(session, &odd);
    session.run(&format!(
        "SELECT feed.grant_access('home', {})",
        literal(reader)
    ));
    for table in [
        "users",
        "posts",
        "follows",
        "memberships",
        "blocks",
        "mutes",
    ] {
        session.run(&format!(
            "ALTER TABLE {table} DROP COLUMN gone_text, DROP COLUMN gone_number"
        ));
    }
    (app, odd)
}

fn rename(session: &mut Session, app: &mut App, odd: &mut App) {
    session.run(
        "ALTER TABLE posts RENAME TO \"Posts\";
         ALTER TABLE \"Posts\" RENAME author_id TO \"Author\";
         ALTER TABLE \"Posts\" RENAME status TO \"the state\";
         ALTER TABLE follows RENAME accepted TO \"is accepted\"",
    );
    for app in [&mut *app, &mut *odd] {
        app.posts.table = "Posts".to_string();
        app.posts.author = "Author".to_string();
        app.follows.as_mut().unwrap().active = Some("\"is accepted\"".to_string());
    }
    app.posts.visible = Some("\"the state\" = 'published'".to_string());
    odd.posts.visible = Some("\"the state\" IN ('published', 'draft')".to_string());
}

fn round_trip(format: &str) {
    let reader = Role::new("reader");
    let source = Database::new();
    let mut session = source.connect();
    let (mut app, mut odd) = define(&mut session, reader.name());
    fixture::assert_exact("source", &mut session, &app);
    rename(&mut session, &mut app, &mut odd);
    kept::leave(&mut session, &app);
    let cursor = session.text("SELECT cursor FROM home.timeline_for(1, 7) WHERE rank = 7");
    let next = format!(
        "SELECT post_id, created_at, reasons FROM home.timeline_for(1, 20, {})",
        literal(&cursor)
    );
    let expected = session.rows(&next);
    let settings = "SELECT * FROM feed.settings('home') ORDER BY 1";
    let expected_settings = session.rows(settings);
    let target = restored_from(&source, format);
    let mut restored = target.connect();
    fixture::assert_exact(format, &mut restored, &app);
    fixture::assert_exact(format, &mut restored, &odd);
    assert!(
        expected == restored.rows(&next),
        "{format}: a cursor of before the dump"
    );
    assert!(
        expected_settings == restored.rows(settings),
        "{format}: settings"
    );
    assert!(restored.truth(&format!(
        "SELECT has_function_privilege({}, 'home.new_posts_since(bigint, text)', 'EXECUTE')",
        literal(reader.name())
    )));
    let broken = restored.rows("SELECT * FROM feed.doctor() WHERE severity ILIKE 'error'");
    assert!(broken.is_empty(), "{format}: {broken:?}");
    kept::assert_goes_on(format, &mut restored, &app);
    // It is a feed like any other: the extension stays as long as it does, and definition calls work.
    restored.refused("2BP01", "DROP EXTENSION pg_feed");
    app.settings.replies = "none";
    restored.run(&app.configure());
    restored.run("ALTER TABLE \"Posts\" RENAME \"Author\" TO author_id");
    app.posts.author = "author_id".to_string();
    restored.run("SELECT feed.alter('home', '{\"post_pinned\": null}')");
    app.posts.pinned = None;
    fixture::assert_exact(format, &mut restored, &app);
    // A dump of what was restored is as good.
    let again = restored_from(&target, format);
    fixture::assert_exact(format, &mut again.connect(), &app);
    restored.run(&format!(
        "SELECT feed.drop('home'); SELECT feed.drop({})",
        literal(&odd.feed)
    ));
    restored.run("DROP EXTENSION pg_feed");
}

#[test]
fn a_plain_dump_carries_feeds_over() {
    round_trip("plain");
}

#[test]
fn a_custom_dump_carries_feeds_over() {
    round_trip("custom");
}

#[test]
fn a_parallel_restore_carries_feeds_over() {
    round_trip("directory");
}

/// Between the data and the triggers nothing is captured: a feed is suspended until all of them are there.
#[test]
fn a_restore_in_progress_is_pulled() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.run(
        "SELECT home.warm(i) FROM generate_series(1, 9) AS i; SELECT feed.maintain('home');
         INSERT INTO posts (id, author_id) VALUES (5000, 2)",
    );
    let archive = Archive::new(&database, "custom");
    let mut dump = program("pg_dump");
    dump.args(["--format", "custom", "--file"]).arg(&archive.0);
    run_program(dump.args(["--dbname", &database.dsn()]));
    let to = Database::empty();
    let restore = |sections: &[&str]| {
        let mut restore = program("pg_restore");
        restore.args(sections).args(["--exit-on-error", "--dbname"]);
        run_program(restore.arg(to.dsn()).arg(&archive.0));
    };
    restore(&["--section=pre-data", "--section=data"]);
    let mut restored = to.connect();
    assert_eq!(restored.text("SELECT feed.maintain('home')"), "0");
    // The rest of the data.
    restored.run(
        "INSERT INTO posts (id, author_id) SELECT 5000 + i, 2 FROM generate_series(1, 20) AS i",
    );
    fixture::assert_exact("without triggers", &mut restored, &app);
    restore(&["--section=post-data"]);
    fixture::assert_exact("restored", &mut restored, &app);
    restored.run("SELECT feed.maintain('home')");
    fixture::assert_exact("maintained", &mut restored, &app);
    let wrong = restored.column("SELECT object || ' ' || detail FROM feed.check('home')");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_copied_database_has_the_feed() {
    let database = Database::new();
    {
        let (mut session, _) = fixture::plain_feed(&database);
        session.run("SELECT * FROM home.timeline_for(1)");
    }
    let copy = database.copy();
    fixture::assert_exact("a copied database", &mut copy.connect(), &plain::app());
}
