//! Wiring of the extension: its modules and nothing else.

pgrx::pg_module_magic!();

mod error;
mod merge;
mod quote;
