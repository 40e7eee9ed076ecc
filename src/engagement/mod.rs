//! Engagement: how many rows of each signal are about a post, and what they are worth.
//!
//! calls (the views) -> count -> kept (the storage), source (the app's own tables) -> ledger (whole numbers) -> formula (scores)

pub mod bound;
mod calls;
pub mod count;
pub mod formula;
pub mod kept;
pub mod ledger;
pub mod source;
