//! Makes the networks inside the server, by a few set-based statements each; what is there already stays.

pub mod engagement;

use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, GenericClient};

use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::scenarios::kind::Kind;
use crate::{server, subject};
use crate::network::Network;

/// The share of posts whose authors are as active as they are popular; the others' activity and fame are unrelated.
const BY_FAME: f64 = 0.15;
/// Accounts that wrote for the last time long ago, and as many that never wrote.
const QUIET_ACCOUNTS: i64 = 108;
/// How many of these a viewer planted for them follows.
const QUIET_FOLLOWS: i64 = 54;
/// The share of silent accounts in what is old.
const QUIET_SHARE: f64 = 0.02;
/// Viewers planted of each kind.
const PLANTED: i64 = 20;

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

/// Room for sorts and hashes of the whole network, so that making it does not spill.
const MEMORY: &str = "SET work_mem = '1GB'; SET maintenance_work_mem = '512MB'; SET jit = off";

/// VACUUM is repeated as often, a second apart, while somebody's snapshot is older than the rows.
const VACUUM_ATTEMPTS: usize = 30;

/// Numbers of random draws in the statements; seeds are this far apart, so that no two share a draw.
const DRAWS: i64 = 16;

/// Makes the networks that the options ask for, where they are not there at that scale and seed.
pub fn generate(options: &Options) -> Outcome<()> {
    for network in &options.networks {
        let mut client = server::connect_to(*network)?;
        let recipe = network.recipe(options.seed);
        if recipe_of(&mut client, *network)?.is_some_and(|found| found == recipe) {
            eprintln!("{}: there already ({recipe})", network.schema());
        } else {
            let started = Instant::now();
            make(&mut client, *network, options, &recipe)?;
            eprintln!(
                "{}: made in {:.0} s ({recipe})",
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

fn recipe_of(client: &mut Client, network: Network) -> Outcome<Option<String>> {
    let present = client.query_one(PRESENT, &[&network.schema()])?;
    if !present.get::<_, bool>("ours") {
        return Ok(None);
    }
    Ok(client.query_opt(RECIPE, &[])?.map(|row| row.get(0)))
}

fn make(client: &mut Client, network: Network, options: &Options, recipe: &str) -> Outcome<()> {
    let schema = network.schema();
    let present = client.query_one(PRESENT, &[&schema])?;
    if present.get("there") {
        if !present.get::<_, bool>("ours") {
            return Err(Failure::said(format!(
                "schema {schema} is not one of this benchmark: use another database"
            )));
        }
        subject::drop_if_there(client, network)?;
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"))?;
    }
    client.batch_execute(MEMORY)?;
    // One transaction: with wal_level = minimal the server then writes no log for tables that are new in it.
    let mut transaction = client.transaction()?;
    transaction.batch_execute(&format!("CREATE SCHEMA {schema}"))?;
    transaction.batch_execute(TABLES)?;
    fill(&mut transaction, network, options)?;
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

/// Freezes all rows at once, so that no reader is the one who sets hint bits, and marks the network as ready.
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

fn fill(client: &mut impl GenericClient, network: Network, options: &Options) -> Outcome<()> {
    let schema = network.schema();
    let size = network.size();
    let salt = options.seed as i64 * DRAWS;
    let exponent = size.exponent;
    step(schema, "posts", || {
        client.execute(
            POSTS,
            &[
                &size.users,
                &size.posts,
                &salt,
                &exponent,
                &(size.writers as f64),
                &BY_FAME,
                &QUIET_ACCOUNTS,
                &QUIET_SHARE,
            ],
        )?;
        Ok(())
    })?;
    step(schema, "follows", || {
        match network {
            Network::Dense => {
                let density = size.follows as f64 / size.users as f64;
                client.execute(FOLLOWS_DENSE, &[&size.users, &salt, &density])?
            }
            _ => client.execute(FOLLOWS_SPARSE, &[&size.users, &salt, &size.follows, &exponent])?,
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
