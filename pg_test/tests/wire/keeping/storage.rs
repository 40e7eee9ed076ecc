//! The storage belongs to the feed's owner, who may alter it: neither the app's writes nor the server may suffer from that,
//! and the owner's code reaches nobody's session.

use pg_test::cluster::Database;
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, plain};

const WARM: &str =
    "SELECT home.warm(i) FROM generate_series(1, 9) AS i; SELECT feed.maintain('home')";

/// What an owner may do to the tables of the storage.
const ALTERATIONS: [&str; 8] = [
    "ALTER TABLE home_data.pending ADD COLUMN note text",
    "ALTER TABLE home_data.pending DROP COLUMN error",
    "ALTER TABLE home_data.pending ALTER COLUMN created_at TYPE name",
    "ALTER TABLE home_data.pending ALTER COLUMN post_id TYPE text",
    "ALTER TABLE home_data.viewer_window ALTER COLUMN pulled_authors TYPE text USING 'x'",
    "ALTER TABLE home_data.viewer_window ALTER COLUMN floor_at TYPE text",
    "ALTER TABLE home_data.entry ALTER COLUMN place TYPE text",
    "DROP TABLE home_data.entry",
];

#[test]
fn altered_storage_is_left_alone() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    // A session with everything prepared, as pools have them.
    let mut other = database.connect();
    for alteration in ALTERATIONS {
        session.run(WARM);
        other.run("SELECT * FROM home.timeline_for(1); INSERT INTO posts (author_id) VALUES (2)");
        session.run(alteration);
        for session in [&mut other, &mut session] {
            session.run("INSERT INTO posts (author_id) VALUES (2), (3)");
            fixture::assert_exact(alteration, session, &app);
        }
        session.run("SELECT feed.maintain('home')");
        session.run("SELECT feed.alter('home', '{}')");
        session.run(WARM);
        fixture::assert_exact(alteration, &mut session, &app);
        other.run("INSERT INTO posts (author_id) VALUES (2)");
        assert_eq!(session.number("SELECT count(*) FROM home_data.pending"), 1);
        assert!(
            session
                .column("SELECT detail::text FROM feed.check('home')")
                .is_empty()
        );
    }
}

/// Code of the owner's that sets something for the session of whoever calls.
const SETTING: &str = "
CREATE FUNCTION public.sets(boolean) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM pg_catalog.set_config('search_path', 'elsewhere', false);
    PERFORM pg_catalog.set_config('application_name', 'taken over', false);
    RETURN $1;
END $$";

#[test]
fn the_owners_code_changes_nobodys_session() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    session.run(SETTING);
    let mut app = plain::app();
    app.follows.as_mut().unwrap().active = Some("public.sets(accepted)".to_string());
    fixture::define(&mut session, &app);
    let untouched = |session: &mut Session, call: &str| {
        session.run(call);
        assert_eq!(
            session.text(
                "SELECT current_setting('search_path') || current_setting('application_name')"
            ),
            "\"$user\", public",
            "{call}"
        );
    };
    for call in [
        "SELECT home.warm(1)",
        "INSERT INTO follows VALUES (1, 7); INSERT INTO posts (author_id) VALUES (2)",
        "SELECT feed.maintain()",
        "SELECT * FROM feed.check('home')",
        "SELECT feed.repair('home')",
        "SELECT * FROM feed.doctor()",
        "CALL feed.run_maintenance()",
        "SELECT * FROM home.timeline_for(1)",
        "SELECT * FROM home.timeline_for(8)",
        "SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')",
        "SELECT feed.alter('home', '{}')",
    ] {
        untouched(&mut database.connect(), call);
        untouched(&mut database.connect_as(owner.name()), call);
    }
}

/// A definition that begins to look at other columns waits for those who wrote before: they did not note them.
#[test]
fn a_definition_waits_for_open_writers() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    session.run("ALTER TABLE posts ADD COLUMN is_hidden boolean NOT NULL DEFAULT false; UPDATE posts SET is_hidden = id % 2 = 0");
    session.run(WARM);
    let mut writer = database.connect();
    writer.begin("");
    writer.run("UPDATE posts SET is_hidden = false WHERE author_id = 2");
    let mut definer = database.connect();
    let alter = "SELECT feed.alter('home', '{\"post_visible\": \"NOT is_hidden\"}')";
    definer.run("SET lock_timeout = '100ms'");
    definer.refused("55P03", alter);
    definer.run("RESET lock_timeout");
    std::thread::scope(|scope| {
        let altering = scope.spawn(|| definer.run(alter));
        let waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'posts'::regclass)";
        while !session.truth(waits) {
            std::thread::yield_now();
        }
        writer.commit();
        altering.join().unwrap();
    });
    app.posts.visible = Some("NOT is_hidden".to_string());
    session.run(WARM);
    fixture::assert_exact("altered", &mut session, &app);
    assert!(
        session
            .column("SELECT detail::text FROM feed.check('home')")
            .is_empty()
    );
}

/// While a part is being detached its trigger fires on a table that is nobody's part.
#[test]
fn writes_go_on_while_a_partition_is_being_detached() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE TABLE posts (id bigint NOT NULL, author_id bigint, created_at timestamptz NOT NULL, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
         CREATE TABLE part PARTITION OF posts FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
         CREATE TABLE rest PARTITION OF posts FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
         SELECT feed.create('home', 'posts');
         INSERT INTO posts VALUES (1, 2, '2025-06-01'), (2, 2, '2025-06-02')",
    );
    let mut old = database.connect();
    old.begin("ISOLATION LEVEL REPEATABLE READ");
    old.run("SELECT count(*) FROM posts");
    let mut detacher = database.connect();
    std::thread::scope(|scope| {
        let detaching = scope
            .spawn(|| detacher.attempt("ALTER TABLE posts DETACH PARTITION part CONCURRENTLY"));
        let pending = "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhdetachpending)";
        while !session.truth(pending) {
            std::thread::yield_now();
        }
        session.run("DELETE FROM part WHERE id = 1; INSERT INTO part VALUES (3, 2, '2025-06-03')");
        old.rollback();
        detaching.join().unwrap().unwrap();
    });
    session.run("DELETE FROM part; SELECT feed.maintain('home')");
}
