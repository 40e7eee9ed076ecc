//! No author floods a feed: how many posts of the same author stand before each.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

/// For each post of a ranking, given by its author from the first one on, how many of the same author stand before it. Posts
/// without an author have none in common.
pub fn before_of_same<A: Hash + Eq>(authors: impl Iterator<Item = Option<A>>) -> Vec<u32> {
    let mut met: HashMap<A, u32> = HashMap::new();
    authors
        .map(|author| {
            let Some(author) = author else {
                return 0;
            };
            let before = met.entry(author).or_insert(0);
            *before += 1;
            *before - 1
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_author_is_counted_apart_and_nobody_is_no_author() {
        let authors = [Some(1), Some(2), None, Some(1), None, Some(1), Some(2)];
        assert_eq!(before_of_same(authors.into_iter()), [0, 0, 0, 1, 0, 2, 1]);
    }

    proptest! {
        #[test]
        fn it_equals_counting_one_by_one(authors in prop::collection::vec(prop::option::of(0..5u8), 0..60)) {
            let counted = before_of_same(authors.iter().copied());
            for (place, author) in authors.iter().enumerate() {
                let before = authors[..place].iter().filter(|one| author.is_some() && *one == author).count();
                prop_assert_eq!(counted[place] as usize, before);
            }
        }
    }
}
