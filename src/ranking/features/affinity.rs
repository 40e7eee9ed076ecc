//! How much a viewer engaged with each author's posts of late.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::super::candidates::{Asked, Candidate};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::feed::faded;
use crate::timeline::reader::Reader;

/// By author, the weights of the viewer's newest engagements with their posts, each faded by its age.
pub fn affinities(
    reader: &Reader,
    asked: &Asked,
    candidates: &[Candidate],
) -> Outcome<HashMap<Key, f64>> {
    // Who wrote the candidates is known.
    let known = candidates
        .iter()
        .filter_map(|one| Some((&one.post.at.id, one.post.author.clone()?)));
    let mut authors: HashMap<&Key, Key> = known.collect();
    let unknown: HashSet<&Key> = asked
        .engaged
        .iter()
        .map(|row| &row.post)
        .filter(|post| !authors.contains_key(post))
        .collect();
    let posts: Vec<Key> = unknown.into_iter().cloned().collect();
    let written = reader.authors_of(&posts)?.into_iter();
    authors.extend(written.map(|(place, author)| (&posts[place], author)));
    let mut affinities: HashMap<Key, f64> = HashMap::new();
    // In the order of the rows, so that a sum is the same each time.
    for row in asked.engaged {
        let Some(author) = authors.get(&row.post) else {
            continue;
        };
        let weight = asked.terms.formula.worths[row.signal].weight;
        let age = i128::from(asked.as_of) - i128::from(row.at);
        let worth = weight * faded(age, reader.feed.spans.relevance);
        *affinities.entry(author.clone()).or_default() += worth;
    }
    Ok(affinities)
}
