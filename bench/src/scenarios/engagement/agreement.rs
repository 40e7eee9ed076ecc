//! Holds pages against each other before anything is timed: different answers are not comparable.

use postgres::{Client, IsolationLevel};

use crate::failure::{Failure, Outcome};

/// How far scores may differ by how they were added up.
const CLOSE: f64 = 1e-9;

/// Posts and their scores, best first.
pub type Ranked = Vec<(i64, f64)>;

/// A statement, and which of its columns are the post and the score.
pub struct Page {
    pub name: &'static str,
    pub sql: String,
    pub post: &'static str,
    pub score: &'static str,
}

/// Stops with a sentence where two pages do not have the same posts with the same scores. Both see one state and one now().
/// Posts of one score may change places: scores that are equal in one way of adding them up need not be so in another.
pub fn require(client: &mut Client, pages: &[Page]) -> Outcome<()> {
    let mut transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()?;
    let mut first: Option<(&str, Ranked)> = None;
    for page in pages {
        let sql = format!(
            "SELECT t.{} AS post, t.{}::float8 AS score FROM (\n{}\n) AS t",
            page.post, page.score, page.sql
        );
        let rows = transaction.query(&sql, &[])?;
        let found: Ranked = rows
            .iter()
            .map(|row| (row.get("post"), row.get("score")))
            .collect();
        match &first {
            None => first = Some((page.name, found)),
            Some((name, expected)) => require_alike((name, expected), (page.name, &found))?,
        }
    }
    Ok(transaction.commit()?)
}

/// Stops with a sentence where two named contenders gave different posts or scores.
pub fn require_alike(expected: (&str, &[(i64, f64)]), found: (&str, &[(i64, f64)])) -> Outcome<()> {
    match agree(expected.1, found.1) {
        true => Ok(()),
        false => Err(Failure::said(format!(
            "different pages: {} gave {:?}, {} {:?}",
            found.0, found.1, expected.0, expected.1
        ))),
    }
}

fn agree(expected: &[(i64, f64)], found: &[(i64, f64)]) -> bool {
    let close = |one: f64, other: f64| (one - other).abs() <= CLOSE * one.abs().max(other.abs());
    let shares_its_score = |score: f64| {
        let same = expected.iter().filter(|other| close(other.1, score));
        // The last place may be shared with posts that the page has no room for.
        same.count() > 1 || expected.last().is_some_and(|last| close(last.1, score))
    };
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(one, other)| {
            close(one.1, other.1) && (one.0 == other.0 || shares_its_score(one.1))
        })
}

#[cfg(test)]
mod tests {
    use super::agree;

    #[test]
    fn posts_may_change_places_where_scores_are_the_same() {
        let page = [(1, 4.0), (2, 3.0), (3, 3.0), (4, 2.0)];
        assert!(agree(&page, &page));
        assert!(agree(
            &page,
            &[(1, 4.0), (3, 3.0), (2, 3.0 + 1e-12), (4, 2.0)]
        ));
        assert!(agree(&page, &[(1, 4.0), (2, 3.0), (3, 3.0), (5, 2.0)]));
        assert!(!agree(&page, &[(9, 4.0), (2, 3.0), (3, 3.0), (4, 2.0)]));
        assert!(!agree(&page, &[(1, 4.1), (2, 3.0), (3, 3.0), (4, 2.0)]));
        assert!(!agree(&page, &page[..3]));
    }
}
