//! Who is called for a page of suggestions, as prepared statements of one session, and counting alone beside them.

use std::time::{Duration, Instant};

use postgres::{Client, Row, Statement};

use super::pure::Lists;
use super::stage::Stage;
use crate::failure::{Failure, Outcome};
use crate::graph::Method;
use crate::record::Role;
use crate::scenarios::kind::Kind;

const ROW: &str = include_str!("../../../sql/peers/row.sql");
const SUGGEST_FOR: &str = include_str!("../../../sql/suggest/suggest_for.sql");
const BY_COUNT: &str = include_str!("../../../sql/suggest/by_count.sql");
const POPULAR: &str = include_str!("../../../sql/suggest/popular.sql");
const BY_WEIGHT: &str = include_str!("../../../sql/suggest/by_weight.sql");

pub const METHODS: [Method; 2] = [Method::AdamicAdar, Method::Mutual];
/// How far scores may differ by how they were added up.
const CLOSE: f64 = 1e-6;

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    Row,
    Suggest(Method),
    Sql(Method),
    /// The same lists in this program's memory.
    Alone(Method),
}

impl Contender {
    pub const ALL: [Self; 7] = [
        Self::Row,
        Self::Suggest(Method::AdamicAdar),
        Self::Sql(Method::AdamicAdar),
        Self::Alone(Method::AdamicAdar),
        Self::Suggest(Method::Mutual),
        Self::Sql(Method::Mutual),
        Self::Alone(Method::Mutual),
    ];

    pub fn name(self, kind: Kind) -> &'static str {
        match self {
            Self::Row => "one row by primary key",
            Self::Suggest(_) => "suggest_for",
            Self::Sql(_) if kind == Kind::Nobody => "most followers in SQL",
            Self::Sql(_) => "two hops in SQL",
            Self::Alone(_) => "counting alone",
        }
    }

    pub const fn role(self) -> Role {
        match self {
            Self::Row => Role::Floor,
            Self::Suggest(_) => Role::Ours,
            Self::Sql(_) | Self::Alone(_) => Role::Peer,
        }
    }

    pub const fn is_sql(self) -> bool {
        matches!(self, Self::Sql(_))
    }

    /// Whether it stands in the case of that method.
    pub fn is_of(self, method: Method) -> bool {
        match self {
            Self::Row => true,
            Self::Suggest(own) | Self::Sql(own) | Self::Alone(own) => own == method,
        }
    }
}

/// The name of a method as `suggest_for` takes it.
pub const fn written(method: Method) -> &'static str {
    match method {
        Method::AdamicAdar => "adamic_adar",
        Method::Mutual => "mutual",
    }
}

/// A suggested account with its score and how many followees lead to it.
type Suggested = (i64, f64, i32);

/// The contenders, ready to be called.
pub struct Field {
    row: Statement,
    suggest_for: Statement,
    by_weight: Statement,
    by_count: Statement,
}

impl Field {
    /// For viewers of one kind: those who follow nobody get other suggestions than the rest.
    pub fn prepare(client: &mut Client, stage: Stage, kind: Kind) -> Outcome<Self> {
        let [by_weight, by_count] = match kind {
            Kind::Nobody => [POPULAR, POPULAR],
            _ => [BY_WEIGHT, BY_COUNT],
        };
        Ok(Self {
            row: client.prepare(ROW)?,
            suggest_for: client.prepare(&stage.sql(SUGGEST_FOR))?,
            by_weight: client.prepare(by_weight)?,
            by_count: client.prepare(by_count)?,
        })
    }

    /// How long a call takes. None: there is nothing to be counted for that viewer.
    pub fn call(
        &self,
        client: &mut Client,
        contender: Contender,
        viewer: i64,
        lists: &Lists,
    ) -> Outcome<Option<Duration>> {
        if let Contender::Alone(method) = contender {
            return match lists.follows() {
                0 => Ok(None),
                _ => lists.count(method).map(Some),
            };
        }
        let started = Instant::now();
        self.rows(client, contender, viewer)?;
        Ok(Some(started.elapsed()))
    }

    fn rows(&self, client: &mut Client, contender: Contender, viewer: i64) -> Outcome<Vec<Row>> {
        Ok(match contender {
            Contender::Suggest(method) => {
                client.query(&self.suggest_for, &[&viewer, &written(method)])?
            }
            Contender::Sql(Method::AdamicAdar) => client.query(&self.by_weight, &[&viewer])?,
            Contender::Sql(Method::Mutual) => client.query(&self.by_count, &[&viewer])?,
            Contender::Row => client.query(&self.row, &[&viewer])?,
            Contender::Alone(_) => Vec::new(),
        })
    }

    /// Stops with a sentence where pages are not the same: different answers are not comparable.
    pub fn require_agreement(&self, client: &mut Client, viewer: i64) -> Outcome<()> {
        for method in METHODS {
            let ours = self.page(client, Contender::Suggest(method), viewer)?;
            let plain = self.page(client, Contender::Sql(method), viewer)?;
            let is_same = |(one, other): (&Suggested, &Suggested)| {
                one.0 == other.0 && (one.1 - other.1).abs() < CLOSE && one.2 == other.2
            };
            // Where two hops reach too few, other sources follow.
            if ours.len() < plain.len() || !ours.iter().zip(&plain).all(is_same) {
                return Err(Failure::said(format!(
                    "different pages for viewer {viewer}: suggest_for gave {ours:?}, plain SQL {plain:?}"
                )));
            }
        }
        Ok(())
    }

    fn page(
        &self,
        client: &mut Client,
        contender: Contender,
        viewer: i64,
    ) -> Outcome<Vec<Suggested>> {
        let rows = self.rows(client, contender, viewer)?;
        let suggested = |row: &Row| {
            (
                row.get("user_id"),
                row.get("score"),
                row.get("mutual_count"),
            )
        };
        Ok(rows.iter().map(suggested).collect())
    }
}
