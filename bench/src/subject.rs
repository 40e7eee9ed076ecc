//! The extension under measurement: a feed on one graph, made anew for each run.

use postgres::{Client, Statement};

use crate::failure::{Failure, Outcome};
use crate::generator::graph::Graph;
use crate::options::Columns;

const CREATE: &str = include_str!("../sql/subject/create.sql");
const CONFIGURE: &str = include_str!("../sql/subject/configure.sql");
const DROP: &str = include_str!("../sql/subject/drop.sql");
const EXISTS: &str = include_str!("../sql/subject/exists.sql");
const TIMELINE: &str = include_str!("../sql/subject/timeline.sql");
const TIMELINE_KEYS: &str = include_str!("../sql/subject/timeline_keys.sql");
const TIMELINE_BODIES: &str = include_str!("../sql/subject/timeline_bodies.sql");
const PAGE: &str = include_str!("../sql/subject/page.sql");
const DEPTH: &str = include_str!("../sql/subject/depth.sql");

/// Makes the feed of a graph. With `own` the viewer's own posts are part of a timeline.
pub fn create(client: &mut Client, graph: Graph, own: bool) -> Outcome<()> {
    client
        .batch_execute("CREATE EXTENSION IF NOT EXISTS pg_feed")
        .map_err(|error| {
            Failure::from(error).while_doing("pg_feed is not installed there (or use --peers-only)")
        })?;
    drop_if_there(client, graph)?;
    let table = |name: &str| format!("{}.{name}", graph.schema());
    client.query(CREATE, &[&graph.feed(), &table("posts"), &table("follows")])?;
    client.query(CONFIGURE, &[&graph.feed(), &own])?;
    Ok(())
}

/// Drops the feed of a graph, if the extension and the feed exist.
pub fn drop_if_there(client: &mut Client, graph: Graph) -> Outcome<()> {
    let installed: bool = client
        .query_one("SELECT to_regclass('feed.definition') IS NOT NULL", &[])?
        .get(0);
    if installed && client.query_one(EXISTS, &[&graph.feed()])?.get(0) {
        client.query(DROP, &[&graph.feed()])?;
    }
    Ok(())
}

/// One page of a timeline by viewer.
pub fn timeline(client: &mut Client, columns: Columns) -> Outcome<Statement> {
    Ok(client.prepare(match columns {
        Columns::Keys => TIMELINE_KEYS,
        Columns::All => TIMELINE,
        Columns::Bodies => TIMELINE_BODIES,
    })?)
}

/// One page by viewer and cursor: its posts, and the cursor behind each of them.
pub fn page(client: &mut Client) -> Outcome<Statement> {
    Ok(client.prepare(PAGE)?)
}

/// The posts of the first fifty pages by viewer, in one call.
pub fn depth(client: &mut Client) -> Outcome<Statement> {
    Ok(client.prepare(DEPTH)?)
}
