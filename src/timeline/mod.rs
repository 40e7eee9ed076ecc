//! Chronological reads: `timeline_for`, `posts_by`, `posts_in`, `public_timeline`, `new_posts_since`.
//!
//! calls, arguments -> stream: window, pull, sources (candidates) -> page (draws) -> rules, circle (who sees it) -> rows
//! underneath: fetch, listing -> by_index where that can be, else by_statement

pub mod arguments;
mod by_index;
mod by_statement;
mod calls;
pub mod circle;
pub mod contents;
mod cursor;
mod fetch;
mod listing;
mod met;
mod page;
mod post;
mod pull;
mod query;
mod reader;
mod rows;
mod rules;
mod sources;
mod stream;
mod window;
