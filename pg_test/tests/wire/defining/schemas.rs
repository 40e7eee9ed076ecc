//! What else may happen to a feed's schemas: they are renamed or dropped by hand, and they hold objects of the app's own.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{catalog, fixture};

/// The remedies that the doctor names in errors.
fn remedies(session: &mut Session, doctor: &str) -> Vec<String> {
    session.column(&format!(
        "SELECT remedy FROM {doctor} WHERE severity = 'error'"
    ))
}

/// Every call says what is wrong and names the statement that mends it, changes nothing, and all is well afterwards.
fn assert_told(session: &mut Session, app: &App, change: &str, calls: &[&str], mend: &str) {
    let mut warm = vec![];
    fixture::assert_exact("before", session, app);
    session.run(change);
    let picture = catalog::picture(session);
    for call in calls {
        session
            .refused("55000", &format!("SELECT {call}"))
            .hints_at(mend);
    }
    for doctor in ["feed.doctor('home')", "feed.doctor()"] {
        warm.extend(remedies(session, doctor));
        assert!(
            warm.iter().any(|remedy| remedy.contains(mend)),
            "{change}: {doctor} says {warm:?}"
        );
        warm.clear();
    }
    session.run("SELECT * FROM feed.definition; SELECT * FROM feed.status; INSERT INTO posts (author_id) VALUES (2)");
    session
        .refused("42P06", "SELECT feed.create('home', 'posts')")
        .hints_at("name");
    catalog::assert_same(&picture, &catalog::picture(session), change);
    session.run(mend);
    fixture::assert_exact(mend, session, app);
    assert!(remedies(session, "feed.doctor('home')").is_empty());
}

#[test]
fn a_renamed_schema_of_reads_is_told() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    assert_told(
        &mut session,
        &app,
        "ALTER SCHEMA home RENAME TO \"Other one\"",
        &[
            "count(*) FROM \"Other one\".timeline_for(1)",
            "count(*) FROM \"Other one\".public_timeline()",
            "\"Other one\".new_posts_since(1, 'x')",
            "feed.alter('home', '{}')",
            "feed.grant_access('home', 'pg_monitor')",
            "feed.add_exclusion('home', 'follows', 'follower_id', 'followee_id')",
            "feed.drop('home')",
        ],
        "ALTER SCHEMA \"Other one\" RENAME TO home",
    );
    session.run("SELECT feed.drop('home')");
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}

#[test]
fn a_renamed_storage_is_told() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let calls = [
        "count(*) FROM home.timeline_for(1)",
        "count(*) FROM home.posts_in(10, 1)",
        "feed.alter('home', '{}')",
        "feed.configure('home', '{\"timeline.own\": false}')",
        "feed.remove_groups('home')",
        "feed.grant_access('home', 'pg_monitor')",
        "feed.drop('home')",
    ];
    assert_told(
        &mut session,
        &app,
        "ALTER SCHEMA home_data RENAME TO elsewhere",
        &calls,
        "ALTER SCHEMA elsewhere RENAME TO home_data",
    );
    assert_told(
        &mut session,
        &app,
        "ALTER TABLE home_data.layout SET SCHEMA public",
        &calls,
        "ALTER TABLE public.layout SET SCHEMA home_data",
    );
    session.run("SELECT feed.drop('home')");
}

#[test]
fn a_schema_dropped_by_hand_does_not_keep_a_feed_from_being_made_again() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.run("DROP SCHEMA home CASCADE");
    session
        .refused("55000", "SELECT feed.alter('home', '{}')")
        .hints_at("feed.create");
    assert!(remedies(&mut session, "feed.doctor()")[0].contains("feed.create"));
    session.run("SELECT feed.drop('home')");
    fixture::define(&mut session, &app);
    session.run("DROP SCHEMA home_data CASCADE");
    for call in [
        "count(*) FROM home.timeline_for(1)",
        "feed.alter('home', '{}')",
        "feed.drop('home')",
    ] {
        session
            .refused("55000", &format!("SELECT {call}"))
            .hints_at("DROP SCHEMA home CASCADE");
    }
    assert!(remedies(&mut session, "feed.doctor()")[0].contains("DROP SCHEMA home CASCADE"));
    session.run("DROP SCHEMA home CASCADE");
    session.refused("42704", "SELECT feed.drop('home')");
    fixture::define(&mut session, &app);
    fixture::assert_exact("made again", &mut session, &app);
}

#[test]
fn a_schema_that_somebody_else_made_meanwhile_stays() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run(
        "DROP SCHEMA home CASCADE;
         CREATE SCHEMA home AUTHORIZATION pg_monitor;
         CREATE TABLE home.theirs ()",
    );
    session.refused("55000", "SELECT feed.alter('home', '{}')");
    assert!(remedies(&mut session, "feed.doctor()")[0].contains("feed.drop"));
    session.run("SELECT feed.drop('home')");
    assert!(session.truth("SELECT to_regclass('home.theirs') IS NOT NULL"));
    assert!(session.truth("SELECT to_regnamespace('home_data') IS NULL"));
}

#[test]
fn missing_functions_are_told_and_made_anew() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.run(
        "DROP FUNCTION home.posts_by;
         ALTER FUNCTION home.posts_in RENAME TO posts_within;
         ALTER FUNCTION home.public_timeline SET SCHEMA public",
    );
    let findings =
        session.column("SELECT finding FROM feed.doctor('home') WHERE severity = 'error'");
    assert_eq!(
        findings,
        ["feed home: no function posts_by, posts_in, public_timeline"]
    );
    let remedy = remedies(&mut session, "feed.doctor('home')").remove(0);
    session.run(&remedy);
    fixture::assert_exact("made anew", &mut session, &app);
    assert!(remedies(&mut session, "feed.doctor('home')").is_empty());
}

#[test]
fn functions_of_the_apps_own_are_left_alone() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    session.run(
        "CREATE FUNCTION home.timeline_for(handle text) RETURNS SETOF bigint LANGUAGE sql STABLE
         AS $$ SELECT post_id::bigint FROM home.timeline_for(1) $$;
         CREATE FUNCTION home.posts_by() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'mine' $$;
         CREATE FUNCTION home.greeting() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'hello' $$",
    );
    let own = "SELECT oid || oid::regprocedure::text || prosrc || proowner || coalesce(proacl::text, 'default')
               FROM pg_proc
               WHERE pronamespace = 'home'::regnamespace AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')
               ORDER BY 1";
    let before = session.column(own);
    assert_eq!(before.len(), 3);
    session.run("SELECT feed.alter('home', '{}')");
    fixture::assert_exact("altered", &mut session, &app);
    session.run(
        "ALTER TABLE posts ALTER COLUMN id TYPE integer, ALTER COLUMN author_id TYPE integer;
         SELECT feed.alter('home', '{}')",
    );
    app.user = pg_test::key::KeyType::Integer;
    fixture::assert_exact("altered, with narrower keys", &mut session, &app);
    assert_eq!(before, session.column(own));
    assert_eq!(
        session.column("SELECT home.timeline_for('ann')"),
        session.column("SELECT post_id FROM home.timeline_for(1)")
    );
    assert_eq!(
        session.text("SELECT home.posts_by() || home.greeting()"),
        "minehello"
    );
    assert!(remedies(&mut session, "feed.doctor('home')").is_empty());
}

#[test]
fn a_feed_dropped_meanwhile_does_not_spoil_the_list_of_feeds() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run("SELECT feed.create('other', 'posts', 'follows')");
    let mut reader = database.connect();
    reader.begin("ISOLATION LEVEL REPEATABLE READ");
    let listed = "SELECT feed FROM feed.definition ORDER BY feed";
    assert_eq!(reader.column(listed), ["home", "other"]);
    session.run("SELECT feed.drop('other')");
    // The list is that of the transaction's snapshot; what the dropped one was nobody can tell any more.
    let rows = reader.rows("SELECT feed, definition ->> 'feed' FROM feed.definition ORDER BY feed");
    let text = |text: &str| Some(text.to_string());
    assert_eq!(
        rows,
        [vec![text("home"), text("home")], vec![text("other"), None]]
    );
    reader.commit();
    assert_eq!(reader.column(listed), ["home"]);
}
