//! pgvector in a test database, and columns of its types.

use crate::quote::ident;
use crate::session::Session;

/// Whether the server has pgvector. Tests that need it say so, and pass where it is absent.
pub fn is_there(session: &mut Session) -> bool {
    let there =
        session.truth("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')");
    if !there {
        println!("SKIPPED: the server has no pgvector");
    }
    there
}

/// Installs pgvector into a schema; false where the server has none.
pub fn install(session: &mut Session, schema: &str) -> bool {
    let there = is_there(session);
    if there {
        let schema = ident(schema);
        session.run(&format!(
            "SET client_min_messages = warning;
             CREATE SCHEMA IF NOT EXISTS {schema}; CREATE EXTENSION vector SCHEMA {schema};
             RESET client_min_messages"
        ));
    }
    there
}
