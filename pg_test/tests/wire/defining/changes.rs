//! A feed while its tables change: renames need nothing, losses stop reads alone, and `alter`, `add_*`, `remove_*` and
//! `drop` do what they say.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{catalog, fixture, plain};

#[test]
fn renames_need_nothing() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    // A second session has its plans already when the names change.
    let mut other = database.connect();
    fixture::assert_exact("before renames", &mut other, &app);
    session.run(
        "ALTER TABLE posts RENAME TO \"Articles\";
         ALTER TABLE \"Articles\" RENAME id TO \"key\";
         ALTER TABLE \"Articles\" RENAME author_id TO viewer;
         ALTER TABLE \"Articles\" RENAME created_at TO \"post_id\";
         ALTER TABLE \"Articles\" RENAME parent_id TO \"author_id\";
         ALTER TABLE \"Articles\" RENAME group_id TO circle;
         ALTER TABLE \"Articles\" RENAME status TO \"state of things\";
         ALTER TABLE follows RENAME follower_id TO a;
         ALTER TABLE follows RENAME followee_id TO follower_id;
         ALTER TABLE follows RENAME accepted TO \"Accepted\";
         ALTER TABLE memberships RENAME left_at TO gone_at;
         ALTER TABLE blocks RENAME TO barriers;
         ALTER TABLE mutes RENAME until TO ends_at;
         ALTER TABLE users RENAME is_suspended TO suspended",
    );
    app.posts.table = "Articles".to_string();
    app.posts.id = "key".to_string();
    app.posts.author = "viewer".to_string();
    app.posts.created_at = "post_id".to_string();
    app.posts.parent = Some("author_id".to_string());
    app.posts.group = Some("circle".to_string());
    app.posts.visible = Some("\"state of things\" = 'published'".to_string());
    let follows = app.follows.as_mut().unwrap();
    follows.follower = "a".to_string();
    follows.followee = "follower_id".to_string();
    follows.active = Some("\"Accepted\"".to_string());
    app.memberships.as_mut().unwrap().active = Some("gone_at IS NULL".to_string());
    app.exclusions[0].table = "barriers".to_string();
    app.exclusions[1].active = Some("ends_at IS NULL OR ends_at > now()".to_string());
    app.accounts.as_mut().unwrap().visible = Some("NOT suspended".to_string());
    fixture::assert_exact("after renames, warm session", &mut other, &app);
    fixture::assert_exact(
        "after renames, the session that renamed",
        &mut session,
        &app,
    );
    fixture::assert_exact("after renames, new session", &mut database.connect(), &app);
    // Another schema is a rename too, and so are columns that swap their names.
    session.run("CREATE SCHEMA elsewhere; ALTER TABLE follows SET SCHEMA elsewhere; SET search_path = public, elsewhere");
    session.run(
        "ALTER TABLE elsewhere.follows RENAME a TO b;
         ALTER TABLE elsewhere.follows RENAME follower_id TO a;
         ALTER TABLE elsewhere.follows RENAME b TO follower_id",
    );
    let follows = app.follows.as_mut().unwrap();
    follows.follower = "follower_id".to_string();
    follows.followee = "a".to_string();
    fixture::assert_exact("after swapped names", &mut session, &app);
}

/// One way to lose something, and the change that makes the feed whole again.
struct Loss {
    what: &'static str,
    repair: &'static str,
    mend: fn(&mut App),
}

const LOSSES: [Loss; 7] = [
    Loss {
        what: "ALTER TABLE posts DROP COLUMN parent_id",
        repair: "SELECT feed.alter('home', '{\"post_parent\": null}')",
        mend: |app| app.posts.parent = None,
    },
    Loss {
        what: "ALTER TABLE posts DROP COLUMN pinned",
        repair: "SELECT feed.alter('home', '{\"post_pinned\": null}')",
        mend: |app| app.posts.pinned = None,
    },
    Loss {
        what: "ALTER TABLE posts DROP COLUMN status",
        repair: "SELECT feed.alter('home', '{\"post_visible\": null}')",
        mend: |app| app.posts.visible = None,
    },
    Loss {
        what: "ALTER TABLE follows DROP COLUMN accepted",
        repair: "SELECT feed.alter('home', '{\"follow_active\": null}')",
        mend: |app| app.follows.as_mut().unwrap().active = None,
    },
    Loss {
        what: "ALTER TABLE follows DROP COLUMN followee_id; ALTER TABLE follows ADD COLUMN friend bigint; UPDATE follows SET friend = 2",
        repair: "SELECT feed.alter('home', '{\"follow_followee\": \"friend\"}')",
        mend: |app| app.follows.as_mut().unwrap().followee = "friend".to_string(),
    },
    Loss {
        what: "ALTER TABLE posts ALTER COLUMN created_at TYPE timestamp USING created_at AT TIME ZONE 'UTC'",
        repair: "SELECT feed.alter('home', '{\"post_created_at\": \"created_at\"}')",
        mend: |app| app.posts.local_time = true,
    },
    Loss {
        what: "DROP TABLE follows",
        repair: "SELECT feed.alter('home', '{\"follows\": null, \"follow_follower\": null, \"follow_followee\": null, \"follow_active\": null}')",
        mend: |app| app.follows = None,
    },
];

#[test]
fn a_lost_column_stops_reads_and_nothing_else() {
    for loss in &LOSSES {
        let database = Database::new();
        let (mut session, mut app) = fixture::plain_feed(&database);
        let mut other = database.connect();
        other.run("SELECT * FROM home.timeline_for(1)");
        session.run(loss.what);
        for reader in [&mut session, &mut other, &mut database.connect()] {
            assert_broken(reader, loss.what);
        }
        let findings = session.rows("SELECT severity, finding, remedy FROM feed.doctor('home')");
        assert!(
            findings.iter().any(|row| row[2]
                .as_deref()
                .is_some_and(|remedy| remedy.contains("feed.alter"))),
            "{}: doctor says {findings:?}",
            loss.what
        );
        session.run(loss.repair);
        (loss.mend)(&mut app);
        fixture::assert_exact(loss.repair, &mut session, &app);
        fixture::assert_exact(loss.repair, &mut other, &app);
    }
}

/// Reads name the remedy; the app's own writes go on.
fn assert_broken(session: &mut Session, what: &str) {
    for read in [
        "home.timeline_for(1)",
        "home.posts_by(1, 2)",
        "home.posts_in(10, 1)",
        "home.public_timeline()",
    ] {
        let result = session.attempt(&format!("SELECT * FROM {read}"));
        match result {
            Err(refusal) => {
                assert_eq!(refusal.state, "55000", "{what}, {read}: {refusal:?}");
                refusal.hints_at("feed.alter");
            }
            Ok(_) => panic!("{what}: {read} still reads"),
        }
    }
    session.run(
        "INSERT INTO posts (author_id) VALUES (1);
         UPDATE posts SET body = 'changed' WHERE author_id = 1;
         DELETE FROM posts WHERE body = 'changed';
         INSERT INTO users (id) VALUES (77);
         DELETE FROM users WHERE id = 77",
    );
}

#[test]
fn a_key_that_changed_its_type_is_taken_over_by_alter() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    other.run("SELECT * FROM home.timeline_for(1)");
    session.run(
        "ALTER TABLE posts ALTER COLUMN author_id TYPE text;
         ALTER TABLE follows ALTER COLUMN follower_id TYPE text, ALTER COLUMN followee_id TYPE text;
         ALTER TABLE users ALTER COLUMN id TYPE text;
         ALTER TABLE memberships ALTER COLUMN user_id TYPE varchar;
         ALTER TABLE blocks ALTER COLUMN blocker_id TYPE text, ALTER COLUMN blocked_id TYPE text;
         ALTER TABLE mutes ALTER COLUMN user_id TYPE text, ALTER COLUMN muted_id TYPE text",
    );
    other
        .refused("55000", "SELECT * FROM home.timeline_for(1)")
        .hints_at("feed.alter");
    session.run("SELECT feed.alter('home', '{\"post_author\": \"author_id\"}')");
    app.user = pg_test::key::KeyType::Text;
    fixture::assert_exact("text users", &mut session, &app);
    fixture::assert_exact("text users, warm session", &mut other, &app);
}

#[test]
fn alter_changes_any_argument_of_create() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    let mut other = database.connect();
    fixture::assert_exact("before alter", &mut other, &app);
    session.run("SELECT feed.alter('home', '{\"post_visible\": \"status = ''draft''\", \"post_pinned\": null}')");
    app.posts.visible = Some("status = 'draft'".to_string());
    app.posts.pinned = None;
    fixture::assert_exact("alter post_visible", &mut other, &app);
    session.run(
        "SELECT feed.alter('home', '{\"post_public\": \"id % 2 = 0\", \"post_visible\": null}')",
    );
    app.posts.public = Some("id % 2 = 0".to_string());
    app.posts.visible = None;
    fixture::assert_exact("alter post_public", &mut other, &app);
    session.run(
        "CREATE TABLE notes AS SELECT body, id::integer AS note, author_id AS writer, created_at AS moment, parent_id, group_id, false AS pinned
         FROM posts WHERE id % 3 > 0;
         SELECT feed.alter('home', '{\"posts\": \"notes\", \"post_id\": \"note\", \"post_author\": \"writer\", \"post_created_at\": \"moment\", \"post_public\": null}')",
    );
    app.posts.table = "notes".to_string();
    app.posts.id = "note".to_string();
    app.posts.author = "writer".to_string();
    app.posts.created_at = "moment".to_string();
    app.posts.public = None;
    fixture::assert_exact("alter posts", &mut other, &app);
    fixture::assert_exact("alter posts", &mut session, &app);
    let before = catalog::picture(&mut session);
    for changes in [
        "{\"post_idd\": \"note\"}",
        "{\"post_id\": \"nothing\"}",
        "{\"post_id\": 7}",
        "{\"posts\": \"nowhere\"}",
        "{\"post_visible\": \"nonsense(\"}",
        "{\"post_visible\": \"note\"}",
        "{\"post_public\": \"true\", \"post_author\": \"nothing\"}",
        "[]",
        "7",
        "null",
    ] {
        let refusal = session.refusal(&format!("SELECT feed.alter('home', '{changes}')"));
        assert_ne!(refusal.state, "XX000", "{changes}: {refusal:?}");
    }
    catalog::assert_same(&before, &catalog::picture(&mut session), "a refused alter");
    fixture::assert_exact("after refused alters", &mut session, &app);
}

#[test]
fn parts_are_added_and_removed() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    let mut app = plain::app();
    let whole = app.clone();
    app.memberships = None;
    app.exclusions.clear();
    app.accounts = None;
    fixture::define(&mut session, &app);
    let mut other = database.connect();
    let mut check = |step: &str, app: &App| fixture::assert_exact(step, &mut other, app);
    check("nothing added", &app);
    session.run("SELECT feed.add_groups('home', 'memberships', active => 'left_at IS NULL')");
    app.memberships.clone_from(&whole.memberships);
    check("groups", &app);
    session.run("SELECT feed.add_accounts('home', 'users', visible => 'NOT is_suspended', discoverable => 'true')");
    app.accounts.clone_from(&whole.accounts);
    check("accounts", &app);
    session.run(
        "UPDATE users SET is_suspended = true WHERE id IN (3, 5); DELETE FROM users WHERE id = 6",
    );
    check("suspended accounts", &app);
    session.run("SELECT feed.add_exclusion('home', 'blocks', both_ways => true)");
    app.exclusions.push(whole.exclusions[0].clone());
    check("blocks", &app);
    session.run("SELECT feed.add_exclusion('home', 'mutes', 'user_id', 'muted_id', active => 'until IS NULL OR until > now()')");
    app.exclusions.push(whole.exclusions[1].clone());
    check("mutes", &app);
    session.run("SELECT feed.remove_exclusion('home', 'blocks')");
    app.exclusions.remove(0);
    check("no blocks", &app);
    session.run("SELECT feed.remove_accounts('home')");
    app.accounts = None;
    check("no accounts", &app);
    session.run("SELECT feed.remove_groups('home')");
    app.memberships = None;
    check("no groups", &app);
    session.run("SELECT feed.remove_exclusion('home', 'mutes')");
    app.exclusions.clear();
    check("no exclusions", &app);
    session.refusal("SELECT feed.remove_exclusion('home', 'mutes')");
    session.refusal("SELECT feed.remove_exclusion('home', 'posts')");
}

#[test]
fn drop_leaves_the_apps_tables_as_they_were() {
    for build_indexes in ["none", "small", "all"] {
        let database = Database::new();
        let mut session = database.connect();
        fixture::declare(&mut session);
        session.run(
            "DROP INDEX posts_author_id_created_at_id_idx, follows_follower_id_followee_id_idx",
        );
        let before = catalog::picture(&mut session);
        let mut app = plain::app();
        app.build_indexes = build_indexes;
        fixture::define(&mut session, &app);
        let rows = session.column("SELECT p::text FROM posts AS p ORDER BY id");
        let mut other = database.connect();
        other.run("SELECT * FROM home.timeline_for(1)");
        session.run("SELECT feed.drop('home')");
        catalog::assert_same(
            &before,
            &catalog::picture(&mut session),
            &format!("create with build_indexes {build_indexes} and drop"),
        );
        assert_eq!(
            rows,
            session.column("SELECT p::text FROM posts AS p ORDER BY id")
        );
        other.refused("3F000/42883", "SELECT * FROM home.timeline_for(1)");
        session.refused("42704/3F000", "SELECT feed.drop('home')");
        fixture::define(&mut session, &app);
        fixture::assert_exact("the same name again", &mut other, &app);
    }
}

#[test]
fn drop_extension_is_refused_without_cascade() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.refused("2BP01", "DROP EXTENSION pg_feed");
    fixture::assert_exact("after a refused drop", &mut session, &app);
    let rows = session.number("SELECT count(*) FROM posts");
    session.run("DROP EXTENSION pg_feed CASCADE");
    assert_eq!(rows, session.number("SELECT count(*) FROM posts"));
    let left = session
        .column("SELECT nspname FROM pg_namespace WHERE nspname IN ('feed', 'home', 'home_data')");
    assert!(left.is_empty(), "{left:?} is left");
    session.run("INSERT INTO posts (author_id) VALUES (1); CREATE EXTENSION pg_feed");
    fixture::define(&mut session, &app);
    fixture::assert_exact("a new extension in the same session", &mut session, &app);
    session.run("SELECT feed.drop('home'); DROP EXTENSION pg_feed");
}

#[test]
fn two_feeds_over_the_same_tables_are_apart() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let mut second = plain::bare();
    second.feed = "Second \"feed\"".to_string();
    second.settings.replies = "all";
    fixture::define(&mut session, &second);
    fixture::assert_exact("first of two", &mut session, &app);
    fixture::assert_exact("second of two", &mut session, &second);
    session.run("SELECT feed.drop('home')");
    fixture::assert_exact("the one left", &mut session, &second);
    assert_eq!(
        session.column("SELECT feed FROM feed.definition"),
        [second.feed]
    );
}

#[test]
fn a_lock_that_cannot_be_had_in_time_changes_nothing() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    let mut other = database.connect();
    other.begin("");
    other.run("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE");
    session.run("SET lock_timeout = '150ms'");
    session.refused("55P03", "SELECT feed.create('home', 'posts', 'follows')");
    other.rollback();
    let app = plain::app();
    fixture::define(&mut session, &app);
    fixture::assert_exact("after the lock was free", &mut session, &app);
}
