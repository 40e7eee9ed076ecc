//! Tables that are dropped under a feed: every read says what to run, and running it makes the feed whole.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::fixture;

/// How an app goes on without one of its tables.
type Mend = fn(&mut App);

/// A table, and how the app goes on without it.
const TABLES: [(&str, Mend); 5] = [
    ("follows", |app| app.follows = None),
    ("users", |app| app.accounts = None),
    ("memberships", |app| app.memberships = None),
    ("blocks", |app| {
        app.exclusions.remove(0);
    }),
    ("mutes", |app| {
        app.exclusions.remove(1);
    }),
];

#[test]
fn the_hint_makes_a_feed_whole_without_the_table() {
    for (table, mend) in TABLES {
        let database = Database::new();
        let (mut session, mut app) = fixture::plain_feed(&database);
        let mut other = database.connect();
        other.run("SELECT * FROM home.timeline_for(1)");
        // A new one of that name is another table.
        session.run(&format!(
            "DROP TABLE {table}; CREATE TABLE {table} (id bigint, user_id bigint)"
        ));
        let refusal = other.refused("55000", "SELECT * FROM home.timeline_for(1)");
        let advice =
            session.column("SELECT remedy FROM feed.doctor('home') WHERE severity = 'error'");
        assert_eq!(advice, [refusal.hint.as_str()], "{table}");
        let (_, call) = refusal.hint.split_once("SELECT ").expect("a statement");
        // Binding anew does not help, and says the same, where it is not the remedy itself.
        if table != "follows" {
            let again = session.refused("55000", "SELECT feed.alter('home', '{}')");
            assert_eq!(again.hint, refusal.hint, "{table}");
        }
        session.run(&format!("SELECT {}", call.trim_end_matches('.')));
        mend(&mut app);
        fixture::assert_exact(table, &mut session, &app);
        fixture::assert_exact(table, &mut other, &app);
    }
}

#[test]
fn a_feed_without_posts_takes_another_table_or_goes() {
    let database = Database::new();
    let (mut session, mut app) = fixture::plain_feed(&database);
    session.run("CREATE TABLE articles AS SELECT * FROM posts; DROP TABLE posts");
    session
        .refused("55000", "SELECT * FROM home.timeline_for(1)")
        .hints_at("feed.alter");
    session
        .refused("55000", "SELECT feed.alter('home', '{}')")
        .hints_at("Name another table");
    // Columns that no name suggests are told one by one.
    session
        .refused(
            "42703",
            "SELECT feed.alter('home', '{\"posts\": \"articles\"}')",
        )
        .hints_at("post_parent");
    session.run(
        "SELECT feed.alter('home', '{\"posts\": \"articles\", \"post_parent\": \"parent_id\",
                                    \"post_group\": \"group_id\", \"post_pinned\": \"pinned\"}')",
    );
    app.posts.table = "articles".to_string();
    fixture::assert_exact("another table", &mut session, &app);
    session.run("DROP TABLE articles; SELECT feed.drop('home')");
    assert!(session.rows("SELECT FROM feed.definition").is_empty());
}
