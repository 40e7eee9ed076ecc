//! Rights: posts are read as the caller, everything else as the feed's owner, and nobody gets more than that.

use pg_test::app::{App, Reader};
use pg_test::fixture;
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::scene::Scene;

const READS: [&str; 7] = [
    "SELECT * FROM home.timeline_for(1, 1000)",
    "SELECT * FROM home.posts_by(2, 1, 1000)",
    "SELECT * FROM home.posts_in(10, 1, 1000)",
    "SELECT * FROM home.public_timeline(1, 1000)",
    "SELECT * FROM home.public_timeline(page_size => 1000)",
    "SELECT * FROM home.feed_for(1, 1000)",
    "SELECT * FROM home.feed_for(1, 1000, as_of => '2025-06-05 00:00+00')",
];

#[test]
fn row_level_security_of_posts_holds_in_every_read() {
    let (scene, mut app) = Scene::new();
    let mut superuser = scene.database.connect();
    for replies in ["none", "followed", "all"] {
        app.settings.replies = replies;
        superuser.run(&app.configure());
        fixture::assert_exact(replies, &mut superuser, &app);
    }
    // The same backend reads as one role, then as another: nothing kept for the one may serve the other.
    let whole = App {
        reader: None,
        ..app.clone()
    };
    for _ in 0..3 {
        fixture::assert_exact("as superuser", &mut superuser, &whole);
        fixture::assert_exact("as reader", &mut superuser, &app);
    }
    let mut reader = scene.reader();
    let visible = reader.column("SELECT id FROM posts");
    for read in READS {
        for row in reader.rows(read) {
            let id = row[1].clone().unwrap();
            assert!(
                visible.contains(&id),
                "{read} gave {id}, which its caller may not see"
            );
        }
    }
    // A policy that changes is seen at once.
    scene
        .owner()
        .run("ALTER POLICY readable ON posts USING (author_id = 3)");
    let authors = reader.column("SELECT DISTINCT author_id FROM home.timeline_for(1, 1000)");
    assert_eq!(authors, ["3"]);
    scene.owner().run("DROP POLICY readable ON posts");
    assert!(
        reader.rows(READS[0]).is_empty(),
        "without a policy nothing is readable"
    );
    scene
        .owner()
        .run("ALTER TABLE posts DISABLE ROW LEVEL SECURITY");
    app.reader = Some(Reader {
        policy: "true".to_string(),
        ..app.reader.unwrap()
    });
    fixture::assert_exact("without row-level security", &mut superuser, &app);
}

#[test]
fn a_policy_may_ask_who_reads() {
    let (scene, _) = Scene::new();
    scene.owner().run(
        "ALTER POLICY readable ON posts
         USING (current_user = session_user AND author_id = NULLIF(current_setting('app.author', true), '')::bigint)",
    );
    let mut reader = scene.reader();
    for author in ["2", "3", "2"] {
        reader.run(&format!("SET app.author = '{author}'"));
        let authors = reader.column("SELECT DISTINCT author_id FROM home.timeline_for(1, 1000)");
        assert_eq!(authors, [author]);
    }
    reader.run("RESET app.author");
    assert!(reader.rows(READS[0]).is_empty());
}

#[test]
fn reading_posts_needs_the_callers_own_rights() {
    let (scene, _) = Scene::new();
    let mut reader = scene.reader();
    scene.owner().run(&format!(
        "REVOKE SELECT ON posts FROM {}",
        ident(scene.reader.name())
    ));
    for read in READS {
        reader.refused("42501", read).names("posts");
    }
    // The columns a read needs are enough: those of the definition and of its conditions.
    scene.owner().run(&format!(
        "GRANT SELECT (id, author_id, created_at, parent_id, group_id, pinned, status) ON posts TO {}",
        ident(scene.reader.name())
    ));
    for read in READS {
        assert!(!reader.rows(read).is_empty(), "{read}");
    }
    scene.owner().run(&format!(
        "REVOKE SELECT (status) ON posts FROM {}",
        ident(scene.reader.name())
    ));
    for read in READS {
        reader.refused("42501", read);
    }
}

#[test]
fn the_other_sides_block_holds_without_any_right_on_it() {
    let (scene, _) = Scene::new();
    scene.owner().run(
        "INSERT INTO follows VALUES (1, 4); INSERT INTO posts (id, author_id) VALUES (9000, 4)",
    );
    let mut reader = scene.reader();
    for table in ["follows", "blocks", "mutes", "memberships", "users"] {
        reader.refused("42501", &format!("SELECT * FROM {table}"));
    }
    for read in READS
        .iter()
        .take(4)
        .chain(&["SELECT * FROM home.posts_by(4, 1)"])
    {
        let authors: Vec<_> = reader
            .rows(read)
            .into_iter()
            .map(|row| row[2].clone())
            .collect();
        assert!(
            !authors.contains(&Some("4".to_string())),
            "{read} shows who has blocked the viewer"
        );
    }
    // Row-level security on the tables of the others is the owner's affair, not the caller's.
    scene.owner().run("ALTER TABLE blocks ENABLE ROW LEVEL SECURITY; ALTER TABLE follows ENABLE ROW LEVEL SECURITY");
    assert!(!reader.rows(READS[0]).is_empty());
    assert!(reader.rows("SELECT * FROM home.posts_by(4, 1)").is_empty());
    scene.owner().run("DELETE FROM blocks");
    assert!(!reader.rows("SELECT * FROM home.posts_by(4, 1)").is_empty());
}

#[test]
fn registry_and_storage_are_open_to_nobody() {
    let (scene, _) = Scene::new();
    let stranger = Role::new("stranger");
    let mut superuser = scene.database.connect();
    for (role, rights) in [
        (
            stranger.name(),
            "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER",
        ),
        (
            scene.reader.name(),
            "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER",
        ),
        // Only the extension's own code writes the registry, whoever owns the feed.
        (
            scene.owner.name(),
            "INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER",
        ),
    ] {
        let open = superuser.column(&format!(
            "SELECT c.oid::regclass::text
             FROM pg_class AS c
             WHERE relkind IN ('r', 'p', 'S', 'm')
             AND relnamespace = 'feed'::regnamespace
             AND CASE WHEN relkind = 'S' THEN has_sequence_privilege({role}, c.oid, 'USAGE, SELECT, UPDATE')
                      ELSE has_table_privilege({role}, c.oid, {rights}) OR has_any_column_privilege({role}, c.oid, 'INSERT, UPDATE') END",
            role = literal(role),
            rights = literal(rights)
        ));
        assert!(open.is_empty(), "{role} has rights on {open:?}");
    }
    let mut stranger = scene.database.connect_as(stranger.name());
    for read in READS {
        stranger.refused("42501", read);
    }
    for statement in [
        "CREATE TABLE feed.mine ()",
        "CREATE FUNCTION feed.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE home.mine ()",
        "CREATE TABLE home_data.mine ()",
        "DROP SCHEMA home",
        "DROP FUNCTION home.timeline_for",
        "ALTER FUNCTION home.timeline_for SECURITY DEFINER",
    ] {
        stranger.refused("42501", statement);
    }
    let definitions = stranger.attempt("SELECT feed, definition FROM feed.definition");
    println!("a stranger sees of feed.definition: {definitions:?}");
}

#[test]
fn access_is_granted_and_revoked() {
    let (scene, _) = Scene::new();
    let more = Role::new("more");
    let mut owner = scene.owner();
    let mut session = scene.database.connect_as(more.name());
    session.refused("42501", READS[0]);
    owner.run(&format!(
        "SELECT feed.grant_access('home', {})",
        literal(more.name())
    ));
    // Access to the feed is no access to the posts.
    session.refused("42501", READS[0]).names("posts");
    session.refused("42501", "SELECT * FROM posts");
    owner.run(&format!(
        "SELECT feed.grant_access('home', {})",
        literal(more.name())
    ));
    owner.run(&format!(
        "GRANT SELECT ON posts TO {0}; CREATE POLICY more ON posts TO {0} USING (true)",
        ident(more.name())
    ));
    assert!(!session.rows(READS[0]).is_empty());
    owner.run(&format!(
        "SELECT feed.revoke_access('home', {})",
        literal(more.name())
    ));
    session.refused("42501", READS[0]);
    assert!(
        !scene.reader().rows(READS[0]).is_empty(),
        "revoking one role took another's access"
    );
    owner.refused(
        "42704",
        "SELECT feed.grant_access('home', 'pg_feed_no_such_role')",
    );
    owner.refused(
        "42704",
        "SELECT feed.revoke_access('home', 'pg_feed_no_such_role')",
    );
    owner.run(&format!(
        "SELECT feed.revoke_access('home', {})",
        literal(more.name())
    ));
    let advice = owner.rows("SELECT severity, finding, remedy FROM feed.doctor('home')");
    assert!(
        advice.iter().any(|row| row
            .iter()
            .flatten()
            .any(|text| text.contains("security.viewer"))),
        "doctor does not say that access was granted without security.viewer: {advice:?}"
    );
    // Access outlives a change of the definition.
    owner.run("SELECT feed.alter('home', '{\"post_pinned\": null}')");
    assert!(
        !scene.reader().rows(READS[0]).is_empty(),
        "alter took the reader's access"
    );
}

#[test]
fn security_definer_callers_read_with_their_own_rights() {
    let (scene, _) = Scene::new();
    let api = Role::new("api");
    let client = Role::new("client");
    let mut superuser = scene.database.connect();
    superuser.run(&format!(
        "SELECT feed.grant_access('home', {name});
         GRANT SELECT ON posts TO {role};
         CREATE POLICY api ON posts TO {role} USING (author_id = 3);
         CREATE SCHEMA api;
         GRANT USAGE ON SCHEMA api TO PUBLIC;
         CREATE FUNCTION api.timeline(viewer bigint) RETURNS TABLE (post_id bigint, author_id bigint)
         LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
         AS 'SELECT post_id, author_id FROM home.timeline_for(viewer, 1000)';
         ALTER FUNCTION api.timeline(bigint) OWNER TO {role}",
        name = literal(api.name()),
        role = ident(api.name())
    ));
    let mut session = scene.database.connect_as(client.name());
    session.refused("42501", READS[0]);
    let authors = session.column("SELECT DISTINCT author_id FROM api.timeline(1)");
    assert_eq!(authors, ["3"]);
    // The reader's own policy is another one, before and after the call in the same session.
    let mut reader = scene.reader();
    let own = reader.rows(READS[0]);
    assert_eq!(
        reader.column("SELECT DISTINCT author_id FROM api.timeline(1)"),
        ["3"]
    );
    assert!(own == reader.rows(READS[0]));
}
