//! Tables and columns of signals and posts renamed, changed and lost: what is renamed needs nothing; what is lost stops reads
//! with the call that helps, and no write of the app's.

use pg_test::cluster::Database;
use pg_test::engagement::plain::{self, assert_throughout};
use pg_test::engagement::{Signal, settle};
use pg_test::session::Session;

#[test]
fn renamed_tables_and_columns_need_nothing() {
    let database = Database::new();
    let (mut session, mut engagement) = plain::scene(&database);
    session.run(
        "ALTER TABLE posts RENAME TO articles;
         ALTER TABLE articles RENAME id TO \"likes\";
         ALTER TABLE articles RENAME author_id TO written_by;
         ALTER TABLE articles RENAME created_at TO \"hot\";
         ALTER TABLE articles RENAME parent_id TO thread;
         ALTER TABLE articles RENAME status TO state;
         ALTER TABLE likes RENAME TO \"Hearts & <3\";
         ALTER TABLE \"Hearts & <3\" RENAME post_id TO article;
         ALTER TABLE \"Hearts & <3\" RENAME created_at TO \"when\";
         ALTER TABLE comments RENAME hidden TO post_id_;
         ALTER TABLE comments RENAME post_id TO hidden;
         ALTER TABLE reactions RENAME kind TO sort;
         CREATE SCHEMA elsewhere;
         ALTER TABLE views SET SCHEMA elsewhere;
         SET search_path = public, elsewhere",
    );
    let posts = &mut engagement.app.posts;
    posts.table = "articles".to_string();
    posts.id = "likes".to_string();
    posts.author = "written_by".to_string();
    posts.created_at = "hot".to_string();
    posts.parent = Some("thread".to_string());
    posts.visible = Some("state = 'published'".to_string());
    let named = |name: &str| name.to_string();
    let signals = &mut engagement.signals;
    signals[0].table = named("Hearts & <3");
    signals[0].post = named("article");
    signals[0].created_at = Some(named("when"));
    signals[1].post = named("hidden");
    signals[1].active = Some(named("NOT post_id_"));
    signals[3].active = Some(named("sort = 'wow'"));
    signals[4].active = Some(named("sort = 'sad'"));
    signals[6] = Signal {
        table: named("articles"),
        post: named("thread"),
        actor: Some(named("written_by")),
        created_at: Some(named("hot")),
        active: Some(named("state = 'published'")),
        ..Signal::plain("replies")
    };
    session.run(
        "INSERT INTO \"Hearts & <3\" (article, user_id) SELECT 400 + i % 9, 2000 + i FROM generate_series(1, 30) AS i;
         INSERT INTO articles (\"likes\", written_by, thread) VALUES (900, 2, 401), (901, 3, NULL);
         UPDATE comments SET post_id_ = NOT post_id_ WHERE id % 2 = 0;
         DELETE FROM elsewhere.views WHERE user_id = 3",
    );
    assert_throughout("renamed", &mut session, &engagement);
}

/// What is wrong with how everything that shows engagement is refused after a change.
fn faults(change: &str, session: &mut Session, remedy: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for read in plain::READS {
        let sql = format!("SELECT * FROM {read}");
        match session.attempt(&sql) {
            Ok(_) => wrong.push(format!("{change}: {read} goes on")),
            Err(refusal) if refusal.state != "55000" || !refusal.hint.contains(remedy) => {
                wrong.push(format!("{change}: {read}: {refusal:?}"));
            }
            Err(_) => {}
        }
    }
    wrong
}

/// A change of the app's tables, and a write that must go on after it.
const LOST_IN_POSTS: [(&str, &str); 6] = [
    (
        "ALTER TABLE posts DROP COLUMN created_at",
        "INSERT INTO posts (author_id) VALUES (2)",
    ),
    (
        "ALTER TABLE posts DROP COLUMN author_id",
        "INSERT INTO posts (body) VALUES ('words')",
    ),
    (
        "ALTER TABLE posts ALTER COLUMN id TYPE text",
        "INSERT INTO posts (id, author_id) VALUES ('one', 2)",
    ),
    (
        "ALTER TABLE posts ALTER COLUMN created_at TYPE date",
        "INSERT INTO posts (author_id) VALUES (2)",
    ),
    (
        "ALTER TABLE posts ALTER COLUMN author_id TYPE text",
        "UPDATE posts SET author_id = 'somebody' WHERE id = 400",
    ),
    (
        "ALTER TABLE posts DROP COLUMN status",
        "DELETE FROM posts WHERE id = 400",
    ),
];

#[test]
fn lost_columns_of_posts_stop_reads_and_no_write() {
    let original = Database::new();
    let (mut session, _) = plain::scene(&original);
    session
        .run("ALTER TABLE posts ALTER COLUMN id DROP IDENTITY, ALTER COLUMN id SET DEFAULT 9999");
    // A signal over the posts would lose its columns with them.
    session.run("SELECT feed.remove_signal('home', 'replies')");
    drop(session);
    let mut wrong = Vec::new();
    for (change, write) in LOST_IN_POSTS {
        let database = original.copy();
        let mut session = database.connect();
        session.run("INSERT INTO likes (post_id, user_id) VALUES (401, 901)");
        session.run(change);
        session.run(write);
        session.run("INSERT INTO likes (post_id, user_id) VALUES (401, 902); DELETE FROM comments WHERE post_id = 330");
        wrong.extend(faults(change, &mut session, "feed.alter"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const LOST_IN_SIGNALS: [(&str, &str, &str); 8] = [
    (
        "likes",
        "ALTER TABLE likes DROP COLUMN created_at",
        "INSERT INTO likes (post_id, user_id) VALUES (401, 901)",
    ),
    (
        "likes",
        "ALTER TABLE likes DROP COLUMN post_id",
        "INSERT INTO likes (user_id) VALUES (901)",
    ),
    (
        "likes",
        "ALTER TABLE likes ALTER COLUMN post_id TYPE text",
        "INSERT INTO likes (post_id, user_id) VALUES ('x', 901)",
    ),
    (
        "likes",
        "ALTER TABLE likes ALTER COLUMN created_at TYPE date",
        "DELETE FROM likes WHERE user_id % 2 = 0",
    ),
    (
        "likes",
        "ALTER TABLE likes DROP COLUMN user_id",
        "UPDATE likes SET created_at = now()",
    ),
    (
        "comments",
        "ALTER TABLE comments DROP COLUMN hidden",
        "INSERT INTO comments (post_id, user_id) VALUES (401, 1)",
    ),
    (
        "comments",
        "ALTER TABLE comments ALTER COLUMN hidden TYPE text",
        "UPDATE comments SET hidden = 'perhaps'",
    ),
    (
        "bookmarks",
        "DROP TABLE bookmarks",
        "INSERT INTO likes (post_id, user_id) VALUES (401, 901)",
    ),
];

#[test]
fn lost_columns_of_a_signal_stop_reads_until_it_is_removed() {
    let original = Database::new();
    let (session, engagement) = plain::scene(&original);
    drop(session);
    let mut wrong = Vec::new();
    for (name, change, write) in LOST_IN_SIGNALS {
        let database = original.copy();
        let mut session = database.connect();
        session.run("SET jit = off");
        session.run("INSERT INTO likes (post_id, user_id) VALUES (402, 901); UPDATE comments SET hidden = true WHERE id < 20");
        session.run(change);
        session.run(write);
        session.run(
            "INSERT INTO posts (author_id) VALUES (2); DELETE FROM reactions WHERE user_id = 3",
        );
        wrong.extend(faults(change, &mut session, "feed.remove_signal"));
        let found = session.attempt("SELECT finding, remedy FROM feed.doctor('home')");
        if !format!("{found:?}").contains("remove_signal") || found.is_err() {
            wrong.push(format!(
                "{change}: the doctor tells nothing of it: {found:?}"
            ));
        }
        session.run(&format!("SELECT feed.remove_signal('home', '{name}')"));
        let mut engagement = engagement.clone();
        for signal in &mut engagement.signals {
            signal.removed |= signal.name == name;
        }
        assert_throughout(&format!("{change}, removed"), &mut session, &engagement);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A condition may fail on a row: the app's write goes on, whoever reads is told, and once the row is right all is exact.
#[test]
fn a_condition_that_fails_stops_reads_and_no_write() {
    let database = Database::new();
    let (mut session, mut engagement) = plain::scene(&database);
    session.run("ALTER TABLE bookmarks ADD COLUMN n int DEFAULT 1");
    engagement.signals.push(Signal {
        name: "rare".to_string(),
        active: Some("100 / n > 50".to_string()),
        weight: Some(3.0),
        ..engagement.signals[2].clone()
    });
    session.run(&engagement.signals[7].add("home"));
    assert_throughout("it holds", &mut session, &engagement);
    for (label, wrong, right) in [
        (
            "a row comes",
            "INSERT INTO bookmarks VALUES (401, 77, 0), (402, 77, 1)",
            "UPDATE bookmarks SET n = 1 WHERE n = 0",
        ),
        (
            "a row changes",
            "UPDATE bookmarks SET n = 0 WHERE post_id = 402",
            "UPDATE bookmarks SET n = 2 WHERE n = 0",
        ),
        (
            "a row goes",
            "INSERT INTO bookmarks VALUES (403, 77, 0)",
            "DELETE FROM bookmarks WHERE n = 0",
        ),
    ] {
        session.run(wrong);
        session.refused("22012", "SELECT * FROM home.post_stats");
        session.refused("22012", "SELECT * FROM home.trending");
        session.run(right);
        assert_throughout(label, &mut session, &engagement);
        session.run(wrong);
        // It is counted anew, which fails, and the feed goes on without it.
        settle::apply(&mut session, &engagement);
        session.refused("22012", "SELECT * FROM home.post_stats");
        session.run(right);
        assert_throughout(label, &mut session, &engagement);
    }
}
