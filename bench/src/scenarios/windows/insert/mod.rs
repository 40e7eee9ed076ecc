//! Writing a post: what the insert takes, and all that follows until the author's followers have it; into the table that a
//! feed watches, into a bare one, and into one with a trigger that fans out.

mod single;
mod tables;
mod whole;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::stage::{Stage, ids};
use super::taken::{self, Taken};
use super::{Part, authors};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::server;
use single::Inserts;
use tables::{Table, Tables};
use whole::{BATCH, Costs, Ways};

const FOLLOWERS_OF: &str = include_str!("../../../../sql/windows/followers.sql");

/// How many followers the authors have at full scale, about; besides, the one with the most.
const FOLLOWERS: [f64; 3] = [0.0, 100.0, 5_000.0];
/// An insert against the one into the bare table.
const TO_BARE: Bound = Bound::AtMost(1.15);

const AXIS: &str = "followers of the author";

/// Measures authors with more and more followers.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let network = stage.network;
    let mut wanted = FOLLOWERS.map(|count| network.scaled(count)).to_vec();
    wanted.push(network.size().users);
    let authors = authors::with_followers(client, &wanted, i64::MAX)?;
    let most = Stage::most_followers(network);
    for author in authors.iter().filter(|author| author.followers <= most) {
        let followers = ids(client, FOLLOWERS_OF, &[&author.id])?;
        eprintln!("windows: warming {} followers", followers.len());
        stage.warm(client, &followers)?;
    }
    let mut tables = Tables::make(client, stage)?;
    let core = server::core(client, options.pinned)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    client.batch_execute("CHECKPOINT")?;
    // First of all, since what the many single inserts leave behind is never applied.
    stage.settle(client)?;
    let mut ways = Ways::prepare(client, stage, &mut tables)?;
    let mut whole = Vec::new();
    for author in &authors {
        eprintln!("windows: posts to {} followers", author.followers);
        whole.push(ways.measure(client, *author, options.effort.turns, &mut random)?);
    }
    stage.require_pending(client, 0)?;
    let count = options.effort.inserts;
    let (singles, watched) = single::measure(client, &mut tables, &authors, count, &mut random)?;
    stage.require_pending(client, watched)?;
    let mut cases: Vec<Case> = singles.iter().map(of_insert).collect();
    for of in [of_log, of_whole, of_whole_log] {
        cases.extend(whole.iter().map(of));
    }
    let text = format!(
        "Three tables hold the same posts and have the same three indexes: one that a feed watches, a bare one, and one with the \
         trigger that apps write, `AFTER INSERT ... FOR EACH ROW`, which inserts a row for each follower into a fan-out table (the \
         better case for it: no foreign keys, nothing is ever trimmed). That table begins with the rows of the windows. One post \
         a transaction, on one connection, tables and authors in turns, synchronous_commit off. A table slower than 5 ms gets at \
         most 20 posts. Of the inserts alone, nothing was applied meanwhile: at the end {} rows were pending, one for each \
         post.\n\n\
         Until a post is in the feeds: insert and `feed.maintain` together, called for each post alone or for {BATCH} posts at \
         once, per post; the trigger is done with the insert. All followers of authors with up to {} followers had windows, and \
         had the post in the end. Posts of the others are not copied: whoever reads pulls them. Log is what the server wrote for \
         it, medians; posts behind a checkpoint that brought whole pages into it are left out. Core: {core}.",
        grouped(watched),
        grouped(most),
    );
    Ok(Part::Insert.section(network, text, cases))
}

fn of_insert(inserts: &Inserts) -> Case {
    let ours = Table::Watched.name();
    let contenders = Table::ALL.into_iter().filter_map(|table| {
        Measured::timed(table.name(), table.role(), &inserts.times[table as usize])
    });
    Case::new("insert of a post", Unit::Micros, contenders.collect())
        .at(AXIS, inserts.author.followers as f64)
        .aiming(Aim::ratio(ours, Table::Bare.name(), TO_BARE))
}

fn of_log(costs: &Costs) -> Case {
    let contenders = Table::ALL.into_iter().filter_map(|table| {
        let bytes = taken::bytes(&costs.inserts[table as usize]);
        Measured::of(table.name(), table.role(), &bytes)
    });
    Case::new("log of an insert", Unit::Bytes, contenders.collect())
        .at(AXIS, costs.author.followers as f64)
}

fn of_whole(costs: &Costs) -> Case {
    let micros = |all: &[Taken]| all.iter().map(Taken::micros).collect();
    whole_case(
        "a post until it is in the feeds",
        Unit::Micros,
        costs,
        micros,
    )
}

fn of_whole_log(costs: &Costs) -> Case {
    whole_case(
        "log of a post until it is in the feeds",
        Unit::Bytes,
        costs,
        taken::bytes,
    )
}

fn whole_case(
    what: &str,
    unit: Unit,
    costs: &Costs,
    figures: impl Fn(&[Taken]) -> Vec<f64>,
) -> Case {
    let by_batch: Vec<f64> = figures(&costs.batches)
        .iter()
        .map(|batch| batch / BATCH as f64)
        .collect();
    let of_table = |table: Table| figures(&costs.inserts[table as usize]);
    let contenders = [
        Measured::of("pg_feed, post by post", Role::Ours, &figures(&costs.alone)),
        Measured::of(
            format!("pg_feed, {BATCH} posts at once"),
            Role::Ours,
            &by_batch,
        ),
        Measured::of(Table::Bare.name(), Role::Floor, &of_table(Table::Bare)),
        Measured::of(
            Table::FannedOut.name(),
            Role::Peer,
            &of_table(Table::FannedOut),
        ),
    ];
    Case::new(what, unit, contenders.into_iter().flatten().collect())
        .at(AXIS, costs.author.followers as f64)
}
