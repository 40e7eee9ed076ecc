//! What a feed is: its tables, columns, conditions and settings; how that is stored, loaded and kept.

pub mod cache;
pub mod load;
pub mod model;
pub mod stored;
