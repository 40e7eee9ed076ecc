//! What may and may not be read without a statement, and what is left behind when such a read fails.

use pg_test::cluster::Database;
use pg_test::role::Role;
use pg_test::{fixture, plain, seed};
use rand::seq::IndexedRandom;

/// What the reader may do, and whether that lets them read at all.
const RIGHTS: [(&str, bool); 9] = [
    ("GRANT SELECT ON posts TO reader", true),
    (
        "GRANT SELECT (id, author_id, created_at, parent_id, group_id, pinned, status) ON posts TO reader",
        true,
    ),
    ("SELECT", false),
    (
        "GRANT SELECT ON posts TO reader; REVOKE USAGE ON SCHEMA public FROM PUBLIC",
        false,
    ),
    (
        "GRANT SELECT ON posts TO reader; ALTER TABLE posts ENABLE ROW LEVEL SECURITY",
        true,
    ),
    (
        "GRANT SELECT ON posts TO reader; ALTER TABLE posts ENABLE ROW LEVEL SECURITY; CREATE POLICY thirds ON posts USING (id % 3 > 0)",
        true,
    ),
    (
        "GRANT SELECT ON posts TO reader; ALTER TABLE posts ENABLE ROW LEVEL SECURITY; SET row_security = off",
        false,
    ),
    (
        "GRANT SELECT ON posts TO reader; ALTER ROLE reader BYPASSRLS; ALTER TABLE posts ENABLE ROW LEVEL SECURITY",
        true,
    ),
    ("GRANT pg_read_all_data TO reader", true),
];

const NO_RIGHTS: &str = "RESET row_security; REVOKE ALL ON posts FROM reader; REVOKE pg_read_all_data FROM reader; ALTER ROLE reader NOBYPASSRLS;
ALTER TABLE posts DISABLE ROW LEVEL SECURITY; DROP POLICY IF EXISTS thirds ON posts;
GRANT USAGE ON SCHEMA public TO PUBLIC";

/// One session reads as one role and as another: what is kept for the one never serves the other. Lists are long here,
/// and have dead rows, so that they are asked about one author at a time, beside statements over posts too.
#[test]
fn only_what_a_role_may_read() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run(
        "INSERT INTO follows SELECT 1 + i % 2, 2 + i / 2 FROM generate_series(1, 1200) AS i;
         DELETE FROM follows WHERE followee_id % 2 = 0 AND followee_id > 9;
         INSERT INTO memberships SELECT 1, 100 + i FROM generate_series(1, 300) AS i;
         DELETE FROM memberships WHERE group_id % 3 = 0 AND group_id > 90",
    );
    let role = Role::new("rights");
    let named = |sql: &str| sql.replace("reader", role.name());
    session.run(&named("SELECT feed.grant_access('home', 'reader')"));
    let mut rng = seed::generator("only_what_a_role_may_read", 0);
    let calls = [
        "home.timeline_for(1, 1000)",
        "home.timeline_for(1, 3)",
        "home.public_timeline(1, 1000)",
        "home.posts_by(2, 1, 1000)",
        "home.posts_in(10, 1, 1000)",
    ];
    for _ in 0..seed::rounds(40, 1_000) {
        let (rights, reads) = *RIGHTS.choose(&mut rng).unwrap();
        session.run(&named(rights));
        let call = *calls.choose(&mut rng).unwrap();
        // A statement, once prepared, is not asked for its schema again, and a serializable read is all statements.
        let level = match rights.contains("USAGE") {
            true => "REPEATABLE READ",
            false => *["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]
                .choose(&mut rng)
                .unwrap(),
        };
        session.begin(&format!("ISOLATION LEVEL {level}"));
        let all = session.column(&format!("SELECT post_id FROM {call}"));
        session.run(&named("SET LOCAL ROLE reader"));
        let label = format!("{call} at {level} after {rights}");
        if reads {
            let visible = session.column("SELECT id FROM posts");
            let got = session.column(&format!("SELECT post_id FROM {call}"));
            let expected: Vec<String> = all.into_iter().filter(|id| visible.contains(id)).collect();
            // A short page is filled up from below.
            assert!(got.starts_with(&expected), "{label}");
            assert!(got.iter().all(|id| visible.contains(id)), "{label}");
            assert!(
                !call.contains("1000") || got.len() == expected.len(),
                "{label}"
            );
        } else {
            session.refused("42501", &format!("SELECT * FROM {call}"));
        }
        session.commit();
        session.run(&named(NO_RIGHTS));
    }
    session.run(&named("SELECT feed.revoke_access('home', 'reader')"));
}

#[test]
fn one_column_for_both_keys() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    let mut app = plain::app();
    let follows = app.follows.as_mut().unwrap();
    follows.followee.clone_from(&follows.follower);
    let blocks = &mut app.exclusions[0];
    blocks.author.clone_from(&blocks.viewer);
    fixture::define(&mut session, &app);
    fixture::assert_exact("one column for both keys", &mut session, &app);
}

/// A condition that fails on some row, whatever it looks like, ends the read and leaves nothing behind.
#[test]
fn a_failing_condition_leaves_nothing_behind() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(
        "CREATE FUNCTION written(n bigint, lowest bigint DEFAULT 0, most bigint DEFAULT 1000) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
         BEGIN RETURN 10 / (n - 150) IS NOT NULL AND n BETWEEN lowest AND most; END $$;
         CREATE FUNCTION inlined(n bigint) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT 10 / (n - 4) IS NOT NULL $$;
         CREATE DOMAIN low AS bigint CHECK (VALUE < 290)",
    );
    let mut app = plain::app();
    app.posts.visible = Some("public.written(id, most => 900) AND id::public.low > 0".to_string());
    app.exclusions[1].active = Some("public.inlined(user_id) AND until IS NULL".to_string());
    fixture::define(&mut session, &app);
    session.begin("");
    session.run(
        "CREATE FUNCTION try(times int) RETURNS int LANGUAGE plpgsql AS $$
         DECLARE
           failed int := 0;
           viewer bigint;
         BEGIN
           FOR viewer IN SELECT 1 + i % 6 FROM generate_series(1, times) AS i LOOP
             BEGIN PERFORM home.timeline_for(viewer, 1000); EXCEPTION WHEN division_by_zero OR check_violation THEN failed := failed + 1; END;
             BEGIN PERFORM home.public_timeline(viewer, 5); EXCEPTION WHEN division_by_zero OR check_violation THEN failed := failed + 1; END;
             BEGIN PERFORM home.posts_by(viewer, 1, 2); EXCEPTION WHEN division_by_zero OR check_violation THEN failed := failed + 1; END;
           END LOOP;
           RETURN failed;
         END $$",
    );
    let memory = "SELECT sum(used_bytes) FROM pg_backend_memory_contexts";
    assert!(session.number("SELECT try(12)") > 12);
    let before = session.number(memory);
    session.run("SELECT try(200)");
    let grown = session.number(memory) - before;
    assert!(grown < 200_000, "{grown} bytes more");
    // Refused with 55006 while a table is still open somewhere in the session.
    session.run("ALTER TABLE posts ADD COLUMN extra int; ALTER TABLE follows ADD COLUMN extra int; ALTER TABLE users ADD COLUMN extra int");
    session.run("DELETE FROM posts WHERE id = 150 OR id >= 290; UPDATE mutes SET user_id = 1 WHERE user_id = 4");
    fixture::assert_exact_here("without the rows that fail", &mut session, &app);
    session.rollback();
}
