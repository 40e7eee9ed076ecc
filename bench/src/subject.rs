//! The extension under measurement: a feed on one network, made anew for each run.

use postgres::{Client, Statement};

use crate::failure::{Failure, Outcome};
use crate::network::Network;

const CREATE: &str = include_str!("../sql/subject/create.sql");
const CONFIGURE: &str = include_str!("../sql/subject/configure.sql");
const DROP: &str = include_str!("../sql/subject/drop.sql");
const EXISTS: &str = include_str!("../sql/subject/exists.sql");
const TIMELINE: &str = include_str!("../sql/subject/timeline.sql");
const PAGE: &str = include_str!("../sql/subject/page.sql");
const DEPTH: &str = include_str!("../sql/subject/depth.sql");

/// Makes the feed of a network; the viewer's own posts are no part of a timeline, as plain queries leave them out.
pub fn create(client: &mut Client, network: Network) -> Outcome<()> {
    client
        .batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")
        .map_err(|error| Failure::from(error).while_doing("pg_feed is not installed there"))?;
    drop_if_there(client, network)?;
    let table = |name: &str| format!("{}.{name}", network.schema());
    client.query(
        CREATE,
        &[&network.feed(), &table("posts"), &table("follows")],
    )?;
    client.query(CONFIGURE, &[&network.feed()])?;
    Ok(())
}

/// Drops the feed of a network, if the extension and the feed exist.
pub fn drop_if_there(client: &mut Client, network: Network) -> Outcome<()> {
    let installed: bool = client
        .query_one("SELECT to_regclass('feed.definition') IS NOT NULL", &[])?
        .get(0);
    if installed && client.query_one(EXISTS, &[&network.feed()])?.get(0) {
        client.query(DROP, &[&network.feed()])?;
    }
    Ok(())
}

/// One page of a timeline by viewer, with the columns that the plain queries return.
pub fn timeline(client: &mut Client) -> Outcome<Statement> {
    Ok(client.prepare(TIMELINE)?)
}

/// One page by viewer and cursor: its posts, and the cursor behind each of them.
pub fn page(client: &mut Client) -> Outcome<Statement> {
    Ok(client.prepare(PAGE)?)
}

/// The posts of the first fifty pages by viewer, in one call.
pub fn depth(client: &mut Client) -> Outcome<Statement> {
    Ok(client.prepare(DEPTH)?)
}
