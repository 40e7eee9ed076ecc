//! Wiring of the harness: what the tests over the wire share. Every test has a database of its own on a real cluster.

// A test says what is wrong by ending at once, with the statement and the seed that show it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod account;
pub mod app;
pub mod catalog;
pub mod change;
pub mod churn;
pub mod cluster;
pub mod crowd;
pub mod dataset;
pub mod engagement;
pub mod fixture;
pub mod isolation;
pub mod kept;
pub mod key;
pub mod killed_server;
pub mod ldbc;
pub mod lookout;
pub mod moment;
pub mod network;
pub mod oracle;
pub mod own_server;
pub mod plain;
pub mod quirks;
pub mod quote;
pub mod read;
pub mod refused;
pub mod role;
pub mod rounds;
pub mod scene;
pub mod script;
pub mod seed;
pub mod session;
pub mod shape;
pub mod signature;
pub mod standby;
pub mod tables;
pub mod tempo;
pub mod traits;
pub mod upkeep;
pub mod walk;
pub mod worked;
pub mod writer;
