//! Chronological reads: `timeline_for`, `posts_by`, `posts_in`, `public_timeline`, `new_posts_since`.
//!
//! calls, arguments -> stream: window, pull, sources (candidates) -> page (draws) -> rules, circle (who sees it) -> rows
//! underneath: fetch, listing -> by_index where that can be, else by_statement

pub mod arguments;
mod asking;
pub mod by_index;
mod by_statement;
mod calls;
pub mod circle;
pub mod contents;
pub mod cursor;
pub mod fetch;
mod followed;
pub mod follows;
mod listing;
mod met;
pub mod newest;
pub mod page;
pub mod people;
pub mod post;
mod pull;
pub mod query;
pub mod reader;
mod rows;
pub mod rules;
pub mod selection;
mod sources;
pub mod stream;
pub mod window;
