//! Makes the networks: draws all rows by seed and puts them into tables by COPY; what is there already stays.

mod authors;
mod calendar;
mod copy;
mod draws;
mod embeddings;
mod engagement;
mod follows;
mod groups;
mod likes;
mod people;
mod planted;
mod posts;
mod progress;
mod recipe;

use std::time::Instant;

use postgres::Client;

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::{server, subject};
use calendar::Calendar;
use copy::Tables;
use embeddings::Topics;
use groups::Groups;
use people::People;
use posts::Posts;
use progress::Step;
use recipe::Recipe;

const TABLES: &str = include_str!("../../sql/generator/tables.sql");
const FUNCTIONS: &str = include_str!("../../sql/generator/functions.sql");
const INDEXES: &str = include_str!("../../sql/generator/indexes.sql");
const HOUR: &str = include_str!("../../sql/generator/hour.sql");
const WARM: &str = include_str!("../../sql/generator/warm.sql");
const PRESENT: &str = include_str!("../../sql/generator/present.sql");
const RECIPE: &str = include_str!("../../sql/generator/recipe.sql");
const TABLE_NAMES: &str = include_str!("../../sql/generator/table_names.sql");

/// Room for building keys, so that none of them spills.
const MEMORY: &str = "SET maintenance_work_mem = '1GB'";

/// Makes the networks that the options ask for, where they are not there by that seed.
pub fn generate(options: &Options) -> Outcome<()> {
    for network in &options.networks {
        let mut client = server::connect_to(*network)?;
        let wanted = network.recipe(options.seed);
        if is_there(&mut client, *network, &wanted)? {
            eprintln!("{}: there already ({wanted})", network.schema());
        } else {
            let started = Instant::now();
            make(&mut client, *network, options.seed)?;
            eprintln!(
                "{}: made in {:.0} s ({wanted})",
                network.schema(),
                started.elapsed().as_secs_f64()
            );
        }
    }
    Ok(())
}

/// Stops with a sentence where a network is not there as the options ask.
pub fn require(client: &mut Client, network: Network, options: &Options) -> Outcome<()> {
    let wanted = network.recipe(options.seed);
    match recipe_of(client, network)? {
        Some(found) if found == wanted => Ok(()),
        found => Err(Failure::said(format!(
            "{} holds {}, not {wanted}: run \"generate\" with the same options first",
            network.schema(),
            found.unwrap_or_else(|| "nothing".into()),
        ))),
    }
}

/// Brings a network into the server's cache.
pub fn warm(client: &mut Client) -> Outcome<()> {
    Ok(client.batch_execute(WARM)?)
}

/// Whether a network is there as wanted, with embeddings where there can be some by now.
fn is_there(client: &mut Client, network: Network, wanted: &str) -> Outcome<bool> {
    if recipe_of(client, network)?.is_none_or(|found| found != wanted) {
        return Ok(false);
    }
    let present = client.query_one(PRESENT, &[&network.schema()])?;
    Ok(present.get("embedded") || embeddings::pgvector(client).is_err())
}

/// What a finished network was made from.
fn recipe_of(client: &mut Client, network: Network) -> Outcome<Option<String>> {
    let present = client.query_one(PRESENT, &[&network.schema()])?;
    if !present.get::<_, bool>("ours") {
        return Ok(None);
    }
    Ok(client.query_opt(RECIPE, &[])?.map(|row| row.get(0)))
}

fn make(client: &mut Client, network: Network, seed: u64) -> Outcome<()> {
    make_way(client, network)?;
    client.batch_execute(MEMORY)?;
    let pgvector = embeddings::pgvector(client)
        .inspect_err(|failure| eprintln!("{}: no embeddings: {failure}", network.schema()))
        .ok();
    let hour = client.query_one(HOUR, &[])?.get(0);
    let recipe = Recipe::of(network, seed, Calendar::before(hour));
    // One transaction: its rows are frozen as they come, and with wal_level = minimal the server writes no log for them.
    let mut transaction = client.transaction()?;
    transaction.batch_execute(&format!("CREATE SCHEMA {}", network.schema()))?;
    transaction.batch_execute(TABLES)?;
    transaction.batch_execute(FUNCTIONS)?;
    if let Some(pgvector) = &pgvector {
        transaction.batch_execute(&embeddings::table(pgvector))?;
    }
    let told = network.recipe(seed);
    transaction.execute("INSERT INTO made (recipe) VALUES ($1)", &[&told])?;
    let mut tables = Tables::of(transaction, network.schema());
    fill(&mut tables, &recipe, pgvector.is_some())?;
    tables.run("indexes", INDEXES)?;
    if pgvector.is_some() {
        tables.run("key of embeddings", embeddings::KEY)?;
    }
    tables.commit()?;
    finish(client, network)?;
    warm(client)
}

/// Drops what an earlier run has left; what is somebody else's stays, and nothing is made then.
fn make_way(client: &mut Client, network: Network) -> Outcome<()> {
    let schema = network.schema();
    let present = client.query_one(PRESENT, &[&schema])?;
    if !present.get::<_, bool>("there") {
        return Ok(());
    }
    if !present.get::<_, bool>("ours") {
        return Err(Failure::said(format!(
            "schema {schema} is not one of this benchmark: use another database"
        )));
    }
    subject::drop_if_there(client, network)?;
    Ok(client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))?)
}

fn fill(tables: &mut Tables<'_>, recipe: &Recipe, embedded: bool) -> Outcome<()> {
    let size = &recipe.size;
    let people = People::draw(recipe);
    let groups = Groups::draw(recipe);
    let posts = Posts::draw(recipe)?;
    let likes = likes::draw(recipe, &posts);
    let followed = (size.users * size.follows) as usize;

    tables.fill("accounts", people.len(), people.rows())?;
    tables.fill("planted", 0, planted::rows(size))?;
    let planted = planted::follows(recipe, &people, posts.prolific());
    tables.fill(
        "follows",
        followed,
        follows::rows(recipe, &people)?.chain(planted),
    )?;
    tables.fill("blocks", people.len() / 7, people::blocks(recipe, &people))?;
    tables.fill("groups", groups.count(), groups.rows())?;
    let memberships = groups.memberships(recipe, &people);
    tables.fill("memberships", groups.about(), memberships)?;
    let rows = posts.rows(recipe, &groups, likes.len());
    tables.fill("posts", posts.len(), rows)?;
    if embedded {
        let topics = Topics::draw(recipe);
        let (count, rows) = topics.rows(recipe, &posts);
        tables.fill("embeddings", count, rows)?;
    }
    tables.fill("likes", likes.len(), likes::rows(&likes))?;
    let comments = engagement::comments(recipe, &posts, &likes);
    tables.fill("comments", size.comments as usize, comments)?;
    let views = engagement::views(recipe, &posts, &likes);
    tables.fill("views", 2 * likes.len(), views)?;
    let reposts = engagement::reposts(recipe, &posts, &likes);
    tables.fill("reposts", likes.len() / 20, reposts)?;
    let bookmarks = engagement::bookmarks(recipe, &posts, &likes);
    tables.fill("bookmarks", likes.len() / 10, bookmarks)
}

/// Lets the planner know what is there, and readers that all of it is visible; then the network is ready.
fn finish(client: &mut Client, network: Network) -> Outcome<()> {
    let step = Step::of_server(network.schema(), "vacuum");
    let tables = client.query(TABLE_NAMES, &[])?;
    for table in tables {
        client.batch_execute(&format!(
            "VACUUM (FREEZE, ANALYZE) {}",
            table.get::<_, &str>(0)
        ))?;
    }
    step.done();
    Ok(client.batch_execute("UPDATE made SET ready = true")?)
}
