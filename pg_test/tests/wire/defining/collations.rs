//! Text keys whose collation becomes nondeterministic: equal keys are not the same bytes any more, so reads say so
//! and stop, and nothing else does.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{fixture, plain};

/// A collation for which values may be equal that are not the same. A server built without ICU has none: there, one
/// is declared so in the catalog, which is all that the feed asks.
fn make_collation(session: &mut Session) {
    let made = session.attempt(
        "CREATE COLLATION \"Loose\" (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    );
    if made.is_err() {
        session.run(
            "CREATE COLLATION \"Loose\" FROM \"C\";
             UPDATE pg_collation SET collisdeterministic = false WHERE collname = 'Loose'",
        );
    }
}

/// The plain feed with text for posts, people and groups.
fn text_feed(session: &mut Session) -> App {
    fixture::declare(session);
    session.run(
        "ALTER TABLE posts ALTER COLUMN id DROP IDENTITY;
         ALTER TABLE posts ALTER COLUMN id TYPE text, ALTER COLUMN author_id TYPE text,
             ALTER COLUMN parent_id TYPE text, ALTER COLUMN group_id TYPE varchar;
         ALTER TABLE follows ALTER COLUMN follower_id TYPE text, ALTER COLUMN followee_id TYPE text;
         ALTER TABLE memberships ALTER COLUMN user_id TYPE text, ALTER COLUMN group_id TYPE text;
         ALTER TABLE blocks ALTER COLUMN blocker_id TYPE text, ALTER COLUMN blocked_id TYPE text;
         ALTER TABLE mutes ALTER COLUMN user_id TYPE text, ALTER COLUMN muted_id TYPE text;
         ALTER TABLE users ALTER COLUMN id TYPE text",
    );
    let mut app = plain::app();
    app.user = pg_test::key::KeyType::Text;
    app.group_key = pg_test::key::KeyType::Varchar;
    fixture::define(session, &app);
    app
}

/// Every bound column: table, column, type, and where the definition shows its type.
const COLUMNS: [(&str, &str, &str, &str); 8] = [
    ("posts", "id", "text", "posts,types,id"),
    ("posts", "author_id", "text", "posts,types,author"),
    ("posts", "parent_id", "text", "posts,types,parent"),
    ("posts", "group_id", "varchar", "posts,types,group"),
    ("follows", "followee_id", "text", "follows,types,followee"),
    ("memberships", "user_id", "text", "memberships,types,member"),
    ("mutes", "muted_id", "text", "exclusions,1,types,author"),
    ("users", "id", "text", "accounts,types,id"),
];

const READS: [&str; 4] = [
    "home.timeline_for('1')",
    "home.posts_by('2', '1')",
    "home.posts_in('10', '1')",
    "home.public_timeline()",
];

#[test]
fn a_collation_that_became_nondeterministic_stops_reads_and_nothing_else() {
    let database = Database::new();
    let mut session = database.connect();
    make_collation(&mut session);
    let app = text_feed(&mut session);
    let mut other = database.connect();
    fixture::assert_exact("before", &mut other, &app);
    for (table, column, kind, place) in COLUMNS {
        let what = format!("{table}.{column}");
        let alter = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}");
        let types = format!("SELECT definition #>> '{{{place}}}' FROM feed.definition");
        let before = session.text(&types);
        session.run(&format!("{alter} COLLATE \"Loose\""));
        for reader in [&mut session, &mut other, &mut database.connect()] {
            for read in READS {
                reader
                    .refused("55000", &format!("SELECT * FROM {read}"))
                    .names(&format!("olumn \"{column}\" of public.{table}"))
                    .hints_at("deterministic collation again");
            }
        }
        assert_eq!(
            session.text(&types),
            format!("{before} COLLATE \"Loose\""),
            "{what}"
        );
        let findings = session
            .rows("SELECT finding, remedy FROM feed.doctor('home') WHERE severity = 'error'");
        let [finding, remedy] = findings[0].as_slice() else {
            panic!("{what}: doctor says {findings:?}");
        };
        assert!(finding.as_ref().unwrap().contains(column), "{finding:?}");
        assert!(
            remedy.as_ref().unwrap().contains("deterministic collation"),
            "{remedy:?}"
        );
        // Binding the column anew is refused in the same words as binding it at all.
        session
            .refused("0A000", "SELECT feed.alter('home', '{}')")
            .names(column);
        other.run(
            "INSERT INTO posts (id, author_id) VALUES ('new', '1');
             UPDATE posts SET body = 'changed' WHERE id = 'new';
             DELETE FROM posts WHERE body = 'changed';
             INSERT INTO follows VALUES ('9', '1');
             DELETE FROM follows WHERE follower_id = '9'",
        );
        session.run(&format!("{alter} COLLATE \"default\""));
        fixture::assert_exact(&what, &mut session, &app);
        fixture::assert_exact(&what, &mut other, &app);
        assert_eq!(session.text(&types), before, "{what}");
    }
}

#[test]
fn another_deterministic_collation_is_another_order() {
    let database = Database::new();
    let mut session = database.connect();
    let app = text_feed(&mut session);
    let mut other = database.connect();
    // Only the ids tell these apart: the order of posts is the order of texts.
    session.run("UPDATE posts SET created_at = timestamptz '2025-06-01 00:00+00'");
    for collation in ["C", "POSIX", "default"] {
        session.run(&format!(
            "ALTER TABLE posts ALTER COLUMN id TYPE text COLLATE \"{collation}\""
        ));
        fixture::assert_exact(collation, &mut session, &app);
        fixture::assert_exact(collation, &mut other, &app);
    }
}
