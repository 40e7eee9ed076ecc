//! Likes, comments and views of a network's posts, made by a statement each; what is there already stays.

use postgres::Client;

use crate::network::Network;
use super::{DRAWS, MEMORY, require, step};
use crate::failure::Outcome;
use crate::options::Options;

const TABLES: &str = include_str!("../../sql/generator/engaged_tables.sql");
const LIKES: &str = include_str!("../../sql/generator/likes.sql");
const COMMENTS: &str = include_str!("../../sql/generator/comments.sql");
const VIEWS: &str = include_str!("../../sql/generator/views.sql");
const PRESENT: &str = include_str!("../../sql/generator/engaged_present.sql");
const RECIPE: &str = include_str!("../../sql/generator/engaged.sql");

/// Changes with the shape of the data, so that what was made before is made anew.
const EDITION: u32 = 1;

/// Provides engagement with a network that is there as the options ask.
pub fn provide(client: &mut Client, network: Network, options: &Options) -> Outcome<()> {
    require(client, network, options)?;
    let recipe = format!(
        "{}, engagement edition {EDITION}",
        network.recipe(options.seed)
    );
    if recipe_of(client, network)?.is_some_and(|found| found == recipe) {
        return Ok(());
    }
    let schema = network.schema();
    let users = network.size().users;
    let salt = options.seed as i64 * DRAWS;
    client.batch_execute(MEMORY)?;
    client.batch_execute("SET client_min_messages = warning")?;
    let mut transaction = client.transaction()?;
    transaction.batch_execute(TABLES)?;
    for (table, statement) in [("likes", LIKES), ("comments", COMMENTS), ("views", VIEWS)] {
        step(schema, table, || {
            transaction.execute(statement, &[&users, &salt])?;
            Ok(transaction.batch_execute(&format!("ANALYZE {table}"))?)
        })?;
    }
    transaction.execute("INSERT INTO engaged (recipe) VALUES ($1)", &[&recipe])?;
    transaction.commit()?;
    step(schema, "vacuum", || {
        Ok(client.batch_execute("VACUUM (FREEZE) likes, comments, views")?)
    })?;
    Ok(client.batch_execute("UPDATE engaged SET ready = true")?)
}

fn recipe_of(client: &mut Client, network: Network) -> Outcome<Option<String>> {
    let present = client.query_one(PRESENT, &[&network.schema()])?;
    if !present.get::<_, bool>("there") {
        return Ok(None);
    }
    Ok(client.query_opt(RECIPE, &[])?.map(|row| row.get(0)))
}
