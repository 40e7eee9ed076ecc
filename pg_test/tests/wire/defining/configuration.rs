//! Settings of a feed: what they are, what is refused, and that a change is seen at once by everybody.

use pg_test::cluster::Database;
use pg_test::fixture;
use pg_test::quote::literal;
use pg_test::session::Session;

fn settings(session: &mut Session) -> Vec<String> {
    session.column("SELECT setting || ' ' || coalesce(value::text, 'NULL') FROM feed.settings('home') ORDER BY 1")
}

#[test]
fn settings_are_listed_with_their_defaults() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    for (setting, default) in [
        ("timeline.replies", "\"none\""),
        ("timeline.own", "true"),
        ("timeline.group_posts", "\"members\""),
        ("groups.open", "false"),
    ] {
        let rows = session.rows(&format!(
            "SELECT value, default_value, description FROM feed.settings('home') WHERE setting = '{setting}'"
        ));
        assert_eq!(rows.len(), 1, "{setting}");
        assert_eq!(rows[0][0].as_deref(), Some(default), "{setting}");
        assert_eq!(rows[0][1].as_deref(), Some(default), "{setting}");
        assert!(
            rows[0][2].as_deref().is_some_and(|text| text.len() > 10),
            "{setting} is described"
        );
    }
    let viewer = session.rows(
        "SELECT value, default_value FROM feed.settings('home') WHERE setting = 'security.viewer'",
    );
    assert_eq!(viewer.len(), 1);
    for value in &viewer[0] {
        assert!(
            value.is_none() || value.as_deref() == Some("null"),
            "{value:?}"
        );
    }
}

#[test]
fn what_is_no_setting_changes_nothing() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let before = settings(&mut session);
    for wrong in [
        "{\"timeline.nothing\": 1}",
        "{\"timeline.own\": false, \"nothing\": 1}",
        "{\"timeline.own\": false, \"timeline.replies\": \"some\"}",
        "{\"timeline.own\": \"yes\"}",
        "{\"timeline.own\": 1}",
        "{\"timeline.replies\": true}",
        "{\"timeline.replies\": \"NONE\"}",
        "{\"timeline.replies\": [\"none\"]}",
        "{\"timeline.group_posts\": \"nobody\"}",
        "{\"timeline.group_posts\": {}}",
        "{\"groups.open\": \"true\"}",
        "{\"security.viewer\": 7}",
        "{\"security.viewer\": \"nonsense(\"}",
        "{\"security.viewer\": \"1; DROP TABLE posts\"}",
        "{\"security.viewer\": \"(SELECT 1)\"}",
        "{\"security.viewer\": \"'a'::text\"}",
        "{\"security.viewer\": \"true\"}",
        "{\"security.viewer\": \"author_id\"}",
        "{\"security.viewer\": \"\"}",
        "{\"weight.nothing\": 1}",
        "{\"\": 1}",
        "[]",
        "[\"timeline.own\"]",
        "\"timeline.own\"",
        "true",
        "null",
    ] {
        let refusal = session.refusal(&format!(
            "SELECT feed.configure('home', {})",
            literal(wrong)
        ));
        assert_ne!(refusal.state, "XX000", "{wrong}: {refusal:?}");
        assert_eq!(before, settings(&mut session), "{wrong} changed something");
    }
    session
        .refused(
            "22023",
            "SELECT feed.configure('home', '{\"timeline.nothing\": 1}')",
        )
        .names("timeline.nothing");
    session
        .refused(
            "22023",
            "SELECT feed.configure('home', '{\"timeline.replies\": \"some\"}')",
        )
        .names("followed");
    session.refused("42704/3F000", "SELECT feed.configure('nowhere', '{}')");
    session.refused("42704/3F000", "SELECT * FROM feed.settings('nowhere')");
    session.run("SELECT feed.configure('home', '{}')");
    fixture::assert_exact("after refused settings", &mut session, &app);
}

#[test]
fn a_change_is_seen_at_once_and_null_takes_it_back() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    fixture::assert_exact("defaults", &mut other, &app);
    for (replies, own, group_posts, open) in [
        ("all", false, "everyone", true),
        ("followed", true, "members", true),
        ("followed", false, "everyone", false),
    ] {
        app.settings.replies = replies;
        app.settings.own = own;
        app.settings.group_posts = group_posts;
        app.settings.open = open;
        session.run(&app.configure());
        fixture::assert_exact("a changed setting", &mut other, &app);
    }
    session.run("SELECT feed.configure('home', '{\"timeline.replies\": null, \"timeline.own\": null, \"timeline.group_posts\": null, \"groups.open\": null, \"security.viewer\": null}')");
    app.settings = pg_test::app::Settings::default();
    fixture::assert_exact("back to the defaults", &mut other, &app);
    let changed = session.number(
        "SELECT count(*) FROM feed.settings('home') WHERE value IS DISTINCT FROM default_value",
    );
    assert_eq!(changed, 0);
}

#[test]
fn a_setting_is_part_of_its_transaction() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    session.begin("");
    session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
    let mine = session.number("SELECT count(*) FROM home.timeline_for(1, 1000)");
    let theirs = other.number("SELECT count(*) FROM home.timeline_for(1, 1000)");
    assert!(mine > theirs, "{mine} against {theirs}");
    session.rollback();
    fixture::assert_exact("rolled back", &mut session, &app);
    session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
    app.settings.replies = "all";
    fixture::assert_exact("committed", &mut other, &app);
}
