//! Indexes a feed needs: what `build_indexes` builds, and that the statements it recommends really run.

use pg_test::cluster::Database;
use pg_test::session::Session;

const TABLES: &str = "
CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint, created_at timestamptz, circle bigint, parent_id bigint);
CREATE TABLE follows (follower_id bigint, followee_id bigint);
CREATE TABLE blocks (blocker_id bigint, blocked_id bigint);
CREATE TABLE memberships (user_id bigint, group_id bigint)";

fn indexes(session: &mut Session) -> Vec<String> {
    session.column(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname !~ 'pkey' ORDER BY 1",
    )
}

/// The statements recommended, apart from what exists or was built.
fn recommended(definition: &serde_json::Value) -> Vec<String> {
    let indexes = definition["indexes"]
        .as_array()
        .unwrap_or_else(|| panic!("no list of indexes in {definition}"));
    indexes
        .iter()
        .filter(|index| index["status"] == "recommended")
        .map(|index| {
            index["statement"]
                .as_str()
                .expect("a statement")
                .to_string()
        })
        .inspect(|statement| {
            assert!(
                statement.contains("CREATE INDEX CONCURRENTLY"),
                "{statement}"
            )
        })
        .collect()
}

fn create(session: &mut Session, build_indexes: &str) -> Vec<String> {
    let definition = session.json(&format!(
        "SELECT feed.create('home', 'posts', 'follows', post_group => 'circle', build_indexes => '{build_indexes}')"
    ));
    recommended(&definition)
}

#[test]
fn none_builds_nothing_and_recommends_statements_that_run() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(TABLES);
    let statements = create(&mut session, "none");
    assert!(indexes(&mut session).is_empty(), "none built something");
    assert!(statements.len() >= 2, "recommended: {statements:?}");
    let advised = session
        .number("SELECT count(*) FROM feed.doctor('home') WHERE remedy ILIKE '%create index%'");
    assert!(advised > 0, "doctor says nothing of missing indexes");
    for statement in &statements {
        session.run(statement);
    }
    let after = session.rows(
        "SELECT finding, remedy FROM feed.doctor('home') WHERE remedy ILIKE '%create index%'",
    );
    assert!(after.is_empty(), "doctor still misses {after:?}");
    session.run("SELECT feed.drop('home')");
    let again = create(&mut session, "none");
    assert!(
        again.is_empty(),
        "indexes are there, yet recommended: {again:?}"
    );
}

#[test]
fn the_statements_of_one_list_run_one_behind_the_other() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(TABLES);
    session.run("SELECT feed.create('home', 'posts', 'follows', build_indexes => 'none')");
    for signal in ["likes", "reposts", "bookmarks"] {
        session.run(&format!(
            "CREATE TABLE {signal} (post_id bigint, user_id bigint, created_at timestamptz);
             SELECT feed.add_signal('home', '{signal}', '{signal}')"
        ));
    }
    let missing = "SELECT remedy FROM feed.doctor('home') WHERE remedy ILIKE '%create index%'";
    let remedies = session.rows(missing);
    assert!(remedies.len() >= 5, "{remedies:?}");
    for remedy in remedies.iter().filter_map(|row| row[0].as_deref()) {
        session.run(remedy);
    }
    let left = session.rows(missing);
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn all_builds_and_leaves_nothing_to_recommend() {
    for build_indexes in ["all", "small"] {
        let database = Database::new();
        let mut session = database.connect();
        session.run(TABLES);
        let statements = create(&mut session, build_indexes);
        assert!(
            statements.is_empty(),
            "{build_indexes} leaves {statements:?}"
        );
        let built = indexes(&mut session);
        assert!(built.len() >= 2, "{build_indexes} built {built:?}");
        session.run("SELECT feed.add_groups('home', 'memberships'); SELECT feed.add_exclusion('home', 'blocks', both_ways => true)");
        let missing = session.rows(
            "SELECT finding, remedy FROM feed.doctor('home') WHERE remedy ILIKE '%create index%'",
        );
        println!(
            "{build_indexes}: built {built:#?}; doctor after add_groups and add_exclusion: {missing:?}"
        );
        for row in missing {
            let remedy = row[1].clone().unwrap();
            if remedy.starts_with("CREATE INDEX") {
                session.run(&remedy);
            }
        }
    }
}

#[test]
fn small_builds_on_small_tables_only() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(TABLES);
    // 64 MB and a little more, in wide rows that stay in line.
    session.run(
        "ALTER TABLE posts ADD COLUMN padding text;
         ALTER TABLE posts ALTER COLUMN padding SET STORAGE PLAIN;
         INSERT INTO posts (id, author_id, created_at, padding)
         SELECT i, i % 7, '2025-06-01', repeat('x', 7900) FROM generate_series(1, 8400) AS i",
    );
    let statements = create(&mut session, "small");
    let built = indexes(&mut session);
    assert!(
        built
            .iter()
            .all(|index| !index.contains(" ON public.posts ")),
        "built on a large table: {built:?}"
    );
    assert!(
        built
            .iter()
            .any(|index| index.contains(" ON public.follows ")),
        "{built:?}"
    );
    assert!(
        statements
            .iter()
            .any(|statement| statement.contains("posts")),
        "{statements:?}"
    );
}

#[test]
fn partitioned_posts_get_statements_that_run_too() {
    for build_indexes in ["none", "all"] {
        let database = Database::new();
        let mut session = database.connect();
        session.run(
            "CREATE TABLE posts (id bigint, author_id bigint, created_at timestamptz, circle bigint) PARTITION BY RANGE (created_at);
             CREATE TABLE posts_old PARTITION OF posts FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
             CREATE TABLE posts_new PARTITION OF posts DEFAULT;
             CREATE TABLE follows (follower_id bigint, followee_id bigint)",
        );
        let definition = session.json(&format!(
            "SELECT feed.create('home', 'posts', 'follows', post_group => 'circle', build_indexes => '{build_indexes}')"
        ));
        for statement in recommended(&definition) {
            // One remedy of several statements, as it would be typed.
            for part in statement.split(";\n") {
                session.run(part);
            }
        }
        let missing = session
            .rows("SELECT finding FROM feed.doctor('home') WHERE remedy ILIKE '%create index%'");
        assert!(
            missing.is_empty(),
            "{build_indexes}: doctor misses {missing:?}"
        );
    }
}

#[test]
fn another_word_is_refused() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(TABLES);
    session
        .refused(
            "22023",
            "SELECT feed.create('home', 'posts', build_indexes => 'big')",
        )
        .names("small");
    session.refusal("SELECT feed.create('home', 'posts', build_indexes => NULL)");
}
