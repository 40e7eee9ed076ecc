//! Cursors: opaque, bound to the feed, the function and every argument but the page size; anything else is refused.

use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, plain};

/// A call that takes `{after}`, and a page of which gives the cursor.
struct Call {
    name: &'static str,
    sql: &'static str,
}

/// Every two of these differ in feed, function, or one argument.
const CALLS: [Call; 17] = [
    Call {
        name: "timeline",
        sql: "home.timeline_for(1, 5, {after})",
    },
    Call {
        name: "timeline of another viewer",
        sql: "home.timeline_for(2, 5, {after})",
    },
    Call {
        name: "timeline, own and follow",
        sql: "home.timeline_for(1, 5, {after}, ARRAY['own', 'follow'])",
    },
    Call {
        name: "timeline, follow",
        sql: "home.timeline_for(1, 5, {after}, ARRAY['follow'])",
    },
    Call {
        name: "timeline, group",
        sql: "home.timeline_for(1, 5, {after}, ARRAY['group'])",
    },
    Call {
        name: "timeline of another feed",
        sql: "other.timeline_for(1, 5, {after})",
    },
    Call {
        name: "posts_by",
        sql: "home.posts_by(2, 1, 5, {after})",
    },
    Call {
        name: "posts_by of another author",
        sql: "home.posts_by(3, 1, 5, {after})",
    },
    Call {
        name: "posts_by of another viewer",
        sql: "home.posts_by(2, 3, 5, {after})",
    },
    Call {
        name: "posts_by without viewer",
        sql: "home.posts_by(2, NULL, 5, {after})",
    },
    Call {
        name: "posts_by with replies",
        sql: "home.posts_by(2, 1, 5, {after}, true)",
    },
    Call {
        name: "posts_by of another feed",
        sql: "other.posts_by(2, 1, 5, {after})",
    },
    Call {
        name: "posts_in",
        sql: "home.posts_in(10, 1, 5, {after})",
    },
    Call {
        name: "posts_in of another viewer",
        sql: "home.posts_in(10, 2, 5, {after})",
    },
    Call {
        name: "public",
        sql: "home.public_timeline(1, 5, {after})",
    },
    Call {
        name: "public of another viewer",
        sql: "home.public_timeline(2, 5, {after})",
    },
    Call {
        name: "public without viewer",
        sql: "home.public_timeline(NULL, 5, {after})",
    },
];

fn with(call: &Call, after: Option<&str>) -> String {
    let after = after.map_or_else(|| "NULL".to_string(), literal);
    call.sql.replace("{after}", &after)
}

fn two_feeds(database: &Database) -> Session {
    let (mut session, _) = fixture::plain_feed(database);
    let mut other = plain::app();
    other.feed = "other".to_string();
    fixture::define(&mut session, &other);
    session
}

fn cursor_of(session: &mut Session, call: &Call) -> String {
    session.text(&format!(
        "SELECT cursor FROM {} WHERE rank = 5",
        with(call, None)
    ))
}

fn pid(session: &mut Session) -> String {
    session.text("SELECT pg_backend_pid()")
}

#[test]
fn a_cursor_fits_its_own_call_alone() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    let backend = pid(&mut session);
    let cursors: Vec<String> = CALLS
        .iter()
        .map(|call| cursor_of(&mut session, call))
        .collect();
    for (from, cursor) in CALLS.iter().zip(&cursors) {
        for to in &CALLS {
            let sql = format!("SELECT * FROM {}", with(to, Some(cursor)));
            if from.name == to.name {
                assert!(!session.rows(&sql).is_empty(), "{} goes on", from.name);
                continue;
            }
            let refusal = session.refused("22023", &sql);
            assert!(
                !refusal.hint.is_empty(),
                "{} for {}: {refusal:?}",
                from.name,
                to.name
            );
        }
    }
    assert_eq!(backend, pid(&mut session));
}

#[test]
fn another_page_size_goes_on_with_the_same_cursor() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    for call in &CALLS {
        let cursor = cursor_of(&mut session, call);
        let few = session.rows(&format!(
            "SELECT post_id FROM {}",
            with(call, Some(&cursor))
        ));
        let many = session.rows(&format!(
            "SELECT post_id FROM {}",
            with(call, Some(&cursor)).replacen(", 5, ", ", 1000, ", 1)
        ));
        assert_eq!(few[..], many[..few.len()], "{}", call.name);
        assert!(many.len() > few.len(), "{}", call.name);
    }
}

#[test]
fn new_posts_since_takes_timeline_cursors_of_its_viewer_alone() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    for call in &CALLS {
        let cursor = cursor_of(&mut session, call);
        let sql = format!("SELECT home.new_posts_since(1, {})", literal(&cursor));
        if call.sql.starts_with("home.timeline_for(1,") {
            // The cursor says which reasons count.
            assert_eq!(session.number(&sql), 4, "{}", call.name);
        } else {
            let refusal = session.refused("22023", &sql);
            assert!(!refusal.hint.is_empty(), "{}: {refusal:?}", call.name);
        }
    }
    session.refused("22004", "SELECT home.new_posts_since(1, NULL)");
    let cursor = cursor_of(&mut session, &CALLS[0]);
    session.refused(
        "22004",
        &format!("SELECT home.new_posts_since(NULL, {})", literal(&cursor)),
    );
}

#[test]
fn new_posts_are_counted_up_to_a_hundred() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    let cursor = session.text("SELECT cursor FROM home.timeline_for(1, 1)");
    let count = format!("SELECT home.new_posts_since(1, {})", literal(&cursor));
    assert_eq!(session.number(&count), 0);
    for (more, expected) in [(1, 1), (98, 99), (1, 100), (1, 100), (400, 100)] {
        session.run(&format!(
            "INSERT INTO posts (id, author_id) SELECT (SELECT max(id) FROM posts) + i, 2 FROM generate_series(1, {more}) AS i"
        ));
        assert_eq!(session.number(&count), expected);
    }
}

#[test]
fn altered_cursors_are_refused() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    let backend = pid(&mut session);
    for call in [&CALLS[0], &CALLS[3], &CALLS[6], &CALLS[12], &CALLS[16]] {
        let cursor = cursor_of(&mut session, call);
        let signs: Vec<char> = cursor.chars().collect();
        let mut wrong: Vec<String> = Vec::new();
        for place in 0..signs.len() {
            // Any other sign, and the neighbours in the alphabets cursors are commonly written in.
            for sign in [
                'A',
                'B',
                '0',
                '1',
                '_',
                '-',
                '=',
                ' ',
                'é',
                next(signs[place]),
            ] {
                if sign != signs[place] {
                    let mut changed = signs.clone();
                    changed[place] = sign;
                    wrong.push(changed.into_iter().collect());
                }
            }
            wrong.push(signs[..place].iter().collect());
            wrong.push(
                [&signs[..place], &signs[place + 1..]]
                    .concat()
                    .into_iter()
                    .collect(),
            );
            if place > 0 && signs[place] != signs[place - 1] {
                let mut swapped = signs.clone();
                swapped.swap(place, place - 1);
                wrong.push(swapped.into_iter().collect());
            }
        }
        for end in ["=", "==", "A", " ", "\n", "A==="] {
            wrong.push(format!("{cursor}{end}"));
            wrong.push(format!("{end}{cursor}"));
        }
        wrong.push(cursor.repeat(2));
        wrong.push(cursor.to_uppercase());
        wrong.push(cursor.to_lowercase());
        for altered in wrong.iter().filter(|altered| **altered != cursor) {
            let refusal = session.refused(
                "22023",
                &format!("SELECT * FROM {}", with(call, Some(altered))),
            );
            assert!(!refusal.hint.is_empty(), "{altered}: {refusal:?}");
        }
        println!("{}: {} altered cursors refused", call.name, wrong.len());
    }
    assert_eq!(backend, pid(&mut session));
}

fn next(sign: char) -> char {
    char::from_u32(u32::from(sign) + 1).unwrap_or('a')
}

#[test]
fn what_is_no_cursor_is_refused() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    let backend = pid(&mut session);
    let texts = [
        String::new(),
        " ".to_string(),
        "0".to_string(),
        "NULL".to_string(),
        "null".to_string(),
        "{}".to_string(),
        "AAAA".to_string(),
        "=".to_string(),
        "////".to_string(),
        "-1".to_string(),
        "'; DROP TABLE posts; --".to_string(),
        "\\x00".to_string(),
        "😀".repeat(50),
        "A".repeat(4_095),
        "A".repeat(4_096),
        "A".repeat(4_097),
        "A".repeat(1_000_000),
        "eyJ2IjoxfQ==".to_string(),
        "\u{1}\u{7f}\u{85}".to_string(),
    ];
    for text in &texts {
        for call in &CALLS {
            let refusal = session.refused(
                "22023",
                &format!("SELECT * FROM {}", with(call, Some(text))),
            );
            assert!(!refusal.hint.is_empty(), "{}: {refusal:?}", call.name);
            // A message quotes no megabytes back.
            assert!(refusal.message.len() + refusal.detail.len() < 5_000);
        }
        session.refused(
            "22023",
            &format!("SELECT home.new_posts_since(1, {})", literal(text)),
        );
    }
    assert_eq!(backend, pid(&mut session));
}

#[test]
fn a_cursor_of_a_deleted_post_still_holds_its_place() {
    let database = Database::new();
    let mut session = two_feeds(&database);
    let all = session.column("SELECT post_id FROM home.timeline_for(1, 50)");
    let cursor = session.text("SELECT cursor FROM home.timeline_for(1, 50) WHERE rank = 10");
    session.run(&format!("DELETE FROM posts WHERE id = {}", all[9]));
    let rest = session.column(&format!(
        "SELECT post_id FROM home.timeline_for(1, 40, {})",
        literal(&cursor)
    ));
    assert_eq!(rest, all[10..]);
}

#[test]
fn long_text_keys_fit_a_cursor() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE TABLE posts (id text, author_id text, created_at timestamptz);
         CREATE TABLE follows (follower_id text, followee_id text);
         SELECT feed.create('home', 'posts', 'follows', build_indexes => 'none')",
    );
    let backend = pid(&mut session);
    for length in [1, 100, 1_000, 2_600] {
        session.run(&format!(
            "TRUNCATE posts;
             INSERT INTO posts SELECT i || repeat('é', {length} / 2), repeat('v', {length}), '2025-06-01' FROM generate_series(1, 9) AS i"
        ));
        let read = format!("home.timeline_for(repeat('v', {length}), 3");
        let first = session.rows(&format!("SELECT post_id, cursor FROM {read})"));
        let cursor = first[2][1].clone().unwrap();
        assert!(
            cursor.len() <= 4_096,
            "{} characters for keys of {length}",
            cursor.len()
        );
        let second = session.rows(&format!(
            "SELECT post_id FROM {read}, {})",
            literal(&cursor)
        ));
        assert!(second[0][0].as_ref().unwrap().starts_with('6'));
    }
    // Keys no index could hold: whatever is said, it is said in order.
    session.run("TRUNCATE posts; INSERT INTO posts SELECT i || repeat('x', 100000), 'v', '2025-06-01' FROM generate_series(1, 3) AS i");
    match session.attempt("SELECT post_id, cursor FROM home.timeline_for('v', 2)") {
        Ok(rows) => assert!(rows[1][1].as_ref().unwrap().len() <= 4_096),
        Err(refusal) => assert_ne!(refusal.state, "XX000", "{refusal:?}"),
    }
    assert_eq!(backend, pid(&mut session));
}

#[test]
fn a_cursor_outlives_its_session_its_zone_and_its_role() {
    let role = Role::new("reader");
    let database = Database::new();
    let mut session = two_feeds(&database);
    session.run(&format!(
        "GRANT SELECT ON posts TO {}; SELECT feed.grant_access('home', {})",
        ident(role.name()),
        literal(role.name())
    ));
    for call in CALLS.iter().filter(|call| call.sql.starts_with("home.")) {
        session.run("SET TimeZone = 'Asia/Kathmandu'; SET DateStyle = 'German'");
        let cursor = cursor_of(&mut session, call);
        let next = format!("SELECT post_id FROM {}", with(call, Some(&cursor)));
        let expected = session.rows(&next);
        session.run("SET TimeZone = 'Pacific/Apia'; SET DateStyle = 'SQL'");
        assert_eq!(expected, session.rows(&next), "{}", call.name);
        let mut other = database.connect_as(role.name());
        assert_eq!(expected, other.rows(&next), "{}", call.name);
        // The same place has the same cursor, whoever asks.
        assert_eq!(cursor, cursor_of(&mut other, call), "{}", call.name);
    }
}
