//! Tests that mostly wait: for servers of their own, for many clients, or for each other's locks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod churn;
mod concurrent;
mod crash;
mod engagement_churn;
mod hot_post;
mod isolation;
mod scripts;
mod standby;
mod worker;
mod worker_rights;
mod worker_room;
mod worker_trouble;
mod worker_upkeep;
