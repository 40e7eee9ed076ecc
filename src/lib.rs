//! Wiring of the extension: its modules and nothing else.

pgrx::pg_module_magic!();

mod capture;
mod cursor;
mod definition;
mod doctor;
mod engagement;
mod error;
mod maintain;
mod merge;
mod pg;
mod quote;
mod score;
mod server_settings;
mod settings;
mod timeline;
mod trending;
mod worker;

library_start!(worker::load);
