//! Maintenance alone: new posts into the windows of all followers, against one plain INSERT of the same rows; while windows
//! may grow, and while as much is trimmed as is copied.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::Section;
use super::stage::{Stage, Which, ids};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::report::figures::{grouped, maximum, median, ratio, written};
use crate::report::table;
use crate::scenarios::log;
use crate::server;

const AUTHORS: &str = include_str!("../../../sql/windows/authors.sql");
const FOLLOWERS_OF: &str = include_str!("../../../sql/windows/followers.sql");
const COPY: &str = include_str!("../../../sql/windows/copy.sql");
const FAN_OUT: &str = include_str!("../../../sql/windows/fan_out.sql");
const ARRIVED: &str = include_str!("../../../sql/windows/arrived.sql");
const MAINTAIN: &str = include_str!("../../../sql/windows/maintain.sql");
const SIZE: &str = include_str!("../../../sql/windows/size.sql");

/// How many followers the authors have at full scale, about; never more than are copied to.
const FOLLOWERS: [f64; 3] = [100.0, 1_000.0, 10_000.0];
/// Posts of a batch, and how many batches of that size are timed behind an untimed one.
const BATCHES: [(i64, usize); 3] = [(1, 50), (10, 20), (100, 5)];
/// `window.size` that no window reaches here; they are made by the default.
const LARGE: i64 = 10_000;

/// What becomes of windows as posts arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Windows {
    /// They only grow, as the table of the plain INSERT does.
    Grow,
    /// As many posts leave as arrive, in the long run.
    Trimmed,
}

impl Windows {
    const fn told(self) -> &'static str {
        match self {
            Self::Grow => "windows grow",
            Self::Trimmed => "windows trimmed",
        }
    }
}

/// What one batch took by one way.
#[derive(Clone, Copy, Default)]
struct Taken {
    time: Duration,
    /// Bytes of log, and how many whole pages are among them.
    log: i64,
    pages: i64,
}

/// The batches of one size: each by maintenance and by the plain statement.
type Batches = Vec<[Taken; 2]>;

/// What is called, prepared, and the feed's name.
struct Ways {
    maintain: Statement,
    plain: Statement,
    feed: String,
}

/// Measures authors with more and more followers.
pub fn measure(
    stage: &Stage,
    client: &mut Client,
    options: &Options,
    windows: Windows,
) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    let most = Stage::most_followers(stage.network);
    let wanted = FOLLOWERS.map(|count| stage.network.scaled(count));
    let authors: Vec<(i64, i64)> = client
        .query(AUTHORS, &[&wanted.as_slice(), &most])?
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    // Behind a checkpoint the first change of each page writes the whole page to the log. All pages change once before
    // those changes that are measured, unless another checkpoint comes meanwhile.
    client.batch_execute("CHECKPOINT")?;
    for (author, _) in &authors {
        let followers = ids(client, FOLLOWERS_OF, &[author])?;
        eprintln!("windows: warming {} followers", followers.len());
        stage.warm(client, &followers)?;
    }
    client.batch_execute(&stage.sql(Which::Warm, COPY))?;
    client.batch_execute("VACUUM (ANALYZE) copy")?;
    let ways = Ways {
        maintain: client.prepare(MAINTAIN)?,
        plain: stage.prepare(client, Which::Warm, FAN_OUT)?,
        feed: stage.feed(Which::Warm),
    };
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    if windows == Windows::Grow {
        client.query(SIZE, &[&ways.feed, &LARGE])?;
    }
    for (author, followers) in &authors {
        for (posts, repeats) in BATCHES {
            // A table of pending rows that many pages of dead ones make longer takes longer to read: once, not between
            // the batches, where it would also make the session load its definitions and plans anew.
            stage.settle(client)?;
            let mut batches = Batches::new();
            for _ in 0..=repeats {
                let first = random.random_bool(0.5);
                let taken = batch(*stage, client, &ways, *author, *followers, posts, first)?;
                batches.push(taken);
            }
            let (row, lines) = tell(windows, &batches[1..], *followers, posts);
            rows.push(row);
            if posts == 100 || *followers == authors.last().map_or(0, |last| last.1) {
                summary.extend(lines);
            }
        }
    }
    let head = [
        "followers",
        "posts",
        "entries",
        "batches",
        "maintain, ms",
        "slowest",
        "entries/s",
        "log bytes an entry",
        "whole pages",
        "INSERT, ms",
        "slowest",
        "entries/s",
        "log bytes an entry",
        "whole pages",
        "time to INSERT",
        "log to INSERT",
    ];
    Ok(Section {
        title: format!("Fan-out, {}, {}", windows.told(), stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. synchronous_commit off. Each batch: so many posts by one author are inserted, then `feed.maintain` is \
             timed alone, and so is one INSERT ... SELECT ... ORDER BY of the same rows into a table with the rows and the \
             index of the windows, in random order. Medians over the batches. All followers are warm, and after each batch they \
             had every entry. Maintenance also looks for followers, decides who is copied and deletes pending rows; where windows \
             are trimmed it deletes as many entries as it makes, in the long run, and writes where others were. The INSERT does none of \
             that, and its table only grows. Whole pages are those that a batch wrote to the log because a checkpoint had \
             come; where there are any, bytes say little.\n\n{}",
            table(&head, &rows)
        ),
    })
}

/// One batch by both ways: times and bytes of log, of maintenance and of the plain statement.
fn batch(
    stage: Stage,
    client: &mut Client,
    ways: &Ways,
    author: i64,
    followers: i64,
    posts: i64,
    plain_first: bool,
) -> Outcome<[Taken; 2]> {
    let posted = stage.insert(client, posts, &[author])?;
    stage.require_pending(client, posts)?;
    let mut taken = [Taken::default(); 2];
    for plain in [plain_first, !plain_first] {
        let (bytes, pages) = log::written(client)?;
        let started = Instant::now();
        let done = match plain {
            true => client.execute(&ways.plain, &[&posted])? as i64,
            false => client.query_one(&ways.maintain, &[&ways.feed])?.get(0),
        };
        let time = started.elapsed();
        let after = log::written(client)?;
        taken[usize::from(plain)] = Taken {
            time,
            log: after.0 - bytes,
            pages: after.1 - pages,
        };
        let wanted = if plain { followers * posts } else { posts };
        if done != wanted {
            return Err(Failure::said(format!(
                "{done} rows were done, not {wanted}"
            )));
        }
    }
    let arrived = client.query_one(&stage.sql(Which::Warm, ARRIVED), &[&author, &posted])?;
    let arrived: i64 = arrived.get(0);
    if arrived != followers * posts {
        return Err(Failure::said(format!(
            "{arrived} entries are in the windows, not {}",
            followers * posts
        )));
    }
    stage.require_pending(client, 0)?;
    Ok(taken)
}

fn tell(
    windows: Windows,
    batches: &[[Taken; 2]],
    followers: i64,
    posts: i64,
) -> (Vec<String>, Vec<[String; 5]>) {
    let entries = (followers * posts) as f64;
    let each = |place: usize, of: fn(&Taken) -> f64| -> Vec<f64> {
        batches
            .iter()
            .map(|taken| of(&taken[place]) / entries)
            .collect()
    };
    let micros = |taken: &Taken| taken.time.as_secs_f64() * 1e6;
    let bytes = |taken: &Taken| taken.log as f64;
    let [ours, plain] = [0, 1].map(|place| median(&each(place, micros)));
    let [our_log, plain_log] = [0, 1].map(|place| median(&each(place, bytes)));
    let mut row = vec![
        grouped(followers),
        posts.to_string(),
        grouped(followers * posts),
        batches.len().to_string(),
    ];
    for (place, each_time, each_log) in [(0, ours, our_log), (1, plain, plain_log)] {
        let pages: i64 = batches.iter().map(|taken| taken[place].pages).sum();
        row.push(written(each_time.map(|each| each * entries / 1e3)));
        row.push(written(
            maximum(&each(place, micros)).map(|each| each * entries / 1e3),
        ));
        row.push(written(each_time.map(|each| 1e6 / each)));
        row.push(written(each_log));
        row.push(written(Some(pages as f64 / batches.len() as f64)));
    }
    row.push(written(ratio(ours, plain)));
    row.push(written(ratio(our_log, plain_log)));
    let what = |which: &str| {
        format!(
            "fan-out of {posts} posts to {} followers, {}: {which}",
            grouped(followers),
            windows.told()
        )
    };
    let lines = vec![
        [
            what("us an entry"),
            written(ours),
            "INSERT ... SELECT".into(),
            written(plain),
            written(ratio(ours, plain)),
        ],
        [
            what("bytes of log an entry"),
            written(our_log),
            "INSERT ... SELECT".into(),
            written(plain_log),
            written(ratio(our_log, plain_log)),
        ],
    ];
    (row, lines)
}
