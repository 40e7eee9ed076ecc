//! What users are told: the README, and the list of functions.

mod readme;
mod signatures;
