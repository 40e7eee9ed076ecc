//! Maintenance: committed pending rows are taken in batches and applied to the windows, in one transaction each.
//!
//! calls, worker -> applier (one at a time) -> batch -> fan_out (posts), refresh (viewers), trim -> the storage
//!
//! A pending row says "look again at this key". So whatever the order in which changes were captured, and however often,
//! a window comes out as the app's tables say. The tables are read in a snapshot no older than the one in which the
//! pending rows were seen: what they tell of is there. What is committed in between has pending rows of its own.
//!
//! The same rows keep up the packed lists of followees (packing).

mod applier;
mod batch;
mod calls;
mod check;
mod counting;
mod fan_out;
mod packing;
mod pending;
mod readers;
mod refresh;
mod repair;
mod seen;
mod sql;
mod statements;
mod status;
mod trim;
pub mod vacuum;

pub use applier::{batch, record_failure};
pub use calls::differing;
pub use readers::heed_readers;
pub use status::progress;
