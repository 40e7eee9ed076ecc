//! Kinds of tables and columns that are not the usual ones: inheritance, generated columns, domains, narrow follows,
//! collations that call different strings equal.

use pg_test::cluster::Database;
use pg_test::key::KeyType;
use pg_test::{fixture, plain};

#[test]
fn inherited_tables_and_generated_columns_are_read() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(&plain::TABLES.replace(
        "  status text NOT NULL DEFAULT 'published',",
        "  status text NOT NULL DEFAULT 'published',
  half bigint GENERATED ALWAYS AS (CASE WHEN id % 2 = 0 THEN id / 2 END) STORED,",
    ));
    session.run(
        "CREATE TABLE more_posts (PRIMARY KEY (id)) INHERITS (posts);
         CREATE TABLE more_follows () INHERITS (follows)",
    );
    session.run(plain::PEOPLE);
    session.run(
        "INSERT INTO more_posts (id, author_id, created_at, group_id) SELECT 2000 + i, 1 + i % 7, '2025-06-03', 10 FROM generate_series(1, 50) AS i;
         INSERT INTO more_follows VALUES (1, 7)",
    );
    let mut app = plain::app();
    app.posts.parent = Some("half".to_string());
    app.settings.replies = "followed";
    fixture::define(&mut session, &app);
    fixture::assert_exact("inheritance and a generated column", &mut session, &app);
}

#[test]
fn virtual_generated_columns_are_read() {
    let database = Database::new();
    let mut session = database.connect();
    if session.number("SELECT current_setting('server_version_num')::int") < 180_000 {
        println!("SKIPPED: this server has no virtual generated columns");
        return;
    }
    session.run(
        &plain::TABLES
            .replace(
                "  group_id bigint,\n  pinned boolean,",
                "  raw_group bigint,
  group_id bigint GENERATED ALWAYS AS (raw_group) VIRTUAL,
  pinned boolean,",
            )
            .replace(
                "CREATE INDEX ON posts (group_id, created_at DESC, id DESC);",
                "",
            ),
    );
    session.run(&plain::PEOPLE.replace(
        "parent_id, group_id, pinned, status)",
        "parent_id, raw_group, pinned, status)",
    ));
    let mut app = plain::app();
    // What cannot be indexed is told and left; the rest is built.
    app.build_indexes = "all";
    fixture::define(&mut session, &app);
    fixture::assert_exact("a virtual generated column", &mut session, &app);
    let advice = session.column("SELECT remedy FROM feed.doctor('home')");
    assert!(
        advice.len() == 1 && advice[0].contains("STORED"),
        "{advice:?}"
    );
}

#[test]
fn narrow_follows_meet_wide_authors() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        &plain::TABLES
            .replace(
                "follower_id bigint,\n  followee_id bigint,",
                "follower_id smallint,\n  followee_id integer,",
            )
            .replace(
                "blocker_id bigint,\n  blocked_id bigint",
                "blocker_id integer,\n  blocked_id smallint",
            ),
    );
    session.run(plain::PEOPLE);
    let far = 1_i64 << 40;
    session.run(&format!(
        "INSERT INTO users (id) VALUES ({far});
         INSERT INTO memberships (user_id, group_id) VALUES ({far}, 10);
         INSERT INTO posts (id, author_id, group_id) VALUES (9000, {far}, 10), (9001, {far}, NULL)"
    ));
    let app = plain::app();
    fixture::define(&mut session, &app);
    let mut reads = fixture::reads(&app);
    reads.push(pg_test::read::Read::Timeline {
        viewer: far.to_string(),
        only: None,
    });
    reads.push(pg_test::read::Read::By {
        author: far.to_string(),
        viewer: Some(far.to_string()),
        replies: false,
    });
    reads.push(pg_test::read::Read::In {
        group: "10".to_string(),
        viewer: Some(far.to_string()),
    });
    fixture::assert_reads_equal("narrow follows", &mut session, &app, &reads);
    assert_eq!(app.user, KeyType::Bigint);
}

#[test]
fn domains_are_refused_by_name_or_taken_whole() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE DOMAIN user_key AS bigint;
         CREATE TABLE posts (id bigint PRIMARY KEY, author_id user_key, created_at timestamptz);
         INSERT INTO posts VALUES (1, 2, '2025-06-01')",
    );
    match session.attempt("SELECT feed.create('home', 'posts')") {
        Ok(_) => assert_eq!(
            session.column("SELECT post_id FROM home.timeline_for(2)"),
            ["1"]
        ),
        Err(refusal) => {
            refusal.names("user_key");
        }
    }
}

#[test]
fn collations_that_call_different_strings_equal() {
    let database = Database::new();
    let mut session = database.connect();
    let made = session.attempt(
        "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    );
    if made.is_err() {
        println!("SKIPPED: this server has no ICU, so no collation calls different strings equal");
        return;
    }
    session.run(
        "CREATE TABLE posts (id text COLLATE folded, author_id text COLLATE folded, created_at timestamptz);
         CREATE TABLE follows (follower_id text COLLATE folded, followee_id text COLLATE folded);
         CREATE TABLE blocks (blocker_id text COLLATE folded, blocked_id text COLLATE folded);
         INSERT INTO posts SELECT 'P' || i, (ARRAY['ann', 'Ann', 'BOB', 'bob', 'cid'])[1 + i % 5], '2025-06-01Z'::timestamptz + i / 3 * interval '1 day' FROM generate_series(1, 60) AS i;
         INSERT INTO follows VALUES ('me', 'ANN'), ('ME', 'Bob'), ('me', 'Cid');
         INSERT INTO blocks VALUES ('CID', 'Me')",
    );
    // A feed may say that it cannot; what it may not do is to lose a follow or a block.
    let created = session.attempt(
        "SELECT feed.create('home', 'posts', 'follows'); SELECT feed.add_exclusion('home', 'blocks', both_ways => true)",
    );
    if let Err(refusal) = created {
        assert_ne!(refusal.state, "XX000", "{refusal:?}");
        refusal.names("nondeterministic");
        return;
    }
    for viewer in ["me", "Me", "ann", "CID"] {
        let expected = session.column(&format!(
            "SELECT id FROM posts AS p
             WHERE (author_id = '{viewer}' OR author_id IN (SELECT followee_id FROM follows WHERE follower_id = '{viewer}'))
             AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = p.author_id AND blocked_id = '{viewer}' OR blocked_id = p.author_id AND blocker_id = '{viewer}')
             ORDER BY created_at DESC, id DESC"
        ));
        let mut seen = Vec::new();
        let mut after = "NULL".to_string();
        loop {
            let page = session.rows(&format!(
                "SELECT post_id, cursor FROM home.timeline_for('{viewer}', 7, {after})"
            ));
            seen.extend(page.iter().map(|row| row[0].clone().unwrap()));
            match page.last() {
                Some(last) if page.len() == 7 => {
                    after = pg_test::quote::literal(last[1].as_deref().unwrap())
                }
                _ => break,
            }
        }
        assert_eq!(seen, expected, "viewer {viewer}");
    }
}
