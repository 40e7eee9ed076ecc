//! Defining a feed: names, relations, types, owners, isolation levels that are refused, and transactions that roll back.

use pg_test::cluster::Database;
use pg_test::role::Role;
use pg_test::{catalog, fixture, plain};

#[test]
fn reserved_and_taken_names_are_refused() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run("CREATE SCHEMA taken; CREATE SCHEMA half_data");
    let before = catalog::picture(&mut session);
    for (name, states) in [
        ("pg_home", "42939"),
        ("pg_", "42939"),
        ("feed", "42939/42P06"),
        ("public", "42P06"),
        ("taken", "42P06"),
        ("half", "42P06"),
        ("home", "42P06"),
        ("information_schema", "42P06/42939"),
    ] {
        session.refused(
            states,
            &format!("SELECT feed.create('{name}', 'posts', 'follows')"),
        );
    }
    catalog::assert_same(&before, &catalog::picture(&mut session), "a refused name");
}

#[test]
fn only_tables_hold_posts() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(
        "CREATE VIEW posts_view AS SELECT * FROM posts;
         CREATE MATERIALIZED VIEW posts_stored AS SELECT * FROM posts;
         CREATE FOREIGN DATA WRAPPER nowhere;
         CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
         CREATE FOREIGN TABLE posts_far (id bigint, author_id bigint, created_at timestamptz) SERVER nowhere;
         CREATE VIEW follows_view AS SELECT * FROM follows;
         CREATE SEQUENCE posts_numbers;
         CREATE TYPE posts_type AS (id bigint, author_id bigint, created_at timestamptz)",
    );
    let before = catalog::picture(&mut session);
    for relation in [
        "posts_view",
        "posts_stored",
        "posts_far",
        "posts_numbers",
        "posts_type",
        "posts_pkey",
    ] {
        session
            .refused(
                "42809",
                &format!("SELECT feed.create('home', '{relation}')"),
            )
            .names(relation);
    }
    session.refused(
        "42809",
        "SELECT feed.create('home', 'posts', 'follows_view')",
    );
    session.refused("42P01", "SELECT feed.create('home', 'posts_nowhere')");
    session.refusal("SELECT feed.create('home', 0::oid::regclass)");
    session.refusal("SELECT feed.create('home', 99999999::oid::regclass)");
    session.refusal("SELECT feed.create('home', 'pg_catalog.pg_class', post_id => 'oid')");
    catalog::assert_same(
        &before,
        &catalog::picture(&mut session),
        "a refused relation",
    );
}

#[test]
fn other_key_and_time_types_are_refused_by_name() {
    let database = Database::new();
    let mut session = database.connect();
    for (column, named) in [
        (
            "id numeric, author_id bigint, created_at timestamptz",
            "numeric",
        ),
        (
            "id bigint, author_id numeric(20), created_at timestamptz",
            "numeric",
        ),
        ("id date, author_id bigint, created_at timestamptz", "date"),
        (
            "id bigint, author_id character(9), created_at timestamptz",
            "char",
        ),
        (
            "id bytea, author_id bigint, created_at timestamptz",
            "bytea",
        ),
        (
            "id bigint[], author_id bigint, created_at timestamptz",
            "bigint[]",
        ),
        ("id bigint, author_id bigint, created_at date", "date"),
        (
            "id bigint, author_id bigint, created_at timetz",
            "time with time zone",
        ),
        ("id bigint, author_id bigint, created_at bigint", "bigint"),
        ("id bigint, author_id bigint, created_at text", "text"),
    ] {
        session.run(&format!(
            "DROP TABLE IF EXISTS odd; CREATE TABLE odd ({column})"
        ));
        let refusal = session.refusal("SELECT feed.create('home', 'odd')");
        refusal.names(named);
        assert!(
            ["42804", "0A000", "22023"].contains(&refusal.state.as_str()),
            "{refusal:?}"
        );
    }
    // Keys that cannot meet: a follow of uuids between authors that are numbers.
    session.run(
        "CREATE TABLE posts (id bigint, author_id bigint, created_at timestamptz);
         CREATE TABLE follows (follower_id uuid, followee_id uuid)",
    );
    let refusal = session.refusal("SELECT feed.create('home', 'posts', 'follows')");
    refusal.names("uuid");
}

#[test]
fn definition_calls_need_ownership() {
    let (owner, stranger) = (Role::new("owner"), Role::new("stranger"));
    let database = Database::new();
    owner.may_create_in(&database);
    stranger.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    let mut other = database.connect_as(stranger.name());
    other.run("CREATE TABLE mine (id bigint, author_id bigint, created_at timestamptz, follower_id bigint, followee_id bigint, member_id bigint, group_id bigint)");
    other.refused("42501", "SELECT feed.create('home', 'posts')");
    other.refused("42501", "SELECT feed.create('home', 'mine', 'follows')");
    session.refused("42501", "SELECT feed.create('home', 'posts', 'mine')");
    let app = plain::app();
    fixture::define(&mut session, &app);
    let mut bare = plain::bare();
    bare.feed = "bare".to_string();
    fixture::define(&mut session, &bare);
    for call in [
        "feed.alter('home', '{\"post_visible\": \"true\"}')",
        "feed.add_accounts('home', 'mine')",
        "feed.remove_accounts('home')",
        "feed.add_groups('home', 'mine')",
        "feed.remove_groups('home')",
        "feed.add_exclusion('home', 'mine', 'follower_id', 'followee_id')",
        "feed.remove_exclusion('home', 'blocks')",
        "feed.configure('home', '{\"timeline.own\": false}')",
        "feed.drop('home')",
        "feed.grant_access('home', current_user)",
        "feed.revoke_access('home', current_user)",
    ] {
        other.refused("42501", &format!("SELECT {call}"));
    }
    session.refused(
        "42501",
        "SELECT feed.add_groups('bare', 'mine', 'member_id', 'group_id')",
    );
    session.refused("42501", "SELECT feed.add_accounts('bare', 'mine', 'id')");
    session.refused(
        "42501",
        "SELECT feed.add_exclusion('home', 'mine', 'follower_id', 'followee_id')",
    );
    // A role that may not make schemas cannot make a feed, even over its own tables.
    let poor = Role::new("poor");
    {
        let mut superuser = database.connect();
        superuser.run(&format!(
            "CREATE TABLE theirs (id bigint, author_id bigint, created_at timestamptz);
             ALTER TABLE theirs OWNER TO \"{0}\"",
            poor.name()
        ));
        database
            .connect_as(poor.name())
            .refused("42501", "SELECT feed.create('poor', 'theirs')");
        superuser.run("DROP TABLE theirs");
    }
    fixture::assert_exact(
        "definition_calls_need_ownership",
        &mut database.connect(),
        &app,
    );
}

#[test]
fn definition_calls_run_at_read_committed() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let before = catalog::picture(&mut session);
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        session.begin(&format!("ISOLATION LEVEL {level}"));
        for call in [
            "feed.create('other', 'posts')",
            "feed.alter('home', '{\"post_visible\": \"true\"}')",
            "feed.add_exclusion('home', 'follows', 'follower_id', 'followee_id')",
            "feed.remove_exclusion('home', 'blocks')",
            "feed.remove_accounts('home')",
            "feed.remove_groups('home')",
            "feed.configure('home', '{\"timeline.own\": false}')",
            "feed.drop('home')",
        ] {
            session.refused("25001", &format!("SELECT {call}"));
        }
        session.rollback();
    }
    catalog::assert_same(&before, &catalog::picture(&mut session), "a refused level");
}

#[test]
fn a_rolled_back_definition_leaves_nothing() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    let app = plain::app();
    let before = catalog::picture(&mut session);
    session.begin("");
    fixture::define(&mut session, &app);
    session.run("SELECT * FROM home.timeline_for(1)");
    session.rollback();
    catalog::assert_same(
        &before,
        &catalog::picture(&mut session),
        "a rolled back feed",
    );
    session.begin("");
    session.run("SAVEPOINT before");
    fixture::define(&mut session, &app);
    session.run("SELECT * FROM home.timeline_for(1); ROLLBACK TO before");
    session.refusal("SELECT * FROM home.timeline_for(1)");
    fixture::define(&mut session, &app);
    session.run("SAVEPOINT changed; SELECT feed.configure('home', '{\"timeline.own\": false, \"timeline.replies\": \"all\"}'); SELECT * FROM home.timeline_for(1); ROLLBACK TO changed");
    session.commit();
    fixture::assert_exact(
        "a_rolled_back_definition_leaves_nothing",
        &mut session,
        &app,
    );
}

#[test]
fn a_feed_in_the_same_transaction_as_its_tables_reads_at_once() {
    let database = Database::new();
    let mut session = database.connect();
    session.begin("");
    fixture::declare(&mut session);
    let app = plain::app();
    fixture::define(&mut session, &app);
    assert!(session.number("SELECT count(*) FROM home.timeline_for(1, 1000)") > 0);
    session.commit();
    fixture::assert_exact("a_feed_in_the_same_transaction", &mut session, &app);
}
