//! Warm viewers: whatever is materialized, pending, trimmed, pulled or stale, reads equal their references, and `check`
//! finds what no trigger saw.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::fixture;
use pg_test::session::Session;

const CHECK: &str = "SELECT object || ' ' || detail FROM feed.check('home')";

/// The plain feed with everybody warm and nothing pending.
fn warm_feed(database: &Database) -> (Session, App) {
    let (mut session, app) = fixture::plain_feed(database);
    session.run("SELECT home.warm(i) FROM generate_series(1, 9) AS i");
    session.run("SELECT feed.maintain('home')");
    (session, app)
}

fn entries(session: &mut Session, viewer: i64) -> i64 {
    session.number(&format!(
        "SELECT count(*) FROM home_data.entry WHERE viewer = {viewer}"
    ))
}

fn assert_whole(label: &str, session: &mut Session, app: &App) {
    fixture::assert_exact(label, session, app);
    let wrong = session.column(CHECK);
    assert!(wrong.is_empty(), "{label}: {wrong:?}");
}

#[test]
fn a_post_shows_before_it_is_applied_and_after() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    let before = entries(&mut session, 1);
    session.run("INSERT INTO posts (id, author_id) VALUES (900, 2)");
    assert_eq!(
        session.text("SELECT post_id FROM home.timeline_for(1, 1)"),
        "900"
    );
    assert_whole("pending", &mut session, &app);
    assert_eq!(session.text("SELECT feed.maintain('home')"), "1");
    assert_eq!(entries(&mut session, 1), before + 1);
    assert_whole("applied", &mut session, &app);
    assert_eq!(session.text("SELECT feed.maintain('home')"), "0");
}

#[test]
fn what_is_no_longer_true_leaves_windows() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    for change in [
        "UPDATE posts SET status = 'draft' WHERE author_id = 2 AND id % 2 = 0",
        "DELETE FROM follows WHERE follower_id = 1 AND followee_id = 3",
        "DELETE FROM posts WHERE author_id = 2 AND id % 3 = 0",
        "UPDATE memberships SET left_at = now() WHERE user_id = 1",
        "UPDATE users SET is_suspended = true WHERE id = 2",
        "UPDATE users SET is_suspended = false WHERE id = 2",
        "INSERT INTO blocks VALUES (2, 1)",
        "DELETE FROM blocks",
        "UPDATE posts SET author_id = 2, created_at = now() WHERE id = 200",
        "UPDATE posts SET id = 5000 WHERE id = 200",
        "UPDATE posts SET created_at = 'infinity' WHERE id = 5000",
        "UPDATE posts SET created_at = now() + interval '1 hour' WHERE id = 5000",
        "TRUNCATE mutes",
        "TRUNCATE posts",
    ] {
        session.run(change);
        fixture::assert_exact_or_empty(change, &mut session, &app);
        assert!(session.column(CHECK).is_empty(), "{change}, pending");
        session.run("SELECT feed.maintain('home')");
        fixture::assert_exact_or_empty(change, &mut session, &app);
        assert!(session.column(CHECK).is_empty(), "{change}, applied");
    }
    assert_eq!(session.number("SELECT count(*) FROM home_data.entry"), 0);
}

/// Floors within what is read, windows that overflow, and posts below the floor.
#[test]
fn pages_go_on_below_the_floor() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    for size in [1, 7, 20, 33] {
        session.run(&format!(
            "SELECT feed.configure('home', '{{\"window.size\": {size}}}');
             SELECT home.cool(i), home.warm(i) FROM generate_series(1, 9) AS i"
        ));
        assert_eq!(entries(&mut session, 1), size);
        assert_whole("warm", &mut session, &app);
        session.run(
            "INSERT INTO posts (author_id, created_at)
             SELECT 2, timestamptz '2025-06-01' + i * interval '7 minutes' FROM generate_series(1, 90) AS i;
             INSERT INTO posts (author_id) SELECT 3 FROM generate_series(1, 30)",
        );
        fixture::assert_exact("pending", &mut session, &app);
        session.run("SELECT feed.maintain('home')");
        assert_whole("applied", &mut session, &app);
        assert!(
            entries(&mut session, 1) < size + 150,
            "windows are trimmed in turn"
        );
    }
}

#[test]
fn authors_with_many_followers_are_pulled() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    session.run("SELECT feed.configure('home', '{\"fanout.max_followers\": 1}')");
    session.run("INSERT INTO posts (id, author_id) VALUES (900, 1), (901, 2)");
    session.run("SELECT feed.maintain('home')");
    assert_eq!(
        session.column("SELECT author_id FROM home_data.pulled_author ORDER BY 1"),
        ["1", "2"]
    );
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.entry WHERE post_id = 900"),
        0
    );
    assert_whole("pulled", &mut session, &app);
    session.run("INSERT INTO follows VALUES (7, 1)");
    assert_whole("followed while pulled, pending", &mut session, &app);
    session.run("SELECT feed.maintain('home')");
    assert_whole("followed while pulled", &mut session, &app);
    // Back to being copied: windows that leave the author out go on asking.
    session.run("SELECT feed.configure('home', '{\"fanout.max_followers\": 100}')");
    session.run("INSERT INTO posts (id, author_id) VALUES (902, 1)");
    session.run("SELECT feed.maintain('home')");
    assert_eq!(
        session.column("SELECT author_id FROM home_data.pulled_author"),
        ["2"]
    );
    assert_whole("pushed again", &mut session, &app);
    session.run("SELECT home.cool(6), home.warm(6)");
    assert_whole("warmed again", &mut session, &app);
    assert_eq!(
        session.number(
            "SELECT count(*) FROM home_data.entry WHERE viewer = 6 AND post_id IN (900, 902)"
        ),
        2
    );
}

#[test]
fn groups_with_many_members_are_pulled() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    session.run("SELECT feed.configure('home', '{\"fanout.max_followers\": 1}')");
    session.run("INSERT INTO posts (id, author_id, group_id) SELECT 900 + i, 7, 10 FROM generate_series(1, 3) AS i");
    session.run("SELECT feed.maintain('home')");
    assert_eq!(
        session.column("SELECT group_key FROM home_data.pulled_group ORDER BY 1"),
        ["10"]
    );
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.entry WHERE post_id > 900"),
        0
    );
    assert_whole("pulled", &mut session, &app);
    session.run("INSERT INTO memberships (user_id, group_id) VALUES (6, 10)");
    session.run("SELECT feed.maintain('home')");
    assert_whole("joined while pulled", &mut session, &app);
    // Back to being copied: windows that leave the group out go on asking.
    session.run("SELECT feed.configure('home', '{\"fanout.max_followers\": 100}')");
    session.run("INSERT INTO posts (id, author_id, group_id) VALUES (910, 7, 10)");
    session.run("SELECT feed.maintain('home')");
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.pulled_group"),
        0
    );
    assert_whole("pushed again", &mut session, &app);
}

/// A batch is bounded by what it may write, too: each of these posts may make 2,001 entries.
#[test]
fn posts_that_reach_many_are_applied_in_smaller_batches() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    session.run("INSERT INTO follows SELECT 1000 + i, 3 FROM generate_series(1, 2000) AS i");
    session.run("SELECT feed.maintain('home')");
    session.run("INSERT INTO posts (author_id) SELECT 3 FROM generate_series(1, 700) AS i");
    let batch = "SELECT feed.maintain('home', 1)";
    assert_eq!(session.column(batch), ["499"]);
    fixture::assert_exact("some of them", &mut session, &app);
    assert_eq!(session.column(batch), ["201"]);
    assert_eq!(session.column(batch), ["0"]);
    assert_whole("all of them", &mut session, &app);
    session.run("INSERT INTO posts (author_id) SELECT 3 FROM generate_series(1, 700) AS i");
    assert_eq!(session.text("SELECT feed.maintain('home')"), "700");
    assert_whole("in one call", &mut session, &app);
}

#[test]
fn a_setting_makes_windows_cold_until_they_are_built_anew() {
    let database = Database::new();
    let (mut session, mut app) = warm_feed(&database);
    for replies in ["all", "followed", "none"] {
        app.settings.replies = replies;
        session.run(&app.configure());
        assert_whole(replies, &mut session, &app);
        session.run("INSERT INTO posts (author_id, parent_id) VALUES (2, 1), (3, 2)");
        session.run("SELECT feed.maintain('home')");
        assert_whole(replies, &mut session, &app);
        assert_eq!(
            session.number(
                "SELECT count(*) FROM home_data.viewer_window
                 WHERE generation <> feed.generation('home')"
            ),
            0
        );
    }
}

#[test]
fn maintenance_wants_snapshots_of_its_own() {
    let database = Database::new();
    let (mut session, _) = warm_feed(&database);
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        for call in [
            "SELECT feed.maintain('home')",
            "SELECT feed.repair('home')",
            "SELECT * FROM feed.check('home')",
            "SELECT home.warm(1)",
        ] {
            session.begin(&format!("ISOLATION LEVEL {level}"));
            session.refused("25001", call).hints_at("isolation level");
            session.rollback();
        }
    }
    session.refused("22023", "SELECT feed.maintain('home', 0)");
    session.refused("22004", "SELECT home.warm(NULL)");
    session.begin("");
    session.refused("2D000", "CALL feed.run_maintenance('home')");
    session.rollback();
    session.run("CALL feed.run_maintenance('home'); ");
    session.run("CALL feed.run_repair('home')");
}

/// One applier at a time; what cannot be done now is left to the one at work.
#[test]
fn a_busy_applier_turns_others_away() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    let mut other = database.connect();
    session.run("INSERT INTO posts (author_id) VALUES (2)");
    session.begin("");
    session.run("SELECT feed.maintain('home')");
    assert_eq!(other.text("SELECT feed.maintain('home')"), "0");
    other.run("SELECT home.cool(1), home.warm(99)");
    session.commit();
    assert_eq!(entries(&mut session, 1), entries(&mut session, 1));
    assert_eq!(other.text("SELECT feed.maintain('home')"), "2");
    let warm = session.column("SELECT viewer FROM home_data.viewer_window WHERE viewer IN (1, 99)");
    assert_eq!(warm, ["99"]);
    assert_whole("after both", &mut session, &app);
}

/// Changes that no trigger sees: `check` and `doctor` tell, `repair` mends.
#[test]
fn what_was_not_captured_is_found_and_repaired() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    for change in [
        "INSERT INTO posts (author_id) VALUES (2)",
        "DELETE FROM posts WHERE id IN (SELECT post_id FROM home.timeline_for(1, 3))",
        "INSERT INTO follows VALUES (1, 6)",
        "DELETE FROM follows WHERE follower_id = 1 AND followee_id = 6",
        "UPDATE users SET is_suspended = NOT is_suspended WHERE id = 3",
    ] {
        session.run(&format!(
            "SET session_replication_role = replica; {change}; RESET session_replication_role"
        ));
        assert!(!session.column(CHECK).is_empty(), "{change}");
        let findings = session.column("SELECT finding FROM feed.doctor('home')");
        assert!(
            findings.iter().any(|finding| finding.contains("differ")),
            "{findings:?}"
        );
        assert!(session.number("SELECT feed.repair('home')") > 0, "{change}");
        assert_whole(change, &mut session, &app);
    }
}

/// Without all of its triggers a feed is suspended: nothing is maintained, and reads pull.
#[test]
fn a_feed_without_its_triggers_is_suspended() {
    let database = Database::new();
    let (mut session, app) = warm_feed(&database);
    session.run("ALTER TABLE follows DISABLE TRIGGER \"!home_row\"");
    session.run("INSERT INTO follows VALUES (1, 6); INSERT INTO posts (author_id) VALUES (6)");
    fixture::assert_exact("disabled", &mut session, &app);
    assert_eq!(session.text("SELECT feed.maintain('home')"), "0");
    assert_eq!(
        session.column("SELECT object FROM feed.check('home')"),
        ["capture"]
    );
    session
        .refused("55000", "SELECT feed.repair('home')")
        .hints_at("feed.alter");
    let findings = session.column("SELECT remedy FROM feed.doctor('home')");
    assert!(
        findings
            .iter()
            .any(|remedy| remedy.contains("ENABLE TRIGGER")),
        "{findings:?}"
    );
    session.run("ALTER TABLE follows ENABLE TRIGGER \"!home_row\"; SELECT feed.repair('home')");
    assert_whole("enabled and repaired", &mut session, &app);
    session.run("DROP TRIGGER \"!home_all\" ON posts");
    fixture::assert_exact("dropped", &mut session, &app);
    session.run("SELECT feed.alter('home', '{}')");
    session.run("SELECT feed.maintain('home')");
    assert_whole("made anew", &mut session, &app);
}

/// A row at which a condition fails is set aside and shown; everything else goes on.
#[test]
fn a_poison_row_is_set_aside() {
    let database = Database::new();
    let (mut session, mut app) = warm_feed(&database);
    session.run("ALTER TABLE posts ADD COLUMN d integer NOT NULL DEFAULT 1");
    session.run(
        "SELECT feed.alter('home', '{\"post_visible\": \"status = ''published'' AND 1 / d > 0\"}')",
    );
    app.posts.visible = Some("status = 'published' AND 1 / d > 0".to_string());
    session.run("SELECT feed.maintain('home')");
    session.run(
        "INSERT INTO posts (id, author_id, d) SELECT 900 + i, 2, CASE i WHEN 5 THEN 0 ELSE 1 END FROM generate_series(1, 20) AS i",
    );
    session.run("SELECT feed.maintain('home')");
    assert_eq!(
        session.column("SELECT post_id || error FROM home_data.pending"),
        ["905division by zero"]
    );
    assert!(
        session
            .text("SELECT last_error FROM feed.status")
            .contains("division by zero")
    );
    assert_eq!(
        session.number("SELECT count(*) FROM home_data.entry WHERE viewer = 1 AND post_id > 900"),
        19
    );
    session.run("UPDATE posts SET d = 1 WHERE id = 905; SELECT feed.repair('home'); SELECT feed.maintain('home')");
    assert_eq!(session.number("SELECT count(*) FROM home_data.pending"), 0);
    assert_eq!(session.value("SELECT last_error FROM feed.status"), None);
    assert_whole("mended", &mut session, &app);
}

/// Policies that would hide rows from the owner stop maintenance instead of emptying windows.
#[test]
fn forced_policies_stop_maintenance() {
    let owner = pg_test::role::Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    let app = pg_test::plain::app();
    fixture::declare(&mut session);
    fixture::define(&mut session, &app);
    session
        .run("SELECT home.warm(i) FROM generate_series(1, 9) AS i; SELECT feed.maintain('home')");
    let before = entries(&mut session, 1);
    session.run(
        "ALTER TABLE follows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
         INSERT INTO posts (author_id) VALUES (2)",
    );
    session.refused("42501", "SELECT * FROM home.timeline_for(1)");
    let outcome = session.attempt("SELECT feed.maintain('home')");
    println!("{outcome:?}");
    assert_eq!(entries(&mut session, 1), before);
    assert_eq!(session.number("SELECT count(*) FROM home_data.pending"), 1);
    session.run("ALTER TABLE follows NO FORCE ROW LEVEL SECURITY; SELECT feed.repair('home'); SELECT feed.maintain('home')");
    assert_whole("without force", &mut session, &app);
}
