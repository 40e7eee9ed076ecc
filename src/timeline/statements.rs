//! The statements of the reads: which there are, each prepared once per backend and feed. Beside them, what answers
//! without one.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::direct::PostIndexes;
use super::links::Links;
use super::sql;
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::pg::spi::{Plan, Session};

/// Where posts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum From {
    Everybody,
    Author,
    Group,
}

/// Which posts of a source by their pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pins {
    /// The read knows no pins.
    Ignored,
    Pinned,
    Rest,
}

/// A statement over posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PostQuery {
    pub from: From,
    pub pins: Pins,
    /// Only a post without a group counts as pinned: a group's pins are the group's.
    pub group_pins: bool,
    pub replies: bool,
    pub public_only: bool,
}

/// Every statement that a chronological read may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statement {
    Posts(PostQuery),
    Parents,
    Followees,
    /// Facts about authors; with `blocks_only` of exclusions only those that hold both ways.
    Authors {
        blocks_only: bool,
    },
    Groups,
    Member,
    Viewer,
}

/// The prepared statements of one feed.
pub struct Statements {
    /// The count of changes at which the feed was loaded.
    changes: u64,
    plans: RefCell<HashMap<Statement, Rc<Plan>>>,
    indexes: OnceCell<PostIndexes>,
    links: OnceCell<Links>,
}

impl Statements {
    /// None yet, for a feed loaded at this count of changes.
    pub fn new(changes: u64) -> Statements {
        Statements {
            changes,
            plans: RefCell::default(),
            indexes: OnceCell::new(),
            links: OnceCell::new(),
        }
    }

    /// The plan of a statement, prepared at first use. No borrow is held while SQL runs.
    pub fn plan(&self, session: &Session, feed: &Feed, which: Statement) -> Outcome<Rc<Plan>> {
        if let Some(plan) = self.plans.borrow().get(&which) {
            return Ok(Rc::clone(plan));
        }
        let (sql, types) = sql::text(feed, which)?;
        let plan = Rc::new(session.prepare(&sql, &types)?);
        self.plans.borrow_mut().insert(which, Rc::clone(&plan));
        Ok(plan)
    }

    /// The indexes by which posts can be read without a statement, looked up at first use.
    pub fn indexes(&self, feed: &Feed) -> Outcome<&PostIndexes> {
        if let Some(indexes) = self.indexes.get() {
            return Ok(indexes);
        }
        let indexes = PostIndexes::of(feed, self.changes)?;
        Ok(self.indexes.get_or_init(|| indexes))
    }

    /// Those by which relations can be.
    pub fn links(&self, feed: &Feed) -> Outcome<&Links> {
        if let Some(links) = self.links.get() {
            return Ok(links);
        }
        let links = Links::of(feed, self.changes)?;
        Ok(self.links.get_or_init(|| links))
    }
}
