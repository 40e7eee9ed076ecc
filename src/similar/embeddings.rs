//! What posts are about, as their rows say.

use std::ops::ControlFlow;

use foldhash::{HashMap, HashMapExt};

use crate::definition::embedding;
use crate::definition::model::{Embedding, Feed};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::value::{array_of, family_of, keys_datum};
use crate::quote::{fill, identifier};
use crate::timeline::reader::Reader;

/// What a feed compares posts by; None where it has no embedding, or has lost it.
pub fn known(feed: &Feed) -> Option<&Embedding> {
    feed.embedding.as_ref()?.as_ref().ok()
}

/// The same for a read that needs it: 55000 without.
pub fn required(feed: &Feed) -> Outcome<&Embedding> {
    match &feed.embedding {
        None => Err(embedding::missing(&feed.name)),
        Some(embedding) => embedding.as_ref().map_err(Failure::clone),
    }
}

/// The embeddings of some posts, by their ids: of those that have one and that the caller may see. None of them where the feed
/// has no embedding.
pub fn embeddings(reader: &Reader, ids: &[Key]) -> Outcome<HashMap<Key, Vec<f32>>> {
    let mut found = HashMap::with_capacity(ids.len());
    let Some(embedding) = known(reader.feed).filter(|_| !ids.is_empty()) else {
        return Ok(found);
    };
    let posts = &reader.feed.posts;
    let sql = fill(
        include_str!("../../sql/similar/embeddings.sql"),
        &[
            ("posts", &posts.table.name),
            ("id", &identifier(&posts.id.name)),
            ("embedding", &identifier(&embedding.column.name)),
        ],
    )?;
    let kind = posts.id.kind;
    let parameters = [(
        array_of(family_of(kind)),
        Some(keys_datum(ids.iter(), kind)),
    )];
    let mut failed = None;
    reader.run_at_large(sql, &parameters, &mut |row| {
        let vector = row.vector(1, embedding.column.kind, embedding.half);
        match (row.key(0, kind), vector) {
            (Ok(Some(id)), Ok(Some(vector))) => {
                found.insert(id, vector);
            }
            (Err(failure), _) | (_, Err(failure)) => failed = Some(failure),
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    failed.map_or(Ok(found), Err)
}
