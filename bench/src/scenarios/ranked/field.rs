//! Who is called for a ranked page: a row by primary key, the extension and plain SQL, as prepared statements of one session.

use postgres::{Client, Statement};

use super::plain::{self, Way};
use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::record::Role;

const ROW: &str = include_str!("../../../sql/peers/row.sql");
const FEED_FOR: &str = include_str!("../../../sql/ranked/feed_for.sql");
const NEXT: &str = include_str!("../../../sql/ranked/feed_for_next.sql");
const CURSOR: &str = include_str!("../../../sql/ranked/cursor.sql");
const FEED_PAGE: &str = include_str!("../../../sql/ranked/feed_page.sql");

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    Row,
    Feed(Which),
    Next(Which),
    Json(Which),
    Plain(Which, Way),
}

impl Contender {
    /// Those that rank with or without embeddings, the first page of the extension first.
    pub fn of(which: Which) -> [Self; 5] {
        [
            Self::Feed(which),
            Self::Next(which),
            Self::Json(which),
            Self::Plain(which, Way::Walk),
            Self::Plain(which, Way::Lateral),
        ]
    }

    /// Its name in a case that says whether there are embeddings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "one row by primary key",
            Self::Feed(_) => "feed_for",
            Self::Next(_) => "feed_for, next page",
            Self::Json(_) => "feed_page",
            Self::Plain(_, Way::Walk) => "plain SQL that walks back in time",
            Self::Plain(_, Way::Lateral) => "plain SQL by LATERAL",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Row => Role::Floor,
            Self::Feed(_) | Self::Next(_) | Self::Json(_) => Role::Ours,
            Self::Plain(..) => Role::Peer,
        }
    }

    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Plain(..))
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

/// A viewer, and the cursors behind the first pages of the feeds; None: there is no second page.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub key: i64,
    cursors: Vec<Option<String>>,
}

/// The contenders, ready to be called.
pub struct Field {
    contenders: Vec<Contender>,
    statements: Vec<Statement>,
    pub last_post: i64,
}

impl Field {
    pub fn prepare(client: &mut Client, stage: Stage) -> Outcome<Self> {
        let mut contenders = vec![Contender::Row];
        contenders.extend(stage.feeds().iter().flat_map(|which| Contender::of(*which)));
        let statements = contenders
            .iter()
            .map(|contender| Ok(client.prepare(&contender.sql(stage))?))
            .collect::<Outcome<_>>()?;
        Ok(Self {
            contenders,
            statements,
            last_post: stage.last(client)?,
        })
    }

    /// Everybody; who is called is named by the place here.
    pub fn contenders(&self) -> &[Contender] {
        &self.contenders
    }

    pub fn place(&self, contender: Contender) -> Option<usize> {
        self.contenders.iter().position(|one| *one == contender)
    }

    /// Calls a contender; the row is that of the post given. Answers false where it has nothing to do for that viewer.
    pub fn call(
        &self,
        client: &mut Client,
        place: usize,
        viewer: &Viewer,
        post: i64,
    ) -> Outcome<bool> {
        let statement = &self.statements[place];
        match self.contenders[place] {
            Contender::Row => client.query(statement, &[&post])?,
            Contender::Next(which) => match viewer.cursors.get(which as usize) {
                Some(Some(cursor)) => client.query(statement, &[&viewer.key, cursor])?,
                _ => return Ok(false),
            },
            _ => client.query(statement, &[&viewer.key])?,
        };
        Ok(true)
    }
}

/// Finds the second pages of some viewers.
pub fn viewers(client: &mut Client, stage: Stage, keys: &[i64]) -> Outcome<Vec<Viewer>> {
    let mut statements = Vec::new();
    for which in stage.feeds() {
        statements.push(client.prepare(&stage.sql(*which, CURSOR))?);
    }
    let mut viewers = Vec::new();
    for key in keys {
        let mut cursors = Vec::new();
        for statement in &statements {
            cursors.push(client.query_one(statement, &[key])?.get(0));
        }
        viewers.push(Viewer { key: *key, cursors });
    }
    Ok(viewers)
}
