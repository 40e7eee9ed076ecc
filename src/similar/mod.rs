//! Posts and people by what posts are about: `similar_posts`, `similar_users`, and what ranking asks of embeddings.
//!
//! posts, users (arguments in, rows out) -> interest (what somebody likes) -> nearest: statement, approximate (candidates) ->
//! rules (who sees them) -> rows

mod approximate;
pub mod embeddings;
mod few;
pub mod interest;
pub mod nearest;
mod posts;
mod statement;
pub mod users;
