//! Who is called for a ranked page: a row by primary key, the extension and plain SQL, as prepared statements of one session.

use postgres::{Client, Statement};

use super::plain::{self, Way};
use super::stage::{Stage, Which};
use crate::failure::Outcome;

const ROW: &str = include_str!("../../../sql/peers/row.sql");
const FEED_FOR: &str = include_str!("../../../sql/ranked/feed_for.sql");
const NEXT: &str = include_str!("../../../sql/ranked/feed_for_next.sql");
const CURSOR: &str = include_str!("../../../sql/ranked/cursor.sql");
const FEED_PAGE: &str = include_str!("../../../sql/ranked/feed_page.sql");

/// Who is measured, by place in all lists here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    Row,
    Feed(Which),
    Next(Which),
    Json(Which),
    Plain(Which, Way),
}

impl Contender {
    pub const ALL: [Self; 11] = [
        Self::Row,
        Self::Feed(Which::Plain),
        Self::Next(Which::Plain),
        Self::Json(Which::Plain),
        Self::Plain(Which::Plain, Way::Walk),
        Self::Plain(Which::Plain, Way::Lateral),
        Self::Feed(Which::Embedded),
        Self::Next(Which::Embedded),
        Self::Json(Which::Embedded),
        Self::Plain(Which::Embedded, Way::Walk),
        Self::Plain(Which::Embedded, Way::Lateral),
    ];

    pub fn place(self) -> usize {
        let found = Self::ALL.iter().position(|one| *one == self);
        found.unwrap_or_default()
    }

    pub fn name(self) -> String {
        match self {
            Self::Row => self.short().into(),
            Self::Feed(which) | Self::Next(which) | Self::Json(which) | Self::Plain(which, _) => {
                format!("{}, {}", self.short(), which.name())
            }
        }
    }

    /// The same where it is clear whether there are embeddings.
    pub fn short(self) -> &'static str {
        match self {
            Self::Row => "(a) a row by primary key",
            Self::Feed(_) => "feed_for",
            Self::Next(_) => "its second page",
            Self::Json(_) => "feed_page",
            Self::Plain(_, Way::Walk) => "(b) plain SQL that walks",
            Self::Plain(_, Way::Lateral) => "(c) plain SQL by LATERAL",
        }
    }

    fn sql(self, stage: Stage) -> String {
        match self {
            Self::Row => stage.sql(Which::Plain, ROW),
            Self::Feed(which) => stage.sql(which, FEED_FOR),
            Self::Next(which) => stage.sql(which, NEXT),
            Self::Json(which) => stage.sql(which, FEED_PAGE),
            Self::Plain(which, way) => stage.sql(which, &plain::page(which, way, 0)),
        }
    }
}

/// A viewer, and the cursors behind the first pages of both feeds; None: there is no second page.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub key: i64,
    cursors: [Option<String>; 2],
}

/// The contenders, ready to be called.
pub struct Field {
    statements: Vec<Statement>,
    pub last_post: i64,
}

impl Field {
    pub fn prepare(client: &mut Client, stage: Stage) -> Outcome<Self> {
        let statements = Contender::ALL
            .into_iter()
            .map(|contender| Ok(client.prepare(&contender.sql(stage))?))
            .collect::<Outcome<_>>()?;
        Ok(Self {
            statements,
            last_post: stage.last(client)?,
        })
    }

    /// Calls a contender; (a) reads the post given. Answers false where it has nothing to do for that viewer.
    pub fn call(
        &self,
        client: &mut Client,
        contender: Contender,
        viewer: &Viewer,
        post: i64,
    ) -> Outcome<bool> {
        let statement = &self.statements[contender.place()];
        match contender {
            Contender::Row => client.query(statement, &[&post])?,
            Contender::Next(which) => match &viewer.cursors[which as usize] {
                Some(cursor) => client.query(statement, &[&viewer.key, cursor])?,
                None => return Ok(false),
            },
            _ => client.query(statement, &[&viewer.key])?,
        };
        Ok(true)
    }
}

/// Finds the second pages of some viewers.
pub fn viewers(client: &mut Client, stage: Stage, keys: &[i64]) -> Outcome<Vec<Viewer>> {
    let mut statements = Vec::new();
    for which in Which::ALL {
        statements.push(client.prepare(&stage.sql(which, CURSOR))?);
    }
    keys.iter()
        .map(|key| {
            let mut cursor = |which: Which| -> Outcome<Option<String>> {
                Ok(client
                    .query_one(&statements[which as usize], &[key])?
                    .get(0))
            };
            Ok(Viewer {
                key: *key,
                cursors: [cursor(Which::Plain)?, cursor(Which::Embedded)?],
            })
        })
        .collect::<Outcome<_>>()
}
