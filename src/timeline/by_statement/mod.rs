//! The statements of the reads: which there are, each prepared once per backend and feed. They answer in all cases.

mod sql;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::query::PostQuery;
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::pg::spi::{Plan, Session};

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
#[derive(Default)]
pub struct Statements {
    plans: RefCell<HashMap<Statement, Rc<Plan>>>,
}

impl Statements {
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
}
