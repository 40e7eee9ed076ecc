//! Engagement: how many rows of each signal are about a post, and what they are worth.
//!
//! calls (the views) -> count -> kept (the storage), source (the app's own tables) -> ledger, sums (whole numbers) -> formula (scores)
//! beside: by_actor -> actor_rows, what people engaged with

pub mod actor_rows;
pub mod bound;
pub mod by_actor;
mod calls;
pub mod count;
pub mod formula;
pub mod kept;
pub mod ledger;
pub mod source;
pub mod sums;
