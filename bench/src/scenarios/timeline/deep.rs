//! Deep pages: walks by cursor to page 50 and holds its time against that of page 1, called in turns.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::failure::{Failure, Outcome};
use crate::network::Network;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Unit};
use crate::scenarios::kind::Kind;
use crate::subject;

/// The depth that the aim speaks of, and what it may cost there against the first page.
const PAGES: usize = 50;
const TO_FIRST: Bound = Bound::AtMost(2.0);
const PAGE_SIZE: usize = 20;

/// What the walks gave.
pub struct Depth {
    walkers: Vec<Walker>,
    /// Viewers whose timeline ends before page 50.
    pub short: usize,
    /// Viewers whose pages did not add up to one large page.
    pub disagreeing: Vec<i64>,
}

/// One viewer's calls for the first page and for page 50.
struct Walker {
    first: Vec<Duration>,
    last: Vec<Duration>,
}

impl Depth {
    /// Page 50 against page 1; nothing where no timeline is that long.
    pub fn cases(&self) -> Option<Case> {
        let (first, last) = ("page 1", "page 50");
        let contenders = [
            Measured::of_rounds(
                last,
                Role::Ours,
                self.walkers.iter().map(|walker| walker.last.as_slice()),
            )?,
            Measured::of_rounds(
                first,
                Role::Floor,
                self.walkers.iter().map(|walker| walker.first.as_slice()),
            )?,
        ];
        let case = Case::new("page 50 by cursor", Unit::Micros, contenders.to_vec());
        Some(case.aiming(Aim::ratio(last, first, TO_FIRST)))
    }
}

/// Walks for random viewers.
pub fn measure(
    client: &mut Client,
    options: &Options,
    network: Network,
    random: &mut StdRng,
) -> Outcome<Depth> {
    let viewers = Kind::Random.viewers(
        client,
        network.size().users,
        options.effort.viewers,
        options.seed,
    )?;
    let page = subject::page(client)?;
    let large = subject::depth(client)?;
    let mut depth = Depth {
        walkers: Vec::new(),
        short: 0,
        disagreeing: Vec::new(),
    };
    let mut walks: Vec<(i64, String)> = Vec::new();
    for viewer in viewers {
        let (posts, last) = walk(client, &page, viewer)?;
        let expected: Vec<i64> = client
            .query(&large, &[&viewer])?
            .iter()
            .map(|row| row.get(0))
            .collect();
        if posts != expected {
            depth.disagreeing.push(viewer);
        }
        match last {
            Some(cursor) => walks.push((viewer, cursor)),
            None => depth.short += 1,
        }
    }
    depth.walkers = walks
        .iter()
        .map(|_| Walker {
            first: Vec::new(),
            last: Vec::new(),
        })
        .collect();
    let mut turns: Vec<(usize, bool)> = (0..walks.len())
        .flat_map(|place| [(place, false), (place, true)])
        .collect();
    for _ in 0..options.effort.rounds {
        turns.shuffle(random);
        for (place, is_last) in &turns {
            let (viewer, cursor) = &walks[*place];
            let after = is_last.then_some(cursor.as_str());
            let started = Instant::now();
            client.query(&page, &[viewer, &after])?;
            let taken = started.elapsed();
            let walker = &mut depth.walkers[*place];
            if *is_last {
                walker.last.push(taken)
            } else {
                walker.first.push(taken)
            }
        }
    }
    Ok(depth)
}

/// The posts of up to 50 pages and, where there are as many, the cursor that page 50 follows.
fn walk(client: &mut Client, page: &Statement, viewer: i64) -> Outcome<(Vec<i64>, Option<String>)> {
    let mut posts = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..PAGES {
        let rows = client.query(page, &[&viewer, &after])?;
        posts.extend(rows.iter().map(|row| row.get::<_, i64>(0)));
        let Some(end) = rows.last().filter(|_| rows.len() == PAGE_SIZE) else {
            return Ok((posts, None));
        };
        if posts.len() == PAGES * PAGE_SIZE {
            return Ok((posts, after));
        }
        let cursor: Option<String> = end.get(1);
        after =
            Some(cursor.ok_or_else(|| {
                Failure::said(format!("a page of viewer {viewer} has no cursor"))
            })?);
    }
    Ok((posts, None))
}
