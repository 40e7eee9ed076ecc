//! Authors to write posts: one for each number of followers that is asked for.

use postgres::Client;

use crate::failure::Outcome;

const AUTHORS: &str = include_str!("../../../sql/windows/authors.sql");

/// An author with fewer times as many followers as the one before says nothing new.
const APART: f64 = 1.5;

/// Somebody with followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    pub id: i64,
    pub followers: i64,
}

/// The authors that come nearest to these numbers of followers, which rise; with at most so many. Fewer authors where
/// everybody is about as popular as anybody else.
pub fn with_followers(client: &mut Client, wanted: &[i64], most: i64) -> Outcome<Vec<Author>> {
    let rows = client.query(AUTHORS, &[&wanted, &most])?;
    let found = rows.iter().map(|row| Author {
        id: row.get("author"),
        followers: row.get("followers"),
    });
    Ok(apart(found))
}

fn apart(found: impl Iterator<Item = Author>) -> Vec<Author> {
    let mut kept: Vec<Author> = Vec::new();
    for author in found {
        let is_new = kept.last().is_none_or(|last| {
            author.followers > last.followers
                && author.followers as f64 >= last.followers as f64 * APART
        });
        if is_new {
            kept.push(author);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equally_popular_authors_are_one() {
        let followers = [0, 0, 20, 2_100, 2_300, 9_000];
        let kept = apart(
            followers
                .into_iter()
                .map(|followers| Author { id: 1, followers }),
        );
        let kept: Vec<i64> = kept.iter().map(|author| author.followers).collect();
        assert_eq!(kept, [0, 20, 2_100, 9_000]);
    }
}
