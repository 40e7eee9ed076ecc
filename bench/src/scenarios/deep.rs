//! Deep pages: walks by cursor to page 50 and holds its time against that of page 1, called in turns.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::kind::Kind;
use crate::failure::{Failure, Outcome};
use crate::generator::graph::Size;
use crate::options::Options;
use crate::subject;

/// The depth that the aim speaks of.
const PAGES: usize = 50;
const PAGE_SIZE: usize = 20;

/// What the walks gave.
pub struct Depth {
    pub walkers: Vec<Walker>,
    /// Viewers whose timeline ends before page 50.
    pub short: usize,
    /// Viewers whose pages did not add up to one large page.
    pub disagreeing: Vec<i64>,
}

/// One viewer's calls for the first page and for page 50.
pub struct Walker {
    pub first: Vec<Duration>,
    pub last: Vec<Duration>,
}

/// Walks for random viewers.
pub fn measure(
    client: &mut Client,
    options: &Options,
    size: Size,
    random: &mut StdRng,
) -> Outcome<Depth> {
    let viewers = Kind::Random.viewers(client, size.users, options.viewers, options.seed)?;
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
    for _ in 0..options.rounds {
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
