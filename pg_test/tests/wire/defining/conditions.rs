//! Conditions: one boolean expression over the row, and nothing else gets through.

use pg_test::cluster::Database;
use pg_test::quote::literal;
use pg_test::session::Session;
use pg_test::{catalog, fixture, plain};

/// Conditions, and the SQLSTATEs one of which each must raise.
const REFUSED: [(&str, &str); 57] = [
    ("42601", ""),
    ("42601", "   "),
    ("42601", "true); DROP TABLE posts; --"),
    ("42601", "true; DROP TABLE posts"),
    ("42601", "true) OR (true"),
    ("42601", "true, true"),
    ("42601", "true AS x"),
    ("42601", "true FROM users"),
    ("42601", "true WHERE true"),
    ("42601", "true UNION SELECT true"),
    ("42601", "true ORDER BY 1"),
    ("42601", "true LIMIT 1"),
    ("42601", "true INTO x"),
    ("42601", "DISTINCT true"),
    ("42601", "SELECT true"),
    ("42601", "DROP TABLE posts"),
    ("42601", "DEFAULT"),
    ("42601", "true /*"),
    ("42601", "'published"),
    ("42601", "$$true"),
    ("42601", "\"status"),
    ("42601", "(true"),
    ("42601", "true)"),
    ("42601", "AND true"),
    ("42601", "status = 'published' AND"),
    ("42601", "*"),
    ("0A000", "(SELECT true)"),
    ("0A000", "EXISTS (SELECT FROM users)"),
    ("0A000", "author_id IN (SELECT id FROM users)"),
    ("0A000", "author_id = ANY (ARRAY(SELECT id FROM users))"),
    ("42803", "count(*) > 1"),
    ("42803", "bool_and(pinned)"),
    ("42P20", "row_number() OVER () = 1"),
    ("0A000", "generate_series(1, 2) = 1"),
    ("0A000/42P17/22023", "random() < 0.5"),
    ("0A000/42P17/22023", "clock_timestamp() > created_at"),
    ("0A000/42P17/22023", "nextval('posts_id_seq') > 0"),
    ("0A000/42P17/22023", "pg_sleep(10) IS NULL"),
    (
        "0A000/42P17/22023",
        "set_config('search_path', 'x', false) = 'x'",
    ),
    (
        "0A000/42P17/22023",
        "pg_terminate_backend(pg_backend_pid())",
    ),
    ("0A000/42P17/22023", "writes(id)"),
    ("42804", "status"),
    ("42804", "id"),
    ("42804", "1"),
    ("42804", "created_at"),
    ("42804", "ARRAY[true]"),
    ("42804", "ROW(true)"),
    ("42703", "nothing = 1"),
    ("42703", "STATUS_ = 'published'"),
    ("42P01", "users.id = 1"),
    ("42P01", "follows.follower_id = 1"),
    ("42883", "no_such_function(id)"),
    ("42883", "status = 1"),
    ("42883", "id = 'a'::text"),
    ("42P02", "id = $1"),
    ("22P02", "id = 'one'"),
    ("42P02/42601", "$1"),
];

/// Where a condition may stand; `{}` is its place.
const PLACES: [&str; 2] = [
    "SELECT feed.create('new', 'posts', post_visible => {})",
    "SELECT feed.create('new', 'posts', post_public => {})",
];

fn scene(database: &Database) -> Session {
    let (mut session, _) = fixture::plain_feed(database);
    session.run(
        "CREATE FUNCTION writes(bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE
         AS $$ BEGIN DELETE FROM posts; RETURN true; END $$",
    );
    session
}

#[test]
fn what_is_no_condition_over_the_row_is_refused() {
    let database = Database::new();
    let mut session = scene(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    let before = catalog::picture(&mut session);
    let mut wrong = Vec::new();
    for (states, condition) in REFUSED {
        for place in PLACES {
            let sql = place.replace("{}", &literal(condition));
            match session.attempt(&sql) {
                Ok(_) => {
                    wrong.push(format!("taken: {condition}"));
                    session.run("SELECT feed.drop('new')");
                }
                Err(refusal) if !states.split('/').any(|state| state == refusal.state) => {
                    wrong.push(format!("{condition}: {states} expected, not {refusal:?}"));
                }
                Err(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    catalog::assert_same(
        &before,
        &catalog::picture(&mut session),
        "a refused condition",
    );
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
    assert!(session.number("SELECT count(*) FROM posts") > 0);
}

#[test]
fn every_place_of_a_condition_is_checked() {
    let database = Database::new();
    let mut session = scene(&database);
    let before = catalog::picture(&mut session);
    let attacks = [
        ("42601", "true); DROP TABLE posts; --"),
        ("0A000", "(SELECT true)"),
        ("42803", "count(*) > 1"),
        ("0A000/42P17/22023", "random() < 0.5"),
        ("42804", "1"),
        ("42703", "nothing"),
        ("42601", ""),
    ];
    for (states, condition) in attacks {
        let json = literal(&serde_json::json!({ "post_visible": condition }).to_string());
        let condition = literal(condition);
        for sql in [
            format!("SELECT feed.create('new', 'posts', 'follows', follow_active => {condition})"),
            format!("SELECT feed.alter('home', {json})"),
            format!("SELECT feed.add_accounts('bare', 'users', visible => {condition})"),
            format!("SELECT feed.add_accounts('bare', 'users', discoverable => {condition})"),
            format!("SELECT feed.add_groups('bare', 'memberships', active => {condition})"),
            format!(
                "SELECT feed.add_exclusion('bare', 'mutes', 'user_id', 'muted_id', active => {condition})"
            ),
        ] {
            session.begin("");
            let mut bare = plain::bare();
            bare.feed = "bare".to_string();
            fixture::define(&mut session, &bare);
            session.refused(states, &sql);
            session.rollback();
        }
    }
    catalog::assert_same(
        &before,
        &catalog::picture(&mut session),
        "a refused condition",
    );
}

/// Conditions that must be taken, and read as PostgreSQL reads them.
const TAKEN: [&str; 21] = [
    "true",
    "false",
    "NULL",
    "status = 'published' -- a comment",
    "status /* ; DROP TABLE posts */ = 'published'",
    "status = 'it''s; DROP TABLE posts; --' OR pinned",
    "status = $$published$$",
    "status IN ('published', 'draft') AND NOT (pinned IS TRUE)",
    "CASE WHEN pinned THEN id % 2 = 0 ELSE id % 3 = 0 END",
    "status ~ '^pub' AND status COLLATE \"C\" < 'z'",
    "created_at > now() - interval '100 years'",
    "created_at::date <> CURRENT_DATE",
    "coalesce(group_id, 0) BETWEEN 0 AND 10 OR parent_id IS DISTINCT FROM 3",
    "status = ANY (ARRAY['published', 'x']) AND (id, author_id) > (5, 2)",
    "status OPERATOR(pg_catalog.=) 'published'",
    "current_setting('app.mode', true) IS DISTINCT FROM 'closed'",
    "extract(hour FROM created_at AT TIME ZONE 'Asia/Kathmandu') > 6",
    "to_char(created_at, 'HH24') < '12'",
    "status::varchar(3) = 'pub' AND NOT pinned IS TRUE AND length(coalesce(body, '')) < 9",
    "approves(id, status)",
    "(status = 'published') AND (TRUE)",
];

#[test]
fn conditions_mean_what_they_say() {
    let database = Database::new();
    let mut session = scene(&database);
    session.run(
        "CREATE FUNCTION approves(id bigint, status text) RETURNS boolean LANGUAGE sql IMMUTABLE
         AS $$ SELECT id % 2 = 0 AND status = 'published' $$",
    );
    // Each condition says once which posts are visible, and once, beside the one before it, which are public.
    for (place, condition) in TAKEN.into_iter().enumerate() {
        let before = TAKEN[(place + TAKEN.len() - 1) % TAKEN.len()];
        let mut app = plain::app();
        app.feed = "new".to_string();
        app.posts.visible = Some(condition.to_string());
        app.posts.public = Some(before.to_string());
        fixture::define(&mut session, &app);
        // A comment at the end of a line must not swallow what the reference puts behind the condition.
        for part in [&mut app.posts.visible, &mut app.posts.public]
            .into_iter()
            .flatten()
        {
            part.push('\n');
        }
        // Two viewers, every kind of read.
        let mut reads = fixture::reads(&app);
        reads.truncate(8);
        let mut rng = pg_test::seed::generator(condition, 0);
        pg_test::rounds::compare(condition, &mut rng, &mut session, &app, &reads);
        session.run("SET TimeZone = 'Pacific/Apia'; SET app.mode = 'closed'");
        pg_test::rounds::compare(condition, &mut rng, &mut session, &app, &reads);
        session.run("RESET TimeZone; RESET app.mode; SELECT feed.drop('new')");
    }
}

#[test]
fn conditions_that_are_endless_are_refused_in_order() {
    let database = Database::new();
    let mut session = scene(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    let deep = format!("{}true{}", "NOT (".repeat(100_000), ")".repeat(100_000));
    let refusal = session.refusal(&format!(
        "SELECT feed.create('new', 'posts', post_visible => {})",
        literal(&deep)
    ));
    assert!(
        ["54001", "42601"].contains(&refusal.state.as_str()),
        "{refusal:?}"
    );
    assert!(
        refusal.message.len() < 1_000,
        "a message of {} characters",
        refusal.message.len()
    );
    let long = vec!["id > 0"; 2_000].join(" AND ");
    session.run(&format!(
        "SELECT feed.create('new', 'posts', post_visible => {})",
        literal(&long)
    ));
    session.run("SELECT * FROM new.timeline_for(1)");
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}
