//! Chronological reads: `timeline_for`, `posts_by`, `posts_in`, `public_timeline`, `new_posts_since`.
//!
//! calls (arguments) -> stream (candidates: pull) -> page (draws) -> rules (who sees it) -> calls (rows)

mod calls;
mod circle;
mod cursor;
mod page;
mod post;
mod pull;
mod reader;
mod rules;
mod statements;
mod stream;
