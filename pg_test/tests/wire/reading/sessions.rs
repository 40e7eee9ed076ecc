//! Odd settings of a session: neither what a condition means nor what a read returns depends on who has set what.

use pg_test::cluster::Database;
use pg_test::{fixture, plain};

/// Settings, and whether a text written under them means the same as in a plain session.
const ODDITIES: [(&str, bool); 9] = [
    (
        "SET standard_conforming_strings = off; SET escape_string_warning = off",
        false,
    ),
    ("SET transform_null_equals = on", false),
    ("SET array_nulls = off", false),
    ("SET search_path = ''", false),
    ("SET quote_all_identifiers = on", true),
    (
        "SET DateStyle = 'SQL, DMY'; SET IntervalStyle = 'sql_standard'; SET TimeZone = 'Asia/Kathmandu'",
        true,
    ),
    (
        "SET DateStyle = 'German'; SET IntervalStyle = 'iso_8601'; SET TimeZone = 'America/St_Johns'",
        true,
    ),
    (
        "SET extra_float_digits = -15; SET bytea_output = 'escape'",
        true,
    ),
    (
        "SET check_function_bodies = off; SET row_security = on; SET backslash_quote = off",
        true,
    ),
];

/// Literals of every kind that is written differently under some setting.
const CONDITION: &str = "status <> E'a\\\\b''c' AND created_at > timestamptz '2025-06-02 03:04:05.678+00'
AND created_at - interval '3 days 04:05:06.5' > timestamptz '2025-05-28 00:00+00'
AND created_at::timestamptz < timestamptz '2025-06-11 00:00+00' + interval '1 month 10 days'
AND (0.1::float8 + id) * 1.2345678901234567 > 0.30000000000000004
AND body IS DISTINCT FROM 'it''s' AND '\\x00ff'::bytea <> 'a'::bytea
AND (status = NULL) IS NULL AND array_length(ARRAY[NULL, 'x']::text[], 1) = 2 AND (group_id = ANY ('{10,11,NULL}'::bigint[]) OR group_id IS NULL)";

#[test]
fn conditions_keep_their_meaning() {
    let database = Database::new();
    let mut plain_session = database.connect();
    fixture::declare(&mut plain_session);
    for (oddity, writes_alike) in ODDITIES {
        println!("{oddity}");
        let mut app = plain::app();
        app.posts.visible = Some(CONDITION.to_string());
        app.follows.as_mut().unwrap().active = Some(
            "accepted AND follower_id::text <> E'a\\\\' AND interval '36 hours' > '1 day'"
                .to_string(),
        );
        app.memberships.as_mut().unwrap().active =
            Some("left_at IS NULL AND user_id::text <> E'a\\\\'".to_string());
        app.exclusions[1].active = Some(
            "(until IS NULL OR until > now()) AND (muted_id::text = NULL) IS NULL".to_string(),
        );
        let mut odd = database.connect();
        odd.run(oddity);
        // Defined by the one, read by the other.
        let definer = if writes_alike {
            &mut odd
        } else {
            &mut plain_session
        };
        fixture::define(definer, &app);
        let mut expected = plain::app();
        expected.posts.visible = Some(CONDITION.to_string());
        fixture::assert_exact(oddity, &mut plain_session, &expected);
        let reads = [
            "SELECT post_id, author_id, extract(epoch FROM created_at), reasons, cursor FROM home.timeline_for(1, 1000)",
            "SELECT post_id, extract(epoch FROM created_at), reasons, cursor FROM home.public_timeline(1, 1000)",
            "SELECT post_id, reasons, cursor FROM home.posts_by(2, 1, 1000)",
            "SELECT post_id, reasons, cursor FROM home.posts_in(10, 1, 1000)",
        ];
        for read in reads {
            let wanted = plain_session.rows(read);
            assert!(!wanted.is_empty(), "{read} shows nothing");
            assert!(wanted == odd.rows(read), "{oddity}: {read}");
        }
        plain_session.run("SELECT feed.drop('home')");
        // And the other way round.
        fixture::define(&mut plain_session, &app);
        for read in reads {
            assert!(
                plain_session.rows(read) == odd.rows(read),
                "{oddity}: {read}"
            );
        }
        odd.run(
            "SELECT feed.alter('home', '{}');
             SELECT feed.remove_accounts('home');
             SELECT feed.add_accounts('home', 'public.users', visible => 'NOT is_suspended')",
        );
        for read in reads {
            assert!(
                plain_session.rows(read) == odd.rows(read),
                "{oddity}, after alter: {read}"
            );
        }
        fixture::assert_exact(oddity, &mut plain_session, &expected);
        plain_session.run("SELECT feed.drop('home')");
    }
}

#[test]
fn views_upon_reads_outlive_changes_of_the_definition() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    session.run(
        "CREATE VIEW front AS SELECT * FROM home.public_timeline();
         CREATE FUNCTION mine(who bigint) RETURNS SETOF bigint LANGUAGE sql STABLE
         BEGIN ATOMIC SELECT post_id FROM home.timeline_for(who); END",
    );
    session.run("SELECT feed.alter('home', '{\"post_visible\": null}'); SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
    session.run(
        "ALTER TABLE posts RENAME TO articles; ALTER TABLE articles RENAME author_id TO writer",
    );
    app.posts.visible = None;
    app.posts.table = "articles".to_string();
    app.posts.author = "writer".to_string();
    app.settings.replies = "all";
    assert!(!session.rows("SELECT * FROM front").is_empty());
    assert!(!session.rows("SELECT mine(1)").is_empty());
    fixture::assert_exact("with a view upon it", &mut session, &app);
    // Another type of key is another function: what depends on the old one is not swept away unasked.
    session.run("ALTER TABLE articles ALTER COLUMN id TYPE integer");
    if let Err(refusal) = session.attempt("SELECT feed.alter('home', '{}')") {
        assert_eq!(refusal.state, "2BP01", "{refusal:?}");
        session.run("DROP VIEW front; DROP FUNCTION mine; SELECT feed.alter('home', '{}')");
    }
    fixture::assert_exact("with narrower keys", &mut session, &app);
}

#[test]
fn a_column_reference_takes_any_text_in_order() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    for text in [
        "",
        ".",
        "..",
        "...",
        "posts",
        "posts.id",
        "public.posts.nothing",
        "a.b.c.d",
        "\"",
        "\"a",
        "public.\"posts\".id",
        "0",
        "-",
        "public.posts.ctid",
        &"x".repeat(5_000),
        "public.posts.id ",
        "😀.😀.😀",
    ] {
        if let Err(refusal) = session.attempt(&format!(
            "SELECT {}::feed.regcolumn::text",
            pg_test::quote::literal(text)
        )) {
            assert_ne!(refusal.state, "XX000", "{text}: {refusal:?}");
        }
    }
    for number in [
        "0",
        "-1",
        "1",
        "9223372036854775807",
        "-9223372036854775808",
        "4294967296",
        "65535",
        "(1259::bigint << 32) + 1",
        "(1259::bigint << 32) - 5",
        "(1259::bigint << 32) + 5000",
    ] {
        if let Err(refusal) = session.attempt(&format!(
            "SELECT ({number})::bigint::feed.regcolumn::text::feed.regcolumn::bigint"
        )) {
            assert_ne!(refusal.state, "XX000", "{number}: {refusal:?}");
        }
    }
    assert_eq!(
        session.text("SELECT 'public.posts.id'::feed.regcolumn::text"),
        "public.posts.id"
    );
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}
