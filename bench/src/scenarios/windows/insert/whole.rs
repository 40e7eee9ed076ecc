//! All that one post costs until its author's followers have it: the insert, its log, and what maintenance adds.

use std::time::Duration;

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::super::authors::Author;
use super::super::stage::{Stage, Which};
use super::super::taken::Taken;
use super::single::has_said_enough;
use super::tables::{Table, Tables};
use crate::failure::{Failure, Outcome};

const MAINTAIN: &str = include_str!("../../../../sql/windows/maintain.sql");
const ARRIVED: &str = include_str!("../../../../sql/windows/arrived.sql");

/// Posts that one maintenance applies in the larger batches.
pub const BATCH: usize = 20;
/// How often everybody writes for each turn that the effort asks for.
const REPEATS: usize = 5;

/// What posts of one author took.
pub struct Costs {
    pub author: Author,
    /// The insert alone, by table.
    pub inserts: [Vec<Taken>; 3],
    /// Insert and maintenance of a post, applied by itself.
    pub alone: Vec<Taken>,
    /// The same of batches of posts that are applied together: per batch.
    pub batches: Vec<Taken>,
}

/// What is done in one turn.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Alone,
    Batch,
    Bare,
    FannedOut,
}

/// What all turns need.
pub struct Ways<'a> {
    stage: Stage,
    tables: &'a mut Tables,
    maintain: Statement,
    arrived: Statement,
}

impl<'a> Ways<'a> {
    pub fn prepare(client: &mut Client, stage: Stage, tables: &'a mut Tables) -> Outcome<Self> {
        Ok(Self {
            stage,
            tables,
            maintain: client.prepare(MAINTAIN)?,
            arrived: stage.prepare(client, Which::Warm, ARRIVED)?,
        })
    }

    /// Lets everybody write posts of one author, in random order. The first round does not count: behind a checkpoint it
    /// brings whole pages into the log.
    pub fn measure(
        &mut self,
        client: &mut Client,
        author: Author,
        turns: usize,
        random: &mut StdRng,
    ) -> Outcome<Costs> {
        let mut costs = Costs {
            author,
            inserts: Default::default(),
            alone: Vec::new(),
            batches: Vec::new(),
        };
        let mut order = [Turn::Alone, Turn::Batch, Turn::Bare, Turn::FannedOut];
        for round in 0..=REPEATS * turns {
            order.shuffle(random);
            for turn in order {
                self.take(client, turn, &mut costs)?;
            }
            if round == 0 {
                costs.inserts = Default::default();
                costs.alone.clear();
                costs.batches.clear();
            }
        }
        Ok(costs)
    }

    fn take(&mut self, client: &mut Client, turn: Turn, costs: &mut Costs) -> Outcome<()> {
        let author = costs.author;
        match turn {
            Turn::Bare | Turn::FannedOut => {
                let table = match turn {
                    Turn::Bare => Table::Bare,
                    _ => Table::FannedOut,
                };
                let known = &mut costs.inserts[table as usize];
                if !is_known(known) {
                    known.push(self.insert(client, table, author)?.0);
                }
            }
            Turn::Alone => {
                let (mut taken, post) = self.insert(client, Table::Watched, author)?;
                costs.inserts[Table::Watched as usize].push(taken);
                taken += self.apply(client, author, &[post])?;
                costs.alone.push(taken);
            }
            Turn::Batch => {
                let mut whole = Taken::default();
                let mut posts = Vec::new();
                for _ in 0..BATCH {
                    let (taken, post) = self.insert(client, Table::Watched, author)?;
                    whole += taken;
                    posts.push(post);
                }
                whole += self.apply(client, author, &posts)?;
                costs.batches.push(whole);
            }
        }
        Ok(())
    }

    fn insert(
        &mut self,
        client: &mut Client,
        table: Table,
        author: Author,
    ) -> Outcome<(Taken, i64)> {
        let (taken, (post, time)) =
            Taken::by(client, |client| self.tables.insert(client, table, author))?;
        Ok((Taken { time, ..taken }, post))
    }

    /// Maintains, and makes sure that every follower has the posts, or nobody where the author has too many followers.
    fn apply(&self, client: &mut Client, author: Author, posts: &[i64]) -> Outcome<Taken> {
        let feed = self.stage.feed(Which::Warm);
        let (taken, done) = Taken::by(client, |client| {
            Ok(client.query_one(&self.maintain, &[&feed])?.get::<_, i64>(0))
        })?;
        let arrived: i64 = client
            .query_one(&self.arrived, &[&author.id, &posts])?
            .get(0);
        let each = match author.followers <= Stage::most_followers(self.stage.network) {
            true => author.followers,
            false => 0,
        };
        let wanted = each * posts.len() as i64;
        if done != posts.len() as i64 || arrived != wanted {
            return Err(Failure::said(format!(
                "{done} of {} posts were applied, and {arrived} entries are in the windows, not {wanted}",
                posts.len()
            )));
        }
        Ok(taken)
    }
}

fn is_known(taken: &[Taken]) -> bool {
    let times: Vec<Duration> = taken.iter().map(|taken| taken.time).collect();
    has_said_enough(&times)
}
