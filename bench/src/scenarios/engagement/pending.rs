//! The first page of 50 by each formula while more and more likes are pending.

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Part;
use super::stage::{Aim, Stage};
use super::trending::{self, Reader};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Section, Unit};
use crate::scenarios::contest::{self, Contender};
use crate::server;

/// How many likes are pending at each level but the last.
const LEVELS: [i64; 4] = [0, 100, 1_000, 10_000];

/// At each level there is one call of so many elsewhere.
const PER_LEVEL: usize = 4;

/// By this exponent half of the likes fall on an eighth of the posts.
const EXPONENT: f64 = 3.0;

/// Who is called, and whom each curve is of.
const READERS: [Reader; 5] = [
    Reader::Row,
    Reader::Trending,
    Reader::Decay,
    Reader::Gravity,
    Reader::Day,
];
const CURVES: [(&str, &[Reader]); 3] = [
    (
        "trending, likes pending",
        &[Reader::Row, Reader::Trending, Reader::Decay],
    ),
    ("by gravity, likes pending", &[Reader::Row, Reader::Gravity]),
    (
        "by engagement of a day, likes pending",
        &[Reader::Row, Reader::Day],
    ),
];

/// Measures each level; nothing is counted meanwhile.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    let numbers = stage.numbers(client)?;
    let posts = stage.posts(client)?;
    let aim = Aim {
        posts: numbers.recent,
        up_to: stage.last(client)?,
        exponent: EXPONENT,
        hours: 2.0,
    };
    let mut levels = LEVELS.to_vec();
    levels.retain(|level| *level < options.effort.backlog);
    levels.push(options.effort.backlog);
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut people = Part::Pending.strangers();
    let mut cases = Vec::new();
    for level in levels {
        eprintln!("engagement.pending: {level} likes");
        stage.settle(client)?;
        people = stage.like(client, level, aim, people)?;
        client.batch_execute("VACUUM (ANALYZE) likes")?;
        stage.require_pending(client, level)?;
        trending::require_trending(stage, client)?;
        let mut contenders = Vec::new();
        for reader in READERS {
            let keys = match reader {
                Reader::Row => posts.clone(),
                _ => Vec::new(),
            };
            contenders.push(Contender::Statement(
                client.prepare(&reader.sql(stage))?,
                keys,
            ));
        }
        let calls = options.effort.reads.div_ceil(PER_LEVEL);
        let times = contest::run(client, &mut contenders, calls, &mut random)?;
        stage.require_pending(client, level)?;
        let found = |reader: &Reader| {
            let place = READERS.iter().position(|other| other == reader)?;
            Measured::timed(reader.name(), reader.role(), &times[place])
        };
        for (what, readers) in CURVES {
            let contenders = readers.iter().filter_map(found).collect();
            let case = Case::new(what, Unit::Micros, contenders);
            cases.push(case.at("pending likes", level as f64));
        }
    }
    Ok(Section {
        title: "Trending while much is pending".into(),
        text: format!(
            "Core: {core}. At first {}. The pending likes are on posts of the last seven days, by a power law; half of them on an eighth of these \
             posts. At each level trending gave the posts and scores of plain SQL before it was timed, and nothing was counted until all had been called.",
            numbers.told()
        ),
        cases,
        ..Section::default()
    })
}
