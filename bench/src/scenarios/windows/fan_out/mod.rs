//! Maintenance alone: new posts into the windows of all followers, against one plain INSERT of the same rows; while windows
//! may grow, and while as much is trimmed as is copied.

mod batch;

use postgres::Client;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::Part;
use super::authors::{self, Author};
use super::stage::{Stage, Which, ids};
use super::taken::{self, Taken};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::server;
use batch::{Batch, Ways};

const FOLLOWERS_OF: &str = include_str!("../../../../sql/windows/followers.sql");
const SIZE: &str = include_str!("../../../../sql/windows/size.sql");

/// How many followers the authors have at full scale, about; never more than are copied to.
const FOLLOWERS: [f64; 3] = [100.0, 1_000.0, 10_000.0];
/// Posts of a batch, and how many batches of that size are timed for each turn that the effort asks for.
const BATCHES: [(i64, usize); 3] = [(1, 10), (10, 3), (100, 1)];
/// `window.size` that no window reaches here; they are made by the default.
const LARGE: i64 = 10_000;
/// Entries a second against those of the plain INSERT, in batches that make at least so many: of smaller ones most is what
/// a call costs whatever it does.
const TO_INSERT: Bound = Bound::AtLeast(0.8);
/// And the log of an entry.
const LOG_TO_INSERT: Bound = Bound::AtMost(1.0 / 0.8);
const AIMED_AT: f64 = 5_000.0;

const OURS: &str = "feed.maintain";
const PLAIN: &str = "INSERT ... SELECT";

/// What becomes of windows as posts arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Windows {
    /// They only grow, as the table of the plain INSERT does.
    Grow,
    /// As many posts leave as arrive, in the long run.
    Trimmed,
}

/// Measures authors with more and more followers.
pub fn measure(
    stage: Stage,
    client: &mut Client,
    options: &Options,
    windows: Windows,
) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    let authors = authors_of(client, stage)?;
    // Behind a checkpoint the first change of each page writes the whole page to the log. All pages change once before
    // those changes that are measured, unless another checkpoint comes meanwhile.
    client.batch_execute("CHECKPOINT")?;
    for author in &authors {
        let followers = ids(client, FOLLOWERS_OF, &[&author.id])?;
        eprintln!("windows: warming {} followers", followers.len());
        stage.warm(client, &followers)?;
    }
    let ways = Ways::prepare(client, stage)?;
    let part = match windows {
        Windows::Trimmed => Part::Trim,
        Windows::Grow => {
            client.query(SIZE, &[&stage.feed(Which::Warm), &LARGE])?;
            Part::FanOut
        }
    };
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut rates = Vec::new();
    let mut logs = Vec::new();
    for (posts, repeats) in BATCHES {
        for author in &authors {
            // A table of pending rows that many pages of dead ones make longer takes longer to read: once, not between
            // the batches, where it would also make the session load its definitions and plans anew.
            stage.settle(client)?;
            let mut batches = Vec::new();
            for _ in 0..=repeats * options.effort.turns {
                let plain_first = random.random_bool(0.5);
                batches.push(ways.measure(client, *author, posts, plain_first)?);
            }
            let [rate, log] = cases(*author, posts, &batches[1..]);
            rates.push(rate);
            logs.push(log);
        }
    }
    rates.extend(logs);
    let text = format!(
        "Each batch: so many posts by one author are inserted, then `feed.maintain` is timed alone, and so is one \
         `INSERT ... SELECT ... ORDER BY` of the same rows into a table that began as a copy of the windows, rows and index, in \
         random order. All followers are warm, and after each batch they had every entry. Maintenance also looks for followers, \
         decides who is copied and deletes pending rows; where windows are trimmed it deletes as many entries as it makes, in the \
         long run, and writes where others were. The INSERT does none of that, and its table only grows. A call of maintenance \
         costs some milliseconds whatever it does, which is most of a small batch: the aim is for batches of {} entries and more. Log is \
         what the server wrote for an entry; a batch that wrote whole pages, because a checkpoint had come, is left out of it. \
         synchronous_commit off. Core: {core}.",
        grouped(AIMED_AT as i64)
    );
    Ok(part.section(stage.network, text, rates))
}

fn authors_of(client: &mut Client, stage: Stage) -> Outcome<Vec<Author>> {
    let wanted = FOLLOWERS.map(|count| stage.network.scaled(count).max(1));
    let most = Stage::most_followers(stage.network);
    let mut authors = authors::with_followers(client, &wanted, most)?;
    authors.retain(|author| author.followers > 0);
    match authors.is_empty() {
        true => Err(Failure::said("nobody has followers")),
        false => Ok(authors),
    }
}

/// Entries a second, and bytes of log an entry.
fn cases(author: Author, posts: i64, batches: &[Batch]) -> [Case; 2] {
    let entries = (author.followers * posts) as f64;
    let of = |which: fn(&Batch) -> Taken| -> Vec<Taken> { batches.iter().map(which).collect() };
    let contenders = [
        (OURS, Role::Ours, of(|batch| batch.maintained)),
        (PLAIN, Role::Floor, of(|batch| batch.inserted)),
    ];
    let case = |what: String, unit: Unit, figures: &dyn Fn(&[Taken]) -> Vec<f64>| {
        let found = contenders.iter();
        let found = found.filter_map(|(name, role, all)| measured(name, *role, &figures(all)));
        Case::new(what, unit, found.collect())
            .at("followers of the author", author.followers as f64)
    };
    let rate = |all: &[Taken]| {
        all.iter()
            .map(|taken| entries / taken.time.as_secs_f64())
            .collect()
    };
    let log = |all: &[Taken]| {
        taken::bytes(all)
            .iter()
            .map(|bytes| bytes / entries)
            .collect()
    };
    let size = match posts {
        1 => "one post at a time".to_owned(),
        many => format!("{many} posts at a time"),
    };
    let mut rates = case(
        format!("entries of windows, {size}"),
        Unit::PerSecond,
        &rate,
    );
    let mut logs = case(format!("log of an entry, {size}"), Unit::Bytes, &log);
    if entries >= AIMED_AT {
        rates = rates.aiming(Aim::ratio(OURS, PLAIN, TO_INSERT));
        logs = logs.aiming(Aim::ratio(OURS, PLAIN, LOG_TO_INSERT));
    }
    [rates, logs]
}

/// Of few batches each is a part of the run by itself.
fn measured(name: &str, role: Role, figures: &[f64]) -> Option<Measured> {
    match figures.len() < 10 {
        true => Measured::of_turns(name, role, figures),
        false => Measured::of(name, role, figures),
    }
}
