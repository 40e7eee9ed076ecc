//! Chronological reads: `timeline_for`, `posts_by`, `posts_in`, `public_timeline`, `new_posts_since`.
//!
//! calls, arguments -> stream, pull (candidates) -> page (draws) -> rules, circle (who sees it) -> rows

mod arguments;
mod calls;
mod circle;
mod cursor;
mod direct;
mod links;
mod listing;
mod page;
mod post;
mod pull;
mod reader;
mod rows;
mod rules;
mod sql;
mod statements;
mod stream;
