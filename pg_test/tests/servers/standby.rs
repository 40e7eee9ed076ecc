//! Hot standby: all reads run there, equal their references, take cursors of the primary; and after promotion all goes on.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::quote::literal;
use pg_test::session::Session;
use pg_test::standby::Standby;
use pg_test::suggest::{Suggestions, Tally, are_packed};
use pg_test::{fixture, kept};

/// Everybody's suggestions on the standby; whom they follow was packed on the primary.
fn assert_suggested(label: &str, session: &mut Session, app: &App) {
    assert!(are_packed(session, "home"), "{label}");
    let mut tally = Tally::default();
    for viewer in 1..=9 {
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let suggestions = Suggestions::of(app.clone());
        suggestions.compare(label, session, &viewer.to_string(), None, &mut tally);
        session.rollback();
    }
    assert!(tally.mutual > 0, "{label}: {tally:?}");
}

#[test]
fn a_standby_reads_as_its_primary_does() {
    let database = Database::new();
    let (mut primary, mut app) = fixture::plain_feed(&database);
    primary
        .run("SELECT home.warm(i) FROM generate_series(1, 9) AS i; SELECT feed.maintain('home')");
    let Some(standby) = Standby::new() else {
        return;
    };
    let mut session = standby.connect(database.name());
    assert!(session.truth("SELECT pg_is_in_recovery()"));
    fixture::assert_exact("on the standby", &mut session, &app);
    assert_suggested("on the standby", &mut session, &app);
    let cursor = primary.text("SELECT cursor FROM home.timeline_for(1, 9) WHERE rank = 9");
    let next = format!(
        "SELECT post_id, reasons, cursor FROM home.timeline_for(1, 9, {})",
        literal(&cursor)
    );
    assert_eq!(primary.rows(&next), session.rows(&next));
    assert_eq!(
        session.number(&format!(
            "SELECT home.new_posts_since(1, {})",
            literal(&cursor)
        )),
        8
    );
    session.refused(
        "25006",
        "SELECT feed.configure('home', '{\"timeline.own\": false}')",
    );
    session.refused("25006", "SELECT feed.create('other', 'posts')");
    session.run("SELECT * FROM feed.definition; SELECT * FROM feed.status; SELECT * FROM feed.doctor(); SELECT * FROM feed.settings('home')");
    // Changes of rows, names and settings on the primary reach a session that has its plans already.
    primary.run(
        "INSERT INTO follows VALUES (1, 6); DELETE FROM blocks; UPDATE posts SET status = 'draft' WHERE id % 7 = 0;
         ALTER TABLE posts RENAME author_id TO writer;
         SELECT feed.configure('home', '{\"timeline.replies\": \"followed\"}')",
    );
    app.posts.author = "writer".to_string();
    app.settings.replies = "followed";
    let mut fresh = standby.connect(database.name());
    fixture::assert_exact("new session, after changes", &mut fresh, &app);
    fixture::assert_exact("warm session, after changes", &mut session, &app);
    // What has no rows there is refused as a query over it would be.
    primary.run("ALTER TABLE mutes SET UNLOGGED");
    let mut fresh = standby.connect(database.name());
    fresh.refused("0A000", "SELECT * FROM home.timeline_for(1)");
    session.refused("0A000", "SELECT * FROM home.timeline_for(1)");
    primary.run("ALTER TABLE mutes SET LOGGED");
    let mut fresh = standby.connect(database.name());
    fixture::assert_exact("logged again", &mut fresh, &app);
    for call in [
        "home.warm(1)",
        "feed.maintain('home')",
        "feed.repair('home')",
    ] {
        session.refused("25006", &format!("SELECT {call}"));
    }
    primary.run("SELECT feed.maintain('home')");
    let mut session = standby.connect(database.name());
    fixture::assert_exact("applied on the primary", &mut session, &app);
    assert_suggested("applied on the primary", &mut session, &app);
    primary.run("DELETE FROM follows WHERE follower_id = 1 AND followee_id = 6");
    kept::leave(&mut primary, &app);
    let mut session = standby.connect(database.name());
    fixture::assert_exact("pending on the standby", &mut session, &app);
    assert_suggested("pending on the standby", &mut session, &app);
    assert!(session.truth("SELECT pg_promote(wait_seconds => 300)"));
    kept::assert_goes_on("promoted", &mut session, &app);
    session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
    app.settings.replies = "all";
    fixture::assert_exact("promoted and changed", &mut session, &app);
    println!("the standby was in {}", standby.folder().display());
}
