//! Every way into a ranked feed against every way out of it: what was shown is nowhere in the moment in which it may not be shown,
//! without any maintenance, for warm viewers and others; and what still may be shown stays.

use pg_test::cluster::Database;
use pg_test::engagement::{Engagement, Signal};
use pg_test::fixture;
use pg_test::quote::{ident, literal, nullable};
use pg_test::ranking::Ranked;
use pg_test::ranking::embedding::{self, Embedding};
use pg_test::role::Role;
use pg_test::session::Session;

/// How a post reaches viewer 1: its id, its author, and its reasons.
struct Source {
    name: &'static str,
    post: i64,
    author: i64,
    reasons: &'static [&'static str],
}

const SOURCES: [Source; 6] = [
    Source {
        name: "own",
        post: 901,
        author: 1,
        reasons: &["own"],
    },
    Source {
        name: "follow",
        post: 902,
        author: 2,
        reasons: &["follow"],
    },
    Source {
        name: "group",
        post: 903,
        author: 5,
        reasons: &["group"],
    },
    Source {
        name: "trending",
        post: 904,
        author: 6,
        reasons: &["trending"],
    },
    Source {
        name: "similar",
        post: 905,
        author: 7,
        reasons: &["similar"],
    },
    Source {
        name: "rest",
        post: 906,
        author: 3,
        reasons: &["follow"],
    },
];

/// What takes a post away, by names; `{post}` and `{author}` are its own.
const REMOVALS: [(&str, &str); 13] = [
    (
        "the viewer blocks",
        "INSERT INTO blocks VALUES (1, {author})",
    ),
    (
        "the author blocks",
        "INSERT INTO blocks VALUES ({author}, 1)",
    ),
    (
        "the viewer mutes",
        "INSERT INTO mutes VALUES (1, {author}, NULL)",
    ),
    (
        "hidden",
        "UPDATE posts SET status = 'draft' WHERE id = {post}",
    ),
    ("deleted", "DELETE FROM posts WHERE id = {post}"),
    (
        "scheduled",
        "UPDATE posts SET created_at = now() + interval '1 hour' WHERE id = {post}",
    ),
    (
        "undated",
        "UPDATE posts SET created_at = NULL WHERE id = {post}",
    ),
    (
        "by a policy",
        "UPDATE posts SET body = 'secret' WHERE id = {post}",
    ),
    (
        "the author is suspended",
        "UPDATE users SET is_suspended = true WHERE id = {author}",
    ),
    (
        "the author is erased",
        "UPDATE posts SET author_id = NULL WHERE id = {post}",
    ),
    (
        "moved to a group of others",
        "UPDATE posts SET group_id = 99 WHERE id = {post}",
    ),
    (
        "the viewer leaves the group",
        "UPDATE memberships SET left_at = now() WHERE user_id = 1",
    ),
    (
        "the viewer unfollows",
        "DELETE FROM follows WHERE follower_id = 1 AND followee_id = {author}",
    ),
];

/// What does not depend on groups, follows or either.
fn stays(source: &str, removal: &str) -> bool {
    match removal {
        "moved to a group of others" => source == "own",
        "the viewer leaves the group" => source != "group",
        "the viewer unfollows" => !["follow", "rest"].contains(&source),
        _ => false,
    }
}

/// 1 follows 2, 3 and 4 and is in group 10. What is private is not public; one post trends, and one is similar to what 1 has
/// liked a month ago.
const ROWS: &str = "
INSERT INTO users (id) SELECT generate_series(1, 9);
INSERT INTO follows VALUES (1, 2), (1, 3), (1, 4);
INSERT INTO memberships VALUES (1, 10), (5, 10);
INSERT INTO posts (id, author_id, created_at, group_id, body)
SELECT i, 4, now() - i * interval '3 hours', NULL, 'private' FROM generate_series(1, 90) AS i;
INSERT INTO posts (id, author_id, created_at, group_id, body) VALUES
  (900, 8, now() - interval '20 days', NULL, 'liked'),
  (901, 1, now() - interval '5 hours', NULL, 'mine'),
  (902, 2, now() - interval '6 hours', NULL, 'private'),
  (903, 5, now() - interval '7 hours', 10, 'ours'),
  (904, 6, now() - interval '8 hours', NULL, 'hot'),
  (905, 7, now() - interval '9 hours', NULL, 'near'),
  (906, 3, now() - interval '10 days', NULL, 'private');
INSERT INTO likes SELECT 904, i, now() - interval '1 hour' FROM generate_series(2, 9) AS i;
INSERT INTO likes VALUES (900, 1, now() - interval '19 days')";

struct Scene {
    session: Session,
    ranked: Ranked,
    role: Role,
}

fn scene(database: &Database) -> Scene {
    let (mut session, role) = (database.connect(), Role::new("reader"));
    let vectors = embedding::available(&mut session);
    let mut app = pg_test::plain::app();
    app.posts.public = Some("group_id IS NULL AND body IS DISTINCT FROM 'private'".to_string());
    let mut ranked = Ranked::new(Engagement::new(app, vec![Signal::plain("likes")]));
    ranked.rank.trending = 1;
    ranked.rank.similar = 1;
    ranked.embedding = vectors.then(|| Embedding::new("embedding", "vector"));
    session.run(pg_test::plain::TABLES);
    session.run("CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz)");
    if let Some(embedding) = &ranked.embedding {
        session.run(&embedding.declaration("posts"));
    }
    fixture::define(&mut session, &ranked.engagement.app);
    ranked.define(&mut session);
    session.run(ROWS);
    if vectors {
        session.run("UPDATE posts SET embedding = '[3,1,2]' WHERE id IN (900, 905)");
    }
    session.run(&format!(
        "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
         CREATE POLICY open ON posts TO {role} USING (body IS DISTINCT FROM 'secret');
         GRANT SELECT ON posts TO {role};
         SELECT feed.grant_access('home', {name})",
        role = ident(role.name()),
        name = literal(role.name())
    ));
    Scene {
        session,
        ranked,
        role,
    }
}

impl Scene {
    fn as_reader<T>(&mut self, read: impl FnOnce(&mut Session) -> T) -> T {
        self.session
            .run(&format!("SET LOCAL ROLE {}", ident(self.role.name())));
        let result = read(&mut self.session);
        self.session.run("RESET ROLE");
        result
    }

    /// Whether the post is in the feed by this source, and a cursor of the row before it.
    fn shown_by(&mut self, source: &Source) -> (bool, Option<String>) {
        let rows = self.as_reader(|session| {
            session.rows("SELECT post_id, array_to_string(reasons, ','), score, cursor FROM home.feed_for(1, 1000) ORDER BY rank")
        });
        let post = Some(source.post.to_string());
        let Some(at) = rows.iter().position(|row| row[0] == post) else {
            return (false, None);
        };
        let reasons = rows[at][1].as_deref() == Some(&source.reasons.join(","));
        let behind = rows[at][2].is_none() == (source.name == "rest");
        let before = at.checked_sub(1).and_then(|before| rows[before][3].clone());
        (reasons && behind, before)
    }

    /// Every read in which the post is.
    fn found(&mut self, post: i64, before: Option<&str>) -> Vec<String> {
        let calls = [
            ("the feed".to_string(), "home.feed_for(1, 1000)".to_string()),
            (
                "later".to_string(),
                "home.feed_for(1, 1000, as_of => now() + interval '2 hours')".to_string(),
            ),
            (
                "much later".to_string(),
                "home.feed_for(1, 1000, as_of => now() + interval '30 days')".to_string(),
            ),
            (
                "behind an old cursor".to_string(),
                format!("home.feed_for(1, 1000, {})", nullable(before)),
            ),
        ];
        let mut found = Vec::new();
        self.as_reader(|session| {
            for (what, call) in &calls {
                let there = format!("SELECT EXISTS (SELECT FROM {call} WHERE post_id = {post})");
                if session.truth(&there) {
                    found.push(what.clone());
                }
            }
            for ranking in ["ranked", "recent"] {
                if pages(session, ranking).contains(&post.to_string()) {
                    found.push(format!("pages of {ranking}"));
                }
            }
            let told = session.json(&format!("SELECT home.explain(1, {post})"));
            if told["in_feed"] == true {
                found.push("explain".to_string());
            }
        });
        found
    }
}

/// The posts of all pages of `feed_page`.
fn pages(session: &mut Session, ranking: &str) -> Vec<String> {
    let (mut posts, mut after): (Vec<String>, Option<String>) = (Vec::new(), None);
    loop {
        let page = session.json(&format!(
            "SELECT home.feed_page(1, 7, {}, {})",
            nullable(after.as_deref()),
            literal(ranking)
        ));
        let items = page["items"].as_array().unwrap().iter();
        posts.extend(items.map(|item| item["post_id"].as_str().unwrap().to_string()));
        after = page["next_cursor"].as_str().map(str::to_string);
        if after.is_none() {
            return posts;
        }
    }
}

/// All cells of the table, each undone before the next one.
fn table(scene: &mut Scene, state: &str) {
    let vectors = scene.ranked.embedding.is_some();
    let sources = SOURCES.iter();
    for source in sources.filter(|source| source.name != "similar" || vectors) {
        for (removal, sql) in REMOVALS {
            let label = format!("{}, {removal}, {state}", source.name);
            scene.session.begin("");
            let (shown, before) = scene.shown_by(source);
            assert!(shown, "{label}: it was not in the feed by this source");
            let sql = sql
                .replace("{post}", &source.post.to_string())
                .replace("{author}", &source.author.to_string());
            scene.session.run(&sql);
            let found = scene.found(source.post, before.as_deref());
            if stays(source.name, removal) {
                assert!(
                    found.contains(&"the feed".to_string()),
                    "{label}: it may stay"
                );
                assert!(
                    found.contains(&"explain".to_string()),
                    "{label}: it may stay"
                );
            } else {
                assert!(found.is_empty(), "{label}: it is still in {found:?}");
            }
            scene.session.rollback();
        }
    }
}

#[test]
fn what_may_not_be_shown_is_nowhere() {
    let database = Database::new();
    let mut scene = scene(&database);
    table(&mut scene, "all pending");
    scene.session.run("SELECT feed.maintain('home')");
    table(&mut scene, "all applied");
    scene.session.run("SELECT home.warm(1)");
    table(&mut scene, "warm");
}
