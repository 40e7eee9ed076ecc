//! Every way in which an app changes its tables is captured, with rights that the writing role does not have; nothing else is.

use pg_test::cluster::Database;
use pg_test::quote::ident;
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, plain};

const PENDING: &str =
    "SELECT kind::text || ' ' || concat_ws(',', viewer, author_id, group_key, post_id)
     FROM home_data.pending ORDER BY 1";

/// What is pending after these statements and nothing else.
fn captured(session: &mut Session, statements: &str) -> Vec<String> {
    session.run("SELECT feed.maintain('home')");
    session.run(statements);
    session.column(PENDING)
}

#[test]
fn every_kind_of_write_is_captured() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    for (statements, wanted) in [
        ("INSERT INTO posts (id, author_id) VALUES (900, 2)", &["n 2,900"][..]),
        ("INSERT INTO posts (id, author_id) VALUES (900, 3) ON CONFLICT (id) DO UPDATE SET author_id = 3", &["p 2,900", "p 3,900"]),
        ("INSERT INTO posts (id, author_id) VALUES (900, 4) ON CONFLICT DO NOTHING", &[]),
        ("UPDATE posts SET status = 'draft' WHERE id = 900", &["p 3,900"]),
        ("UPDATE posts SET group_id = 10 WHERE id = 900", &["p 3,10,900", "p 3,900"]),
        // What no rule looks at changes nothing.
        ("UPDATE posts SET body = 'new words', pinned = true WHERE id = 900", &[]),
        ("UPDATE posts SET author_id = author_id", &[]),
        ("COPY (SELECT 901, 5) TO '/dev/null'; WITH new AS (INSERT INTO posts (id, author_id) VALUES (901, 5) RETURNING id) DELETE FROM posts USING new WHERE posts.id = 900", &["n 5,901", "p 3,10,900"]),
        ("MERGE INTO posts AS p USING (VALUES (901, 6), (902, 6)) AS v (id, author) ON p.id = v.id
          WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, author_id) VALUES (v.id, v.author)", &["n 6,902", "p 5,901"]),
        ("DELETE FROM posts WHERE id = 902", &["p 6,902"]),
        ("INSERT INTO follows VALUES (7, 8)", &["f 7,8"]),
        ("UPDATE follows SET followee_id = 9 WHERE follower_id = 7", &["f 7,8", "f 7,9"]),
        ("UPDATE follows SET accepted = NOT accepted WHERE follower_id = 7", &["f 7,9"]),
        ("DELETE FROM follows WHERE follower_id = 7", &["f 7,9"]),
        ("INSERT INTO follows VALUES (NULL, 8), (8, NULL)", &[]),
        ("INSERT INTO memberships VALUES (7, 10)", &["g 7,10"]),
        // Both ways, and one way.
        ("INSERT INTO blocks VALUES (7, 8)", &["f 7,8", "f 8,7"]),
        ("INSERT INTO mutes VALUES (7, 8)", &["f 7,8"]),
        ("UPDATE users SET name = 'other' WHERE id = 7", &[]),
        ("UPDATE users SET is_suspended = true WHERE id = 7", &["a 7"]),
        ("BEGIN; INSERT INTO follows VALUES (7, 1); SAVEPOINT s; INSERT INTO follows VALUES (7, 2); ROLLBACK TO s; COMMIT", &["f 7,1"]),
        ("BEGIN; INSERT INTO follows VALUES (7, 1); ROLLBACK", &[]),
        ("TRUNCATE mutes", &["r "]),
    ] {
        assert_eq!(captured(&mut session, statements), wanted, "{statements}");
    }
    fixture::assert_exact("after every kind of write", &mut session, &app);
}

#[test]
fn copy_and_cascades_and_partitions_are_captured() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE TABLE users (id bigint PRIMARY KEY);
         CREATE TABLE follows (follower_id bigint REFERENCES users ON DELETE CASCADE, followee_id bigint REFERENCES users ON DELETE CASCADE);
         -- The parts have their columns in another order, and once had more of them.
         CREATE TABLE posts (id bigint NOT NULL, author_id bigint REFERENCES users ON DELETE CASCADE, created_at timestamptz NOT NULL, is_hidden boolean NOT NULL DEFAULT false, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
         CREATE TABLE posts_old (gone int, created_at timestamptz NOT NULL, is_hidden boolean NOT NULL DEFAULT false, author_id bigint, also_gone text, id bigint NOT NULL);
         ALTER TABLE posts_old DROP COLUMN gone, DROP COLUMN also_gone;
         ALTER TABLE posts ATTACH PARTITION posts_old FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
         CREATE TABLE posts_new PARTITION OF posts FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
         INSERT INTO users SELECT generate_series(1, 9);
         SELECT feed.create('home', 'posts', 'follows', post_visible => 'NOT is_hidden')",
    );
    let mut copy = session.client().copy_in("COPY follows FROM STDIN").unwrap();
    std::io::Write::write_all(&mut copy, b"1\t2\n1\t3\n").unwrap();
    copy.finish().unwrap();
    assert_eq!(session.column(PENDING), ["f 1,2", "f 1,3"]);
    for (statements, wanted) in [
        (
            "INSERT INTO posts VALUES (1, 2, '2025-06-01'), (2, 2, '2026-06-01')",
            &["n 2,1", "n 2,2"][..],
        ),
        (
            "UPDATE posts SET created_at = '2025-07-01' WHERE id = 2",
            &["n 2,2", "p 2,2"],
        ),
        ("UPDATE posts SET is_hidden = true WHERE id = 1", &["p 2,1"]),
        ("UPDATE posts SET is_hidden = is_hidden", &[]),
        (
            "DELETE FROM users WHERE id = 2",
            &["f 1,2", "p 2,1", "p 2,2"],
        ),
    ] {
        assert_eq!(captured(&mut session, statements), wanted, "{statements}");
    }
}

#[test]
fn a_writer_needs_no_rights_on_the_storage() {
    let writer = Role::new("writer");
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run(&format!(
        "GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO {}",
        ident(writer.name())
    ));
    session.run("SELECT feed.maintain('home')");
    let mut other = database.connect_as(writer.name());
    other.run(
        "INSERT INTO posts (id, author_id) VALUES (900, 2); INSERT INTO follows VALUES (1, 9)",
    );
    assert_eq!(session.column(PENDING), ["f 1,9", "n 2,900"]);
    other.refused("42501", "SELECT * FROM home_data.pending");
    other.refused(
        "42501",
        "INSERT INTO home_data.pending (kind, captured_at) VALUES ('r', now())",
    );
    other.refused("42501", "SELECT feed.maintain('home')");
    other.refused("42501", "SELECT home.warm(1)");
}

#[test]
fn capture_serves_no_other_table() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    session.run(plain::TABLES);
    for call in plain::app().definition() {
        session.run(&call);
    }
    // Its owner owns the function too, but what it does is not theirs to say.
    session.run(
        "CREATE TABLE other (id bigint, author_id bigint, created_at timestamptz);
         CREATE TRIGGER mine AFTER INSERT ON other FOR EACH ROW EXECUTE FUNCTION home_data.capture()",
    );
    let refusal = session.refused("55000", "INSERT INTO other VALUES (1, 2, now())");
    refusal.names("other").hints_at("trigger");
    session.run("DROP TRIGGER mine ON other");
    for wrong in [
        "BEFORE INSERT ON posts FOR EACH ROW",
        "AFTER INSERT ON posts FOR EACH STATEMENT",
    ] {
        session.run(&format!(
            "CREATE TRIGGER zz {wrong} EXECUTE FUNCTION home_data.capture()"
        ));
        session.refused("39P01", "INSERT INTO posts (author_id) VALUES (1)");
        session.run("DROP TRIGGER zz ON posts");
    }
    session.refused("39P01", "SELECT home_data.capture()");
}

/// An app's write never fails because of a feed that is broken, and nothing is missed when it is whole again.
#[test]
fn writes_go_on_over_a_broken_feed() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session.run("SELECT home.warm(1); SELECT feed.maintain('home')");
    for (step, there, back) in [
        (
            "a type",
            "ALTER TABLE follows ALTER COLUMN followee_id TYPE text",
            "ALTER TABLE follows ALTER COLUMN followee_id TYPE bigint USING followee_id::bigint",
        ),
        (
            "a name",
            "ALTER TABLE posts RENAME author_id TO writer",
            "ALTER TABLE posts RENAME writer TO author_id",
        ),
    ] {
        session.run(there);
        session.run("INSERT INTO follows (follower_id, followee_id) VALUES (1, '6')");
        session.run("INSERT INTO posts (id, status) VALUES (DEFAULT, 'published')");
        session.run("DELETE FROM follows WHERE follower_id = 1 AND followee_id::text = '2'");
        session.run(back);
        fixture::assert_exact(step, &mut session, &app);
        session.run("SELECT feed.maintain('home')");
        fixture::assert_exact(step, &mut session, &app);
        assert!(
            session
                .column("SELECT detail::text FROM feed.check('home')")
                .is_empty()
        );
    }
    session.run("DROP TABLE home_data.pending");
    session.run("INSERT INTO posts (author_id) VALUES (2)");
    fixture::assert_exact("without the pending table", &mut session, &app);
    session.run("SELECT feed.alter('home', '{}')");
    session.run("INSERT INTO posts (author_id) VALUES (2)");
    assert_eq!(session.number("SELECT count(*) FROM home_data.pending"), 1);
}
