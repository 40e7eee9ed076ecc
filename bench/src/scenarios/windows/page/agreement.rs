//! The peers are given what the pull gives, and everybody's page is held against everybody else's.

use postgres::{Client, Statement};

use super::super::stage::{Stage, Which};
use super::field::{Call, Field, gone};
use crate::failure::{Failure, Outcome};

const FILL: &str = include_str!("../../../../sql/windows/fan_out_fill.sql");
const ROWS: &str = include_str!("../../../../sql/windows/fan_out_rows.sql");

/// Posts of a window, and of a viewer with the peers: setting `window.size`.
const WINDOW_SIZE: i32 = 400;
const PAGE_SIZE: usize = 20;

/// Posts, each with another number.
type Posts = Vec<(i64, i64)>;

/// Fills the fan-out table and Redis with the newest posts of each viewer.
pub fn fill(client: &mut Client, stage: Stage, field: &mut Field, viewers: &[i64]) -> Outcome<()> {
    let fill = stage.prepare(client, Which::Cold, FILL)?;
    let rows = stage.prepare(client, Which::Cold, ROWS)?;
    for viewer in viewers {
        client.execute(&fill, &[viewer, &WINDOW_SIZE])?;
        if let Some(redis) = &mut field.sessions.redis {
            redis.fill(*viewer, &posts(client, &rows, *viewer)?)?;
        }
    }
    let vacuum = stage.sql(Which::Cold, "VACUUM (ANALYZE) {tables}.feeds");
    Ok(client.batch_execute(&vacuum)?)
}

/// Stops with a sentence where contenders give different pages. Redis orders posts of one time by their ids as texts: of
/// its pages only the times have to be the same.
pub fn require(
    client: &mut Client,
    stage: Stage,
    field: &mut Field,
    viewers: &[i64],
) -> Outcome<()> {
    let rows = stage.prepare(client, Which::Cold, ROWS)?;
    for viewer in viewers {
        let mut kept = posts(client, &rows, *viewer)?;
        kept.truncate(PAGE_SIZE);
        let mut first: Option<Posts> = None;
        for (contender, call) in &field.ready {
            if contender.reads_a_row() {
                continue;
            }
            let sessions = &mut field.sessions;
            let page = match (call, &mut sessions.by_tcp, &mut sessions.redis) {
                (Call::Session(statement), ..) => posts(client, statement, *viewer)?,
                (Call::SessionByTcp(statement), Some(second), _) => {
                    posts(second, statement, *viewer)?
                }
                (Call::Redis(line), _, Some(redis)) => redis.page(*line, *viewer)?.1,
                _ => return Err(gone(*contender)),
            };
            let agrees = match call {
                Call::Redis(_) => page
                    .iter()
                    .map(|(_, at)| at)
                    .eq(kept.iter().map(|(_, at)| at)),
                _ => *first.get_or_insert_with(|| page.clone()) == page,
            };
            if !agrees {
                return Err(Failure::said(format!(
                    "{} gives viewer {viewer} another page than the others: {page:?}",
                    contender.name()
                )));
            }
        }
    }
    Ok(())
}

/// The first two columns of what a statement gives for a viewer.
fn posts(client: &mut Client, statement: &Statement, viewer: i64) -> Outcome<Posts> {
    let rows = client.query(statement, &[&viewer])?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}
