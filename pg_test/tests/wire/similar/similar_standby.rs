//! Similar posts and people on a hot standby, exactly and by an index.

use pg_test::cluster::Database;
use pg_test::standby::Standby;
use pg_test::{embedding, fixture};

#[test]
fn a_standby_finds_what_is_similar() {
    let database = Database::new();
    let (mut primary, _) = fixture::plain_feed(&database);
    if !embedding::install(&mut primary, "public") {
        return;
    }
    primary.run(
        "ALTER TABLE posts ADD COLUMN embedding vector(3);
         UPDATE posts SET embedding = ARRAY[sin(id), cos(id), 0.5]::float8[];
         CREATE TABLE likes (user_id bigint, post_id bigint, created_at timestamptz DEFAULT now());
         INSERT INTO likes SELECT u, 40 * u + p FROM generate_series(1, 5) AS u, generate_series(1, 60) AS p;
         SELECT feed.add_signal('home', 'likes', 'likes');
         SELECT feed.add_embedding('home')",
    );
    let Some(standby) = Standby::new() else {
        return;
    };
    for index in [
        "",
        "CREATE INDEX ON posts USING hnsw (embedding vector_cosine_ops)",
    ] {
        primary.run(index);
        for call in ["similar_posts(7, 50)", "similar_users(3)"] {
            let read = format!("SELECT * FROM home.{call} ORDER BY rank");
            let want = primary.rows(&read);
            assert!(want.len() >= 4, "{call}: {want:?}");
            // The index may have to arrive.
            let mut session = standby.connect(database.name());
            assert!(session.truth("SELECT pg_is_in_recovery()"));
            assert_eq!(session.rows(&read), want, "{call}, {index}");
        }
    }
}
