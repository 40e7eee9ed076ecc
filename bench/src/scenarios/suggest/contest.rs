//! Who is called for a page of suggestions, as prepared statements of one session.

use postgres::{Client, Statement};

use super::stage::Stage;
use crate::failure::{Failure, Outcome};
use crate::scenarios::kind::Kind;

const ROW: &str = include_str!("../../../sql/peers/row.sql");
const SUGGEST_FOR: &str = include_str!("../../../sql/suggest/suggest_for.sql");
const BY_COUNT: &str = include_str!("../../../sql/suggest/by_count.sql");
const POPULAR: &str = include_str!("../../../sql/suggest/popular.sql");
const BY_WEIGHT: &str = include_str!("../../../sql/suggest/by_weight.sql");

/// How far scores may differ by how they were added up.
const CLOSE: f64 = 1e-6;

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    Row,
    Weighted,
    Counted,
    SqlWeighted,
    SqlCounted,
}

impl Contender {
    pub const ALL: [Self; 5] = [
        Self::Row,
        Self::Weighted,
        Self::Counted,
        Self::SqlWeighted,
        Self::SqlCounted,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "(a) a row by primary key",
            Self::Weighted => "suggest_for, adamic_adar",
            Self::Counted => "suggest_for, mutual",
            Self::SqlWeighted => "(b) the same in SQL, adamic_adar",
            Self::SqlCounted => "(c) the same in SQL, mutual",
        }
    }

    /// Plain SQL takes seconds: it is called less often.
    pub fn is_slow(self) -> bool {
        matches!(self, Self::SqlWeighted | Self::SqlCounted)
    }

    pub fn place(self) -> usize {
        let found = Self::ALL.iter().position(|one| *one == self);
        found.unwrap_or_default()
    }
}

/// The contenders, ready to be called.
pub struct Field {
    statements: Vec<Statement>,
}

impl Field {
    /// For viewers of one kind: those who follow nobody get other suggestions than the rest.
    pub fn prepare(client: &mut Client, stage: Stage, kind: Kind) -> Outcome<Self> {
        let suggest_for = stage.sql(SUGGEST_FOR);
        let [weighted, counted] = match kind {
            Kind::Nobody => [POPULAR, POPULAR],
            _ => [BY_WEIGHT, BY_COUNT],
        };
        let statements = [ROW, &suggest_for, &suggest_for, weighted, counted]
            .into_iter()
            .map(|sql| Ok(client.prepare(sql)?))
            .collect::<Outcome<_>>()?;
        Ok(Self { statements })
    }

    pub fn call(
        &self,
        client: &mut Client,
        contender: Contender,
        viewer: i64,
    ) -> Outcome<Vec<postgres::Row>> {
        let statement = &self.statements[contender.place()];
        Ok(match contender {
            Contender::Weighted => client.query(statement, &[&viewer, &"adamic_adar"])?,
            Contender::Counted => client.query(statement, &[&viewer, &"mutual"])?,
            _ => client.query(statement, &[&viewer])?,
        })
    }

    /// Stops with a sentence where pages are not the same: different answers are not comparable.
    pub fn require_agreement(&self, client: &mut Client, viewer: i64) -> Outcome<()> {
        for (ours, plain) in [
            (Contender::Weighted, Contender::SqlWeighted),
            (Contender::Counted, Contender::SqlCounted),
        ] {
            let [ours, plain] = [ours, plain].map(|one| self.page(client, one, viewer));
            let (ours, plain) = (ours?, plain?);
            let same = ours.iter().zip(&plain).all(|(one, other)| {
                one.0 == other.0 && (one.1 - other.1).abs() < CLOSE && one.2 == other.2
            });
            // Where two hops reach too few, other sources follow.
            if !same || ours.len() < plain.len() {
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
    ) -> Outcome<Vec<(i64, f64, i32)>> {
        let rows = self.call(client, contender, viewer)?;
        Ok(rows
            .iter()
            .map(|row| {
                (
                    row.get("user_id"),
                    row.get("score"),
                    row.get("mutual_count"),
                )
            })
            .collect())
    }
}
