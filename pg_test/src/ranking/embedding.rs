//! Embeddings of posts: the column that holds them, and vectors that every precision orders alike.
//!
//! pgvector computes distances in single precision, the reference in double. So vectors are few, of three small whole
//! numbers, and no two of them point in the same direction: whatever the taste, two posts are either alike to the last bit or
//! far apart, but for chance, which the reference tells (`doubt`).

use rand::RngExt;
use rand::rngs::StdRng;

use crate::engagement::number;
use crate::quote::{ident, literal};
use crate::session::Session;

/// A column of posts; its name is that of the catalog.
#[derive(Debug, Clone)]
pub struct Embedding {
    pub column: String,
    /// `vector` or `halfvec`.
    pub kind: &'static str,
}

/// Directions; the last one is none, and like nothing.
pub const VECTORS: [&str; 14] = [
    "[1,0,0]",
    "[0,1,0]",
    "[0,0,1]",
    "[3,1,0]",
    "[0,5,2]",
    "[1,0,7]",
    "[2,3,1]",
    "[-1,2,5]",
    "[4,-1,1]",
    "[-2,-3,1]",
    "[-1,0,0]",
    "[5,5,1]",
    "[1,-6,2]",
    "[0,0,0]",
];

/// Makes pgvector's types known to the database, or says in a line that they are absent.
pub fn available(session: &mut Session) -> bool {
    let there =
        session.truth("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')");
    if there {
        session.run("CREATE EXTENSION IF NOT EXISTS vector");
    } else {
        println!("SKIPPED: the server has no pgvector, so nothing is ranked by embeddings");
    }
    there
}

impl Embedding {
    pub fn new(column: &str, kind: &'static str) -> Self {
        Self {
            column: column.to_string(),
            kind,
        }
    }

    /// The statement that adds the column to the posts.
    pub fn declaration(&self, posts: &str) -> String {
        format!(
            "ALTER TABLE {} ADD COLUMN {} {}(3)",
            ident(posts),
            ident(&self.column),
            self.kind
        )
    }

    /// The call that tells the feed of it.
    pub fn add(&self, feed: &str) -> String {
        format!(
            "SELECT feed.add_embedding({}, {})",
            literal(feed),
            literal(&self.column)
        )
    }

    /// Gives about `share` of the posts an embedding, others each time, and takes the others' away.
    pub fn scatter(&self, rng: &mut StdRng, posts: &str, share: f64) -> String {
        let vectors: Vec<String> = VECTORS.iter().map(|vector| literal(vector)).collect();
        let draw = |salt: i64| format!("(hashtextextended(t::text, {salt}) & 1048575)");
        format!(
            "UPDATE {posts} AS t SET {column} = CASE
  WHEN {lot} < {share} * 1048576 THEN (ARRAY[{vectors}]::{kind}[])[1 + {which} % {count}] END",
            posts = ident(posts),
            column = ident(&self.column),
            kind = self.kind,
            lot = draw(rng.random_range(0..1_000_000)),
            share = number(share),
            which = draw(rng.random_range(0..1_000_000)),
            count = VECTORS.len(),
            vectors = vectors.join(", "),
        )
    }
}
