//! Engagement: how many rows of each signal are about a post, and what they are worth.
//!
//! calls (the views) -> count -> source (the app's own tables) -> ledger (whole numbers) -> formula (scores)

mod calls;
pub mod count;
pub mod formula;
pub mod ledger;
mod source;
