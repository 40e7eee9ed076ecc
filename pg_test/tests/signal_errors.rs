//! Wrong signals, settings and arguments: an error with its SQLSTATE in PostgreSQL's style, the same backend afterwards, and
//! nothing changed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pg_test::catalog;
use pg_test::cluster::Database;
use pg_test::engagement::{KNOWN, plain};
use pg_test::quote::literal;
use pg_test::role::Role;
use pg_test::scene::Scene;
use pg_test::session::{Refusal, Session};

/// Lower case and no full stop; DETAIL and HINT are sentences.
fn assert_style(what: &str, refusal: &Refusal) {
    let first = refusal.message.chars().next();
    assert!(
        first.is_some_and(|sign| !sign.is_uppercase()) && !refusal.message.ends_with('.'),
        "{what}: {refusal:?}"
    );
    for sentence in [&refusal.detail, &refusal.hint] {
        assert!(
            sentence.is_empty() || sentence.ends_with('.') || sentence.ends_with(';'),
            "{what}: {refusal:?}"
        );
    }
}

/// All of them are refused as they must be, and the database is as it was.
fn assert_refused(session: &mut Session, statements: &[(&str, &str)]) {
    let backend = session.text("SELECT pg_backend_pid()");
    let before = catalog::picture(session);
    let mut wrong = Vec::new();
    for (states, call) in statements {
        match session.attempt(&format!("SELECT * FROM {call}")) {
            Ok(_) => wrong.push(format!("taken: {call}")),
            Err(refusal) if !states.split('/').any(|state| state == refusal.state) => {
                wrong.push(format!("{call}: {states} expected, not {refusal:?}"));
            }
            Err(refusal) => assert_style(call, &refusal),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    catalog::assert_same(&before, &catalog::picture(session), "a refused call");
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}

const TABLES: &str = "
CREATE VIEW likes_view AS SELECT * FROM likes;
CREATE TABLE quotes (
  post_id bigint, user_id bigint, created_at timestamptz, day date, words text, n numeric, flag boolean, of_text text, of_user text, at_time time);
CREATE TABLE nameless (a bigint, b bigint)";

const SIGNALS: [(&str, &str); 41] = [
    ("22004", "feed.add_signal(NULL, 'quotes', 'quotes')"),
    ("22004", "feed.add_signal('home', NULL, 'quotes')"),
    ("22004", "feed.add_signal('home', 'quotes', NULL)"),
    ("22004", "feed.remove_signal(NULL, 'likes')"),
    ("22004", "feed.remove_signal('home', NULL)"),
    (
        "42704/3F000",
        "feed.add_signal('nowhere', 'quotes', 'quotes')",
    ),
    ("42704/3F000", "feed.remove_signal('nowhere', 'likes')"),
    ("42704", "feed.remove_signal('home', 'nothing')"),
    ("42704", "feed.remove_signal('home', 'LIKES')"),
    ("42704", "feed.remove_signal('home', '')"),
    ("22023", "feed.add_signal('home', 'claps', 'quotes')"),
    ("22023", "feed.add_signal('home', 'Quotes', 'quotes')"),
    ("22023", "feed.add_signal('home', 'quotes', 'quotes', -1)"),
    (
        "22023",
        "feed.add_signal('home', 'quotes', 'quotes', -1e-300)",
    ),
    (
        "22023",
        "feed.add_signal('home', 'quotes', 'quotes', 'NaN')",
    ),
    (
        "22023",
        "feed.add_signal('home', 'quotes', 'quotes', 'Infinity')",
    ),
    (
        "22023",
        "feed.add_signal('home', 'quotes', 'quotes', '-Infinity')",
    ),
    ("42710", "feed.add_signal('home', 'likes', 'likes')"),
    ("42710", "feed.add_signal('home', 'likes', 'quotes')"),
    ("42710", "feed.add_signal('home', 'wow', 'quotes', 1)"),
    ("42P01", "feed.add_signal('home', 'quotes', 'nowhere')"),
    ("42809", "feed.add_signal('home', 'quotes', 'likes_view')"),
    (
        "42703",
        "feed.add_signal('home', 'quotes', 'quotes', post => 'nothing')",
    ),
    (
        "42703",
        "feed.add_signal('home', 'quotes', 'quotes', actor => 'nothing')",
    ),
    (
        "42703",
        "feed.add_signal('home', 'quotes', 'quotes', created_at => 'nothing')",
    ),
    (
        "42703",
        "feed.add_signal('home', 'quotes', 'quotes', post => 'POST_ID')",
    ),
    (
        "42703",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'nothing')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', post => 'of_text')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', post => 'n')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', actor => 'of_user')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', created_at => 'day')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', created_at => 'at_time')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', created_at => 'words')",
    ),
    (
        "42804",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'words')",
    ),
    (
        "42601",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'flag); DROP TABLE posts; --')",
    ),
    (
        "0A000",
        "feed.add_signal('home', 'quotes', 'quotes', active => '(SELECT true)')",
    ),
    (
        "42803",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'count(*) > 1')",
    ),
    (
        "0A000/42P17/22023",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'random() < 0.5')",
    ),
    // Nothing tells when a condition that depends on the time ceases to hold.
    (
        "0A000/42P17/22023",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'created_at < now()')",
    ),
    (
        "0A000/42P17/22023",
        "feed.add_signal('home', 'quotes', 'quotes', active => 'day::text = ''today''')",
    ),
    (
        "42703",
        "feed.add_signal('home', 'quotes', 'quotes', counter => 'nothing')",
    ),
];

/// Columns of the views, and what system columns are called.
const COLLIDING: [&str; 9] = [
    "post_id",
    "author_id",
    "created_at",
    "engagement",
    "hot",
    "value",
    "hour",
    "signal",
    "n",
];

#[test]
fn wrong_signals_are_refused() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    session.run(TABLES);
    assert_refused(&mut session, &SIGNALS);
    let colliding: Vec<String> = COLLIDING
        .iter()
        .map(|name| format!("feed.add_signal('home', '{name}', 'quotes', 1)"))
        .collect();
    let colliding: Vec<(&str, &str)> = colliding
        .iter()
        .map(|call| ("42701", call.as_str()))
        .collect();
    assert_refused(&mut session, &colliding);
    // What is called otherwise cannot be inferred: the columns there are help.
    session
        .refusal("SELECT feed.add_signal('home', 'quotes', 'nameless')")
        .names("a, b");
    let unknown = session.refused("22023", "SELECT feed.add_signal('home', 'claps', 'quotes')");
    unknown.names("claps").names("weight");
    for (name, _) in KNOWN.iter().filter(|(name, _)| name.ends_with('s')) {
        unknown.names(name);
    }
    session
        .refused("42704", "SELECT feed.remove_signal('home', 'nothing')")
        .names("nothing");
    plain::assert_exact("after refused signals", &mut session, &engagement);
    session.run("SELECT feed.remove_signal('home', 'likes')");
    session.refused("42704", "SELECT feed.remove_signal('home', 'likes')");
    session.refused(
        "42701/22023",
        "SELECT feed.add_signal('home', 'engagement', 'likes')",
    );
}

#[test]
fn signals_are_for_owners_at_read_committed() {
    let (scene, app) = Scene::new();
    let mut owner = scene.owner();
    plain::react(&mut owner);
    let engagement = pg_test::engagement::Engagement {
        app,
        ..plain::engagement()
    };
    engagement.define(&mut owner);
    owner.run("CREATE TABLE quotes (post_id bigint, user_id bigint, created_at timestamptz)");
    let add = "SELECT feed.add_signal('home', 'quotes', 'quotes')";
    let remove = "SELECT feed.remove_signal('home', 'likes')";
    let mut reader = scene.reader();
    for call in [
        add,
        remove,
        "SELECT feed.configure('home', '{\"weight.likes\": 2}')",
    ] {
        reader.refused("42501", call);
    }
    // A table of somebody else's, even for who owns the feed.
    let other = Role::new("other");
    let mut superuser = scene.database.connect();
    superuser.run(&format!(
        "ALTER TABLE quotes OWNER TO {}",
        pg_test::quote::ident(other.name())
    ));
    owner.refused("42501", add);
    superuser.run(&format!(
        "ALTER TABLE quotes OWNER TO {}",
        pg_test::quote::ident(scene.owner.name())
    ));
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        owner.begin(&format!("ISOLATION LEVEL {level}"));
        owner.refused("25001", add);
        owner.refused("25001", remove);
        owner.rollback();
    }
    owner.run(add);
    owner.run(remove);
}

const SETTINGS: [&str; 34] = [
    "{\"weight.nothing\": 1}",
    "{\"weight.\": 1}",
    "{\"weight\": 1}",
    "{\"weight.LIKES\": 1}",
    "{\"weight.likes\": -1}",
    "{\"weight.likes\": \"NaN\"}",
    "{\"weight.likes\": \"much\"}",
    "{\"weight.likes\": true}",
    "{\"weight.likes\": [1]}",
    "{\"weight.likes\": 1e999}",
    "{\"weight.likes\": 3, \"weight.comments\": -0.5}",
    "{\"trending.half_life\": \"59 minutes\"}",
    "{\"trending.half_life\": \"0\"}",
    "{\"trending.half_life\": \"-2 hours\"}",
    "{\"trending.half_life\": \"soon\"}",
    "{\"trending.half_life\": 12}",
    "{\"trending.half_life\": true}",
    "{\"trending.base\": 0}",
    "{\"trending.base\": -1}",
    "{\"trending.base\": \"one\"}",
    "{\"trending.max_age\": \"-1 day\"}",
    "{\"trending.max_age\": \"yesterday\"}",
    "{\"trending.max_age\": 7}",
    "{\"gravity.offset_hours\": -1}",
    "{\"gravity.offset_hours\": \"two\"}",
    "{\"gravity.exponent\": \"NaN\"}",
    "{\"gravity.exponent\": {}}",
    "{\"engagement.keep\": \"0\"}",
    "{\"engagement.keep\": \"-1 day\"}",
    "{\"engagement.keep\": \"ever\"}",
    "{\"engagement.keep\": 90}",
    "{\"engagement\": \"90 days\"}",
    "{\"trending.nothing\": 1}",
    "{\"trending.base\": 2, \"trending.half_life\": \"1 minute\"}",
];

#[test]
fn wrong_settings_are_refused_and_change_nothing() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    let all = "SELECT setting || ' ' || value FROM feed.settings('home')";
    let before = session.column(all);
    for wrong in SETTINGS {
        let call = format!("SELECT feed.configure('home', {})", literal(wrong));
        let refusal = session.refused("22023/22P02/22007/22003/22015", &call);
        assert_style(wrong, &refusal);
        assert_eq!(session.column(all), before, "{wrong} changed something");
    }
    session
        .refused(
            "22023",
            "SELECT feed.configure('home', '{\"weight.claps\": 1}')",
        )
        .names("claps");
    session
        .refused(
            "22023",
            "SELECT feed.configure('home', '{\"trending.half_life\": \"10 minutes\"}')",
        )
        .names("hour");
    plain::assert_exact("after refused settings", &mut session, &engagement);
}

const RANKINGS: [(&str, &str); 23] = [
    ("22023", "home.trending_posts(formula => 'best')"),
    ("22023", "home.trending_posts(formula => 'Decay')"),
    ("22023", "home.trending_posts(formula => '')"),
    ("22023/22004", "home.trending_posts(formula => NULL)"),
    ("22023", "home.trending_posts('0')"),
    ("22023", "home.trending_posts('-1 microsecond')"),
    (
        "22023",
        "home.trending_posts('-7 days', formula => 'gravity')",
    ),
    ("22023", "home.trending_posts('0', formula => 'window')"),
    ("22023/22004", "home.trending_posts(NULL)"),
    (
        "22023",
        "home.trending_posts('21 days', formula => 'window')",
    ),
    (
        "22023",
        "home.trending_posts('20 days 1 microsecond', formula => 'window')",
    ),
    (
        "22023",
        "home.trending_posts('3 months', formula => 'window')",
    ),
    ("22023", "home.trending_posts(page_size => 0)"),
    ("22023", "home.trending_posts(page_size => -1)"),
    ("22023", "home.trending_posts(page_size => 1001)"),
    ("22023", "home.trending_posts(page_size => 2147483647)"),
    ("22023/22004", "home.trending_posts(page_size => NULL)"),
    ("22023/22004", "home.trending_posts(as_of => NULL)"),
    ("22023", "home.trending_posts(after => 'nonsense')"),
    ("22023", "home.trending_posts(after => '')"),
    ("42883", "home.trending_posts(ARRAY[1])"),
    ("22P02", "home.trending_posts(viewer => 'one')"),
    ("22007", "home.trending_posts('soon')"),
];

#[test]
fn wrong_arguments_of_rankings_are_refused() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    session.run("SELECT feed.configure('home', '{\"engagement.keep\": \"20 days\"}')");
    assert_refused(&mut session, &RANKINGS);
    let unknown = session.refused(
        "22023",
        "SELECT * FROM home.trending_posts(formula => 'best')",
    );
    unknown
        .names("best")
        .names("decay")
        .names("gravity")
        .names("window");
    session
        .refused(
            "22023",
            "SELECT * FROM home.trending_posts('21 days', formula => 'window')",
        )
        .names("engagement.keep");
    session
        .refused(
            "22023",
            "SELECT * FROM home.trending_posts(page_size => 1001)",
        )
        .names("1000");
    // As long as hours are kept, and other formulas as long as anybody likes.
    session.run("SELECT * FROM home.trending_posts('20 days', formula => 'window')");
    session.run("SELECT * FROM home.trending_posts('100 years', formula => 'decay')");
    session.run("SELECT * FROM home.trending_posts('100 years', formula => 'gravity')");
    // Times at the ends of what there is end in rows or in an error, not in a crash.
    let backend = session.text("SELECT pg_backend_pid()");
    for as_of in [
        "infinity",
        "-infinity",
        "294276-12-31 23:59:59+00",
        "4713-01-01 00:00+00 BC",
    ] {
        for formula in ["decay", "gravity", "window"] {
            let call = format!(
                "SELECT * FROM home.trending_posts('7 days', formula => '{formula}', as_of => '{as_of}')"
            );
            if let Err(refusal) = session.attempt(&call) {
                assert!(refusal.state.starts_with("22"), "{call}: {refusal:?}");
            }
        }
    }
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}

#[test]
fn unknown_viewers_and_far_keys_are_people_like_others() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    let of = |session: &mut Session, viewer: &str| {
        session.column(&format!(
            "SELECT post_id FROM home.trending_posts(page_size => 1000, viewer => {viewer})"
        ))
    };
    let everything = of(&mut session, "NULL");
    assert!(!everything.is_empty());
    for key in [i64::MIN, i64::MAX, 0, -1, 1 << 40] {
        assert_eq!(of(&mut session, &format!("'{key}'")), everything);
    }
}
