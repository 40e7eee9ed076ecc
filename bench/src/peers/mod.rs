//! The contenders: the extension's read and the plain SQL it is held against, as prepared statements of one session.

pub mod agreement;
pub mod plans;
pub mod redis;

use std::borrow::Cow;
use std::time::{Duration, Instant};

use postgres::{Client, Statement};

use crate::failure::Outcome;
use crate::options::{Columns, Options};
use crate::subject;

const ROW: &str = include_str!("../../sql/peers/row.sql");
const JOIN: &str = include_str!("../../sql/peers/join.sql");
const JOIN_OWN: &str = include_str!("../../sql/peers/join_own.sql");
const LATERAL: &str = include_str!("../../sql/peers/lateral.sql");
const LATERAL_OWN: &str = include_str!("../../sql/peers/lateral_own.sql");

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
}

/// The contenders of one kind of viewers, prepared. Prepared anew for each kind, since a prepared statement settles for
/// a generic or custom plan by the first viewers it meets.
pub struct Field {
    prepared: Vec<(Contender, Statement)>,
    join: Cow<'static, str>,
    lateral: Cow<'static, str>,
}

impl Field {
    /// Prepares the peers, and the extension's read unless it is left out.
    pub fn prepare(client: &mut Client, options: &Options) -> Outcome<Self> {
        let (join, lateral) = if options.own {
            (JOIN_OWN, LATERAL_OWN)
        } else {
            (JOIN, LATERAL)
        };
        let shown = |text| {
            if options.columns == Columns::Bodies {
                with_bodies(text)
            } else {
                Cow::Borrowed(text)
            }
        };
        let (row, join, lateral) = (shown(ROW), shown(join), shown(lateral));
        let mut prepared = vec![
            (Contender::Row, client.prepare(&row)?),
            (Contender::Join, client.prepare(&join)?),
            (Contender::Lateral, client.prepare(&lateral)?),
        ];
        if !options.peers_only {
            prepared.push((
                Contender::Timeline,
                subject::timeline(client, options.columns)?,
            ));
        }
        Ok(Self {
            prepared,
            join,
            lateral,
        })
    }

    /// How many contenders there are; [`Field::call`] takes them by place, in the order of [`Contender::ALL`].
    pub fn len(&self) -> usize {
        self.prepared.len()
    }

    pub fn contender(&self, place: usize) -> Contender {
        self.prepared[place].0
    }

    /// The text of the plain join in use.
    pub fn join(&self) -> &str {
        &self.join
    }

    /// The text of the LATERAL query in use.
    pub fn lateral(&self) -> &str {
        &self.lateral
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

/// The peers' files name the body of a post in a comment at the end of each list of columns.
fn with_bodies(text: &'static str) -> Cow<'static, str> {
    Cow::Owned(text.replace(" --, ", ", "))
}

/// The wall clock of one call, from sending to the last row fetched, and the ids in its first column.
fn timed(client: &mut Client, statement: &Statement, key: i64) -> Outcome<(Duration, Vec<i64>)> {
    let started = Instant::now();
    let rows = client.query(statement, &[&key])?;
    let taken = started.elapsed();
    Ok((taken, rows.iter().map(|row| row.get(0)).collect()))
}
