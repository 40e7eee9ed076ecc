//! Pages of trending posts: joined they are one large page, and while reactions come and go no post shows twice; a cursor fits
//! its own call alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashSet;

use pg_test::cluster::Database;
use pg_test::engagement::compare::{Scale, float};
use pg_test::engagement::glance::{Glance, Snapshot, Tally};
use pg_test::engagement::ranking::{FORMULAS, Formula, Ranking};
use pg_test::engagement::{DAY, Engagement, plain, settle};
use pg_test::quote::literal;
use pg_test::seed;
use pg_test::session::{Row, Session};
use rand::RngExt;
use rand::rngs::StdRng;

/// More pages than any walk of these tests has.
const MOST_PAGES: usize = 400;

fn page(
    session: &mut Session,
    engagement: &Engagement,
    ranking: &Ranking,
    size: usize,
    after: Option<&str>,
) -> Vec<Row> {
    let call = ranking.call(&engagement.app, size, after);
    session.rows(&format!(
        "SELECT post_id, score, cursor, now(), rank FROM {call} ORDER BY rank"
    ))
}

fn text(row: &Row, column: usize) -> &str {
    row[column].as_deref().expect("no column is NULL")
}

/// Walks to the end, doing something between the pages.
fn walk(
    session: &mut Session,
    engagement: &Engagement,
    ranking: &Ranking,
    size: usize,
    mut between: impl FnMut(&mut Session, &[Row]),
) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    for _ in 0..MOST_PAGES {
        let after = all.last().map(|row| text(row, 2).to_string());
        let rows = page(session, engagement, ranking, size, after.as_deref());
        let full = rows.len() == size;
        assert!(rows.len() <= size);
        all.extend(rows);
        if !full {
            return all;
        }
        between(session, &all);
    }
    panic!("{ranking:?}: the walk does not end");
}

fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| text(row, 0)).collect()
}

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

/// Changes of reactions and of posts, but of no id and no date, most of them of posts that were shown.
fn changes(rng: &mut StdRng, shown: &[Row], touched: &mut HashSet<String>) -> String {
    let mut statements = Vec::new();
    for _ in 0..rng.random_range(1..8) {
        let post = if rng.random_bool(0.7) {
            text(&shown[rng.random_range(0..shown.len())], 0).to_string()
        } else {
            rng.random_range(301..421).to_string()
        };
        let n = rng.random_range(1..40);
        statements.push(match rng.random_range(0..8) {
            0..3 => format!("DELETE FROM likes WHERE post_id = {post}; DELETE FROM comments WHERE post_id = {post}"),
            3..5 => format!(
                "INSERT INTO likes (post_id, user_id) SELECT {post}, i FROM generate_series(1, {n}) AS i ON CONFLICT DO NOTHING"
            ),
            5 => format!("DELETE FROM reactions WHERE post_id = {post}; DELETE FROM bookmarks WHERE post_id = {post}"),
            6 => format!("UPDATE posts SET status = CASE status WHEN 'draft' THEN 'published' ELSE 'draft' END WHERE id = {post}"),
            _ => format!("UPDATE likes SET created_at = created_at - interval '3 hours' WHERE post_id = {post}"),
        });
        touched.insert(post);
    }
    statements.join("; ")
}

fn assert_no_repetition(label: &str, rows: &[Row]) {
    let mut seen = HashSet::new();
    for (place, row) in rows.iter().enumerate() {
        assert!(
            seen.insert(text(row, 0)),
            "{label}: post {} shows again at place {place}",
            text(row, 0)
        );
    }
}

#[test]
fn no_post_shows_twice_while_reactions_come_and_go() {
    const TEST: &str = "no_post_shows_twice";
    for round in 0..seed::rounds(4, 40) {
        let mut rng = seed::generator(TEST, round);
        let database = Database::new();
        let (mut session, engagement) = plain::scene(&database);
        let size = [10, 3, 25, 1][usize::try_from(round % 4).unwrap()];
        for formula in FORMULAS {
            let ranking = Ranking {
                within: 30 * DAY,
                ..Ranking::by(formula)
            };
            let label = format!("{TEST}, round {round}, {formula:?}, pages of {size}");
            let before = page(&mut session, &engagement, &ranking, 1_000, None);
            let mut touched = HashSet::new();
            let rows = walk(
                &mut session,
                &engagement,
                &ranking,
                size,
                |session, shown| {
                    session.run(&changes(&mut rng, shown, &mut touched));
                    match rng.random_range(0..6) {
                        0 => session.run("SELECT feed.maintain('home', 1)"),
                        1 => settle::apply(session, &engagement),
                        _ => {}
                    }
                },
            );
            assert_no_repetition(&label, &rows);
            let seen: HashSet<&str> = ids(&rows).into_iter().collect();
            let lost: Vec<&str> = ids(&before)
                .into_iter()
                .filter(|id| !touched.contains(*id) && !seen.contains(id))
                .collect();
            assert!(
                lost.is_empty(),
                "{label}: posts that nobody touched are passed over: {lost:?}"
            );
        }
    }
}

/// Deep in a long list, with everything that was shown losing what it had.
#[test]
fn no_post_shows_twice_deep_down() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    session.run(
        "INSERT INTO posts (id, author_id, created_at)
         SELECT 10000 + i, 1 + i % 7, now() - i * interval '1 minute' FROM generate_series(1, 1500) AS i;
         INSERT INTO likes (post_id, user_id, created_at)
         SELECT 10000 + i, j, now() - i * interval '1 minute'
         FROM generate_series(1, 1500) AS i, generate_series(0, 3 - i % 4) AS j",
    );
    for formula in FORMULAS {
        let ranking = Ranking::by(formula);
        session.begin("");
        let rows = walk(
            &mut session,
            &engagement,
            &ranking,
            100,
            |session, shown| {
                let last = &shown[shown.len() - 100..];
                session.run(&format!(
                    "DELETE FROM likes WHERE post_id IN ({})",
                    ids(last).join(", ")
                ));
            },
        );
        assert_no_repetition(&format!("{formula:?}"), &rows);
        assert!(rows.len() >= 1_000, "{formula:?}: {} rows", rows.len());
        let longest = rows.iter().map(|row| text(row, 2).len()).max();
        assert!(longest <= Some(4_096), "a cursor of {longest:?} characters");
        session.rollback();
    }
}

/// Other weights move all posts; what was shown does not come back.
#[test]
fn no_post_shows_twice_under_other_weights() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    for formula in FORMULAS {
        let ranking = Ranking::by(formula);
        let mut weight = 1.0;
        let rows = walk(&mut session, &engagement, &ranking, 12, |session, _| {
            weight *= -3.0;
            session.run(&format!(
                "SELECT feed.configure('home', '{{\"weight.likes\": {}, \"weight.comments\": {}}}')",
                f64::max(weight, 0.0),
                f64::max(-weight, 0.0)
            ));
        });
        assert_no_repetition(&format!("{formula:?}"), &rows);
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
