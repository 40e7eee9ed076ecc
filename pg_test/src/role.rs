//! Roles of one test. They belong to the cluster, so they have names of their own and are dropped once nothing depends on them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::cluster::{Database, maintenance};
use crate::quote::ident;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A role that may log in.
pub struct Role {
    name: String,
}

impl Role {
    pub fn new(purpose: &str) -> Self {
        let name = format!(
            "feed_test_{purpose}_{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        maintenance().run(&format!("CREATE ROLE {} LOGIN", ident(&name)));
        Self { name }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Lets the role make schemas and tables in a database.
    pub fn may_create_in(&self, database: &Database) -> &Self {
        database.connect().run(&format!(
            "GRANT CREATE ON DATABASE {} TO {role};
             GRANT CREATE, USAGE ON SCHEMA public TO {role}",
            ident(database.name()),
            role = ident(&self.name)
        ));
        self
    }
}

/// Roles that still had rights in a database when their values ended.
static LEFT: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Drop for Role {
    fn drop(&mut self) {
        LEFT.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(std::mem::take(&mut self.name));
        drop_left();
    }
}

/// Drops the roles nothing depends on any more. Called where a role or a database ends; it never raises, since that may
/// happen while a test is failing already.
pub(crate) fn drop_left() {
    let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    if !left.is_empty() {
        let mut session = maintenance();
        left.retain(|name| {
            session
                .attempt(&format!("DROP ROLE {}", ident(name)))
                .is_err()
        });
    }
}
