//! The top posts of a thousand small random states, with ties on purpose: each formula gives exactly the first of the reference.

use pg_test::cluster::Database;
use pg_test::engagement::glance::{Glance, Snapshot, Tally};
use pg_test::engagement::ranking::{Formula, Ranking};
use pg_test::engagement::{DAY, Engagement, HOUR, Scoring, Signal, settle};
use pg_test::session::Session;
use pg_test::{fixture, seed};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

const TABLES: &str = "
CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint, created_at timestamptz);
CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz);
CREATE TABLE marks (post_id bigint, user_id bigint, created_at timestamptz);
CREATE TABLE views (post_id bigint, user_id bigint, created_at timestamptz)";

/// States between two changes of the settings.
const SPELL: u64 = 25;

/// Hours that a state reaches over.
const SPAN: i64 = 60;

fn scene(database: &Database) -> (Session, Engagement) {
    let mut session = database.connect();
    session.run("SET jit = off");
    session.run(TABLES);
    let mut app = pg_test::plain::bare();
    app.follows = None;
    app.posts.parent = None;
    app.posts.visible = None;
    fixture::define(&mut session, &app);
    let marks = Signal {
        weight: Some(2.0),
        ..Signal::plain("marks")
    };
    let signals = vec![Signal::plain("likes"), marks, Signal::plain("views")];
    let engagement = Engagement {
        scoring: Scoring::of_all_times(),
        ..Engagement::new(app, signals)
    };
    engagement.define(&mut session);
    (session, engagement)
}

fn pick<T: Copy>(rng: &mut StdRng, values: &[T]) -> T {
    *values.choose(rng).expect("there are values to pick from")
}

/// An hour of the span, or a moment at its edges or within it; seldom a fine one, so that many are alike.
fn moment(rng: &mut StdRng) -> String {
    let hour = match rng.random_range(0..4) {
        0 => rng.random_range(0..3),
        1 => rng.random_range(SPAN - 3..SPAN),
        _ => rng.random_range(0..SPAN),
    };
    let within = match rng.random_range(0..8) {
        0..4 => 0,
        4 => -1,
        5 => HOUR * 1_000_000 - 1,
        6 => HOUR * 500_000,
        _ => rng.random_range(0..HOUR * 1_000_000),
    };
    format!("timestamptz '2026-03-01 00:00+00' + interval '{hour} hours {within} microseconds'")
}

/// Other posts and reactions than before: few posts or some, few reactions or many, on few posts or all.
fn state(rng: &mut StdRng) -> String {
    let posts = pick(rng, &[1, 6, 15, 15, 40]);
    let rows: Vec<String> = (1..=posts)
        .map(|id| format!("({id}, {}, {})", 1 + id % 3, moment(rng)))
        .collect();
    let mut statements = vec![
        "DELETE FROM posts; DELETE FROM likes; DELETE FROM marks; DELETE FROM views".to_string(),
        format!("INSERT INTO posts VALUES {}", rows.join(", ")),
    ];
    for table in ["likes", "marks", "views"] {
        let most = pick(rng, &[1, 1, 2, 30]);
        let rows: Vec<String> = (0..rng.random_range(0..=posts + 5))
            .map(|_| {
                format!(
                    "({}, {}, {})",
                    rng.random_range(1..=posts),
                    rng.random_range(1..=most),
                    moment(rng)
                )
            })
            .collect();
        if !rows.is_empty() {
            statements.push(format!(
                "INSERT INTO {table} SELECT post, i, at FROM (VALUES {}) AS v (post, n, at), generate_series(1, n) AS i",
                rows.join(", ")
            ));
        }
    }
    if rng.random_bool(0.3) {
        statements.push("DELETE FROM likes WHERE user_id % 3 = 1".to_string());
    }
    statements.join("; ")
}

fn configure(rng: &mut StdRng, session: &mut Session, engagement: &mut Engagement) {
    engagement.scoring.offset_hours = pick(rng, &[2.0, 2.0, 0.5, 24.0]);
    engagement.scoring.exponent = pick(rng, &[1.5, 1.5, 1.0, 3.0]);
    engagement.scoring.half_life = pick(rng, &[12 * HOUR, 12 * HOUR, HOUR, 9 * DAY]);
    for signal in &mut engagement.signals {
        signal.weight = Some(pick(rng, &[0.0, 1.0, 1.0, 2.0, 0.5, 0.3]));
    }
    session.run(&engagement.configure());
}

fn ranking(rng: &mut StdRng, formula: Formula) -> Ranking {
    let within = [
        1,
        HOUR,
        3 * HOUR,
        DAY,
        36 * HOUR + 1,
        50 * HOUR,
        90 * DAY,
        90 * DAY,
    ];
    Ranking {
        formula,
        within: pick(rng, &within),
        viewer: None,
        as_of: Some(match rng.random_range(0..3) {
            0 => "timestamptz '2026-03-04 07:41+00'".to_string(),
            1 => format!("({} + interval '1 day')", moment(rng)),
            _ => moment(rng),
        }),
    }
}

/// The first page of each state, and one that goes on from it, with nothing applied, some of it, or all.
fn states(test: &str, formula: Formula, count: u64) {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database);
    let mut total = Tally::default();
    for number in 0..count {
        let mut rng = seed::quiet(test, number);
        if number % SPELL == 0 {
            configure(&mut rng, &mut session, &mut engagement);
            // Rows of former states would soon be most of what is read.
            session.run("VACUUM posts, likes, marks, views");
        }
        session.run(&state(&mut rng));
        match rng.random_range(0..4) {
            0 => session.run("SELECT feed.maintain('home', 1)"),
            1 => settle::apply(&mut session, &engagement),
            _ => {}
        }
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance {
            session: &mut session,
            engagement: &engagement,
            snapshot: Snapshot::OfTransaction,
            tally: Tally::default(),
            label: format!(
                "{test}, state {number} of PG_FEED_TEST_SEED={}",
                seed::base()
            ),
        };
        let ranking = ranking(&mut rng, formula);
        glance.first_page(&ranking, &mut rng);
        total.add(glance.tally);
        session.rollback();
    }
    println!("{test}: {total:?}, no difference");
    assert!(total.rows > total.rankings, "hardly anything was compared");
}

#[test]
fn by_decay() {
    states("top_by_decay", Formula::Decay, seed::rounds(300, 10_000));
}

#[test]
fn by_gravity() {
    states(
        "top_by_gravity",
        Formula::Gravity,
        seed::rounds(500, 30_000),
    );
}

#[test]
fn by_window() {
    states("top_by_window", Formula::Window, seed::rounds(500, 30_000));
}
