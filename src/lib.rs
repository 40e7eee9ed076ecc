//! Wiring of the extension: its modules and nothing else.

pgrx::pg_module_magic!();

mod capture;
mod cursor;
mod definition;
mod doctor;
mod engagement;
mod error;
mod graph;
mod maintain;
mod merge;
mod pg;
mod quote;
mod ranking;
mod score;
mod seen;
mod server_settings;
mod settings;
mod similar;
mod suggest;
mod timeline;
mod trending;
mod worker;

library_start!(worker::load);
