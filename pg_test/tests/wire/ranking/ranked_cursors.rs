//! Cursors of ranked feeds: each fits its own call alone, in any session and at any time; an altered one is refused with a remedy.

use pg_test::cluster::Database;
use pg_test::fixture;
use pg_test::quote::{literal, nullable};
use pg_test::ranking::plain;
use pg_test::ranking::settings::Rank;
use pg_test::refused::assert_style;
use pg_test::seed;
use pg_test::session::Session;
use rand::RngExt;

/// Calls that take `{after}`. Every two of these differ in feed, function, or one argument.
const CALLS: [(&str, &str); 9] = [
    ("a feed", "home.feed_for(1, 5, {after})"),
    ("another viewer", "home.feed_for(2, 5, {after})"),
    ("a stranger", "home.feed_for(42, 5, {after})"),
    ("another feed", "other.feed_for(1, 5, {after})"),
    ("a timeline", "home.timeline_for(1, 5, {after})"),
    ("somebody's posts", "home.posts_by(2, 1, 5, {after})"),
    ("public posts", "home.public_timeline(1, 5, {after})"),
    (
        "trending posts",
        "home.trending_posts('20 days', 5, {after})",
    ),
    (
        "trending posts for a viewer",
        "home.trending_posts('20 days', 5, {after}, 'decay', 1)",
    ),
];

fn with(call: &str, after: Option<&str>) -> String {
    format!(
        "SELECT * FROM {}",
        call.replace("{after}", &nullable(after))
    )
}

fn two_feeds(database: &Database) -> (Session, Vec<String>) {
    let (mut session, ranked) = plain::scene(database);
    let mut other = ranked.clone();
    other.engagement.app.feed = "other".to_string();
    fixture::define(&mut session, &other.engagement.app);
    other.define(&mut session);
    let cursors = CALLS
        .iter()
        .map(|(_, call)| {
            let call = with(call, None);
            session.text(&format!("SELECT cursor FROM ({call}) AS r WHERE rank = 5"))
        })
        .collect();
    (session, cursors)
}

#[test]
fn a_cursor_fits_its_own_call_alone() {
    let database = Database::new();
    let (mut session, cursors) = two_feeds(&database);
    for ((from, _), cursor) in CALLS.iter().zip(&cursors) {
        for (to, call) in &CALLS {
            let sql = with(call, Some(cursor));
            if from == to {
                assert_eq!(session.rows(&sql).len(), 5, "{from} goes on");
                let other_size = sql.replace(", 5, ", ", 3, ");
                assert_eq!(session.rows(&other_size).len(), 3, "{from} goes on");
            } else {
                let refusal = session.refused("22023", &sql);
                assert_style(&format!("{from} for {to}"), &refusal);
                assert!(!refusal.hint.is_empty(), "{from} for {to}: {refusal:?}");
            }
        }
    }
}

/// In another session, after maintenance, in another time zone, and under other settings.
#[test]
fn a_cursor_stays_good() {
    let database = Database::new();
    let (mut session, cursors) = two_feeds(&database);
    let next = with(CALLS[0].1, Some(&cursors[0]));
    let wanted = session.column(&next);
    session.run("SELECT feed.maintain('home'); SELECT home.warm(1)");
    assert_eq!(database.connect().column(&next), wanted);
    session.begin("READ ONLY");
    session.run("SET LOCAL TimeZone = 'Asia/Kathmandu'; SET LOCAL DateStyle = 'German'");
    assert_eq!(session.column(&next), wanted);
    session.rollback();
    let settings = Rank::random(&mut seed::generator("a_cursor_stays_good", 0)).settings();
    session.run(&format!(
        "SELECT feed.configure('home', {})",
        literal(&settings.to_string())
    ));
    session.run("SELECT feed.configure('home', '{\"timeline.replies\": \"all\"}')");
    assert_eq!(session.rows(&next).len(), 5);
}

#[test]
fn a_cursor_that_was_altered_is_refused() {
    let database = Database::new();
    let (mut session, cursors) = two_feeds(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    let mut rng = seed::generator("altered_cursors_of_feeds", 0);
    let deep = session.text("SELECT cursor FROM home.feed_for(1, 1000) ORDER BY rank DESC LIMIT 1");
    let middle = session.text("SELECT cursor FROM home.feed_for(1, 60) WHERE rank = 60");
    let mut wrong: Vec<String> = ["", " ", "x", "null", "0", "==", "\u{1F600}", "{}", "-1"]
        .map(str::to_string)
        .to_vec();
    for cursor in [&cursors[0], &middle, &deep] {
        let signs: Vec<char> = cursor.chars().collect();
        wrong.push(cursor[..cursor.len() - 1].to_string());
        wrong.push(cursor[..cursor.len() / 2].to_string());
        wrong.push(cursor[1..].to_string());
        wrong.push(format!("{cursor}A"));
        wrong.push(format!("{cursor}{cursor}"));
        wrong.push(format!(" {cursor}"));
        wrong.push(cursor.repeat(1 + 5_000 / cursor.len()));
        for _ in 0..40 {
            let mut altered = signs.clone();
            let place = rng.random_range(0..altered.len());
            altered[place] = if altered[place] == 'A' { 'B' } else { 'A' };
            wrong.push(altered.into_iter().collect());
        }
    }
    for cursor in &wrong {
        let refusal = session.refused("22023", &with(CALLS[0].1, Some(cursor)));
        assert_style(cursor, &refusal);
        assert!(!refusal.hint.is_empty(), "{cursor:?}: {refusal:?}");
    }
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}

/// Whoever looks at the end of a feed gets nothing, and looks in vain again; but a post that is new to the timeline is not there,
/// since the clock stands where the first page was.
#[test]
fn behind_the_last_post_there_is_nothing() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    for viewer in plain::VIEWERS {
        let last = session.text(&format!(
            "SELECT cursor FROM home.feed_for({viewer}, 1000) ORDER BY rank DESC LIMIT 1"
        ));
        let next = format!(
            "SELECT * FROM home.feed_for({viewer}, 10, {})",
            literal(&last)
        );
        assert!(session.rows(&next).is_empty());
        session.run("INSERT INTO posts (author_id) SELECT generate_series(1, 7)");
        assert!(session.rows(&next).is_empty());
    }
}

#[test]
fn arguments_are_checked() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    for (state, call) in [
        ("22004", "feed_for(NULL)"),
        ("22023", "feed_for(1, 0)"),
        ("22023", "feed_for(1, 1001)"),
        ("22023", "feed_for(1, -1)"),
        ("22004", "explain(NULL, 300)"),
        ("22004", "explain(1, NULL)"),
        ("22004", "feed_page(NULL)"),
        ("22023", "feed_page(1, 0)"),
        ("22023", "feed_page(1, 1001)"),
        ("22023", "feed_page(1, ranking => 'best')"),
        ("22023", "feed_page(1, ranking => 'recent', after => 'x')"),
        ("22004", "mark_seen(NULL, '{1}')"),
    ] {
        let refusal = session.refused(state, &format!("SELECT * FROM home.{call}"));
        assert_style(call, &refusal);
    }
}
