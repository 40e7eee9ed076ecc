//! Pages of trending posts: joined they are one large page, whenever they are asked for; a cursor fits its own call alone.

use pg_test::cluster::Database;
use pg_test::engagement::compare::{Scale, float};
use pg_test::engagement::glance::{Glance, Snapshot, Tally};
use pg_test::engagement::pages::{ids, page, text, walk};
use pg_test::engagement::ranking::{FORMULAS, Formula, Ranking};
use pg_test::engagement::{plain, settle};
use pg_test::quote::literal;
use pg_test::seed;
use pg_test::session::Session;
use rand::RngExt;

#[test]
fn joined_pages_are_one_large_page() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    for state in ["as it is", "some applied", "all applied"] {
        match state {
            "some applied" => session.run("SELECT feed.maintain('home', 1)"),
            "all applied" => settle::apply(&mut session, &engagement),
            _ => {}
        }
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance {
            session: &mut session,
            engagement: &engagement,
            snapshot: Snapshot::OfTransaction,
            tally: Tally::default(),
            label: state.to_string(),
        };
        for ranking in plain::rankings() {
            glance.ranking(&ranking, &[1_000, 50, 7, 1]);
        }
        session.rollback();
    }
}

/// The clock of the first call goes on with the cursor, however late the next page is asked for.
#[test]
fn pages_of_later_transactions_are_those_of_the_first() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    for formula in FORMULAS {
        let ranking = Ranking::by(formula);
        let rows = walk(&mut session, &engagement, &ranking, 9, |session, _| {
            session.run("SELECT pg_sleep(0.02)");
        });
        let first = Ranking {
            as_of: Some(format!("timestamptz {}", literal(text(&rows[0], 3)))),
            ..ranking
        };
        let whole = page(&mut session, &engagement, &first, 1_000, None);
        assert_eq!(ids(&rows), ids(&whole), "{formula:?}");
        for (row, wanted) in rows.iter().zip(&whole) {
            let (got, want) = (float(text(row, 1)), float(text(wanted, 1)));
            assert!(
                Scale::Linear.close(got, want),
                "{formula:?}: {row:?}, not {wanted:?}"
            );
        }
    }
}

/// Calls that take `{after}`. Every two of these differ in feed, function, or one argument.
const CALLS: [(&str, &str); 10] = [
    ("decay", "home.trending_posts('20 days', 5, {after})"),
    ("another time", "home.trending_posts('21 days', 5, {after})"),
    (
        "gravity",
        "home.trending_posts('20 days', 5, {after}, 'gravity')",
    ),
    (
        "window",
        "home.trending_posts('20 days', 5, {after}, 'window')",
    ),
    (
        "a viewer",
        "home.trending_posts('20 days', 5, {after}, 'decay', 1)",
    ),
    (
        "another viewer",
        "home.trending_posts('20 days', 5, {after}, 'decay', 2)",
    ),
    (
        "gravity for a viewer",
        "home.trending_posts('20 days', 5, {after}, 'gravity', 1)",
    ),
    (
        "another feed",
        "other.trending_posts('20 days', 5, {after})",
    ),
    ("public posts", "home.public_timeline(NULL, 5, {after})"),
    ("a timeline", "home.timeline_for(1, 5, {after})"),
];

fn with(call: &str, after: Option<&str>) -> String {
    let after = after.map_or_else(|| "NULL".to_string(), literal);
    format!("SELECT * FROM {}", call.replace("{after}", &after))
}

fn two_feeds(database: &Database) -> (Session, Vec<String>) {
    let (mut session, _) = plain::scene(database);
    let mut other = plain::engagement();
    other.app.feed = "other".to_string();
    pg_test::fixture::define(&mut session, &other.app);
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
                assert!(!refusal.hint.is_empty(), "{from} for {to}: {refusal:?}");
            }
        }
    }
    // Another session, and after maintenance.
    session.run("SELECT feed.maintain('home')");
    let mut session = database.connect();
    assert_eq!(session.rows(&with(CALLS[0].1, Some(&cursors[0]))).len(), 5);
}

#[test]
fn a_cursor_that_was_altered_is_refused() {
    let database = Database::new();
    let (mut session, cursors) = two_feeds(&database);
    let backend = session.text("SELECT pg_backend_pid()");
    let mut rng = seed::generator("altered_cursors", 0);
    let mut wrong: Vec<String> = ["", " ", "x", "null", "0", "==", "\u{1F600}", "{}", "-1"]
        .map(str::to_string)
        .to_vec();
    for cursor in &cursors[..5] {
        let signs: Vec<char> = cursor.chars().collect();
        wrong.push(cursor[..cursor.len() - 1].to_string());
        wrong.push(cursor[1..].to_string());
        wrong.push(format!("{cursor}A"));
        wrong.push(format!("{cursor}{cursor}"));
        wrong.push(format!(" {cursor}"));
        wrong.push(cursor.repeat(1 + 5_000 / cursor.len()));
        for _ in 0..20 {
            let mut altered = signs.clone();
            let place = rng.random_range(0..altered.len());
            altered[place] = if altered[place] == 'A' { 'B' } else { 'A' };
            wrong.push(altered.into_iter().collect());
        }
    }
    for cursor in &wrong {
        let refusal = session.refused("22023", &with(CALLS[0].1, Some(cursor)));
        assert!(!refusal.hint.is_empty(), "{cursor:?}: {refusal:?}");
    }
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}

/// Whoever looks at the end of the list gets nothing, and looks in vain again.
#[test]
fn behind_the_last_post_there_is_nothing() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    for formula in [Formula::Decay, Formula::Gravity, Formula::Window] {
        let ranking = Ranking::by(formula);
        let all = page(&mut session, &engagement, &ranking, 1_000, None);
        let last = text(all.last().expect("there are posts"), 2).to_string();
        for _ in 0..2 {
            assert!(page(&mut session, &engagement, &ranking, 10, Some(&last)).is_empty());
        }
    }
}
