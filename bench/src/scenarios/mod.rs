//! What is measured: who the viewers are, and in which order the contenders are called for them.

mod contest;
pub mod deep;
pub mod engagement;
pub mod kind;
mod log;
pub mod pull;
pub mod section;
pub mod windows;
mod worker;
