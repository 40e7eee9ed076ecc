//! Holds the pages of the extension and of plain SQL against each other before anything is timed: different answers are not
//! comparable.

use postgres::types::ToSql;
use postgres::{Client, IsolationLevel, Row, Transaction};

use super::plain::{self, Way};
use super::stage::{Stage, Which};
use crate::failure::{Failure, Outcome};
use crate::report::figures::median;

const FEED_FOR: &str = include_str!("../../../sql/ranked/feed_for.sql");
const NEXT: &str = include_str!("../../../sql/ranked/feed_for_next.sql");
const CURSOR: &str = include_str!("../../../sql/ranked/cursor.sql");
const ITEMS: &str = include_str!("../../../sql/ranked/items.sql");

/// How far scores may differ by how they were added up.
const CLOSE: f64 = 1e-6;
/// Scores closer than this may change places.
const EQUAL: f64 = 1e-9;
/// How many posts of a page may differ for the median viewer where both searched by an approximate index.
const MISSED: f64 = 2.0;

/// A page: posts and their scores.
type Page = Vec<(i64, f64)>;
/// A page of the extension by its name, and the same one in plain SQL.
type Compared = (&'static str, Page, Page);

/// Stops with a sentence where pages are not the same; with embeddings, where too much of them differs. Answers how many posts of
/// the first page with embeddings plain SQL lacks, for each viewer.
pub fn require(client: &mut Client, stage: Stage, viewers: &[i64]) -> Outcome<Vec<f64>> {
    let mut missed = Vec::new();
    for viewer in viewers {
        // One state and one now() for all of them.
        let mut transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()?;
        for which in stage.feeds() {
            let compared = pages(&mut transaction, stage, *which, *viewer)?;
            match which {
                Which::Plain => require_equal(*viewer, &compared)?,
                Which::Embedded => missed.extend(
                    compared
                        .first()
                        .map(|(_, ours, plain)| differing(ours, plain) as f64),
                ),
            }
        }
        transaction.commit()?;
    }
    match median(&missed) {
        Some(most) if most > MISSED => Err(Failure::said(format!(
            "different pages with embeddings: plain SQL lacks {most} posts of the median viewer's page"
        ))),
        _ => Ok(missed),
    }
}

fn require_equal(viewer: i64, compared: &[Compared]) -> Outcome<()> {
    match compared.iter().find(|(_, ours, plain)| !agree(ours, plain)) {
        None => Ok(()),
        Some((name, ours, plain)) => Err(Failure::said(format!(
            "different pages for viewer {viewer}: {name} gave {ours:?}, plain SQL {plain:?}"
        ))),
    }
}

/// Pages of the extension, each with its name and the same one in plain SQL.
fn pages(
    transaction: &mut Transaction,
    stage: Stage,
    which: Which,
    viewer: i64,
) -> Outcome<Vec<Compared>> {
    let mut read = |sql: &str| page(transaction, &stage.sql(which, sql), &[&viewer]);
    let first = read(FEED_FOR)?;
    let walk = read(&plain::page(which, Way::Walk, 0))?;
    let lateral = read(&plain::page(which, Way::Lateral, 0))?;
    let items = read(ITEMS)?;
    let behind = read(&plain::page(which, Way::Lateral, 20))?;
    let mut compared = vec![
        ("feed_for", first.clone(), walk),
        ("feed_for", first, lateral.clone()),
        ("feed_page", items, lateral),
    ];
    let cursor = transaction.query_one(&stage.sql(which, CURSOR), &[&viewer])?;
    if let Some(cursor) = cursor.get::<_, Option<String>>("cursor") {
        let next = page(transaction, &stage.sql(which, NEXT), &[&viewer, &cursor])?;
        compared.push(("the second page", next, behind));
    }
    Ok(compared)
}

/// The ranked posts of a statement; those behind the last one have no score.
fn page(
    transaction: &mut Transaction,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Outcome<Page> {
    let rows = transaction.query(sql, parameters)?;
    let ranked = |row: &Row| {
        let score: Option<f64> = row.get("score");
        Some((row.get("post_id"), score?))
    };
    Ok(rows.iter().filter_map(ranked).collect())
}

fn agree(ours: &Page, plain: &Page) -> bool {
    let is_close = |(one, other): (&(i64, f64), &(i64, f64))| (one.1 - other.1).abs() <= CLOSE;
    let shares_its_score = |score: f64| {
        let same = plain
            .iter()
            .filter(|other| (other.1 - score).abs() <= EQUAL);
        // The last place may be shared with posts that the page has no room for.
        same.count() > 1
            || plain
                .last()
                .is_some_and(|last| (last.1 - score).abs() <= EQUAL)
    };
    ours.len() == plain.len()
        && ours.iter().zip(plain).all(is_close)
        && ours
            .iter()
            .zip(plain)
            .all(|(one, other)| one.0 == other.0 || shares_its_score(one.1))
}

/// How many posts of the one page the other lacks.
fn differing(ours: &Page, plain: &Page) -> usize {
    let lacks = |post: i64| !plain.iter().any(|other| other.0 == post);
    ours.iter().filter(|one| lacks(one.0)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_may_differ_by_how_they_were_added_up() {
        let page = vec![(1, 0.5), (2, 0.4), (3, 0.4), (4, 0.3)];
        assert!(agree(&page, &page));
        assert!(agree(
            &page,
            &vec![(1, 0.5 + 1e-8), (3, 0.4), (2, 0.4), (4, 0.3)]
        ));
        assert!(!agree(&page, &vec![(2, 0.5), (1, 0.4), (3, 0.4), (4, 0.3)]));
        assert!(!agree(
            &page,
            &vec![(1, 0.5001), (2, 0.4), (3, 0.4), (4, 0.3)]
        ));
        assert!(!agree(&page, &page[..3].to_vec()));
    }

    #[test]
    fn what_differs_is_counted() {
        let (one, other) = (vec![(1, 0.5), (2, 0.4)], vec![(2, 0.4), (9, 0.1)]);
        assert_eq!(differing(&one, &other), 1);
        assert_eq!(differing(&one, &one), 0);
    }
}
