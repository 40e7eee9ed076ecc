//! Walks the pages of rankings in transactions of their own, with changes between them.

use crate::engagement::Engagement;
use crate::engagement::ranking::Ranking;
use crate::session::{Refusal, Row, Session};

/// More pages than any walk of these tests has.
const MOST_PAGES: usize = 400;

fn attempt(
    session: &mut Session,
    engagement: &Engagement,
    ranking: &Ranking,
    size: usize,
    after: Option<&str>,
) -> Result<Vec<Row>, Refusal> {
    let call = ranking.call(&engagement.app, size, after);
    session.attempt(&format!(
        "SELECT post_id, score, cursor, now(), rank FROM {call} ORDER BY rank"
    ))
}

/// One page: `post_id, score, cursor, now(), rank`.
pub fn page(
    session: &mut Session,
    engagement: &Engagement,
    ranking: &Ranking,
    size: usize,
    after: Option<&str>,
) -> Vec<Row> {
    attempt(session, engagement, ranking, size, after)
        .unwrap_or_else(|refusal| panic!("{ranking:?}: {refusal:#?}"))
}

/// A column of a row that is never NULL.
pub fn text(row: &Row, column: usize) -> &str {
    row[column].as_deref().expect("no column is NULL")
}

/// Walks to the end, doing something between the pages.
pub fn walk(
    session: &mut Session,
    engagement: &Engagement,
    ranking: &Ranking,
    size: usize,
    between: impl FnMut(&mut Session, &[Row]),
) -> Vec<Row> {
    let (all, refusal) = walk_until_refused(session, engagement, ranking, size, between);
    assert!(refusal.is_none(), "{ranking:?}: {refusal:#?}");
    all
}

/// Walks to the end, or until a cursor is refused.
pub fn walk_until_refused(
    session: &mut Session,
    engagement: &Engagement,
    ranking: &Ranking,
    size: usize,
    mut between: impl FnMut(&mut Session, &[Row]),
) -> (Vec<Row>, Option<Refusal>) {
    let mut all: Vec<Row> = Vec::new();
    for _ in 0..MOST_PAGES {
        let after = all.last().map(|row| text(row, 2).to_string());
        let rows = match attempt(session, engagement, ranking, size, after.as_deref()) {
            Ok(rows) => rows,
            Err(refusal) => return (all, Some(refusal)),
        };
        let full = rows.len() == size;
        assert!(rows.len() <= size);
        all.extend(rows);
        if !full {
            return (all, None);
        }
        between(session, &all);
    }
    panic!("{ranking:?}: the walk does not end");
}

/// The posts of these rows.
pub fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| text(row, 0)).collect()
}
