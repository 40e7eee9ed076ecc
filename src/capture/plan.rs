//! What of a table matters to a feed: looked up once for each backend, table and definition.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::rc::Rc;

use pgrx::pg_sys::{self, Datum, Oid};
use serde::Deserialize;

use super::change::Change;
use crate::definition::authority::as_registrar;
use crate::definition::columns::Kinds;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::attempt::attempt;
use crate::pg::expression::Mention;
use crate::pg::predicate::Predicate;
use crate::pg::value::key_datum;
use crate::pg::{catalog, identity, invalidation, spi};

/// What one trigger does with the rows of its table.
#[derive(Debug, Default, Deserialize)]
pub struct Plan {
    /// The table that takes the changes; None: there is no feed any more, and nothing to capture.
    pub pending: Option<u32>,
    /// The table that takes what happens to engagements.
    pub pending_signal: Option<u32>,
    /// The feed's owner, as whom conditions are tested.
    owner: u32,
    /// The types of the feed's keys.
    kinds: Option<KeyTypes>,
    /// All tables of the feed.
    relations: Vec<u32>,
    /// What the table is to the feed, each of which it may be.
    pub sources: Vec<Source>,
}

/// Types by OID.
#[derive(Debug, Clone, Copy, Deserialize)]
struct KeyTypes {
    user: u32,
    post: u32,
    time: u32,
    group: u32,
}

/// A table in one of its roles.
#[derive(Debug, Deserialize)]
pub struct Source {
    pub kind: String,
    pub both_ways: bool,
    /// That of a signal.
    pub place: Option<i16>,
    /// A condition by which rows of a signal count, and the names that it has for the columns mentioned.
    active: Option<String>,
    names: Vec<String>,
    /// The numbers of bound columns by role; None: dropped, or of another type than it had.
    columns: BTreeMap<String, Option<i16>>,
    /// Columns that its conditions mention.
    pub mentioned: Vec<Option<i16>>,
    #[serde(skip)]
    predicate: OnceCell<Predicate>,
}

impl Source {
    /// The number of the column bound to a role, if one is.
    pub fn column(&self, role: &str) -> Option<i16> {
        self.columns.get(role).copied().flatten()
    }

    /// Whether every bound column is there as it was bound.
    pub fn is_whole(&self) -> bool {
        self.columns.values().all(Option::is_some)
    }

    /// The condition by which rows of a signal count, as tested on those of a table; None: all do.
    pub fn predicate(&self, table: Oid, owner: Oid) -> Outcome<Option<&Predicate>> {
        let Some(active) = &self.active else {
            return Ok(None);
        };
        if let Some(predicate) = self.predicate.get() {
            return Ok(Some(predicate));
        }
        let mentions: Vec<Mention> = self
            .names
            .iter()
            .zip(&self.mentioned)
            .filter_map(|(name, attribute)| {
                attribute.map(|attribute| Mention {
                    attribute,
                    name: name.clone(),
                })
            })
            .collect();
        // Whoever writes need not know of what the condition calls.
        let predicate = identity::run_as(owner, || {
            attempt(|| Predicate::stored(table, active, &mentions))
        })?;
        Ok(Some(self.predicate.get_or_init(|| predicate)))
    }

    /// The numbers of all columns on which it depends which windows hold a row: a timeline knows no pins.
    pub fn watched(&self) -> impl Iterator<Item = Option<i16>> {
        let bound = self.columns.iter().filter(|(role, _)| *role != "pinned");
        bound
            .map(|(_, column)| column)
            .chain(&self.mentioned)
            .copied()
    }
}

impl Plan {
    /// The role that tests conditions.
    pub fn owner(&self) -> Oid {
        Oid::from(self.owner)
    }

    /// The types of the feed's keys.
    pub fn kinds(&self) -> Outcome<Kinds> {
        let kinds = self
            .kinds
            .ok_or_else(|| Failure::internal("a feed without posts"))?;
        Ok(Kinds {
            user: Oid::from(kinds.user),
            post: Oid::from(kinds.post),
            time: Oid::from(kinds.time),
            group: Oid::from(kinds.group),
        })
    }

    /// A change as a row of the pending table.
    pub fn row(&self, change: &Change, types: &[Oid; 8]) -> [Option<Datum>; 8] {
        let key = |column: usize, key: &Option<Key>| {
            let key = key.as_ref()?;
            key_datum(key, types[column])
        };
        let none = None;
        let (viewer, author, group, created_at, post) = match change {
            Change::Post {
                id,
                created_at,
                author,
                group,
                ..
            } => (&none, author, group, *created_at, id),
            Change::Author { viewer, author } => (viewer, author, &none, None, &none),
            Change::Member { viewer, group } => (viewer, &none, group, None, &none),
            Change::Account { author } => (&none, author, &none, None, &none),
            Change::Everything => (&none, &none, &none, None, &none),
        };
        [
            Some(Datum::from(change.kind())),
            Some(Datum::from(spi::transaction_time())),
            key(2, viewer),
            key(3, author),
            key(4, group),
            created_at.map(Datum::from),
            key(6, post),
            None,
        ]
    }
}

/// By function and table, with the count of changes at which each was looked up.
type Plans = HashMap<(Oid, Oid), (u64, Rc<Plan>)>;

thread_local! {
    static PLANS: RefCell<Plans> = RefCell::new(HashMap::new());
}

/// The plan of a trigger function on a table.
pub fn of(function: Oid, table: Oid) -> Outcome<Rc<Plan>> {
    let known = PLANS.with_borrow(|plans| {
        plans
            .get(&(function, table))
            .filter(|(changes, _)| *changes == invalidation::changes())
            .map(|(_, plan)| Rc::clone(plan))
    });
    if let Some(plan) = known {
        return Ok(plan);
    }
    let schema = catalog::declared(function)
        .ok_or_else(|| Failure::internal("the called function is not in the catalog"))?
        .schema;
    invalidation::watch(catalog::registry_tables()?.into_iter());
    invalidation::watch(std::iter::once(table));
    // Looked up twice: only then is it known what to watch, and what changed before that was not noticed.
    let mut prepared = None;
    let relations = look_up(schema, table, &mut prepared)?.relations;
    invalidation::watch(relations.into_iter().map(Oid::from));
    let changes = invalidation::changes();
    let plan = Rc::new(look_up(schema, table, &mut prepared)?);
    PLANS.with_borrow_mut(|plans| plans.insert((function, table), (changes, Rc::clone(&plan))));
    Ok(plan)
}

/// With the latest snapshot, as the registry's owner: the app's role need not know of us. To plan the statement takes longer than to
/// run it, so that it stays prepared for the next time.
fn look_up(schema: Oid, table: Oid, prepared: &mut Option<spi::Plan>) -> Outcome<Plan> {
    let mut document = None;
    as_registrar(|| {
        spi::with_latest_snapshot(|| {
            spi::session(|session| {
                let statement = match prepared {
                    Some(statement) => statement,
                    None => prepared.insert(session.prepare(
                        include_str!("../../sql/capture/plan.sql"),
                        &[pg_sys::OIDOID, pg_sys::OIDOID],
                    )?),
                };
                let values = [Some(Datum::from(schema)), Some(Datum::from(table))];
                session.run(statement, &values, &mut |row| {
                    document = row.text(0);
                    ControlFlow::Break(())
                })
            })
        })
    })?;
    match document {
        None => Ok(Plan::default()),
        Some(text) => serde_json::from_str(&text)
            .map_err(|error| Failure::internal(format!("plan of capture: {error}"))),
    }
}
