//! What is measured: who the viewers are, and in which order the contenders are called for them.

mod contest;
pub mod deep;
pub mod engagement;
pub mod kind;
mod log;
mod pgbench;
pub mod pull;
pub mod ranked;
pub mod section;
pub mod suggest;
mod upkeep;
pub mod windows;
mod worker;
