//! `mark_seen`: what was seen stands lower, for its viewer alone and for as long as it is kept; told twice it is told once.

use std::thread;

use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::ranking::asked::Asked;
use pg_test::ranking::glance;
use pg_test::ranking::marks::mark;
use pg_test::ranking::plain::{self, VIEWERS};
use pg_test::role::Role;
use pg_test::seed;
use pg_test::session::Session;

/// Multipliers of a post for these people.
fn multipliers(session: &mut Session, post: i64) -> Vec<f64> {
    VIEWERS
        .iter()
        .map(|viewer| {
            let told = session.json(&format!("SELECT home.explain({viewer}, {post})"));
            told["multipliers"]["seen"]["value"]
                .as_f64()
                .unwrap_or(-1.0)
        })
        .collect()
}

#[test]
fn it_counts_what_is_new() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    for (call, wanted) in [
        ("mark_seen(1, '{}')", 0),
        ("mark_seen(1, '{301}')", 1),
        ("mark_seen(1, '{301}')", 0),
        ("mark_seen(1, '{301, 302, 303}')", 2),
        ("mark_seen(1, '{304, 304, 304}')", 1),
        ("mark_seen(1, '{305, NULL}')", 1),
        ("mark_seen(1, '{123456, -1}')", 0),
        ("mark_seen(2, '{301, 302}')", 2),
        ("mark_seen(123456, '{301}')", 1),
        (
            "mark_seen(viewer => 1, posts => ARRAY(SELECT id FROM posts WHERE id BETWEEN 301 AND 420))",
            115,
        ),
    ] {
        assert_eq!(
            session.number(&format!("SELECT home.{call}")),
            wanted,
            "{call}"
        );
    }
    session.begin("");
    assert_eq!(session.number("SELECT home.mark_seen(3, '{301}')"), 1);
    assert_eq!(session.number("SELECT home.mark_seen(3, '{301}')"), 0);
    session.rollback();
    assert_eq!(
        session.number("SELECT home.mark_seen(3, '{301}')"),
        1,
        "what was rolled back was not seen"
    );
}

#[test]
fn it_is_its_viewers_affair() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    let before = multipliers(&mut session, 301);
    assert!(
        before.iter().all(|seen| *seen == 1.0),
        "{before:?}: everybody is shown post 301"
    );
    let mut rng = seed::generator("it_is_its_viewers_affair", 0);
    for (place, viewer) in VIEWERS.into_iter().enumerate() {
        assert_eq!(
            mark(
                &mut session,
                &ranked.engagement.app,
                viewer,
                &["301", "310"]
            ),
            2
        );
        let after = multipliers(&mut session, 301);
        let lower: Vec<f64> = (0..VIEWERS.len())
            .map(|other| if other <= place { 0.2 } else { 1.0 })
            .collect();
        assert_eq!(after, lower, "after {viewer}");
        for viewer in VIEWERS {
            glance::assert_exact(
                "marked",
                &mut session,
                &ranked,
                &Asked::by(viewer),
                &mut rng,
            );
        }
    }
    // Neither maintenance nor repair forgets it; what is checked is exact.
    session.run("SELECT feed.maintain('home'); SELECT feed.repair('home')");
    assert_eq!(multipliers(&mut session, 301), [0.2; 5]);
    assert!(session.rows("SELECT * FROM feed.check('home')").is_empty());
}

/// A mark holds for `seen.keep`, to the clock of the read, and the setting of now decides.
#[test]
fn it_is_kept_for_a_while() {
    let database = Database::new();
    let (mut session, mut ranked) = plain::scene(&database);
    let mut rng = seed::generator("it_is_kept_for_a_while", 0);
    ranked.rank.max_age = 400 * 86_400;
    ranked.engagement.scoring.max_age = 400 * 86_400;
    ranked.configure(&mut session);
    let posts: Vec<String> = (301..330).map(|post: i64| post.to_string()).collect();
    let posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    mark(&mut session, &ranked.engagement.app, "1", &posts);
    let seen = |session: &mut Session, as_of: &str| {
        let told = session.json(&format!(
            "SELECT home.explain(1, 301, now() + interval '{as_of}')"
        ));
        told["multipliers"]["seen"]["value"].as_f64().unwrap()
    };
    for (keep, as_of, wanted) in [
        (14, "0", 0.2),
        (14, "-1 day", 0.2),
        (14, "335 hours", 0.2),
        (14, "337 hours", 1.0),
        (3, "71 hours", 0.2),
        (3, "73 hours", 1.0),
        (90, "73 hours", 0.2),
        (90, "2159 hours", 0.2),
    ] {
        ranked.rank.seen_keep = keep * 86_400;
        ranked.configure(&mut session);
        // At a time before the post was written there is nothing to explain.
        if as_of == "-1 day" {
            let asked = Asked {
                as_of: Some("now() - interval '1 day'".to_string()),
                ..Asked::by("1")
            };
            glance::assert_exact(as_of, &mut session, &ranked, &asked, &mut rng);
            continue;
        }
        assert_eq!(
            seen(&mut session, as_of),
            wanted,
            "kept {keep} days, after {as_of}"
        );
        let asked = Asked {
            as_of: Some(format!("now() + interval '{as_of}'")),
            ..Asked::by("1")
        };
        glance::assert_exact(as_of, &mut session, &ranked, &asked, &mut rng);
    }
}

/// Marking again renews the time; what is older than it is kept counts as new, and goes with maintenance.
#[test]
fn it_is_renewed_and_forgotten() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    let keep = |session: &mut Session, keep: &str| {
        session.run(&format!(
            "SELECT feed.configure('home', '{{\"seen.keep\": \"{keep}\"}}')"
        ));
    };
    session.run("SELECT home.mark_seen(1, '{301, 302}')");
    let between = session.text("SELECT clock_timestamp() + interval '0.5 seconds'");
    session.run("SELECT pg_sleep(1)");
    session.run("SELECT home.mark_seen(1, '{302}')");
    keep(&mut session, "1 hour");
    for (post, wanted) in [(301, 1.0), (302, 0.2)] {
        let told = session.json(&format!(
            "SELECT home.explain(1, {post}, timestamptz {} + interval '1 hour')",
            literal(&between)
        ));
        assert_eq!(told["multipliers"]["seen"]["value"], wanted, "{told:#}");
    }
    keep(&mut session, "1 millisecond");
    session.run("SELECT pg_sleep(0.01)");
    let again = session.number("SELECT home.mark_seen(1, '{301, 302}')");
    assert_eq!(again, 2, "after it was kept it is new");
    session.run("SELECT pg_sleep(0.01)");
    session.run("SELECT feed.maintain('home')");
    let left = session.number("SELECT count(*) FROM home_data.seen");
    assert_eq!(left, 0, "storage is bounded");
}

/// Two clients tell the same at once, in other orders: nobody waits for long, nobody fails, and each post counts once.
#[test]
fn many_may_tell_the_same_at_once() {
    let database = Database::new();
    drop(plain::scene(&database));
    let rounds: u64 = if seed::long() { 400 } else { 40 };
    let count = |order: &'static str, salt: i64| {
        let mut session = database.connect();
        move || {
            let mut sum = 0;
            for round in 0..rounds {
                sum += session.number(&format!(
                    "SELECT home.mark_seen({}, ARRAY(SELECT id FROM posts WHERE id > 300 AND id < 420 ORDER BY id {order} LIMIT 50 + {salt}))",
                    1_000 + round
                ));
            }
            sum
        }
    };
    let (one, other) = (
        thread::spawn(count("ASC", 0)),
        thread::spawn(count("DESC", 5)),
    );
    let sum = one.join().unwrap() + other.join().unwrap();
    let mut session = database.connect();
    let different = session.number(
        "SELECT count(*) FROM (
           (SELECT id FROM posts WHERE id > 300 AND id < 420 ORDER BY id LIMIT 50)
           UNION
           (SELECT id FROM posts WHERE id > 300 AND id < 420 ORDER BY id DESC LIMIT 55)) AS p",
    );
    assert_eq!(sum, i64::try_from(rounds).unwrap() * different);
}

/// The caller needs access to the feed and no other right, and may mark for nobody but the viewer of the session.
#[test]
fn it_heeds_the_viewer_of_the_session() {
    let (database, role, stranger) = (Database::new(), Role::new("reader"), Role::new("stranger"));
    let (mut session, _) = plain::scene(&database);
    session.run(&format!(
        "GRANT SELECT ON posts TO {}; SELECT feed.grant_access('home', {})",
        ident(role.name()),
        literal(role.name())
    ));
    let mut reader = database.connect_as(role.name());
    assert_eq!(reader.number("SELECT home.mark_seen(1, '{301}')"), 1);
    reader.refused("42501", "SELECT * FROM home_data.seen");
    database
        .connect_as(stranger.name())
        .refused("42501", "SELECT home.mark_seen(1, '{301}')");
    session.run(
        "SELECT feed.configure('home', jsonb_build_object('security.viewer', 'NULLIF(current_setting(''app.user_id'', true), '''')::bigint'))",
    );
    reader.refused("42501", "SELECT home.mark_seen(1, '{302}')");
    reader.run("SET app.user_id = '1'");
    assert_eq!(reader.number("SELECT home.mark_seen(1, '{302}')"), 1);
    assert_eq!(
        reader.number("SELECT home.mark_seen(NULL, '{302}')"),
        0,
        "the session's viewer is meant"
    );
    for call in [
        "mark_seen(2, '{302}')",
        "feed_for(2)",
        "feed_page(2)",
        "explain(2, 302)",
    ] {
        reader.refused("42501", &format!("SELECT * FROM home.{call}"));
    }
    let mine = reader.column("SELECT post_id FROM home.feed_for(NULL, 50)");
    assert_eq!(
        mine,
        reader.column("SELECT post_id FROM home.feed_for(1, 50)")
    );
    assert_eq!(
        session.number("SELECT home.mark_seen(2, '{302}')"),
        1,
        "superusers may name anybody"
    );
    reader.run("RESET app.user_id");
    reader.refused("22004", "SELECT home.mark_seen(NULL, '{302}')");
    // Where nothing may be written it cannot be told.
    session.begin("READ ONLY");
    session.refused("25006", "SELECT home.mark_seen(1, '{310}')");
    session.rollback();
}
