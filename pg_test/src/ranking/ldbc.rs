//! The LDBC network as a ranked feed: its likes and comments engage, its posts' tags make embeddings, and views are drawn, since
//! it has none.

use std::collections::BTreeMap;
use std::path::Path;

use crate::engagement::{Scoring, Signal, stream};
use crate::ldbc::table;
use crate::quote::literal;
use crate::ranking::embedding::Embedding;
use crate::ranking::{Ranked, marks};
use crate::session::Session;

/// Kinds of tags.
const KINDS: usize = 16;

/// Tables beside those of the stream.
pub const TABLES: &str = "CREATE TABLE views (post_id bigint)";

/// Likes, comments, replies, and views of about every second post, some of them by many.
const VIEWS: &str = "
INSERT INTO views
SELECT id
FROM posts, generate_series(1, (hashint8extended(id, 7) & 63)::int) AS n
WHERE hashint8extended(id, 11) % 2 = 0";

/// The feed's definition, with embeddings or without.
pub fn ranked(scoring: Scoring, vectors: bool) -> Ranked {
    let views = Signal {
        actor: None,
        created_at: None,
        ..Signal::plain("views")
    };
    let mut engagement = stream::engagement(scoring);
    engagement.signals.push(views);
    let mut ranked = Ranked::new(engagement);
    ranked.embedding = vectors.then(|| Embedding::new("embedding", "vector"));
    ranked
}

/// Draws the views, and gives tagged posts their embeddings.
pub fn fill(session: &mut Session, folder: &Path, ranked: &Ranked) {
    session.run(VIEWS);
    session.run(marks::TABLE);
    if ranked.embedding.is_some() {
        embed(session, folder);
    }
}

/// Gives tagged posts their embeddings, in a new column.
pub fn embed(session: &mut Session, folder: &Path) {
    session.run(&format!(
        "ALTER TABLE posts ADD COLUMN embedding vector({KINDS})"
    ));
    let mut vectors: BTreeMap<String, [usize; KINDS]> = BTreeMap::new();
    for row in table(folder, "post_hasTag_tag.csv") {
        let kind = row[1].parse::<usize>().expect("a tag is a number") % KINDS;
        // Another length for each kind: tastes for two kinds are not alike by chance.
        vectors.entry(row[0].clone()).or_default()[kind] = kind + 1;
    }
    let rows: Vec<String> = vectors
        .iter()
        .map(|(post, vector)| format!("({post}, {})", literal(&format!("{vector:?}"))))
        .collect();
    session.run(&format!(
        "UPDATE posts SET embedding = v::vector FROM (VALUES {}) AS tagged (post, v) WHERE id = post",
        rows.join(", ")
    ));
}
