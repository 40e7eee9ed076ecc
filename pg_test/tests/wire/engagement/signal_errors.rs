//! Wrong signals: an error with its SQLSTATE in PostgreSQL's style, the same backend afterwards, and nothing changed.

use pg_test::cluster::Database;
use pg_test::engagement::{KNOWN, plain};
use pg_test::refused::assert_refused;
use pg_test::role::Role;
use pg_test::scene::Scene;

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
        .names("a (bigint)")
        .names("b (bigint)");
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
