//! Counting alone: pending likes become numbers, against the plain statement that adds up rows appended by a trigger.

mod batch;

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::stage::{Aim as On, SIGNALS, Stage};
use super::{Part, counters};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::server;
use batch::{Batch, Taken, Ways};

/// Events of the smaller batches, and how many of these are timed.
const FEW: i64 = 1_000;
const TURNS_OF_FEW: usize = 10;

/// By this exponent half of the likes fall on an eighth of the posts.
const EXPONENT: f64 = 3.0;

/// Updates of a post's numbers that change no index, of all of them.
const HOT: Bound = Bound::AtLeast(0.95);
/// The table of a feed's storage with a row for each post, and the one with a row for each post, signal and hour.
const STATS: &str = "stats";
const BUCKET: &str = "bucket";

/// What was found of one kind of posts at one size of batches.
struct Found {
    what: String,
    events: i64,
    batches: Vec<Batch>,
}

/// Measures each size in turns of all kinds of posts.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    counters::make(stage, client)?;
    let core = server::core(client, options.pinned)?;
    let numbers = stage.numbers(client)?;
    let last = stage.last(client)?;
    let on = |posts: i64, exponent: f64| On {
        posts,
        up_to: last,
        exponent,
        hours: 2.0,
    };
    let kinds = [
        ("one post", on(1, 1.0)),
        ("random posts", on(last, 1.0)),
        ("posts by a power law", on(numbers.recent, EXPONENT)),
    ];
    let ways = Ways::prepare(stage, client)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut people = Part::Fold.strangers();
    let mut all = Vec::new();
    for (events, turns) in [
        (FEW, TURNS_OF_FEW),
        (options.effort.events, options.effort.turns),
    ] {
        let mut found = kinds.map(|(name, _)| Found {
            what: format!("likes on {name}, batches of {}", grouped(events)),
            events,
            batches: Vec::new(),
        });
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        tidy(stage, client)?;
        for turn in 0..=turns {
            order.shuffle(&mut random);
            for place in &order {
                let plain_first = random.random_bool(0.5);
                let (_, on) = kinds[*place];
                let batch = ways.batch(client, events, on, people, plain_first)?;
                people += events;
                if turn > 0 {
                    found[*place].batches.push(batch);
                }
                // Many dead rows make a queue longer to read. Small batches leave few, and tidying would have the session
                // plan its statements anew, which a small batch would pay for.
                if events > FEW {
                    tidy(stage, client)?;
                }
            }
        }
        all.extend(found);
    }
    stage.require_counted(client, SIGNALS[0], last)?;
    let taken = all
        .iter()
        .flat_map(|found| &found.batches)
        .flat_map(|batch| &batch.taken);
    let pages: i64 = taken.map(|taken| taken.pages).sum();
    Ok(Section {
        title: "Counting".into(),
        text: format!(
            "Core: {core}. synchronous_commit off. At first {}. Each batch: so many likes of the last two hours are inserted by one statement, then \
             `feed.maintain` is timed alone, and so is the plain statement that takes as many rows of post and 1 and adds them to a \
             column of posts, in random order. That keeps a total, no hours and no score. A HOT update changes no index; \
             its share is of all batches together, in the table of posts and in that of hours. Whole pages in the log, \
             which say that a checkpoint came in between, where bytes say little: {}.",
            numbers.told(),
            grouped(pages)
        ),
        cases: all.iter().flat_map(Found::cases).collect(),
        ..Section::default()
    })
}

fn tidy(stage: Stage, client: &mut Client) -> Outcome<()> {
    stage.settle(client)?;
    Ok(client.batch_execute("VACUUM (ANALYZE) likes, deltas, counter_posts")?)
}

impl Found {
    /// Events a second, bytes of log an event, and which updates changed no index.
    fn cases(&self) -> Vec<Case> {
        let events = self.events as f64;
        let case = |figure: &str, unit: Unit, of: &dyn Fn(&Taken) -> f64| {
            let each = |way: usize| -> Vec<f64> {
                self.batches
                    .iter()
                    .map(|batch| of(&batch.taken[way]))
                    .collect()
            };
            let contenders = [
                Measured::of_turns("feed.maintain", Role::Ours, &each(0)),
                Measured::of_turns("trigger's rows added up by plain SQL", Role::Peer, &each(1)),
            ];
            Case::new(
                format!("{}: {figure}", self.what),
                unit,
                contenders.into_iter().flatten().collect(),
            )
        };
        let mut cases = vec![
            case("events counted a second", Unit::PerSecond, &|taken| {
                events / taken.time.as_secs_f64()
            }),
            case("log an event", Unit::Bytes, &|taken| {
                taken.log as f64 / events
            }),
        ];
        let shares: Vec<Measured> = [STATS, BUCKET]
            .into_iter()
            .filter_map(|table| Some(Measured::once(table, Role::Ours, self.share_of_hot(table)?)))
            .collect();
        let hot = Case::new(
            format!("{}: share of updates that are HOT", self.what),
            Unit::Number,
            shares,
        );
        cases.push(hot.aiming(Aim::figure(STATS, HOT)));
        cases
    }

    /// Of all batches together; none where a table was not updated.
    fn share_of_hot(&self, table: &str) -> Option<f64> {
        let writes = self.batches.iter().flat_map(|batch| &batch.writes);
        let (updated, hot) = writes
            .filter(|written| written.name == table)
            .fold((0, 0), |(updated, hot), written| {
                (updated + written.updated, hot + written.updated_hot)
            });
        (updated > 0).then(|| hot as f64 / updated as f64)
    }
}
