//! Makes the graphs inside the server, by a few set-based statements each; what is there already stays.

pub mod engagement;
pub mod graph;

use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, GenericClient};

use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::scenarios::kind::Kind;
use crate::{server, subject};
use graph::{
    BY_FAME, DENSITY, Graph, PLANTED, QUIET_ACCOUNTS, QUIET_FOLLOWS, QUIET_SHARE, SPARSE_FOLLOWS,
};

const TABLES: &str = include_str!("../../sql/generator/tables.sql");
const POSTS: &str = include_str!("../../sql/generator/posts.sql");
const FOLLOWS_DENSE: &str = include_str!("../../sql/generator/follows_dense.sql");
const FOLLOWS_SPARSE: &str = include_str!("../../sql/generator/follows_sparse.sql");
const PLANT: &str = include_str!("../../sql/generator/planted.sql");
const PLANT_FOLLOWS: &str = include_str!("../../sql/generator/planted_follows.sql");
const INDEXES: &str = include_str!("../../sql/generator/indexes.sql");
const WARM: &str = include_str!("../../sql/generator/warm.sql");
const PRESENT: &str = include_str!("../../sql/generator/present.sql");
const VISIBLE: &str = include_str!("../../sql/generator/visible.sql");
const RECIPE: &str = include_str!("../../sql/generator/recipe.sql");

/// Room for sorts and hashes of the whole graph, so that making it does not spill.
const MEMORY: &str = "SET work_mem = '1GB'; SET maintenance_work_mem = '512MB'; SET jit = off";

/// VACUUM is repeated as often, a second apart, while somebody's snapshot is older than the rows.
const VACUUM_ATTEMPTS: usize = 30;

/// Numbers of random draws in the statements; seeds are this far apart, so that no two share a draw.
const DRAWS: i64 = 16;

/// Makes the graphs that the options ask for, where they are not there at that scale and seed.
pub fn generate(options: &Options) -> Outcome<()> {
    for graph in &options.graphs {
        let mut client = server::connect_to(*graph)?;
        let recipe = graph.recipe(options.scale, options.seed);
        if recipe_of(&mut client, *graph)?.is_some_and(|found| found == recipe) {
            eprintln!("{}: there already ({recipe})", graph.schema());
        } else {
            let started = Instant::now();
            make(&mut client, *graph, options, &recipe)?;
            eprintln!(
                "{}: made in {:.0} s ({recipe})",
                graph.schema(),
                started.elapsed().as_secs_f64()
            );
        }
    }
    Ok(())
}

/// Stops with a sentence where a graph is not there as the options ask.
pub fn require(client: &mut Client, graph: Graph, options: &Options) -> Outcome<()> {
    let wanted = graph.recipe(options.scale, options.seed);
    match recipe_of(client, graph)? {
        Some(found) if found == wanted => Ok(()),
        found => Err(Failure::said(format!(
            "{} holds {}, not {wanted}: run \"generate\" with the same options first",
            graph.schema(),
            found.unwrap_or_else(|| "nothing".into()),
        ))),
    }
}

/// Brings a graph into the server's cache.
pub fn warm(client: &mut Client) -> Outcome<()> {
    Ok(client.batch_execute(WARM)?)
}

fn recipe_of(client: &mut Client, graph: Graph) -> Outcome<Option<String>> {
    let present = client.query_one(PRESENT, &[&graph.schema()])?;
    if !present.get::<_, bool>("ours") {
        return Ok(None);
    }
    Ok(client.query_opt(RECIPE, &[])?.map(|row| row.get(0)))
}

fn make(client: &mut Client, graph: Graph, options: &Options, recipe: &str) -> Outcome<()> {
    let schema = graph.schema();
    let present = client.query_one(PRESENT, &[&schema])?;
    if present.get("there") {
        if !present.get::<_, bool>("ours") {
            return Err(Failure::said(format!(
                "schema {schema} is not one of this benchmark: use another database"
            )));
        }
        subject::drop_if_there(client, graph)?;
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))?;
    }
    client.batch_execute(MEMORY)?;
    // One transaction: with wal_level = minimal the server then writes no log for tables that are new in it.
    let mut transaction = client.transaction()?;
    transaction.batch_execute(&format!("CREATE SCHEMA {schema}"))?;
    transaction.batch_execute(TABLES)?;
    fill(&mut transaction, graph, options)?;
    step(
        schema,
        "indexes",
        || Ok(transaction.batch_execute(INDEXES)?),
    )?;
    transaction.execute("INSERT INTO made (recipe) VALUES ($1)", &[&recipe])?;
    transaction.commit()?;
    step(schema, "vacuum", || vacuum(client))?;
    warm(client)
}

/// Freezes all rows at once, so that no reader is the one who sets hint bits, and marks the graph as ready.
fn vacuum(client: &mut Client) -> Outcome<()> {
    for _ in 0..VACUUM_ATTEMPTS {
        for table in ["posts", "follows", "planted"] {
            client.batch_execute(&format!("VACUUM (FREEZE, ANALYZE) {table}"))?;
        }
        if client.query_one(VISIBLE, &[])?.get(0) {
            return Ok(client.batch_execute("UPDATE made SET ready = true")?);
        }
        thread::sleep(Duration::from_secs(1));
    }
    Err(Failure::said(
        "a long transaction in that database keeps VACUUM from its work: end it and run this again",
    ))
}

fn fill(client: &mut impl GenericClient, graph: Graph, options: &Options) -> Outcome<()> {
    let schema = graph.schema();
    let size = graph.size(options.scale);
    let salt = options.seed as i64 * DRAWS;
    let exponent = graph.exponent();
    step(schema, "posts", || {
        client.execute(
            POSTS,
            &[
                &size.users,
                &size.posts,
                &salt,
                &exponent,
                &size.writers,
                &BY_FAME,
                &QUIET_ACCOUNTS,
                &QUIET_SHARE,
            ],
        )?;
        Ok(())
    })?;
    step(schema, "follows", || {
        match graph {
            Graph::Dense => client.execute(FOLLOWS_DENSE, &[&size.users, &salt, &DENSITY])?,
            Graph::Sparse => client.execute(
                FOLLOWS_SPARSE,
                &[&size.users, &salt, &SPARSE_FOLLOWS, &exponent],
            )?,
        };
        Ok(())
    })?;
    step(schema, "nasty viewers", || {
        let kinds: Vec<&str> = Kind::ALL
            .into_iter()
            .filter(|kind| kind.is_planted())
            .map(Kind::name)
            .collect();
        // Behind the users stand the silent accounts, those that never wrote, then the planted viewers.
        let before = size.users + 2 * QUIET_ACCOUNTS;
        client.execute(PLANT, &[&before, &kinds, &PLANTED])?;
        client.execute(
            PLANT_FOLLOWS,
            &[
                &size.users,
                &salt,
                &QUIET_ACCOUNTS,
                &QUIET_FOLLOWS,
                &size.many_follows,
                &exponent,
            ],
        )?;
        Ok(())
    })
}

fn step(schema: &str, what: &str, work: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let started = Instant::now();
    work().map_err(|failure| failure.while_doing(&format!("{schema}, {what}")))?;
    eprintln!("{schema}: {what} {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}
