//! Tests of one session or a few over the wire, each in a database of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod defining;
mod engagement;
mod guarding;
mod keeping;
mod ranking;
mod reading;
mod similar;
mod suggest;
mod telling;
