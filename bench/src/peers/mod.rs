//! The contenders: the extension's read and the plain SQL it is held against, as prepared statements of one session.

pub mod agreement;
pub mod counter;
pub mod redis;

use std::time::{Duration, Instant};

use postgres::{Client, Statement};

use crate::failure::Outcome;
use crate::record::Role;
use crate::subject;

const ROW: &str = include_str!("../../sql/peers/row.sql");
/// The plain join, and the newest 20 of each followee.
pub const JOIN: &str = include_str!("../../sql/peers/join.sql");
pub const LATERAL: &str = include_str!("../../sql/peers/lateral.sql");

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// (a) one row by primary key
    Row,
    /// (b) the plain join
    Join,
    /// (c) LATERAL, the newest 20 of each followee
    Lateral,
    /// `timeline_for`
    Timeline,
}

impl Contender {
    pub const ALL: [Self; 4] = [Self::Row, Self::Join, Self::Lateral, Self::Timeline];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "one row by primary key",
            Self::Join => "the plain join",
            Self::Lateral => "LATERAL top 20",
            Self::Timeline => "timeline_for",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Row => Role::Floor,
            Self::Timeline => Role::Ours,
            Self::Join | Self::Lateral => Role::Peer,
        }
    }
}

/// The contenders of one kind of viewers, prepared. Prepared anew for each kind, since a prepared statement settles for
/// a generic or custom plan by the first viewers it meets.
pub struct Field {
    prepared: Vec<(Contender, Statement)>,
}

impl Field {
    pub fn prepare(client: &mut Client) -> Outcome<Self> {
        let mut prepared = Vec::new();
        for (contender, text) in [
            (Contender::Row, ROW),
            (Contender::Join, JOIN),
            (Contender::Lateral, LATERAL),
        ] {
            prepared.push((contender, client.prepare(text)?));
        }
        prepared.push((Contender::Timeline, subject::timeline(client)?));
        Ok(Self { prepared })
    }

    /// How many contenders there are; [`Field::call`] takes them by place, in the order of [`Contender::ALL`].
    pub fn len(&self) -> usize {
        self.prepared.len()
    }

    pub fn contender(&self, place: usize) -> Contender {
        self.prepared[place].0
    }

    /// Calls one contender for a viewer; (a) reads the post given instead. Answers its time and the ids of the page.
    pub fn call(
        &self,
        client: &mut Client,
        place: usize,
        viewer: i64,
        post: i64,
    ) -> Outcome<(Duration, Vec<i64>)> {
        let (contender, statement) = &self.prepared[place];
        timed(
            client,
            statement,
            if *contender == Contender::Row {
                post
            } else {
                viewer
            },
        )
    }
}

/// The wall clock of one call, from sending to the last row fetched, and the ids in its first column.
pub fn timed(
    client: &mut Client,
    statement: &Statement,
    key: i64,
) -> Outcome<(Duration, Vec<i64>)> {
    let started = Instant::now();
    let rows = client.query(statement, &[&key])?;
    let taken = started.elapsed();
    Ok((taken, rows.iter().map(|row| row.get(0)).collect()))
}
