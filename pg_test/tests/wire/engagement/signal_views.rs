//! What others build upon the views of engagement lives: signals come and go, tables and columns are renamed, changed and lost;
//! and nobody sees more by them than they may.

use pg_test::cluster::Database;
use pg_test::engagement::plain::{self, assert_throughout};
use pg_test::engagement::{Engagement, settle};
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::scene::Scene;
use pg_test::session::Session;

/// Views of a dashboard, and a function, over every view of the feed.
const DASHBOARD: &str = "
CREATE VIEW dash_posts AS SELECT * FROM home.post_stats;
CREATE VIEW dash_authors AS
  SELECT author_id, sum(likes) AS likes, sum(comments) AS comments, sum(engagement) AS engagement, max(hot) AS hot
  FROM home.post_stats GROUP BY author_id;
CREATE VIEW dash_trending AS SELECT post_id, hot, value, likes FROM home.trending LIMIT 10;
CREATE VIEW dash_hours AS SELECT hour, sum(likes) AS likes, sum(comments) AS comments FROM home.engagement_hourly GROUP BY hour;
CREATE VIEW dash_signals AS SELECT signal, sum(n) AS n FROM home.signal_counts GROUP BY signal;
CREATE MATERIALIZED VIEW dash_kept AS SELECT * FROM home.trending;
CREATE FUNCTION dash_top() RETURNS TABLE (post_id bigint, score float8) STABLE LANGUAGE sql
BEGIN ATOMIC SELECT t.post_id, t.score FROM home.trending_posts(page_size => 5) AS t ORDER BY t.rank; END";

fn scene(database: &Database, signals: usize) -> (Session, Engagement) {
    let mut session = database.connect();
    let mut engagement = plain::engagement();
    engagement.signals.truncate(signals);
    plain::declare(&mut session);
    pg_test::fixture::define(&mut session, &engagement.app);
    engagement.define(&mut session);
    (session, engagement)
}

/// The dashboard shows what the views of the feed show.
fn assert_dashboard(label: &str, session: &mut Session) {
    session.run("REFRESH MATERIALIZED VIEW dash_kept");
    for (dashboard, feed) in [
        (
            "TABLE dash_posts",
            "SELECT post_id, author_id, created_at, engagement, hot, likes, comments FROM home.post_stats",
        ),
        (
            "SELECT author_id, likes, comments, round(engagement::numeric, 6), hot FROM dash_authors",
            "SELECT author_id, sum(likes), sum(comments), round(sum(engagement)::numeric, 6), max(hot) FROM home.post_stats GROUP BY 1",
        ),
        (
            "TABLE dash_trending",
            "SELECT post_id, hot, value, likes FROM home.trending LIMIT 10",
        ),
        (
            "TABLE dash_hours",
            "SELECT hour, sum(likes), sum(comments) FROM home.engagement_hourly GROUP BY 1",
        ),
        (
            "TABLE dash_signals",
            "SELECT signal, sum(n) FROM home.signal_counts GROUP BY 1",
        ),
        (
            "SELECT post_id FROM dash_kept",
            "SELECT post_id FROM home.trending",
        ),
        (
            "SELECT post_id FROM dash_top()",
            "SELECT post_id FROM home.trending_posts(page_size => 5)",
        ),
    ] {
        let differences = session.rows(&format!(
            "(({dashboard}) EXCEPT ALL ({feed})) UNION ALL (({feed}) EXCEPT ALL ({dashboard}))"
        ));
        assert!(
            differences.is_empty(),
            "{label}, {dashboard}: {differences:?}"
        );
    }
}

fn columns(session: &mut Session, view: &str) -> String {
    session
        .column(&format!(
            "SELECT attname || ' ' || format_type(atttypid, atttypmod)
             FROM pg_attribute
             WHERE attrelid = 'home.{view}'::regclass AND attnum > 0 AND NOT attisdropped
             ORDER BY attnum"
        ))
        .join(", ")
}

#[test]
fn a_dashboard_outlives_signals() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 2);
    session.run(DASHBOARD);
    assert_dashboard("two signals", &mut session);
    for signal in plain::engagement().signals.drain(2..4) {
        session.run(&signal.add("home"));
        engagement.signals.push(signal);
    }
    assert_dashboard("signals added", &mut session);
    session.run(&engagement.signals[0].remove("home"));
    engagement.signals[0].removed = true;
    assert_dashboard("likes removed", &mut session);
    assert_eq!(
        session.number("SELECT count(likes) FROM dash_posts"),
        0,
        "a removed signal's column is NULL"
    );
    assert_eq!(session.value("SELECT max(likes) FROM dash_hours"), None);
    session.run(&engagement.signals[0].add("home"));
    engagement.signals[0].removed = false;
    assert_dashboard("likes again", &mut session);
    assert!(session.number("SELECT sum(likes) FROM dash_posts") > 0);
    session.run("SELECT feed.alter('home', '{}')");
    assert_dashboard("bound anew", &mut session);
    session.run("SELECT feed.configure('home', '{\"weight.likes\": 4}')");
    engagement.signals[0].weight = Some(4.0);
    assert_dashboard("another weight", &mut session);
    assert_throughout("at last", &mut session, &engagement);
    assert_dashboard("at last", &mut session);
}

#[test]
fn columns_stand_in_order_of_addition() {
    let database = Database::new();
    let (mut session, engagement) = scene(&database, 3);
    let posts = "post_id bigint, author_id bigint, created_at timestamp with time zone, engagement double precision, hot double precision";
    let three = "likes bigint, comments bigint, bookmarks bigint";
    let trending = format!("{posts}, value double precision");
    let check = |session: &mut Session, signals: &str| {
        assert_eq!(
            columns(session, "post_stats"),
            format!("{posts}, {signals}")
        );
        assert_eq!(
            columns(session, "trending"),
            format!("{trending}, {signals}")
        );
        let hourly = format!("post_id bigint, hour timestamp with time zone, {signals}");
        assert_eq!(columns(session, "engagement_hourly"), hourly);
        let counts = columns(session, "signal_counts");
        assert!(
            counts.starts_with("post_id bigint, signal ") && counts.ends_with(", n bigint"),
            "{counts}"
        );
    };
    check(&mut session, three);
    session.run(&engagement.signals[1].remove("home"));
    check(&mut session, three);
    let mut wow = plain::engagement().signals.remove(3);
    wow.name = "so-called \"wow\"".to_string();
    session.run(&wow.add("home"));
    let four = format!("{three}, so-called \"wow\" bigint");
    check(&mut session, &four);
    session.run(&engagement.signals[1].add("home"));
    check(&mut session, &four);
    session.run("SELECT feed.repair('home')");
    check(&mut session, &four);
}

#[test]
fn access_is_granted_to_the_views_too() {
    let (scene, app) = Scene::new();
    let mut owner = scene.owner();
    plain::react(&mut owner);
    let engagement = Engagement {
        app,
        ..plain::engagement()
    };
    engagement.define(&mut owner);
    let (stranger, blind) = (Role::new("stranger"), Role::new("blind"));
    owner.run(&format!(
        "GRANT SELECT ON posts TO {}; SELECT feed.grant_access('home', {})",
        ident(stranger.name()),
        literal(blind.name())
    ));
    let mut reader = scene.reader();
    for read in plain::READS {
        reader.run(&format!("SELECT * FROM {read}"));
        for (role, what) in [
            (&stranger, "no access to the feed"),
            (&blind, "no right on posts"),
        ] {
            let mut session = scene.database.connect_as(role.name());
            let refusal = session.refusal(&format!("SELECT * FROM {read}"));
            assert_eq!(refusal.state, "42501", "{read}, {what}: {refusal:#?}");
        }
    }
    for table in ["likes", "comments", "reactions", "views"] {
        reader.refused("42501", &format!("SELECT * FROM {table}"));
    }
    let kept = scene
        .database
        .connect()
        .column("SELECT relname FROM pg_class WHERE relnamespace = 'home_data'::regnamespace AND relkind IN ('r', 'v', 'p')");
    assert!(!kept.is_empty());
    for table in kept {
        reader.refused(
            "42501",
            &format!("SELECT * FROM home_data.{}", ident(&table)),
        );
    }
    owner.run(&format!(
        "SELECT feed.revoke_access('home', {})",
        literal(scene.reader.name())
    ));
    for read in plain::READS {
        reader.refused("42501", &format!("SELECT * FROM {read}"));
    }
}

/// A condition of the reader's own that is cheap and tells what it is asked about is not asked about hidden rows.
#[test]
fn no_view_leaks_what_a_policy_hides() {
    let (scene, app) = Scene::new();
    let mut owner = scene.owner();
    plain::react(&mut owner);
    let engagement = Engagement {
        app,
        ..plain::engagement()
    };
    engagement.define(&mut owner);
    let mut reader = scene.reader();
    let hidden = "p.id % 4 = 0 AND p.author_id IS DISTINCT FROM 2";
    assert!(owner.number(&format!("SELECT count(*) FROM posts AS p WHERE {hidden}")) > 20);
    reader.run(
        "CREATE TEMP TABLE heard (post bigint);
         CREATE FUNCTION pg_temp.listen(post bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$
         BEGIN INSERT INTO heard VALUES (post); RETURN true; END $$;
         CREATE OPERATOR pg_temp.<<< (FUNCTION = pg_temp.listen, RIGHTARG = bigint)",
    );
    for applied in [false, true] {
        if applied {
            settle::apply(&mut owner, &engagement);
        }
        for read in plain::READS {
            for condition in [
                "pg_temp.listen(post_id)",
                "OPERATOR(pg_temp.<<<) post_id",
                "pg_temp.listen(post_id) AND post_id BETWEEN 300 AND 420",
            ] {
                reader.run(&format!("SELECT * FROM {read} WHERE {condition}"));
            }
        }
        let heard = reader.column("SELECT DISTINCT post FROM heard");
        assert!(heard.len() > 20, "{heard:?}");
        let leaked = owner.column(&format!(
            "SELECT p.id FROM posts AS p WHERE p.id IN ({}) AND {hidden}",
            heard.join(", ")
        ));
        assert!(leaked.is_empty(), "heard of hidden posts: {leaked:?}");
        let all = reader.column("SELECT id FROM posts");
        let stranger = heard.iter().find(|post| !all.contains(post));
        assert_eq!(stranger, None, "heard of a post that the reader cannot see");
    }
}
