//! What a feed is: its tables, columns, conditions and settings; how that is stored, loaded and kept.

pub mod access;
pub mod approximate;
pub mod authority;
pub mod binding;
pub mod cache;
pub mod check;
pub mod columns;
pub mod configure;
pub mod conventions;
pub mod create;
pub mod describe;
pub mod embedding;
pub mod indexes;
mod kinds;
pub mod load;
pub mod model;
pub mod needed;
pub mod objects;
pub mod schemas;
pub mod signals;
pub mod sources;
pub mod specification;
pub mod storage;
pub mod stored;
pub mod table;
pub mod told;
pub mod views;
