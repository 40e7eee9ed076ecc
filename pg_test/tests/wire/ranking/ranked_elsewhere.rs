//! Ranked feeds that move: read on a standby, restored from a dump, defined anew. What was seen, the settings and the cursors of
//! before go along.

use pg_test::archive::restored_from;
use pg_test::cluster::Database;
use pg_test::quote::literal;
use pg_test::ranking::asked::Asked;
use pg_test::ranking::plain::{self, VIEWERS};
use pg_test::ranking::{Ranked, glance, marks};
use pg_test::seed;
use pg_test::session::Session;
use pg_test::standby::Standby;

/// A scene with settings of its own, in which two people have seen something.
fn scene(database: &Database) -> (Session, Ranked) {
    let (mut session, mut ranked) = plain::scene(database);
    ranked.rank.weights.recency = 0.6;
    ranked.rank.seen = 0.4;
    ranked.rank.trending = 30;
    ranked.configure(&mut session);
    for viewer in ["1", "3"] {
        marks::mark(
            &mut session,
            &ranked.engagement.app,
            viewer,
            &["301", "308", "320"],
        );
    }
    session.run("SELECT feed.maintain('home', 1); SELECT home.warm(1)");
    (session, ranked)
}

/// All feeds equal the reference, and what was marked shows in one of them.
fn assert_exact(label: &str, session: &mut Session, ranked: &Ranked) {
    let mut rng = seed::quiet(label, 0);
    for viewer in VIEWERS {
        glance::assert_exact(label, session, ranked, &Asked::by(viewer), &mut rng);
    }
    let told = session.json("SELECT home.explain(1, 301)");
    assert_eq!(
        told["multipliers"]["seen"]["value"], 0.4,
        "{label}: {told:#}"
    );
}

/// The posts behind a cursor.
fn behind(session: &mut Session, cursor: &str) -> Vec<String> {
    session.column(&format!(
        "SELECT post_id FROM home.feed_for(1, 1000, {}) ORDER BY rank",
        literal(cursor)
    ))
}

#[test]
fn a_standby_reads_as_its_primary_does() {
    let database = Database::new();
    let (mut primary, ranked) = scene(&database);
    let Some(standby) = Standby::new() else {
        return;
    };
    let mut session = standby.connect(database.name());
    assert_exact("on the standby", &mut session, &ranked);
    let cursor = primary.text("SELECT cursor FROM home.feed_for(1, 30) WHERE rank = 30");
    assert_eq!(behind(&mut session, &cursor), behind(&mut primary, &cursor));
    let page = session.json("SELECT home.feed_page(1)");
    assert_eq!(page["items"].as_array().unwrap().len(), 20);
    session.refused("25006", "SELECT home.mark_seen(1, '{302}')");
    assert!(session.truth("SELECT pg_promote(wait_seconds => 300)"));
    marks::mark(&mut session, &ranked.engagement.app, "1", &["302"]);
    assert_exact("promoted", &mut session, &ranked);
    session.run("SELECT feed.maintain('home')");
    assert_exact("promoted and maintained", &mut session, &ranked);
}

#[test]
fn a_restored_feed_ranks_as_before() {
    for format in ["plain", "custom"] {
        let database = Database::new();
        let (mut session, ranked) = scene(&database);
        let cursor = session.text("SELECT cursor FROM home.feed_for(1, 30) WHERE rank = 30");
        let wanted = behind(&mut session, &cursor);
        let settings = "SELECT setting, value FROM feed.settings('home') ORDER BY setting";
        let restored = restored_from(&database, format);
        let mut target = restored.connect();
        assert_eq!(target.rows(settings), session.rows(settings), "{format}");
        assert_exact(format, &mut target, &ranked);
        assert_eq!(
            behind(&mut target, &cursor),
            wanted,
            "{format}: a cursor of before the dump"
        );
        target.run("SELECT feed.maintain('home'); INSERT INTO likes SELECT 311, i FROM generate_series(1, 9) AS i");
        marks::mark(&mut target, &ranked.engagement.app, "1", &["311"]);
        assert_exact(format, &mut target, &ranked);
    }
}

/// Tables that are renamed, a definition that is altered, groups that are removed and added again.
#[test]
fn what_was_seen_outlives_definitions() {
    let database = Database::new();
    let (mut session, mut ranked) = scene(&database);
    for (change, rename) in [
        ("SELECT feed.alter('home', '{\"post_pinned\": null}')", None),
        (
            "SELECT feed.repair('home'); SELECT feed.maintain('home')",
            None,
        ),
        ("ALTER TABLE posts RENAME TO articles", Some("articles")),
        ("SELECT feed.alter('home', '{}')", None),
        ("ALTER TABLE articles RENAME TO posts", Some("posts")),
        (
            "CREATE TABLE notes AS TABLE posts; ALTER TABLE notes ADD PRIMARY KEY (id); SELECT feed.alter('home', '{\"posts\": \"notes\"}')",
            Some("notes"),
        ),
    ] {
        session.run(change);
        if let Some(name) = rename {
            ranked.engagement.app.posts.table = name.to_string();
            for signal in &mut ranked.engagement.signals {
                // Replies are rows of the table that was renamed, or stay those of the former one.
                if signal.name == "replies" && name != "notes" {
                    signal.table = name.to_string();
                }
            }
        }
        assert_exact(change, &mut session, &ranked);
    }
}
