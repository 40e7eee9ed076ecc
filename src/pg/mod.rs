//! The only module with unsafe code: PostgreSQL's C interfaces behind safe Rust ones.
//!
//! Every call into the server goes through pgrx's guarded bindings, which turn an ERROR into a Rust unwind,
//! so that destructors here may restore what they changed.
#![allow(unsafe_code)]

pub mod attempt;
pub mod background;
pub mod btree;
pub mod catalog;
mod comparisons;
pub mod databases;
pub mod expression;
pub mod function;
pub mod heap;
pub mod identity;
pub mod interval;
pub mod invalidation;
pub mod latch;
pub mod literals;
pub mod lock;
pub mod planner;
pub mod predicate;
pub mod procedure;
mod pushdown;
mod raw;
pub mod receiver;
pub mod regcolumn;
pub mod scan;
pub mod shared_memory;
pub mod snapshot;
pub mod spi;
pub mod transaction;
pub mod trigger;
pub mod utility;
pub mod value;
mod variable;
pub mod vector;
