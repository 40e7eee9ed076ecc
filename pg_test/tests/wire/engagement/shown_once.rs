//! Pages of trending posts while reactions come and go: no post shows twice, and none that nobody touched is passed over.

use std::collections::HashSet;

use pg_test::cluster::Database;
use pg_test::engagement::pages::{ids, page, text, walk, walk_until_refused};
use pg_test::engagement::ranking::{FORMULAS, Ranking};
use pg_test::engagement::{DAY, plain, settle};
use pg_test::seed;
use pg_test::session::Row;
use rand::RngExt;
use rand::rngs::StdRng;

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
        // A reply that is hidden or shown touches what it replies to.
        let place = post.parse::<i64>().expect("a number") - 300;
        if place % 7 == 0 {
            touched.insert((300 + place / 2).to_string());
        }
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

/// Emptied tables, removed signals and other settings move everything at once: nothing comes back, or the cursor is refused with
/// the remedy.
#[test]
fn no_post_shows_twice_when_much_is_lost_at_once() {
    let database = Database::new();
    drop(plain::scene(&database));
    for (number, formula) in FORMULAS.into_iter().enumerate() {
        let copy = database.copy();
        let (mut session, engagement) = (copy.connect(), plain::engagement());
        if number > 0 {
            settle::apply(&mut session, &engagement);
        }
        for loss in [
            "DELETE FROM reactions",
            "SELECT feed.remove_signal('home', 'comments')",
            "SELECT feed.configure('home', '{\"trending.half_life\": \"30 hours\", \"gravity.exponent\": 2.5}')",
            "TRUNCATE bookmarks, views; SELECT feed.maintain('home')",
            "SELECT feed.repair('home')",
            "TRUNCATE likes",
        ] {
            let mut losses = [loss].into_iter();
            let ranking = Ranking::by(formula);
            let (rows, refusal) =
                walk_until_refused(&mut session, &engagement, &ranking, 9, |session, shown| {
                    if shown.len() > 9
                        && let Some(loss) = losses.next()
                    {
                        session.run(loss);
                    }
                });
            assert_no_repetition(&format!("{formula:?}, {loss}"), &rows);
            if let Some(refusal) = refusal {
                assert_eq!(refusal.state, "22023", "{formula:?}, {loss}: {refusal:?}");
                refusal.hints_at("first page");
                println!("{formula:?}: a cursor is refused after {loss}");
            }
        }
    }
}
