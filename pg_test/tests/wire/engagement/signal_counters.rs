//! Counter columns of the app's posts: equal to the counts once all is applied, whatever the app does to them meanwhile, and
//! nobody waits for whom.

use std::time::{Duration, Instant};

use pg_test::cluster::Database;
use pg_test::engagement::plain::{self, assert_throughout};
use pg_test::engagement::{Engagement, Signal, settle};
use pg_test::fixture;
use pg_test::quote::literal;
use pg_test::session::Session;

/// Far longer than maintenance of so few posts takes where it waits for nobody.
const LIMIT: Duration = Duration::from_secs(20);

fn scene(database: &Database) -> (Session, Engagement) {
    let mut session = database.connect();
    let mut engagement = plain::engagement();
    engagement.signals.truncate(3);
    plain::declare(&mut session);
    session.run(
        "ALTER TABLE posts ADD like_count bigint NOT NULL DEFAULT 0, ADD comment_count integer NOT NULL DEFAULT 0",
    );
    fixture::define(&mut session, &engagement.app);
    for (signal, counter) in engagement
        .signals
        .iter()
        .zip(["like_count", "comment_count", ""])
    {
        let call = signal.add("home");
        let call = match counter {
            "" => call,
            counter => format!(
                "{}, counter => {})",
                call.trim_end_matches(')'),
                literal(counter)
            ),
        };
        session.run(&call);
    }
    session.run(&engagement.configure());
    (session, engagement)
}

/// Posts whose column differs from the count of the app's own rows.
fn wrong(session: &mut Session) -> Vec<String> {
    session.column(
        "SELECT p.id || ': ' || p.like_count || ' likes, ' || coalesce(p.comment_count::text, 'NULL') || ' comments'
         FROM posts AS p
         WHERE like_count <> (SELECT count(*) FROM likes AS l WHERE l.post_id = p.id)
         OR comment_count IS DISTINCT FROM (SELECT count(*) FROM comments AS c WHERE c.post_id = p.id AND NOT c.hidden)",
    )
}

fn assert_counted(label: &str, session: &mut Session, engagement: &Engagement) {
    settle::apply(session, engagement);
    let wrong = wrong(session);
    assert!(
        wrong.is_empty(),
        "{label}: {:?}",
        &wrong[..wrong.len().min(6)]
    );
}

#[test]
fn counters_equal_the_counts_once_all_is_applied() {
    let database = Database::new();
    let (mut session, engagement) = scene(&database);
    assert_counted("rows that were there", &mut session, &engagement);
    for (label, change) in [
        (
            "likes",
            "INSERT INTO likes (post_id, user_id) SELECT 400 + i % 9, 2000 + i FROM generate_series(1, 60) AS i",
        ),
        ("unlikes", "DELETE FROM likes WHERE user_id % 3 = 0"),
        (
            "moved",
            "UPDATE likes SET post_id = post_id + 1000 WHERE user_id % 3 = 1; UPDATE comments SET post_id = 401 WHERE id % 5 = 0",
        ),
        ("hidden", "UPDATE comments SET hidden = NOT hidden"),
        (
            "new posts under old likes",
            "INSERT INTO posts (id, author_id) SELECT i, 2 FROM generate_series(1250, 1440) AS i",
        ),
        (
            "other ids",
            "UPDATE posts SET id = id + 20000 WHERE id BETWEEN 400 AND 404",
        ),
        ("deleted", "DELETE FROM posts WHERE id % 7 = 0"),
        ("emptied", "TRUNCATE likes"),
    ] {
        session.run(change);
        assert_counted(label, &mut session, &engagement);
    }
    assert_throughout("at last", &mut session, &engagement);
    session.run("SELECT feed.remove_signal('home', 'comments')");
    let before = session.column("SELECT comment_count FROM posts ORDER BY id");
    session.run("DELETE FROM comments");
    settle::apply(&mut session, &engagement);
    assert_eq!(
        session.column("SELECT comment_count FROM posts ORDER BY id"),
        before,
        "a removed signal leaves its counter"
    );
}

#[test]
fn what_the_app_writes_into_a_counter_is_mended_by_repair() {
    let database = Database::new();
    let (mut session, engagement) = scene(&database);
    assert_counted("at first", &mut session, &engagement);
    session.run("UPDATE posts SET like_count = 7, comment_count = -1 WHERE id % 3 = 0");
    session.run("SELECT feed.repair('home')");
    assert_counted("repaired", &mut session, &engagement);
    settle::assert_kept("repaired", &mut session, &engagement);
}

#[test]
fn a_locked_post_is_passed_over_until_it_is_free() {
    let database = Database::new();
    let (mut session, engagement) = scene(&database);
    assert_counted("at first", &mut session, &engagement);
    let mut other = database.connect();
    other.begin("");
    other.run("SELECT FROM posts WHERE id IN (400, 401) FOR UPDATE");
    session.run("INSERT INTO likes (post_id, user_id) SELECT 398 + i % 6, 3000 + i FROM generate_series(1, 30) AS i");
    let start = Instant::now();
    session.run("SET statement_timeout = '20s'");
    settle::apply(&mut session, &engagement);
    assert!(start.elapsed() < LIMIT, "maintenance waits for a row lock");
    let behind = wrong(&mut session);
    assert!(
        behind
            .iter()
            .all(|post| post.starts_with("400:") || post.starts_with("401:")),
        "only locked posts are passed over: {behind:?}"
    );
    other.commit();
    assert_counted("free again", &mut session, &engagement);
}

#[test]
fn no_other_column_will_do() {
    let database = Database::new();
    let (mut session, _) = scene(&database);
    let add = |counter: &str| {
        let bookmarks = Signal {
            created_at: None,
            weight: Some(1.0),
            table: "bookmarks".to_string(),
            ..Signal::plain("saves")
        };
        let call = bookmarks.add("home");
        format!(
            "{}, counter => {})",
            call.trim_end_matches(')'),
            literal(counter)
        )
    };
    session.refused("42703", &add("nothing"));
    session.refused("42804", &add("body"));
    session.refused("42804", &add("created_at"));
    // A key, or what another signal counts, is no counter.
    let taken: Vec<&str> = ["id", "author_id", "parent_id", "group_id", "like_count"]
        .into_iter()
        .filter(|counter| {
            let taken = session.attempt(&add(counter)).is_ok();
            if taken {
                session.run("SELECT feed.remove_signal('home', 'saves')");
            }
            taken
        })
        .collect();
    assert!(taken.is_empty(), "taken as counters: {taken:?}");
}

/// Posts that nobody has reacted to are counted as well, whenever they were written.
#[test]
fn no_reaction_counts_0() {
    let database = Database::new();
    let (mut session, engagement) = scene(&database);
    session.run(
        "ALTER TABLE posts ALTER comment_count DROP NOT NULL, ALTER comment_count DROP DEFAULT;
         UPDATE posts SET comment_count = NULL WHERE id % 2 = 0",
    );
    session.run("SELECT feed.repair('home')");
    assert_counted("repaired", &mut session, &engagement);
    session
        .run("INSERT INTO posts (id, author_id) SELECT i, 2 FROM generate_series(1250, 1260) AS i");
    assert_counted("new posts", &mut session, &engagement);
}
