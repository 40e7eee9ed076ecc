//! The feed's owner: who that is, and what happens where the owner may not read what the feed needs. A block that cannot
//! be read is an error, never a block less.

use pg_test::cluster::Database;
use pg_test::quote::ident;
use pg_test::role::Role;
use pg_test::scene::Scene;
use pg_test::{fixture, plain};

/// Somebody whom viewer 1 follows and who has blocked viewer 1 posts now.
const BLOCKED_POST: &str =
    "INSERT INTO follows VALUES (1, 4); INSERT INTO posts (id, author_id) VALUES (9000, 4)";

const READ: &str = "SELECT post_id FROM home.timeline_for(1, 1000)";

#[test]
fn a_feed_belongs_to_the_owner_of_its_posts() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut app_session = database.connect_as(owner.name());
    fixture::declare(&mut app_session);
    let mut superuser = database.connect();
    let app = plain::app();
    fixture::define(&mut superuser, &app);
    assert_eq!(
        superuser.text("SELECT owner FROM feed.definition"),
        owner.name()
    );
    fixture::assert_exact("read by the owner", &mut app_session, &app);
    app_session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}'); SELECT feed.drop('home')");
}

#[test]
fn a_definition_needs_what_the_owner_cannot_read() {
    let (owner, other) = (Role::new("owner"), Role::new("other"));
    let database = Database::new();
    owner.may_create_in(&database);
    other.may_create_in(&database);
    let mut superuser = database.connect();
    fixture::declare(&mut superuser);
    for table in ["users", "posts", "follows", "memberships", "mutes"] {
        superuser.run(&format!(
            "ALTER TABLE {table} OWNER TO {}",
            ident(owner.name())
        ));
    }
    superuser.run(&format!(
        "ALTER TABLE blocks OWNER TO {}; {BLOCKED_POST}",
        ident(other.name())
    ));
    // Even a superuser cannot make the feed's owner read a table of somebody else.
    let whole = plain::app();
    let mut app = plain::app();
    app.exclusions.remove(0);
    fixture::define(&mut superuser, &app);
    let added = superuser.attempt("SELECT feed.add_exclusion('home', 'blocks', both_ways => true)");
    if added.is_ok() {
        superuser.refused("42501", READ);
        superuser.run(&format!(
            "GRANT SELECT ON blocks TO {}",
            ident(owner.name())
        ));
        fixture::assert_exact("with the right granted", &mut superuser, &whole);
    }
}

#[test]
fn a_block_that_cannot_be_read_is_an_error() {
    let (scene, _) = Scene::new();
    let mut superuser = scene.database.connect();
    superuser.run(BLOCKED_POST);
    let mut reader = scene.reader();
    assert!(!reader.column(READ).contains(&"9000".to_string()));
    let other = Role::new("other");
    // The table passes to somebody else.
    superuser.run(&format!(
        "ALTER TABLE blocks OWNER TO {}",
        ident(other.name())
    ));
    reader.refused("42501", READ);
    superuser.run(&format!(
        "ALTER TABLE blocks OWNER TO {}",
        ident(scene.owner.name())
    ));
    assert!(!reader.column(READ).contains(&"9000".to_string()));
    // The owner's own right is taken.
    superuser.run(&format!(
        "REVOKE SELECT ON blocks FROM {}",
        ident(scene.owner.name())
    ));
    reader.refused("42501", READ);
    superuser.run(&format!(
        "GRANT SELECT ON blocks TO {}",
        ident(scene.owner.name())
    ));
    // Row-level security is forced on the owner: a policy that hides rows must not hide a block.
    superuser.run(
        "ALTER TABLE blocks ENABLE ROW LEVEL SECURITY; ALTER TABLE blocks FORCE ROW LEVEL SECURITY",
    );
    match reader.attempt(READ) {
        Ok(rows) => assert!(
            !rows.contains(&vec![Some("9000".to_string())]),
            "FORCE ROW LEVEL SECURITY made a block disappear"
        ),
        Err(refusal) => assert_ne!(refusal.state, "XX000", "{refusal:?}"),
    }
    superuser.run("ALTER TABLE blocks NO FORCE ROW LEVEL SECURITY");
    assert!(!reader.column(READ).contains(&"9000".to_string()));
}

#[test]
fn row_security_off_is_an_error_as_for_any_select() {
    let (scene, _) = Scene::new();
    let mut reader = scene.reader();
    reader.run("SET row_security = off");
    reader.refused("42501", "SELECT id FROM posts");
    reader.refused("42501", READ);
    reader.run("SET row_security = on");
    assert!(!reader.rows(READ).is_empty());
}

#[test]
fn forced_row_security_does_not_empty_a_feed_unseen() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    session.run("ALTER TABLE follows ENABLE ROW LEVEL SECURITY; ALTER TABLE follows FORCE ROW LEVEL SECURITY");
    // Either the definition says so, or the read does; a timeline without its follows is not an answer.
    let created = session.attempt("SELECT feed.create('home', 'posts', 'follows')");
    if created.is_ok() {
        match session
            .attempt("SELECT post_id FROM home.timeline_for(1) WHERE 'follow' = ANY (reasons)")
        {
            Ok(rows) => assert!(
                !rows.is_empty(),
                "FORCE ROW LEVEL SECURITY emptied the timeline without a word"
            ),
            Err(refusal) => assert_ne!(refusal.state, "XX000", "{refusal:?}"),
        }
    }
}

#[test]
fn a_condition_whose_function_is_gone_is_an_error() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(
        "CREATE FUNCTION approves(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'published' $$;
         CREATE TYPE mood AS ENUM ('good', 'bad');
         ALTER TABLE follows ADD COLUMN mood mood DEFAULT 'good'",
    );
    let mut app = plain::bare();
    app.posts.visible = Some("approves(status)".to_string());
    app.follows.as_mut().unwrap().active = Some("mood = 'good'".to_string());
    fixture::define(&mut session, &app);
    fixture::assert_exact("with its function", &mut session, &app);
    // A new path, another body: what the condition says stays what it was bound to.
    session
        .run("SET search_path = pg_catalog; SELECT * FROM home.timeline_for(1); RESET search_path");
    session.run("CREATE OR REPLACE FUNCTION approves(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'draft' $$");
    fixture::assert_exact("with another body", &mut session, &app);
    match session.attempt("DROP FUNCTION approves(text)") {
        Ok(_) => {
            for mut one in [session, database.connect()] {
                let refusal = one.refusal("SELECT * FROM home.timeline_for(1)");
                assert_ne!(refusal.state, "XX000", "{refusal:?}");
            }
        }
        Err(refusal) => assert_eq!(refusal.state, "2BP01", "{refusal:?}"),
    }
}
