//! The contenders that are there, prepared and called in turns.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::super::stage::Stage;
use super::contender::{Contender, Way};
use super::sessions::Sessions;
use crate::failure::{Failure, Outcome};
use crate::peers::redis::Line;

/// Rounds before those that count.
const WARM_UP: usize = 10;

/// Who is called, in which sessions.
pub struct Field {
    pub sessions: Sessions,
    pub ready: Vec<(Contender, Call)>,
    /// The posts there are, numbered from 1.
    posts: i64,
}

/// A contender's call.
pub enum Call {
    Session(Statement),
    SessionByTcp(Statement),
    Redis(Line),
}

impl Field {
    /// Nobody is ready yet.
    pub fn new(client: &mut Client, stage: Stage, sessions: Sessions) -> Outcome<Self> {
        Ok(Self {
            sessions,
            ready: Vec::new(),
            posts: stage.last(client)?,
        })
    }

    /// Prepares all anew, since a statement settles for a plan by the first viewers it meets.
    pub fn prepare(&mut self, client: &mut Client, stage: Stage) -> Outcome<()> {
        self.ready.clear();
        for contender in Contender::ALL {
            if let Some(call) = self.call_of(client, stage, contender)? {
                self.ready.push((contender, call));
            }
        }
        Ok(())
    }

    /// None where the session is not there.
    fn call_of(
        &mut self,
        client: &mut Client,
        stage: Stage,
        contender: Contender,
    ) -> Outcome<Option<Call>> {
        let Sessions { by_tcp, redis } = &mut self.sessions;
        Ok(match (contender.way(), by_tcp, redis) {
            (Way::Session(which, text), ..) => {
                Some(Call::Session(stage.prepare(client, which, text)?))
            }
            (Way::SessionByTcp(which, text), Some(second), _) => {
                Some(Call::SessionByTcp(stage.prepare(second, which, text)?))
            }
            (Way::Redis(line), _, Some(redis)) => {
                let there = line == Line::Socket || redis.without_tcp().is_none();
                there.then_some(Call::Redis(line))
            }
            _ => None,
        })
    }

    /// Calls everybody for every viewer, in random order, round by round. The times of each contender, in order.
    pub fn run(
        &mut self,
        client: &mut Client,
        viewers: &[i64],
        rounds: usize,
        random: &mut StdRng,
    ) -> Outcome<Vec<Vec<Duration>>> {
        let mut times = vec![Vec::with_capacity(rounds * viewers.len()); self.ready.len()];
        let mut turns = viewers.to_vec();
        let mut order: Vec<usize> = (0..self.ready.len()).collect();
        for round in 0..WARM_UP + rounds {
            turns.shuffle(random);
            for viewer in &turns {
                order.shuffle(random);
                for place in &order {
                    let post = random.random_range(1..=self.posts);
                    let taken = self.call(client, *place, *viewer, post)?;
                    if round >= WARM_UP {
                        times[*place].push(taken);
                    }
                }
            }
        }
        Ok(times)
    }

    fn call(
        &mut self,
        client: &mut Client,
        place: usize,
        viewer: i64,
        post: i64,
    ) -> Outcome<Duration> {
        let (contender, call) = &self.ready[place];
        let Sessions { by_tcp, redis } = &mut self.sessions;
        let (session, statement) = match (call, by_tcp, redis) {
            (Call::Session(statement), ..) => (client, statement),
            (Call::SessionByTcp(statement), Some(second), _) => (second, statement),
            (Call::Redis(line), _, Some(redis)) => return Ok(redis.page(*line, viewer)?.0),
            _ => return Err(gone(*contender)),
        };
        let key = match contender.reads_a_row() {
            true => post,
            false => viewer,
        };
        let started = Instant::now();
        session.query(statement, &[&key])?;
        Ok(started.elapsed())
    }
}

/// Nobody is ready whose session is not there.
pub fn gone(contender: Contender) -> Failure {
    Failure::said(format!("the session of {} is not there", contender.name()))
}
