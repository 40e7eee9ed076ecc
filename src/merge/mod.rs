//! Order and identity of posts, without a server: keys, positions, and how sorted sources become one page. Pure.

pub mod budget;
pub mod frontier;
pub mod key;
pub mod position;
