//! Similar posts by an index of pgvector: most of the nearest, and always as many as there are.

use pg_test::cluster::Database;
use pg_test::session::{Row, Session};
use pg_test::similar::{Embedding, Similarity, Tally};
use pg_test::{embedding, plain, seed};
use rand::RngExt;

/// Of the nearest that are asked for, an index finds at least this share; one of lists looks into some of them only.
const RECALL: f64 = 0.9;
const RECALL_OF_LISTS: f64 = 0.7;

const POSTS: i64 = 6_000;

/// Posts about 40 subjects, and the feed over them; None where the server has no pgvector.
fn feed(database: &Database, kind: &str, is_parted: bool) -> Option<(Session, Similarity)> {
    let mut session = database.connect();
    if !embedding::install(&mut session, "public") {
        return None;
    }
    let partition = if is_parted {
        "PARTITION BY HASH (id)"
    } else {
        ""
    };
    session.run(&format!(
        "CREATE TABLE posts (
           id bigint NOT NULL, author_id bigint, created_at timestamptz NOT NULL,
           status text NOT NULL DEFAULT 'published', embedding {kind}(24)) {partition}"
    ));
    if is_parted {
        for part in 0..3 {
            session.run(&format!(
                "CREATE TABLE posts_{part} PARTITION OF posts FOR VALUES WITH (MODULUS 3, REMAINDER {part})"
            ));
        }
    }
    session.run(&format!(
        "SELECT setseed(0.25);
         INSERT INTO posts (id, author_id, created_at, embedding)
         SELECT i, i % 100, now() - i * interval '1 minute',
                (SELECT array_agg(sin(n * (i % 40 + 1)) + random() - 0.5) FROM generate_series(1, 24) AS n WHERE i > 0)::{kind}
         FROM generate_series(1, {POSTS}) AS i"
    ));
    let mut app = plain::bare();
    app.posts.parent = None;
    app.follows = None;
    for call in app.definition() {
        session.run(&call);
    }
    let similarity = Similarity {
        app,
        signals: Vec::new(),
        embedding: Embedding {
            column: "embedding".to_string(),
            schema: "public".to_string(),
        },
    };
    session.run(&similarity.add());
    Some((session, similarity))
}

fn similarities(rows: &[Row]) -> Vec<f64> {
    let number = |row: &Row| row[3].as_ref().unwrap().parse().unwrap();
    rows.iter().map(number).collect()
}

/// Pages are full, in order, of posts that may be there with their own similarity; returns the share of the nearest found.
fn recall(session: &mut Session, similarity: &Similarity, post: &str, size: usize) -> f64 {
    let want = session.rows(&similarity.posts(post));
    let got = similarity.posts_got(session, post, "bigint", size);
    assert_eq!(got.len(), want.len().min(size), "post {post}, {size}");
    for (place, row) in got.iter().enumerate() {
        assert_eq!(row[0], Some((place + 1).to_string()));
        let same = want.iter().find(|one| one[1] == row[1]);
        let same = same.unwrap_or_else(|| panic!("{row:?} must not show"));
        assert_eq!(same[2..], row[2..], "post {post}");
    }
    let found = similarities(&got);
    assert!(found.is_sorted_by(|one, next| one >= next), "{found:?}");
    let mut ids: Vec<_> = got.iter().map(|row| row[1].clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), got.len(), "a post is there twice");
    let Some(last) = similarities(&want[..got.len()]).last().copied() else {
        return 1.0;
    };
    let near = found.iter().filter(|one| **one >= last).count();
    near as f64 / got.len() as f64
}

/// The plan of a statement with this index, so that nobody tests an index that is not used.
fn uses_index(session: &mut Session) -> bool {
    let plan = session.column(
        "EXPLAIN SELECT id FROM posts ORDER BY embedding <=> (SELECT embedding FROM posts WHERE id = 1) LIMIT 5",
    );
    plan.iter().any(|line| line.contains("by_distance"))
}

fn compare(label: &str, session: &mut Session, similarity: &Similarity, least: f64) {
    let mut rng = seed::generator(label, 0);
    for size in [1, 10, 100, 1_000] {
        let mut sum = 0.0;
        const POSTS_ASKED: usize = 8;
        for _ in 0..POSTS_ASKED {
            let post = rng.random_range(1..=POSTS).to_string();
            sum += recall(session, similarity, &post, size);
        }
        let share = sum / POSTS_ASKED as f64;
        println!(
            "{label}: of the nearest {size}, {:.1} % were found",
            share * 100.0
        );
        assert!(share >= least, "{label}, {size}: {share}");
    }
}

#[test]
fn an_index_finds_most_and_fills_pages() {
    for (kind, method) in [
        ("vector", "hnsw"),
        ("halfvec", "hnsw"),
        ("vector", "ivfflat"),
    ] {
        let database = Database::new();
        let Some((mut session, similarity)) = feed(&database, kind, false) else {
            return;
        };
        let lists = if method == "ivfflat" {
            "WITH (lists = 20)"
        } else {
            ""
        };
        session.run(&format!(
            "CREATE INDEX by_distance ON posts USING {method} (embedding {kind}_cosine_ops) {lists}; ANALYZE posts"
        ));
        assert!(uses_index(&mut session), "{kind}, {method}");
        let least = if method == "ivfflat" {
            RECALL_OF_LISTS
        } else {
            RECALL
        };
        compare(
            &format!("{method} over {kind}"),
            &mut session,
            &similarity,
            least,
        );
        // A session of its own, whose first search loads pgvector, and in which settings stay as they were.
        let mut fresh = database.connect();
        fresh.run("SET hnsw.ef_search = 77");
        recall(&mut fresh, &similarity, "17", 100);
        assert_eq!(fresh.text("SHOW hnsw.ef_search"), "77");
        assert_eq!(fresh.text("SHOW hnsw.iterative_scan"), "off");
        assert_eq!(fresh.text("SHOW ivfflat.iterative_scan"), "off");
        // Without it, all of them.
        session.run("DROP INDEX by_distance");
        let mut tally = Tally::default();
        for post in ["1", "2222", "5999"] {
            similarity.compare_posts("index dropped", &mut session, post, "bigint", &mut tally);
        }
    }
}

#[test]
fn what_hides_most_posts_leaves_pages_full() {
    let database = Database::new();
    let Some((mut session, similarity)) = feed(&database, "vector", false) else {
        return;
    };
    session.run(
        "CREATE INDEX by_distance ON posts USING hnsw (embedding vector_cosine_ops);
         UPDATE posts SET status = 'draft' WHERE id % 100 > 0; ANALYZE posts",
    );
    for limit in ["20000", "1", "300"] {
        // However soon a search by the index gives up.
        session.run(&format!("SET hnsw.max_scan_tuples = {limit}"));
        for post in [100, 3_300, 6_000] {
            for size in [1, 10, 50, 60, 1_000] {
                recall(&mut session, &similarity, &post.to_string(), size);
            }
        }
    }
    // Nobody is left but one whose posts are far from this one.
    session.run("DELETE FROM posts WHERE id % 100 > 0 AND id % 40 = 0; UPDATE posts SET status = 'draft' WHERE id % 1000 > 0 AND id <> 100");
    assert_eq!(recall(&mut session, &similarity, "100", 10), 1.0);
}

#[test]
fn accounts_that_are_hidden_leave_pages_full() {
    let database = Database::new();
    let Some((mut session, mut similarity)) = feed(&database, "vector", false) else {
        return;
    };
    session.run(
        "CREATE TABLE users (id bigint PRIMARY KEY, is_suspended boolean NOT NULL);
         INSERT INTO users SELECT i, i NOT IN (3, 60) FROM generate_series(0, 99) AS i;
         CREATE INDEX by_distance ON posts USING hnsw (embedding vector_cosine_ops);
         SELECT feed.add_accounts('home', 'users', visible => 'NOT is_suspended'); ANALYZE",
    );
    similarity.app.accounts = plain::app().accounts;
    for post in [3, 103, 60, 5_960] {
        for size in [1, 10, 100, 1_000] {
            recall(&mut session, &similarity, &post.to_string(), size);
        }
    }
}

#[test]
fn each_part_of_a_partitioned_table_has_its_index() {
    let database = Database::new();
    let Some((mut session, similarity)) = feed(&database, "vector", true) else {
        return;
    };
    let advice = session.text("SELECT remedy FROM feed.doctor('home') WHERE severity = 'info'");
    for statement in advice.split(";\n") {
        session.run(statement);
    }
    session.run("ANALYZE posts");
    let told = session.rows("SELECT * FROM feed.doctor('home') WHERE severity = 'info'");
    assert!(told.is_empty(), "{told:?}");
    compare("hnsw over partitions", &mut session, &similarity, RECALL);
}
