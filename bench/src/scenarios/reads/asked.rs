//! Who is asked about.

use std::collections::HashSet;

use postgres::Client;

use super::read::About;
use crate::failure::Outcome;
use crate::options::Options;
use crate::scenarios::attached::stage::Stage;
use crate::scenarios::kind::Kind;
use crate::server;

const VISITS: &str = include_str!("../../../sql/reads/visits.sql");
const VISITORS: &str = include_str!("../../../sql/reads/visitors.sql");
const MEMBERS: &str = include_str!("../../../sql/reads/members.sql");

/// So many of each at most.
const ACCOUNTS: usize = 100;

/// The accounts that reads are asked about in turn.
pub struct Asked {
    pub warm: Vec<i64>,
    cold: Vec<(Kind, Vec<i64>)>,
    anybody: Vec<i64>,
    visitors: Vec<i64>,
    members: Vec<i64>,
}

impl Asked {
    /// Finds them, and makes the temporary table of what visitors know.
    pub fn find(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Self> {
        let (users, seed) = (stage.network.size().users, options.seed);
        let mut warm = stage.warm_viewers(client, options)?;
        let has_window: HashSet<i64> = warm.iter().copied().collect();
        warm.truncate(ACCOUNTS);
        let mut network = server::connect_to(stage.network)?;
        let mut cold = Vec::new();
        for kind in [Kind::Random, Kind::Silent, Kind::Many, Kind::Nobody] {
            let mut viewers = kind.viewers(&mut network, users, 20 * ACCOUNTS, seed)?;
            viewers.retain(|viewer| !has_window.contains(viewer));
            viewers.truncate(ACCOUNTS);
            cold.push((kind, viewers));
        }
        let anybody = Kind::Random.viewers(client, users, ACCOUNTS, seed + 1)?;
        client.execute(&stage.sql(VISITS), &[&anybody])?;
        let mut among_visitors = |sql: &str| -> Outcome<Vec<i64>> {
            let rows = client.query(sql, &[])?;
            Ok(rows.iter().map(|row| row.get("viewer")).collect())
        };
        Ok(Self {
            visitors: among_visitors(VISITORS)?,
            members: among_visitors(MEMBERS)?,
            warm,
            cold,
            anybody,
        })
    }

    /// None where the network has nobody like that.
    pub fn about(&self, about: About) -> Option<&[i64]> {
        let found = match about {
            About::Warm => &self.warm,
            About::Cold(kind) => {
                let (_, viewers) = self.cold.iter().find(|(of, _)| *of == kind)?;
                viewers
            }
            About::Anybody => &self.anybody,
            About::Visitors => &self.visitors,
            About::Members => &self.members,
        };
        (!found.is_empty()).then_some(found)
    }
}
