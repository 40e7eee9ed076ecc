//! What conditions name besides columns: functions and types, which may be the owner's alone, be renamed, or go.

use pg_test::cluster::Database;
use pg_test::quote::ident;
use pg_test::scene::Scene;
use pg_test::{fixture, plain};

const READS: [&str; 4] = [
    "SELECT * FROM home.timeline_for(1)",
    "SELECT * FROM home.posts_by(2, 1)",
    "SELECT * FROM home.posts_in(10, 1)",
    "SELECT * FROM home.public_timeline(1)",
];

#[test]
fn conditions_beside_posts_may_name_what_is_the_owners_alone() {
    let (scene, mut app) = Scene::new();
    let mut owner = scene.owner();
    scene.database.connect().run(&format!(
        "CREATE SCHEMA private AUTHORIZATION {}",
        ident(scene.owner.name())
    ));
    owner.run(
        "CREATE FUNCTION private.passes(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT $1 <> 3 $$;
         REVOKE ALL ON FUNCTION private.passes FROM PUBLIC;
         CREATE TYPE private.level AS ENUM ('low', 'high');
         ALTER TABLE follows ADD COLUMN level private.level NOT NULL DEFAULT 'high';
         SELECT feed.alter('home', $${\"follow_active\": \"private.passes(followee_id) AND level = 'high'\"}$$);
         SELECT feed.remove_groups('home');
         SELECT feed.add_groups('home', 'memberships', active => 'private.passes(user_id)');
         SELECT feed.remove_accounts('home');
         SELECT feed.add_accounts('home', 'users', visible => 'private.passes(id)')",
    );
    app.follows.as_mut().unwrap().active =
        Some("private.passes(followee_id) AND level = 'high'".to_string());
    app.memberships.as_mut().unwrap().active = Some("private.passes(user_id)".to_string());
    app.accounts.as_mut().unwrap().visible = Some("private.passes(id)".to_string());
    let mut reader = scene.reader();
    reader.refused("42501", "SELECT private.passes(1)");
    for read in READS {
        assert!(!reader.rows(read).is_empty(), "{read}");
    }
    fixture::assert_exact("as reader", &mut scene.database.connect(), &app);
    // Posts are read as the caller, their conditions too.
    owner.run("SELECT feed.alter('home', '{\"post_visible\": \"private.passes(author_id)\"}')");
    for read in READS {
        reader.refused("42501", read).names("private");
    }
    assert!(!owner.rows(READS[0]).is_empty());
}

/// A change of something that a condition names, what undoes it, and the call that the hint names.
const CHANGES: [(&str, &str, &str); 5] = [
    (
        "ALTER FUNCTION passes RENAME TO goes",
        "ALTER FUNCTION goes RENAME TO passes",
        "feed.remove_exclusion and feed.add_exclusion",
    ),
    (
        "DROP FUNCTION passes",
        "CREATE FUNCTION passes(bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "feed.remove_exclusion and feed.add_exclusion",
    ),
    (
        "ALTER FUNCTION passes VOLATILE",
        "ALTER FUNCTION passes IMMUTABLE",
        "STABLE or IMMUTABLE",
    ),
    (
        "ALTER TYPE state RENAME TO condition",
        "ALTER TYPE condition RENAME TO state",
        "feed.alter",
    ),
    (
        "ALTER TYPE state RENAME VALUE 'shown' TO 'public'",
        "ALTER TYPE state RENAME VALUE 'public' TO 'shown'",
        "feed.alter",
    ),
];

#[test]
fn a_condition_that_names_what_is_no_more_says_so() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(
        "CREATE TYPE state AS ENUM ('hidden', 'shown');
         ALTER TABLE posts ADD COLUMN state state NOT NULL DEFAULT 'shown';
         UPDATE posts SET state = 'hidden' WHERE status = 'draft';
         CREATE FUNCTION passes(bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
    );
    let mut app = plain::app();
    app.posts.visible = Some("state = 'shown'".to_string());
    app.exclusions[0].active = Some("passes(blocker_id)".to_string());
    fixture::define(&mut session, &app);
    fixture::assert_exact("before", &mut session, &app);
    for (change, undo, remedy) in CHANGES {
        session.run(change);
        // Statements planned before know types by number, and go on; a new session reads the text.
        let mut fresh = database.connect();
        for read in READS {
            fresh.refused("55000", read).hints_at(remedy);
        }
        session
            .refused("55000", "SELECT feed.alter('home', '{}')")
            .hints_at(remedy);
        let advice =
            session.column("SELECT remedy FROM feed.doctor('home') WHERE severity = 'error'");
        assert!(
            advice[0].contains(remedy),
            "{change}: doctor says {advice:?}"
        );
        session.run("SELECT * FROM feed.definition; INSERT INTO posts (author_id) VALUES (1)");
        session.run(undo);
        fixture::assert_exact(undo, &mut session, &app);
        fixture::assert_exact(undo, &mut fresh, &app);
    }
    // What the hints say does help.
    session.run(
        "DROP FUNCTION passes;
         SELECT feed.remove_exclusion('home', 'blocks');
         SELECT feed.add_exclusion('home', 'blocks', both_ways => true);
         ALTER TYPE state RENAME TO condition;
         SELECT feed.alter('home', $${\"post_visible\": \"state = 'shown'\"}$$)",
    );
    app.exclusions[0].active = None;
    fixture::assert_exact("defined anew", &mut session, &app);
}

#[test]
fn a_condition_that_does_not_fit_another_table_is_told() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    session.run("CREATE TABLE notes AS SELECT id, author_id, created_at, parent_id, group_id, pinned FROM posts");
    session
        .refused(
            "42703",
            "SELECT feed.alter('home', '{\"posts\": \"notes\"}')",
        )
        .names("\"visible\"")
        .names("status")
        .hints_at("null");
    session.run("SELECT feed.alter('home', '{\"posts\": \"notes\", \"post_visible\": null}')");
    app.posts.table = "notes".to_string();
    app.posts.visible = None;
    fixture::assert_exact("another table", &mut session, &app);
}
