//! `feed.add_embedding`: which columns it takes, what becomes of it when tables change, and that the feed does without.

use pg_test::archive::restored_from;
use pg_test::cluster::Database;
use pg_test::quote::literal;
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{embedding, fixture};
use serde_json::json;

const ADD: &str = "SELECT feed.add_embedding('home')";
const SHOWN: &str = "SELECT definition -> 'embedding' FROM feed.definition WHERE feed = 'home'";

/// The plain feed with an embedding of three numbers for each post; None where the server has no pgvector.
fn feed(database: &Database) -> Option<Session> {
    let (mut session, _) = fixture::plain_feed(database);
    embedding::install(&mut session, "public").then(|| {
        session.run(
            "ALTER TABLE posts ADD COLUMN embedding vector(3);
             UPDATE posts SET embedding = ARRAY[id % 7, id % 5 - 2, 1]::int[]",
        );
        session
    })
}

/// What is said of the embedding by `feed.doctor`.
fn told(session: &mut Session) -> Vec<(String, String, String)> {
    session
        .rows("SELECT * FROM feed.doctor('home')")
        .into_iter()
        .map(|row| row.into_iter().map(Option::unwrap).collect::<Vec<_>>())
        .filter(|row| row[1].contains("embedding"))
        .map(|row| (row[0].clone(), row[1].clone(), row[2].clone()))
        .collect()
}

fn shown(session: &mut Session) -> serde_json::Value {
    session.json(SHOWN)
}

#[test]
fn without_pgvector_the_hint_names_the_statement() {
    let database = Database::new();
    let (mut session, app) = fixture::plain_feed(&database);
    session
        .refused("42704", "SELECT feed.add_embedding('home', 'body')")
        .hints_at("CREATE EXTENSION vector;");
    assert!(shown(&mut session).is_null());
    fixture::assert_exact("without pgvector", &mut session, &app);
}

#[test]
fn vectors_and_halves_of_any_dimension_are_taken_and_others_are_not() {
    let database = Database::new();
    let Some(mut session) = feed(&database) else {
        return;
    };
    session.run(
        "ALTER TABLE posts ADD COLUMN half halfvec(3), ADD COLUMN free vector, ADD COLUMN wide vector(3000),
             ADD COLUMN sparse sparsevec(3), ADD COLUMN plain real[];
         CREATE DOMAIN direction AS vector(3);
         ALTER TABLE posts ADD COLUMN of_domain direction",
    );
    for (column, kind, status) in [
        ("embedding", "vector", "optional"),
        ("half", "halfvec", "optional"),
        ("free", "vector", "impossible"),
        ("wide", "vector", "impossible"),
    ] {
        let add = format!("SELECT feed.add_embedding('home', {})", literal(column));
        let definition = session.json(&add);
        let wanted = json!({"column": column, "type": kind});
        assert_eq!(definition["embedding"], wanted);
        assert_eq!(shown(&mut session), wanted);
        let indexes = definition["indexes"].as_array().unwrap();
        let index = indexes.iter().find(|one| one["columns"] == json!([column]));
        assert_eq!(index.unwrap()["status"], status, "{column}");
        session
            .refused("42710", &add)
            .hints_at("feed.remove_embedding");
        session.run("SELECT feed.remove_embedding('home')");
        assert!(shown(&mut session).is_null());
    }
    session
        .refused("42704", "SELECT feed.remove_embedding('home')")
        .hints_at("feed.add_embedding");
    for column in ["sparse", "plain", "of_domain", "id", "body"] {
        let add = format!("SELECT feed.add_embedding('home', {})", literal(column));
        session.refused("42804", &add).hints_at("vector or halfvec");
    }
    session
        .refused("42703", "SELECT feed.add_embedding('home', 'nothing')")
        .names("embedding (public.vector(3))");
    session.refused("22004", "SELECT feed.add_embedding('home', NULL)");
    session.refused("42704", "SELECT feed.add_embedding('nowhere')");
}

#[test]
fn an_index_is_advised_and_never_built() {
    let database = Database::new();
    let Some(mut session) = feed(&database) else {
        return;
    };
    session.run("SELECT feed.alter('home', '{\"build_indexes\": \"all\"}')");
    for column in ["embedding", "half"] {
        if column == "half" {
            session.run(
                "SELECT feed.remove_embedding('home'); ALTER TABLE posts ADD COLUMN half halfvec(3)",
            );
        }
        session.run(&format!(
            "SELECT feed.add_embedding('home', {})",
            literal(column)
        ));
        let advice = told(&mut session);
        let [(severity, finding, remedy)] = advice.as_slice() else {
            panic!("one piece of advice expected: {advice:?}");
        };
        assert_eq!(severity, "info", "{finding}");
        assert!(remedy.contains("USING hnsw"), "{remedy}");
        session.run(remedy);
        assert!(told(&mut session).is_empty());
    }
}

#[test]
fn a_renamed_column_stays_and_a_dropped_one_is_told() {
    let database = Database::new();
    let Some(mut session) = feed(&database) else {
        return;
    };
    let app = pg_test::plain::app();
    session.run(ADD);
    session.run("ALTER TABLE posts RENAME embedding TO \"What it's about\"");
    assert_eq!(shown(&mut session)["column"], "What it's about");
    session.run("SELECT feed.alter('home', '{}')");
    assert_eq!(shown(&mut session)["column"], "What it's about");
    session.run("ALTER TABLE posts RENAME \"What it's about\" TO embedding");
    for loss in [
        "ALTER TABLE posts DROP COLUMN embedding",
        "ALTER TABLE posts ALTER COLUMN embedding TYPE halfvec(3) USING embedding::halfvec(3)",
        "DROP EXTENSION vector CASCADE",
    ] {
        session.begin("");
        session.run(loss);
        let lost = told(&mut session);
        let [(severity, _, remedy)] = lost.as_slice() else {
            panic!("{loss}: one finding expected: {lost:?}");
        };
        assert_eq!(severity, "error", "{loss}");
        assert!(
            remedy.contains("feed.alter('home'")
                && remedy.contains("feed.remove_embedding('home')"),
            "{remedy}"
        );
        fixture::assert_exact_here(loss, &mut session, &app);
        session.run("SELECT feed.alter('home', '{}')");
        assert_eq!(shown(&mut session).is_null(), !loss.contains("halfvec"));
        assert!(told(&mut session).iter().all(|one| one.0 == "info"));
        session.rollback();
    }
    session.run("DROP EXTENSION vector CASCADE");
    fixture::assert_exact("without pgvector", &mut session, &app);
    session.run("SELECT feed.remove_embedding('home')");
    assert!(told(&mut session).is_empty());
}

#[test]
fn another_posts_table_is_bound_by_the_name_of_the_column() {
    let database = Database::new();
    let Some(mut session) = feed(&database) else {
        return;
    };
    session.run(ADD);
    session.run(
        "CREATE TABLE other (gone int, LIKE posts INCLUDING ALL);
         ALTER TABLE other DROP COLUMN gone",
    );
    let change = "SELECT feed.alter('home', '{\"posts\": \"other\"}')";
    session.run("ALTER TABLE other RENAME embedding TO elsewhere");
    session
        .refused("42703", change)
        .hints_at("feed.remove_embedding('home')");
    session.run("ALTER TABLE other ADD COLUMN embedding real[]");
    session
        .refused("42804", change)
        .hints_at("feed.remove_embedding('home')");
    session.run(
        "ALTER TABLE other DROP COLUMN embedding; ALTER TABLE other RENAME elsewhere TO embedding",
    );
    session.run(change);
    assert_eq!(shown(&mut session)["column"], "embedding");
    session.run("DROP TABLE posts");
    assert_eq!(told(&mut session).len(), 1, "an index is advised");
}

#[test]
fn only_the_owner_may_and_only_at_read_committed() {
    let database = Database::new();
    let Some(mut session) = feed(&database) else {
        return;
    };
    let stranger = Role::new("stranger");
    let mut other = database.connect_as(stranger.name());
    other.refused("42501", ADD);
    session.run(ADD);
    other.refused("42501", "SELECT feed.remove_embedding('home')");
    session.begin("ISOLATION LEVEL REPEATABLE READ");
    session.refused("25001", "SELECT feed.remove_embedding('home')");
    session.rollback();
}

#[test]
fn dumps_carry_it_over() {
    let database = Database::new();
    let Some(mut session) = feed(&database) else {
        return;
    };
    session.run(
        "CREATE SCHEMA elsewhere; ALTER EXTENSION vector SET SCHEMA elsewhere;
         ALTER TABLE posts ADD COLUMN gone int, ADD COLUMN later elsewhere.halfvec(3);
         ALTER TABLE posts DROP COLUMN gone",
    );
    session.run("SELECT feed.add_embedding('home', 'later')");
    let wanted = session.text("SELECT definition FROM feed.definition");
    for format in ["plain", "custom"] {
        let target = restored_from(&database, format);
        let mut there = target.connect();
        assert_eq!(
            there.text("SELECT definition FROM feed.definition"),
            wanted,
            "{format}"
        );
        let advice = told(&mut there);
        assert_eq!(advice.len(), 1, "{format}: {advice:?}");
        there.run(&advice[0].2);
    }
    // One that was lost stays lost.
    session.run("ALTER TABLE posts DROP COLUMN later");
    let target = restored_from(&database, "plain");
    assert_eq!(told(&mut target.connect())[0].0, "error");
}
