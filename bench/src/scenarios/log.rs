//! How much the server has written to its log.

use postgres::Client;

use crate::failure::Outcome;

const FLUSH: &str = include_str!("../../sql/server/flush.sql");
const WAL: &str = include_str!("../../sql/server/wal.sql");

/// Bytes and whole pages of log so far. Statistics of this session are up to date behind it.
pub fn written(client: &mut Client) -> Outcome<(i64, i64)> {
    client.query(FLUSH, &[])?;
    let row = client.query_one(WAL, &[])?;
    Ok((row.get("bytes"), row.get("pages")))
}
