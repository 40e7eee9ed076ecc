//! Who sees which posts in the views and rankings of engagement, in which session: rules, rights, policies, zones.

use pg_test::cluster::Database;
use pg_test::engagement::glance;
use pg_test::engagement::plain::{self, assert_shown, assert_shown_here, assert_throughout};
use pg_test::engagement::ranking::{FORMULAS, Formula, Ranking};
use pg_test::engagement::{Engagement, Signal, settle};
use pg_test::quote::{ident, literal};
use pg_test::scene::Scene;
use pg_test::session::Session;

/// Rankings for everybody of the plain app who follows, blocks, mutes or belongs, and for nobody.
fn for_everybody() -> Vec<Ranking> {
    [None, Some(1), Some(2), Some(3), Some(4), Some(42)]
        .into_iter()
        .zip(FORMULAS.into_iter().cycle())
        .map(|(viewer, formula): (Option<i32>, Formula)| Ranking {
            viewer: viewer.map(|viewer| viewer.to_string()),
            ..Ranking::by(formula)
        })
        .collect()
}

fn assert_shown_to_everybody(label: &str, session: &mut Session, engagement: &Engagement) {
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    let tally = glance::look(label, session, engagement, &for_everybody());
    session.rollback();
    assert!(tally.rows > 0, "{label}: nothing was compared");
}

/// The plain scene of an owner who is no superuser and a reader under a policy, with all reactions and signals.
fn guarded() -> (Scene, Session, Engagement) {
    let (scene, app) = Scene::new();
    let mut owner = scene.owner();
    plain::react(&mut owner);
    let engagement = Engagement {
        app,
        ..plain::engagement()
    };
    engagement.define(&mut owner);
    let session = scene.database.connect();
    (scene, session, engagement)
}

#[test]
fn rules_hold_for_rankings_and_trending() {
    let database = Database::new();
    let (mut session, mut engagement) = plain::scene(&database);
    for replies in ["all", "followed", "none"] {
        engagement.app.settings.replies = replies;
        session.run(&engagement.app.configure());
        assert_shown_to_everybody(&format!("replies: {replies}"), &mut session, &engagement);
    }
    for (label, change) in [
        (
            "somebody suspended",
            "UPDATE users SET is_suspended = true WHERE id IN (3, 5)",
        ),
        ("an account gone", "DELETE FROM users WHERE id = 2"),
        (
            "blocks and mutes",
            "INSERT INTO blocks VALUES (1, 6), (7, 2); INSERT INTO mutes VALUES (3, 4, now() + interval '1 hour'), (3, 6, now() - interval '1 hour')",
        ),
        (
            "back again",
            "INSERT INTO users (id) VALUES (2); UPDATE users SET is_suspended = false; DELETE FROM blocks",
        ),
    ] {
        session.run(change);
        assert_shown_to_everybody(label, &mut session, &engagement);
    }
    session
        .run("SELECT feed.alter('home', '{\"post_public\": \"group_id IS NULL OR id % 2 = 0\"}')");
    engagement.app.posts.public = Some("group_id IS NULL OR id % 2 = 0".to_string());
    assert_shown_to_everybody("posts in groups are public too", &mut session, &engagement);
    assert_throughout("all of it", &mut session, &engagement);
}

#[test]
fn policies_hide_posts_and_count_all_reactions() {
    let (scene, mut session, engagement) = guarded();
    assert_throughout("a reader under a policy", &mut session, &engagement);
    session.run(
        "INSERT INTO likes (post_id, user_id) SELECT 400 + i % 9, 2000 + i FROM generate_series(1, 30) AS i;
         UPDATE posts SET author_id = 2 WHERE id IN (400, 404); UPDATE posts SET author_id = 3 WHERE id % 8 = 0",
    );
    assert_throughout("other authors", &mut session, &engagement);
    session.run("ALTER POLICY readable ON posts USING (id % 4 > 1)");
    let mut engagement = engagement;
    let policy = |text: &str| {
        Some(pg_test::app::Reader {
            role: scene.reader.name().to_string(),
            policy: text.to_string(),
        })
    };
    engagement.app.reader = policy("id % 4 > 1");
    assert_shown("another policy", &mut session, &engagement);
    session.run("ALTER POLICY readable ON posts USING (false)");
    engagement.app.reader = policy("false");
    assert_shown("nothing to see", &mut session, &engagement);
    // The owner is not under the policy.
    engagement.app.reader = None;
    let mut owner = scene.owner();
    assert_throughout("the owner", &mut owner, &engagement);
}

#[test]
fn a_later_signal_reaches_readers_too() {
    let (scene, mut session, mut engagement) = guarded();
    session.run("CREATE TABLE quotes (post_id bigint, user_id bigint, created_at timestamptz DEFAULT now())");
    session.run(&format!(
        "ALTER TABLE quotes OWNER TO {}",
        ident(scene.owner.name())
    ));
    session.run("INSERT INTO quotes SELECT 400 + i % 9, i FROM generate_series(1, 30) AS i");
    let quotes = Signal::plain("quotes");
    session.run(&quotes.add("home"));
    engagement.signals.push(quotes);
    assert_throughout("a later signal", &mut session, &engagement);
}

#[test]
fn the_viewer_of_the_session_is_the_viewer() {
    let (scene, mut session, mut engagement) = guarded();
    session.run(&format!(
        "SELECT feed.configure('home', {})",
        literal(
            r#"{"security.viewer": "NULLIF(current_setting('app.user_id', true), '')::bigint"}"#
        )
    ));
    let mut reader = scene.reader();
    reader.run("SET app.user_id = '1'");
    reader.refused("42501", "SELECT * FROM home.trending_posts(viewer => 4)");
    let of = |session: &mut Session, viewer: &str| {
        session.column(&format!(
            "SELECT post_id FROM home.trending_posts('365 days', 1000{viewer})"
        ))
    };
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    session.run("SET LOCAL app.user_id = '1'");
    // 4 has blocked 1.
    let want = pg_test::engagement::ranked::reference(
        &engagement,
        &Ranking {
            viewer: Some("1".to_string()),
            within: 365 * pg_test::engagement::DAY,
            ..Ranking::by(Formula::Decay)
        },
    );
    let want: Vec<String> = session.column(&want);
    session.rollback();
    assert_eq!(of(&mut reader, ""), want);
    assert_eq!(of(&mut reader, ", viewer => 1"), want);
    reader.run("SET app.user_id = ''");
    let without = of(&mut reader, "");
    assert!(without.len() > want.len(), "4 shows to nobody's viewer");
    engagement.app.reader = None;
    assert_shown("a superuser reads for anybody", &mut session, &engagement);
}

#[test]
fn no_zone_of_a_session_moves_an_hour() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    // Around the hours in which clocks are changed, by sessions in other zones, into columns without zone too.
    session.run(
        "SET TimeZone = 'America/St_Johns';
         INSERT INTO posts (id, author_id, created_at)
         SELECT 600 + i, 1 + i % 7, timestamptz '2025-11-02 00:00+00' + i * interval '47 minutes' FROM generate_series(1, 30) AS i;
         INSERT INTO likes (post_id, user_id, created_at)
         SELECT 600 + i % 30, i, timestamptz '2025-11-01 12:00+00' + i * interval '17 minutes' FROM generate_series(1, 200) AS i;
         INSERT INTO comments (post_id, user_id, written_at, hidden)
         SELECT 600 + i % 30, i, timestamp '2025-11-01 12:00' + i * interval '11 minutes', false FROM generate_series(1, 200) AS i;
         INSERT INTO comments (post_id, user_id, hidden) SELECT 600 + i, 7, false FROM generate_series(1, 9) AS i",
    );
    let as_of = |as_of: &str| {
        FORMULAS.map(|formula| Ranking {
            as_of: Some(as_of.to_string()),
            ..Ranking::by(formula)
        })
    };
    let zones = [
        ("America/St_Johns", "German, DMY"),
        ("Asia/Kathmandu", "SQL, DMY"),
        ("Pacific/Apia", "Postgres, MDY"),
        ("America/New_York", "ISO, MDY"),
        ("UTC", "ISO, DMY"),
    ];
    for (zone, style) in zones {
        session.run(&format!(
            "SET TimeZone = '{zone}'; SET DateStyle = '{style}'"
        ));
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut rankings = as_of("timestamptz '2025-11-02 18:30+00'").to_vec();
        rankings.extend(as_of("timestamptz '2025-11-08 12:00+00'"));
        let tally = glance::look(zone, &mut session, &engagement, &rankings);
        assert!(tally.rows > 0, "{zone}: nothing was compared");
        for formula in FORMULAS {
            let of = |session: &mut Session, within: &str| {
                session.rows(&format!(
                    "SELECT rank, post_id, score
                     FROM home.trending_posts({within}, 1000, formula => '{}', as_of => '2025-11-08 12:00+00')",
                    formula.name()
                ))
            };
            let hours = of(&mut session, "interval '168 hours'");
            assert_eq!(
                of(&mut session, "interval '7 days'"),
                hours,
                "{zone}: a day has 24 hours"
            );
            assert_eq!(of(&mut session, "interval '1 week'"), hours);
            let month = of(&mut session, "interval '720 hours'");
            assert_eq!(
                of(&mut session, "interval '1 month'"),
                month,
                "{zone}: a month has 30 days"
            );
        }
        session.rollback();
        session.run("SELECT feed.maintain('home', 1)");
    }
    assert_throughout("in UTC", &mut session, &engagement);
}

#[test]
fn a_transaction_sees_its_own_changes() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    for applied in [false, true] {
        if applied {
            settle::apply(&mut session, &engagement);
        }
        session.begin("ISOLATION LEVEL REPEATABLE READ");
        for (label, change) in [
            (
                "likes",
                "INSERT INTO likes (post_id, user_id) SELECT 400 + i % 9, 3000 + i FROM generate_series(1, 30) AS i",
            ),
            ("unlikes", "DELETE FROM likes WHERE user_id % 2 = 0"),
            (
                "posts",
                "INSERT INTO posts (id, author_id) VALUES (700, 2); INSERT INTO bookmarks VALUES (700, 1); DELETE FROM posts WHERE id % 3 = 0",
            ),
            (
                "edits",
                "UPDATE posts SET created_at = created_at - interval '2 hours' WHERE id % 5 = 0; UPDATE comments SET hidden = true",
            ),
        ] {
            session.run("SAVEPOINT before");
            session.run(change);
            assert_shown_here(label, &mut session, &engagement);
            if label == "unlikes" {
                session.run("ROLLBACK TO before");
                assert_shown_here("undone", &mut session, &engagement);
            }
        }
        session.rollback();
        assert_shown("rolled back", &mut session, &engagement);
    }
}

#[test]
fn reads_write_nothing() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    session.begin("");
    assert_eq!(
        session.value("SELECT pg_current_xact_id_if_assigned()"),
        None
    );
    for view in [
        "post_stats",
        "signal_counts",
        "engagement_hourly",
        "trending",
    ] {
        session.run(&format!("SELECT * FROM home.{view}"));
        session.run(&format!("SELECT * FROM home.{view} WHERE post_id = 400"));
    }
    for formula in FORMULAS {
        let ranking = Ranking::by(formula);
        session.run(&format!(
            "SELECT * FROM {}",
            ranking.call(&engagement.app, 20, None)
        ));
    }
    assert_eq!(
        session.value("SELECT pg_current_xact_id_if_assigned()"),
        None,
        "a read has been given a transaction id"
    );
    session.rollback();
}
