//! The first page of 50 by each formula, among all posts and among a tenth of them: against a row by primary key, what an app
//! would keep to read from, and the formula in plain SQL.

mod reader;
mod sorted;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::kept;
use super::stage::{Numbers, Stage};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::scenarios::contest::{self, Contender};
use crate::server;
use sorted::Sorted;

pub use reader::{ROW, Reader, require_trending};

const ROOM: &str = include_str!("../../../../sql/engagement/room.sql");

/// The first page of trending against a row, by gravity in microseconds, and ten times the posts against the tenth.
const TO_ROW: Bound = Bound::AtMost(4.0);
const BY_GRAVITY: Bound = Bound::AtMost(1_000.0);
pub const TO_TENTH: Bound = Bound::AtMost(1.3);

/// What is ranked by.
struct Formula {
    what: &'static str,
    ours: Reader,
    peers: &'static [Reader],
}

const FORMULAS: [Formula; 4] = [
    Formula {
        what: "trending, first 50",
        ours: Reader::Trending,
        peers: &[Reader::View, Reader::Redis, Reader::Decay],
    },
    Formula {
        what: "by gravity, first 50",
        ours: Reader::Gravity,
        peers: &[Reader::Rank, Reader::GravityFloat8, Reader::GravityNumeric],
    },
    Formula {
        what: "by engagement of an hour, first 50",
        ours: Reader::Hour,
        peers: &[Reader::HourPlain],
    },
    Formula {
        what: "by engagement of a day, first 50",
        ours: Reader::Day,
        peers: &[Reader::DayPlain],
    },
];

/// What the readers took on one stage.
struct Found {
    posts: f64,
    readers: Vec<(Reader, Measured)>,
}

impl Found {
    fn of(&self, reader: Reader) -> Option<&Measured> {
        let found = self.readers.iter().find(|(other, _)| *other == reader);
        found.map(|(_, measured)| measured)
    }
}

/// Measures all of them in turns; the stages are all posts and a tenth.
pub fn measure(stages: [Stage; 2], client: &mut Client, options: &Options) -> Outcome<Section> {
    for stage in stages {
        kept::rank(stage, client)?;
        kept::view(stage, client, kept::VIEW_OF_CHANGES)?;
    }
    let core = server::core(client, options.pinned)?;
    for stage in stages {
        reader::require_agreement(stage, client)?;
    }
    let sorted = Sorted::fill(client, stages)?;
    let redis = match &sorted {
        Some(sorted) => format!(
            "Redis ({}, nothing on disk, over a unix socket) gives ids and scores out of a sorted set; somebody has yet to keep it up with \
             every like, and to fetch the posts.",
            sorted.version()?
        ),
        None => "Redis is left out: there is no redis-server on this machine.".to_owned(),
    };
    let mut called = Vec::new();
    let mut contenders = Vec::new();
    for (place, stage) in stages.into_iter().enumerate() {
        for reader in Reader::ALL {
            contenders.push(match (reader, &sorted) {
                (Reader::Redis, None) => continue,
                (Reader::Redis, Some(sorted)) => {
                    Contender::Other(Box::new(move || sorted.page(stage)))
                }
                (Reader::Row, _) => {
                    let keys = stage.posts(client)?;
                    Contender::Statement(client.prepare(&reader.sql(stage))?, keys)
                }
                _ => Contender::Statement(client.prepare(&reader.sql(stage))?, Vec::new()),
            });
            called.push((place, reader));
        }
    }
    let mut random = StdRng::seed_from_u64(options.seed);
    let times = contest::run(client, &mut contenders, options.effort.reads, &mut random)?;
    let mut numbers = Vec::new();
    let mut found = Vec::new();
    for (place, stage) in stages.into_iter().enumerate() {
        stage.require_pending(client, 0)?;
        let there = stage.numbers(client)?;
        let of_stage = called
            .iter()
            .zip(&times)
            .filter(|((other, _), _)| *other == place);
        found.push(Found {
            posts: there.posts as f64,
            readers: of_stage
                .filter_map(|((_, reader), times)| {
                    let measured = Measured::timed(reader.name(), reader.role(), times)?;
                    Some((*reader, measured))
                })
                .collect(),
        });
        numbers.push(there);
    }
    let mut cases = cases(&found);
    cases.push(room(stages[0], client)?);
    Ok(Section {
        title: "Trending".into(),
        text: text(&core, &numbers, &redis),
        cases,
        ..Section::default()
    })
}

/// For each formula its readers by the number of posts, and ours among all posts against a tenth.
fn cases(found: &[Found]) -> Vec<Case> {
    let mut cases = Vec::new();
    for formula in &FORMULAS {
        let ours = formula.ours.name();
        for (place, found) in found.iter().enumerate() {
            let readers = [Reader::Row, formula.ours];
            let readers = readers.iter().chain(formula.peers);
            let measured = readers
                .filter_map(|reader| found.of(*reader).cloned())
                .collect();
            let case = Case::new(formula.what, Unit::Micros, measured).at("posts", found.posts);
            cases.push(match (place, formula.ours) {
                (0, Reader::Trending) => case.aiming(Aim::ratio(ours, Reader::Row.name(), TO_ROW)),
                (0, Reader::Gravity) => case.aiming(Aim::figure(ours, BY_GRAVITY)),
                _ => case,
            });
        }
        if let [all, tenth] = found
            && let (Some(all), Some(tenth)) = (all.of(formula.ours), tenth.of(formula.ours))
        {
            cases.push(growth(ours, all, tenth));
        }
    }
    cases
}

/// One read among all posts, against the same among a tenth of them.
pub fn growth(what: &str, all: &Measured, tenth: &Measured) -> Case {
    let named = |found: &Measured, name: &str, role: Role| Measured {
        name: name.into(),
        role,
        ..found.clone()
    };
    let (of_all, of_tenth) = ("all posts", "a tenth of the posts");
    let contenders = vec![
        named(all, of_all, Role::Ours),
        named(tenth, of_tenth, Role::Floor),
    ];
    Case::new(
        format!("{what}, ten times the posts"),
        Unit::Micros,
        contenders,
    )
    .aiming(Aim::ratio(of_all, of_tenth, TO_TENTH))
}

/// What all of it takes on disk.
fn room(stage: Stage, client: &mut Client) -> Outcome<Case> {
    let row = client.query_one(&stage.sql(ROOM), &[])?;
    let contenders = [
        ("storage of the feed", Role::Ours, "feed"),
        ("materialized view", Role::Peer, "view"),
        ("counters and rank of each post", Role::Peer, "ranked"),
    ]
    .map(|(name, role, column)| Measured::once(name, role, row.get::<_, i64>(column) as f64));
    Ok(Case::new(
        "room on disk, with indexes",
        Unit::Bytes,
        contenders.to_vec(),
    ))
}

fn text(core: &str, numbers: &[Numbers], redis: &str) -> String {
    let told: Vec<String> = numbers.iter().map(Numbers::told).collect();
    format!(
        "Core: {core}. All posts and every tenth, with the engagement that belongs to it: {}. Nothing was pending. Before timing, all \
         contenders of a formula gave the same posts with the same scores in one snapshot.\n\n\
         - `trending` and `trending_posts` give what is true in the snapshot of the call, with keys, author, time, score and (`trending`) the count of \
         each signal. Plain SQL in ORDER BY does so too: by gravity it finds its counters in columns, by decay and by the hour it counts \
         likes and comments, which have an index by time.\n\
         - The materialized view and the rank column are as old as when they were last written. Here that was before the run; in use they \
         are rewritten every five and every ten minutes, see the section on keeping trending fresh. The rank was held against gravity \
         as of when it was computed.\n\
         - {redis}\n\
         - Room on disk: the storage of the feed has counts for every post, signal and hour, of all posts; the view has a score for posts of the \
         last seven days.",
        told.join("; of the tenth ")
    )
}
