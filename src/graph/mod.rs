//! The graph of follows: whom the people whom somebody follows follow. Pure: knows nothing of PostgreSQL.

mod draw;
mod eight;
mod method;
pub mod packed;
mod tally;
mod two_hops;

pub use draw::Draw;
pub use method::{Method, weight};
pub use tally::Tally;
pub use two_hops::{REMEMBERED, Reached, TwoHops};
