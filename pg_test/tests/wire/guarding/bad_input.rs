//! Wrong arguments of every function: an error with its SQLSTATE, the same backend afterwards, and nothing changed.

use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::{catalog, fixture, plain};

/// Statements and the SQLSTATEs one of which each must raise.
const READS: [(&str, &str); 45] = [
    ("22004", "home.timeline_for(NULL)"),
    ("22004", "home.timeline_for(NULL::bigint, 5)"),
    ("22023", "home.timeline_for(1, 0)"),
    ("22023", "home.timeline_for(1, -1)"),
    ("22023", "home.timeline_for(1, 1001)"),
    ("22023", "home.timeline_for(1, 2147483647)"),
    ("22023", "home.timeline_for(1, -2147483648)"),
    ("22023/22004", "home.timeline_for(1, NULL)"),
    (
        "22023",
        "home.timeline_for(1, \"only\" => ARRAY['friends'])",
    ),
    (
        "22023",
        "home.timeline_for(1, \"only\" => ARRAY['own', 'friends'])",
    ),
    (
        "22023",
        "home.timeline_for(1, \"only\" => ARRAY['own', NULL])",
    ),
    (
        "22023",
        "home.timeline_for(1, \"only\" => ARRAY[NULL]::text[])",
    ),
    ("22023", "home.timeline_for(1, \"only\" => ARRAY['Own'])"),
    ("22023", "home.timeline_for(1, \"only\" => ARRAY[''])"),
    ("22023", "home.timeline_for(1, \"only\" => ARRAY[' own'])"),
    (
        "22023",
        "home.timeline_for(1, \"only\" => ARRAY[repeat('x', 1000000)])",
    ),
    ("22004", "home.posts_by(NULL)"),
    ("22004", "home.posts_by(NULL, 1)"),
    ("22023", "home.posts_by(1, 1, 0)"),
    ("22023", "home.posts_by(1, 1, 1001)"),
    ("22023", "home.posts_by(1, NULL, -5)"),
    ("22023/22004", "home.posts_by(1, 1, NULL)"),
    ("22004", "home.posts_in(NULL)"),
    ("22004", "home.posts_in(NULL, 1)"),
    ("22023", "home.posts_in(10, 1, 0)"),
    ("22023", "home.posts_in(10, 1, 1001)"),
    ("22023/22004", "home.posts_in(10, 1, NULL)"),
    ("42501", "home.posts_in(10)"),
    ("42501", "home.posts_in(10, 42)"),
    ("42501", "home.posts_in(10, 3)"),
    ("42501", "home.posts_in(-9223372036854775808, 1)"),
    ("22023", "home.public_timeline(1, 0)"),
    ("22023", "home.public_timeline(NULL, 1001)"),
    ("22023/22004", "home.public_timeline(1, NULL)"),
    ("42883", "home.timeline_for()"),
    ("42883", "home.timeline_for(1, 2, 'x', ARRAY['own'], 5)"),
    ("42883", "home.timeline_for(ARRAY[1])"),
    ("22P02", "home.timeline_for('one')"),
    ("22003", "home.timeline_for('9223372036854775808')"),
    ("22003", "home.timeline_for('-9223372036854775809')"),
    ("22P02", "home.timeline_for('')"),
    ("22P02", "home.timeline_for(1, \"only\" => 'own')"),
    ("42883", "home.timeline_for(1.5)"),
    ("42883", "home.timeline_for(1, nothing => 2)"),
    ("22P02", "home.posts_by(1, replies => 'perhaps')"),
];

#[test]
fn reads_refuse_what_they_cannot_take() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    for (states, call) in READS {
        session.refused(states, &format!("SELECT * FROM {call}"));
    }
    session
        .refused("22023", "SELECT * FROM home.timeline_for(1, 1001)")
        .names("1000");
    session
        .refused(
            "22023",
            "SELECT * FROM home.timeline_for(1, \"only\" => ARRAY['friends'])",
        )
        .names("friends")
        .names("follow");
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
    fixture::assert_exact("after refused reads", &mut session, &app);
}

#[test]
fn far_keys_are_people_who_follow_nobody() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    for key in [i64::MIN, i64::MAX, 0, -1, 1 << 40] {
        assert!(
            session
                .rows(&format!("SELECT * FROM home.timeline_for('{key}')"))
                .is_empty()
        );
        assert!(
            session
                .rows(&format!("SELECT * FROM home.posts_by('{key}', '{key}')"))
                .is_empty()
        );
        assert!(
            !session
                .rows(&format!("SELECT * FROM home.public_timeline('{key}')"))
                .is_empty()
        );
    }
    assert!(
        session
            .rows("SELECT * FROM home.timeline_for(1, \"only\" => '{}')")
            .is_empty()
    );
    let doubled = session.rows("SELECT post_id, reasons FROM home.timeline_for(1, \"only\" => ARRAY['follow', 'own', 'follow'])");
    let plain = session.rows(
        "SELECT post_id, reasons FROM home.timeline_for(1, \"only\" => ARRAY['own', 'follow'])",
    );
    assert_eq!(doubled, plain);
    // An array of two dimensions is no list of reasons; either answer is fine, as long as it is one.
    if let Err(refusal) =
        session.attempt("SELECT * FROM home.timeline_for(1, \"only\" => ARRAY[['own', 'follow']])")
    {
        assert!(refusal.state.starts_with("22"), "{refusal:?}");
    }
}

/// Definition calls that name something wrong.
const DEFINITIONS: [(&str, &str); 50] = [
    ("22004", "feed.create(NULL, 'posts')"),
    ("22004", "feed.create('new', NULL)"),
    ("22004", "feed.create(NULL, NULL)"),
    ("22004", "feed.alter(NULL, '{}')"),
    ("22004", "feed.alter('home', NULL)"),
    ("22004", "feed.add_accounts(NULL, 'users')"),
    ("22004", "feed.add_accounts('home', NULL)"),
    ("22004", "feed.remove_accounts(NULL)"),
    ("22004", "feed.add_groups(NULL, 'memberships')"),
    ("22004", "feed.add_groups('home', NULL)"),
    ("22004", "feed.remove_groups(NULL)"),
    ("22004", "feed.add_exclusion(NULL, 'blocks')"),
    ("22004", "feed.add_exclusion('home', NULL)"),
    (
        "22004",
        "feed.add_exclusion('home', 'follows', 'follower_id', 'followee_id', NULL)",
    ),
    ("22004", "feed.remove_exclusion(NULL, 'blocks')"),
    ("22004", "feed.remove_exclusion('home', NULL)"),
    ("22004", "feed.configure(NULL, '{}')"),
    ("22004", "feed.configure('home', NULL)"),
    ("22004", "feed.settings(NULL)"),
    ("22004", "feed.drop(NULL)"),
    ("22004", "feed.grant_access(NULL, 'postgres')"),
    ("22004", "feed.grant_access('home', NULL)"),
    ("22004", "feed.revoke_access(NULL, 'postgres')"),
    ("22004", "feed.revoke_access('home', NULL)"),
    ("42704/3F000", "feed.alter('nowhere', '{}')"),
    ("42704/3F000", "feed.add_accounts('nowhere', 'users')"),
    ("42704/3F000", "feed.remove_accounts('nowhere')"),
    ("42704/3F000", "feed.add_groups('nowhere', 'memberships')"),
    ("42704/3F000", "feed.remove_groups('nowhere')"),
    ("42704/3F000", "feed.add_exclusion('nowhere', 'blocks')"),
    ("42704/3F000", "feed.remove_exclusion('nowhere', 'blocks')"),
    ("42704/3F000", "feed.configure('nowhere', '{}')"),
    ("42704/3F000", "feed.drop('nowhere')"),
    ("42704/3F000", "feed.doctor('nowhere')"),
    ("42704/3F000", "feed.grant_access('nowhere', 'postgres')"),
    ("42704/3F000", "feed.drop('HOME')"),
    ("42704/3F000", "feed.drop('')"),
    ("42704/3F000", "feed.drop('home''; DROP TABLE posts; --')"),
    ("42P01", "feed.create('new', 'nowhere')"),
    ("42703", "feed.create('new', 'posts', post_id => 'nothing')"),
    ("42703", "feed.create('new', 'posts', post_id => '')"),
    (
        "42703",
        "feed.create('new', 'posts', post_id => 'id\"; DROP TABLE posts; --')",
    ),
    ("42703", "feed.create('new', 'posts', post_pinned => 'ID')"),
    (
        "42804",
        "feed.create('new', 'posts', post_pinned => 'body')",
    ),
    (
        "42703",
        "feed.add_exclusion('home', 'follows', 'nothing', 'followee_id')",
    ),
    ("42703", "feed.add_groups('bare', 'memberships', 'nothing')"),
    ("42703", "feed.add_accounts('bare', 'users', 'nothing')"),
    ("42809", "feed.add_groups('bare', 'users_view')"),
    ("42809", "feed.add_accounts('bare', 'users_view')"),
    ("42809", "feed.add_exclusion('home', 'users_view')"),
];

#[test]
fn definition_calls_refuse_what_they_cannot_take() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    let mut bare = plain::bare();
    bare.feed = "bare".to_string();
    fixture::define(&mut session, &bare);
    session.run("CREATE VIEW users_view AS SELECT id, id AS user_id, id AS group_id, id AS blocker_id, id AS blocked_id FROM users");
    let backend = session.text("SELECT pg_backend_pid()");
    let before = catalog::picture(&mut session);
    let mut wrong = Vec::new();
    for (states, call) in DEFINITIONS {
        let refusal = session.refusal(&format!("SELECT * FROM {call}"));
        if !states.split('/').any(|state| state == refusal.state) {
            wrong.push(format!("{call}: {states} expected, not {refusal:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    catalog::assert_same(
        &before,
        &catalog::picture(&mut session),
        "a refused definition call",
    );
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
    fixture::assert_exact("after refused definition calls", &mut session, &app);
}

#[test]
fn system_columns_are_no_keys() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let before = catalog::picture(&mut session);
    for column in ["ctid", "xmin", "tableoid", "cmin"] {
        session.refusal(&format!(
            "SELECT feed.create('new', 'posts', post_id => '{column}')"
        ));
    }
    for table in [
        "pg_class",
        "pg_catalog.pg_authid",
        "information_schema.sql_features",
    ] {
        session.refusal(&format!("SELECT feed.create('new', '{table}')"));
    }
    catalog::assert_same(
        &before,
        &catalog::picture(&mut session),
        "a refused system column",
    );
}

#[test]
fn odd_feed_names_work_or_are_refused() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    let backend = session.text("SELECT pg_backend_pid()");
    let names = [
        "select",
        "HOME",
        "a b",
        "a\"b",
        "a'b",
        "a\\b",
        "a.b",
        "$1",
        "%s",
        "{}",
        "x; DROP TABLE posts; --",
        "x\"); DROP TABLE posts; --",
        "ünïcode 😀",
        "a\nb",
        " ",
        "-",
        &"x".repeat(58),
        &"é".repeat(29),
    ];
    for name in names {
        let mut app = plain::app();
        app.feed = name.to_string();
        fixture::define(&mut session, &app);
        session.run(&format!(
            "SELECT count(*) FROM feed.settings({0});
             SELECT count(*) FROM feed.doctor({0});
             SELECT feed.alter({0}, '{{\"post_pinned\": null}}');
             SELECT feed.alter({0}, '{{\"post_pinned\": \"pinned\"}}')",
            literal(name)
        ));
        fixture::assert_exact(name, &mut session, &app);
        session.run(&format!("SELECT feed.drop({})", literal(name)));
        assert!(!session.truth(&format!(
            "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname IN ({}, {}))",
            literal(name),
            literal(&format!("{name}_data"))
        )));
    }
    let before = catalog::picture(&mut session);
    for name in [
        "",
        "x".repeat(59).as_str(),
        "x".repeat(63).as_str(),
        "é".repeat(31).as_str(),
    ] {
        let refusal = session.refusal(&format!(
            "SELECT feed.create({}, 'posts', 'follows')",
            literal(name)
        ));
        assert!(
            ["42622", "42602", "22023", "42939"].contains(&refusal.state.as_str()),
            "{name:?}: {refusal:?}"
        );
    }
    catalog::assert_same(&before, &catalog::picture(&mut session), "a refused name");
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}

#[test]
fn odd_tables_and_columns_are_quoted_everywhere() {
    let database = Database::new();
    let mut session = database.connect();
    let odd = "x\"; DROP TABLE y; -- 'ü' $1 %s {} \\ \n";
    let column = |n: u8| ident(&format!("{n} {odd}"));
    session.run(&format!(
        "CREATE SCHEMA {schema};
         CREATE TABLE {schema}.{table} ({id} bigint, {author} bigint, {at} timestamptz, {group} bigint, {pin} boolean, {flag} boolean, {parent} bigint);
         CREATE TABLE {schema}.{edges} ({a} bigint, {b} bigint, {flag} boolean);
         INSERT INTO {schema}.{table} SELECT i, 1 + i % 3, '2025-06-01', NULL, false, i % 2 = 0, NULL FROM generate_series(1, 30) AS i;
         INSERT INTO {schema}.{edges} VALUES (1, 2, true), (1, 3, false)",
        schema = ident(odd),
        table = column(1),
        edges = column(2),
        id = column(3),
        author = column(4),
        at = column(5),
        group = column(6),
        pin = column(7),
        flag = column(8),
        parent = column(9),
        a = column(10),
        b = column(11),
    ));
    let name = |n: u8| literal(&format!("{n} {odd}"));
    session.run(&format!(
        "SELECT feed.create('home', {posts}, {follows}, post_id => {id}, post_author => {author}, post_created_at => {at},
                post_group => {group}, post_pinned => {pin}, post_parent => {parent}, post_visible => {visible},
                follow_follower => {a}, follow_followee => {b}, follow_active => {visible}, build_indexes => 'all');
         SELECT feed.add_groups('home', {follows}, {a}, {b});
         SELECT feed.add_exclusion('home', {follows}, {b}, {a}, active => {never});
         SELECT feed.add_accounts('home', {posts}, {id});
         SELECT feed.remove_accounts('home')",
        posts = literal(&format!("{}.{}", ident(odd), column(1))),
        follows = literal(&format!("{}.{}", ident(odd), column(2))),
        id = name(3),
        author = name(4),
        at = name(5),
        group = name(6),
        pin = name(7),
        parent = name(9),
        visible = literal(&column(8)),
        never = literal(&format!("NOT {0} AND {0}", column(8))),
        a = name(10),
        b = name(11),
    ));
    let ids = session.column("SELECT post_id FROM home.timeline_for(1, 100)");
    let expected = session.column(&format!(
        "SELECT {id} FROM {schema}.{table} WHERE {author} IN (1, 2) AND {flag} ORDER BY 1 DESC",
        id = column(3),
        schema = ident(odd),
        table = column(1),
        author = column(4),
        flag = column(8)
    ));
    assert_eq!(ids, expected);
    session.run("SELECT count(*) FROM feed.doctor(); SELECT feed.drop('home')");
}

#[test]
fn an_error_tells_nothing_of_the_code_that_raised_it() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    for statement in [
        "SELECT * FROM home.timeline_for(1, 0)",
        "SELECT feed.alter('home', '{\"post_visible\": \"nothing_of_this_name(id)\"}')",
    ] {
        let refusal = session.refusal(statement);
        // A backtrace has many lines.
        assert!(refusal.detail.lines().count() < 2, "{refusal:?}");
    }
}
