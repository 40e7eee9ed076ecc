//! Wrong settings of engagement and wrong arguments of rankings: an error with its SQLSTATE in PostgreSQL's style, the same
//! backend afterwards, and nothing changed.

use pg_test::cluster::Database;
use pg_test::engagement::plain;
use pg_test::quote::literal;
use pg_test::refused::{assert_refused, assert_style};
use pg_test::session::Session;

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
    session.run(&engagement.configure());
    let before = session.column(all);
    let mut wrong = Vec::new();
    for settings in SETTINGS {
        let call = format!("SELECT feed.configure('home', {})", literal(settings));
        match session.attempt(&call) {
            Ok(_) => wrong.push(format!("taken: {settings}")),
            Err(refusal)
                if !["22023", "22003", "22007", "22015"].contains(&refusal.state.as_str()) =>
            {
                wrong.push(format!("{settings}: {refusal:?}"));
            }
            Err(refusal) => assert_style(settings, &refusal),
        }
        if session.column(all) != before {
            wrong.push(format!("changed something: {settings}"));
            session.run(&engagement.configure());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
