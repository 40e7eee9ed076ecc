//! Holds what all ways to ask give against each other, before anything is timed.

use postgres::{Client, IsolationLevel};

use super::read::Read;
use crate::failure::{Failure, Outcome};
use crate::scenarios::attached::stage::Stage;

/// Stops with a sentence where two ways do not give the same rows in the same order for each of these. All see one state and one now().
pub fn require(stage: Stage, client: &mut Client, read: &Read, about: &[i64]) -> Outcome<()> {
    let ways: Vec<_> = read.ways.iter().filter(|way| way.compared).collect();
    let mut transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()?;
    let mut statements = Vec::new();
    for way in &ways {
        let rows = stage.sql(way.sql);
        let sql = format!("SELECT array_agg(t::text) FROM (\n{rows}\n) AS t");
        statements.push(transaction.prepare(&sql)?);
    }
    for one in about {
        let mut expected: Option<Vec<String>> = None;
        for (way, statement) in ways.iter().zip(&statements) {
            let row = transaction.query_one(statement, &[one])?;
            let found: Vec<String> = row.get::<_, Option<_>>(0).unwrap_or_default();
            match &expected {
                None => expected = Some(found),
                Some(expected) if *expected == found => {}
                Some(expected) => {
                    return Err(Failure::said(format!(
                        "{}, of {one}: {} gives {found:?}, {} {expected:?}",
                        read.what, way.name, ways[0].name
                    )));
                }
            }
        }
    }
    Ok(transaction.commit()?)
}
