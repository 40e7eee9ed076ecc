//! Pages of ranked feeds: joined they are one large page, whatever is asked when; and while everything changes between them no
//! post comes twice, and none that its viewer may not see.

use std::collections::HashSet;

use pg_test::cluster::Database;
use pg_test::engagement::settle;
use pg_test::ranking::asked::Asked;
use pg_test::ranking::glance::Glance;
use pg_test::ranking::networks;
use pg_test::ranking::order::Got;
use pg_test::ranking::pages::{self, Walk};
use pg_test::ranking::plain::{self, VIEWERS};
use pg_test::ranking::settings::Rank;
use pg_test::ranking::{Ranked, marks};
use pg_test::seed;
use pg_test::session::{Row, Session};
use rand::RngExt;
use rand::rngs::StdRng;

#[test]
fn joined_pages_are_one_large_page() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    let mut rng = seed::generator("joined_pages_of_feeds", 0);
    for state in ["as it is", "some applied", "all applied"] {
        match state {
            "some applied" => {
                session.run("SELECT feed.maintain('home', 1); SELECT home.warm(1), home.warm(2)")
            }
            "all applied" => settle::apply(&mut session, &ranked.engagement),
            _ => {}
        }
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance::new(state, &mut session, &ranked);
        for viewer in VIEWERS {
            for as_of in [
                None,
                Some("now() - interval '30 hours'"),
                Some("now() + interval '2 days'"),
            ] {
                let asked = Asked {
                    as_of: as_of.map(str::to_string),
                    ..Asked::by(viewer)
                };
                let order = glance.feed(&asked, &mut rng);
                let rest = order.want.iter().filter(|wanted| wanted.score.is_none());
                assert!(
                    viewer == "42" || rest.count() > 10,
                    "{viewer} has no rest to walk through"
                );
            }
        }
        session.rollback();
    }
}

/// The clock of the first call goes on with the cursor, however late the next page is asked for.
#[test]
fn pages_of_later_transactions_are_those_of_the_first() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    for viewer in VIEWERS {
        let asked = Asked::by(viewer);
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance::new(viewer, &mut session, &ranked);
        let whole = glance.page(&asked, 1_000, None);
        let mut rows = glance.page(&asked, 9, None);
        session.rollback();
        loop {
            session.run("SELECT pg_sleep(0.02)");
            let after = rows.last().and_then(|row| row[6].clone());
            let page = Glance::new(viewer, &mut session, &ranked).page(&asked, 9, after.as_deref());
            let full = page.len() == 9;
            rows.extend(page);
            if !full {
                break;
            }
        }
        let feed = |rows: &[Row]| rows.iter().map(Got::of).collect::<Vec<_>>();
        let (got, want) = (feed(&rows), feed(&whole));
        assert_eq!(got.len(), want.len());
        for (got, want) in got.iter().zip(&want) {
            let close = (got.score.unwrap_or(-1.0) - want.score.unwrap_or(-1.0)).abs() < 1e-12;
            assert!(
                close && got.post == want.post && got.reasons == want.reasons,
                "{got:?}, not {want:?}"
            );
        }
    }
}

/// Something happens between two pages.
fn happen(
    rng: &mut StdRng,
    session: &mut Session,
    ranked: &mut Ranked,
    viewer: &str,
    shown: &[Row],
) {
    for _ in 0..rng.random_range(1..6) {
        session.run(&plain::change(rng, viewer));
    }
    match rng.random_range(0..9) {
        0 => session.run("SELECT feed.maintain('home', 1)"),
        1 => settle::apply(session, &ranked.engagement),
        2 => session.run(&format!("SELECT home.warm({viewer})")),
        3 => {
            ranked.rank = Rank::random(rng);
            networks::timeline(rng, ranked);
            ranked.configure(session);
        }
        4 => {
            let weight = networks::pick(rng, &[0.0, 0.5, 40.0]);
            ranked.engagement.signals[0].weight = Some(weight);
            ranked.configure(session);
        }
        5 => {
            let last = shown.last().and_then(|row| row[0].as_deref());
            let last = last.expect("a row was shown");
            session.run(&marks::call(&ranked.engagement.app, viewer, &[last]));
        }
        _ => {}
    }
}

#[test]
fn no_post_comes_twice_while_everything_changes() {
    const TEST: &str = "no_post_comes_twice";
    for round in 0..seed::rounds(5, 60) {
        let mut rng = seed::generator(TEST, round);
        let database = Database::new();
        let (mut session, mut ranked) = plain::scene(&database);
        for viewer in VIEWERS {
            let size = networks::pick(&mut rng, &[1, 3, 10, 25, 60]);
            let mut walk = Walk {
                session: &mut session,
                ranked,
                asked: Asked::by(viewer),
                size,
                label: format!("{TEST}, round {round}, viewer {viewer}, pages of {size}"),
            };
            walk.to_the_end(|session, ranked, shown| {
                happen(&mut rng, session, ranked, viewer, shown)
            });
            ranked = walk.ranked;
        }
    }
}

/// Signals that go and tables that are emptied move everything at once: nothing comes back, or the cursor is refused with the
/// remedy.
#[test]
fn no_post_comes_twice_when_much_is_lost_at_once() {
    let database = Database::new();
    drop(plain::scene(&database));
    let copy = database.copy();
    let mut session = copy.connect();
    for loss in [
        "DELETE FROM reactions",
        "SELECT feed.remove_signal('home', 'comments')",
        "SELECT feed.configure('home', '{\"trending.half_life\": \"30 hours\", \"candidates.max_age\": \"30 hours\"}')",
        "TRUNCATE bookmarks, views; SELECT feed.maintain('home')",
        "SELECT feed.remove_groups('home')",
        "SELECT feed.repair('home')",
        "DELETE FROM follows",
        "TRUNCATE likes",
        "TRUNCATE posts CASCADE",
    ] {
        let mut seen = HashSet::new();
        let mut after = None;
        let mut next = Some(loss);
        loop {
            let call = Asked::by("1").call(&pg_test::plain::app(), 9, after.as_deref());
            let page = match session
                .attempt(&format!("SELECT post_id, cursor FROM {call} ORDER BY rank"))
            {
                Ok(page) => page,
                Err(refusal) => {
                    assert_eq!(refusal.state, "22023", "{loss:?}: {refusal:?}");
                    refusal.hints_at("first page");
                    break;
                }
            };
            for row in &page {
                let new = seen.insert(row[0].clone());
                assert!(new, "{loss}: {row:?} shows again");
            }
            if page.len() < 9 {
                break;
            }
            after = page[8][1].clone();
            if let Some(loss) = next.take_if(|_| seen.len() > 9) {
                session.run(loss);
            }
        }
        assert!(
            next.is_none() || seen.is_empty(),
            "{loss:?} was never reached"
        );
    }
}

/// While only reactions come and go, every post of the timeline comes once, as a candidate or behind them.
#[test]
fn nothing_of_the_timeline_is_passed_over_while_reactions_change() {
    const TEST: &str = "nothing_is_passed_over";
    for round in 0..seed::rounds(4, 40) {
        let mut rng = seed::generator(TEST, round);
        let database = Database::new();
        let (mut session, mut ranked) = plain::scene(&database);
        ranked.rank.timeline = networks::pick(&mut rng, &[0, 5, 20, 400]);
        ranked.rank.trending = networks::pick(&mut rng, &[0, 5, 20, 100]);
        ranked.configure(&mut session);
        for viewer in VIEWERS {
            let timeline = pages::timeline(&mut session, viewer);
            let mut walk = Walk {
                session: &mut session,
                ranked: ranked.clone(),
                asked: Asked::by(viewer),
                size: networks::pick(&mut rng, &[2, 7, 30]),
                label: format!("{TEST}, round {round}, viewer {viewer}"),
            };
            let rows = walk.to_the_end(|session, _, _| {
                for _ in 0..3 {
                    session.run(&plain::reaction(&mut rng));
                }
                if rng.random_bool(0.2) {
                    session.run("SELECT feed.maintain('home')");
                }
            });
            let shown: HashSet<&str> = rows.iter().filter_map(|row| row[0].as_deref()).collect();
            let lost: Vec<&String> = timeline
                .iter()
                .filter(|post| !shown.contains(post.as_str()))
                .collect();
            assert!(
                lost.is_empty(),
                "{TEST}, round {round}, viewer {viewer}: passed over: {lost:?}"
            );
        }
    }
}

/// Deep in a long feed, with everything that was shown losing what it had, and then through hundreds of posts by time.
#[test]
fn a_long_feed_ends_with_the_timeline() {
    let database = Database::new();
    let (mut session, mut ranked) = plain::scene(&database);
    session.run(
        "INSERT INTO posts (id, author_id, created_at)
         SELECT 10000 + i, 1 + i % 7, now() - i * interval '1 minute' FROM generate_series(1, 1500) AS i;
         INSERT INTO likes (post_id, user_id, created_at)
         SELECT 10000 + i, j, now() - i * interval '1 minute'
         FROM generate_series(1, 1500) AS i, generate_series(0, 3 - i % 4) AS j",
    );
    ranked.rank.timeline = 1_000;
    ranked.rank.trending = 250;
    ranked.rank.similar = 250;
    ranked.configure(&mut session);
    let timeline = pages::timeline(&mut session, "2");
    let mut walk = Walk {
        session: &mut session,
        ranked,
        asked: Asked::by("2"),
        size: 100,
        label: "a long feed".to_string(),
    };
    let rows = walk.to_the_end(|session, _, shown| {
        let last: Vec<&str> = shown[shown.len() - 100..]
            .iter()
            .filter_map(|row| row[0].as_deref())
            .collect();
        session.run(&format!(
            "DELETE FROM likes WHERE post_id IN ({})",
            last.join(", ")
        ));
    });
    let scored = rows.iter().filter(|row| row[3].is_some()).count();
    let behind = rows.iter().filter(|row| row[3].is_none()).count();
    assert!(
        scored >= 1_000 && behind > 50,
        "{scored} candidates, {behind} behind them"
    );
    let shown: HashSet<&str> = rows.iter().filter_map(|row| row[0].as_deref()).collect();
    let lost: Vec<&String> = timeline
        .iter()
        .filter(|post| !shown.contains(post.as_str()))
        .collect();
    assert!(lost.is_empty(), "passed over: {lost:?}");
}
